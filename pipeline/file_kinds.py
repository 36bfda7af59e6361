"""What kind of file came: whether it can be what a source gives.

Here: looking at the beginning of a file, and at a workbook's list of parts. Not here: reading what it states.
"""

from __future__ import annotations

import codecs
import zipfile
from pathlib import Path

HEAD = 64 * 1024


def content_problem(path: Path, file_format: str) -> str | None:
    """Why a file is surely not of its format, None if it may be."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    text = _text(head, whole=len(head) < HEAD)
    if not head.strip():
        return "the answer is empty"
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        return "a web page came instead of a file"
    if file_format == "xlsx":
        return None if _is_workbook(path) else "what came is no Excel workbook"
    if text is None or "\0" in text:
        return "what came is no CSV: it is no text in UTF-8 or Windows-1252"
    first_line = next(iter(text.lstrip().splitlines()), "")
    return None if max(map(first_line.count, ",;\t|")) >= 2 else "what came is no CSV: its first line has no columns"


def _text(head: bytes, whole: bool) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return codecs.getincrementaldecoder(encoding)().decode(head, final=whole)
        except UnicodeDecodeError:
            continue
    return None


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as file:
            return "xl/workbook.xml" in file.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError, EOFError):
        return False
