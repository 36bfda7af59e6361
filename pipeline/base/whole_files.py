"""Files of one name that are written anew: whole or not at all, and never through what lies in their place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def put_in_place(path: Path) -> Iterator[TextIO]:
    """A text file that takes the place of `path` once all of it is written; OSError as the system gives it.

    Where it cannot be written to its end, what was there stays. A link there is replaced, and what it leads to stays
    as it is; a pipe is replaced, and not waited for.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    try:
        with partial.open("x", newline="", encoding="utf-8") as file:
            yield file
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def put_text(path: Path, text: str) -> None:
    """Puts a text in the place of `path`, as `put_in_place` does."""
    with put_in_place(path) as file:
        file.write(text)
