"""Whether a fetched file can be of its source's format, from its first bytes and a workbook's list of parts."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.base.file_kind import other_kind
from pipeline.reference.layouts import CsvLayout, LongLayout, WorkbookLayout

Layout = LongLayout | WorkbookLayout
HEAD = 64 * 1024
_FIRST_LINES = 50
# Of so many bytes one may be no UTF-8, and the text is one in UTF-8 all the same.
_MAX_STRAY = 100


def content_problem(path: Path, file_format: str, layout: Layout | None = None) -> str | None:
    """Why a file is surely not of its format, or not of its layout; None if it may be."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        return "the answer is empty"
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        return "a web page came instead of a file"
    if file_format == "xlsx":
        if _is_workbook(path):
            return None
        other = other_kind(path)
        return f"what came is no Excel workbook: it {other}" if other else "what came is no Excel workbook"
    if (text := _text(head)) is None:
        return "what came is no CSV: it is no text in UTF-8, UTF-16 or Windows-1252"
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return "a JSON text came instead of a file"
    # Titles may stand above the heading.
    first_lines = text.lstrip().splitlines()[:_FIRST_LINES] or [""]
    has_columns = any(line.count(mark) >= 2 for line in first_lines for mark in ",;\t|")
    if not has_columns:
        return f"what came is no CSV: none of its first {_FIRST_LINES} lines has columns"
    if isinstance(layout, CsvLayout) and not _has_a_column(first_lines, layout):
        # One that lacks some is kept, for its publisher may have renamed them.
        return f"none of its first {_FIRST_LINES} lines has any column of its layout in raw/sources.yml"
    return None


def _has_a_column(lines: Sequence[str], layout: CsvLayout) -> bool:
    """Whether a line has a cell that is the title of a column of the layout."""
    titles = {name.strip().casefold() for names in layout.needed for name in names}
    cells = (cell for line in lines for mark in ",;\t|" for cell in line.split(mark))
    return any(cell.strip(' "\ufeff').casefold() in titles for cell in cells)


def _text(head: bytes) -> str | None:
    """The beginning of a text; None where it is surely none. Single bytes may be in the encoding of Windows."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", errors="replace")
    for encoding in ("utf-16-le", "utf-16-be"):
        # Without its mark UTF-16 is known by the zero that every second byte of plain letters is.
        zeros = head[:400][encoding == "utf-16-le" :: 2]
        if len(zeros) >= 4 and zeros.count(0) * 10 > len(zeros) * 8:
            return head.decode(encoding, errors="replace")
    if b"\0" in head:
        return None
    text = head.decode("utf-8", errors="ignore")
    return text if (len(head) - len(text.encode())) * _MAX_STRAY <= len(head) else _windows(head)


def _windows(head: bytes) -> str | None:
    try:
        return head.decode("cp1252")
    except UnicodeDecodeError:
        return None


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as file:
            return "xl/workbook.xml" in file.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError, EOFError):
        return False
