"""The line that holds the words after which, by a document's sidecar, something stands."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.base.folding import fold
from pipeline.base.lines import Line


def find_anchor(lines: Sequence[Line], words: str) -> int | None:
    """The index of the first line that holds `words`, or None."""
    wanted = fold(words)
    return next((index for index, line in enumerate(lines) if wanted in fold(line.text)), None)
