"""Finding the words after which a sidecar says that something stands.

Here: comparing words whatever their quotation marks, case and spaces are. Not here: what stands after them.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.lines import Line

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\xa0": " ", "–": "-", "—": "-"})


def plain(text: str) -> str:
    """`text` with plain quotation marks, dashes and spaces, case folded; as many characters as before."""
    translated = text.translate(_PLAIN)
    folded = translated.casefold()
    if len(folded) == len(translated):
        return folded
    return "".join(low if len(low := char.casefold()) == 1 else char for char in translated)


def find_anchor(lines: Sequence[Line], words: str) -> int | None:
    """The index of the first line that holds `words`, or None."""
    wanted = plain(words)
    return next((index for index, line in enumerate(lines) if wanted in plain(line.text)), None)
