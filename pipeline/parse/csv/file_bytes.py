"""The bytes of a feed's file: its encoding, what divides its cells, and the row of its heading.

A file that is not plain UTF-8 from its heading on is copied so that it is. Messages name what was not certain.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.parse.csv.columns import KEEPS, Columns, refused
from pipeline.reference.layouts import CsvLayout, LongLayout

HEADING_ROWS = 50
_HEADING_BYTES = 1_000_000
_PIECE = 1 << 22
_LOOKED_THROUGH = 1 << 25
_EMPTY_LINE = re.compile(rb"\n\r?\n|\r\r")
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
_NAMES = {mark: name for name, mark in _DELIMITERS.items()}
# The mark of an encoding, and what becomes of that of UTF-8 when a program reads it as Windows' text.
_MARKS = ("\ufeff", "ï»¿")
_STATES_DELIMITER = re.compile(r'\A"?sep=(.)"?[,;\t|]*(?:\r\n|\r|\n)', re.IGNORECASE)
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 stands for itself in the encoding of Windows; what is UTF-8 around it stays."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("feed_bytes_as_windows", _as_windows)
_MIXED = "feed_bytes_as_windows"


@dataclass(frozen=True)
class Opened:
    """A file whose heading was found: `path` holds it from there on, in UTF-8 unless `is_utf8` is yet to be seen.

    `row` and `line` are the heading's in the file, and `above` the rows above it that are not empty.
    """

    path: Path
    columns: Columns
    delimiter: str
    row: int = 1
    line: int = 1
    above: tuple[str, ...] = ()
    # How to read the file that came, for a copy of it.
    encoding: str = "utf-8"
    skipped: int = 0
    is_copy: bool = False


@dataclass(frozen=True)
class _Heading:
    """The first row that has all needed columns: its cells, its place, the rows above."""

    cells: tuple[str, ...]
    row: int
    line: int
    start: int
    above: tuple[str, ...]


def open_csv(path: Path, layout: LongLayout, work: Path) -> Opened:
    """Finds the heading of a CSV; ValidationFailed, with what was tried, where it is not certain."""
    with path.open("rb") as file:
        start = file.read(_HEADING_BYTES)
    if not start.strip():
        raise refused(path, None, "is empty", f"Ask for it again; {KEEPS}")
    encoding = _encoding(start)
    text = _decoded(start, encoding, whole=len(start) < _HEADING_BYTES)
    bare = text
    while bare.startswith(_MARKS):
        bare = bare.removeprefix(_MARKS[0]).removeprefix(_MARKS[1])
    marks = len(text) - len(bare)
    stated = _STATES_DELIMITER.match(bare)
    delimiter, heading = _heading(path, bare, layout, stated[1] if stated else None, encoding)
    columns = Columns(tuple(name.strip() for name in heading.cells))
    if repeated := columns.repeated(layout):
        message = f"has more than one column {', '.join(repeated)}; its columns are {', '.join(columns.printed)}"
        raise refused(path, heading.line, message, f"Correct the layout in raw/sources.yml; {KEEPS}")
    place = (heading.row, heading.line, heading.above)
    opened = Opened(path, columns, delimiter, *place, encoding, marks + heading.start)
    # A quote is none to DuckDB where a mark stands before it.
    is_quoted = marks > 0 and bare.startswith('"')
    is_plain = encoding == "utf-8" and not heading.start and text[:marks] in ("", _MARKS[0]) and not is_quoted
    return opened if is_plain and _is_utf8(start) else in_utf8(opened, work)


def in_utf8(opened: Opened, work: Path) -> Opened:
    """The same as a copy that begins with the heading and is UTF-8 throughout."""
    copy = work / "copy.csv"
    decoder = codecs.getincrementaldecoder(opened.encoding)(errors=_errors(opened.encoding))
    left = opened.skipped
    with opened.path.open("rb") as source, copy.open("w", encoding="utf-8", newline="") as sink:
        while True:
            piece = source.read(_PIECE)
            text = decoder.decode(piece, final=not piece)
            sink.write(text[left:])
            left = max(0, left - len(text))
            if not piece:
                break
    return replace(opened, path=copy, encoding="utf-8", skipped=0, is_copy=True)


def is_utf8(path: Path) -> bool:
    """Whether a whole file is UTF-8."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            while file.read(_PIECE):
                pass
    except UnicodeDecodeError:
        return False
    return True


def has_empty_line(path: Path) -> bool:
    """Whether a line between others is empty, so that lines and rows have other numbers.

    Of a large file only the beginning and the end are looked through: in between such lines are rare, and looking takes
    a tenth of the time of reading it.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        start = file.read(size if size <= _LOOKED_THROUGH else _HEADING_BYTES)
        if len(start) == size:
            return _EMPTY_LINE.search(start.rstrip()) is not None
        file.seek(-_HEADING_BYTES, 2)
        return any(_EMPTY_LINE.search(piece) for piece in (start, file.read().rstrip()))


def records(text: str, delimiter: str) -> Iterator[tuple[tuple[str, ...], int, int, int]]:
    """The records of a text: cells, the record's number, its first line, and the offset at which it begins."""
    consumed = 0

    def lines() -> Iterator[str]:
        nonlocal consumed
        for line in io.StringIO(text, newline=""):
            consumed += len(line)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter)
    begins, line = 0, 1
    try:
        for number, cells in enumerate(reader, 1):
            yield tuple(cells), number, line, begins
            begins, line = consumed, reader.line_num + 1
    except csv.Error:
        return


def closest_heading(rows: list[tuple[str, ...]], layout: LongLayout) -> tuple[int, int]:
    """The place of the row that has the most needed columns, and how many it has; the first of several."""
    counts = [len(layout.needed) - len(Columns(row).missing(layout)) for row in rows]
    best = max(range(len(rows)), key=lambda place: (counts[place], bool(rows[place]), -place), default=0)
    return best, counts[best] if counts else 0


def _errors(encoding: str) -> str:
    return _MIXED if encoding == "utf-8" else "replace"


def _encoding(start: bytes) -> str:
    for mark, encoding in _WIDE_MARKS:
        if start.startswith(mark):
            return encoding
    # Without its mark UTF-16 is known by the zero that every second byte of plain letters is.
    sample = start[:400]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = sample[offset::2].count(0), sample[1 - offset :: 2].count(0)
        if len(sample) >= 8 and zeros * 10 > len(sample) * 4 and not others:
            return encoding
    return "utf-8"


def _decoded(start: bytes, encoding: str, *, whole: bool) -> str:
    text = codecs.getincrementaldecoder(encoding)(errors=_errors(encoding)).decode(start, final=whole)
    # Where it is cut off in the middle of a row, that is no problem of the file.
    return text if whole else text[: max(text.rfind("\n"), text.rfind("\r")) + 1]


def _is_utf8(start: bytes) -> bool:
    """Whether the beginning of a file is UTF-8; it may end in the middle of a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True


def _heading(path: Path, text: str, layout: LongLayout, stated: str | None, encoding: str) -> tuple[str, _Heading]:
    """What divides the cells and where the heading stands; the comma is tried first, and alone if it fits at once."""
    given = layout.delimiter if isinstance(layout, CsvLayout) else None
    single = ("\t" if given == "tab" else given) or stated
    found = {}
    for delimiter in [single] if single else _DELIMITERS.values():
        if heading := _heading_under(text, layout, delimiter):
            found[delimiter] = heading
            if heading.row == 1:
                break
    if len(found) == 1:
        return next(iter(found.items()))
    if found:
        either = " or ".join(_NAMES.get(delimiter, delimiter) for delimiter in found)
        remedy = f"Say `delimiter` in its layout in raw/sources.yml; {KEEPS}"
        raise refused(path, None, f"its cells can be divided by {either}, and the heading is found by either", remedy)
    raise _no_heading(path, text, layout, single, encoding)


def _heading_under(text: str, layout: LongLayout, delimiter: str) -> _Heading | None:
    above: list[str] = []
    for cells, number, line, start in records(text, delimiter):
        if number > HEADING_ROWS:
            break
        if not Columns(cells).missing(layout):
            return _Heading(cells, number, line, start, tuple(above))
        if cells:
            above.append(" | ".join(cells))
    return None


def _no_heading(path: Path, text: str, layout: LongLayout, single: str | None, encoding: str) -> Exception:
    """What is missing of the row that comes nearest to a heading, under the mark that gives it the most columns."""
    best: tuple[int, int, str, int, Columns] | None = None
    for place, delimiter in enumerate([single] if single else _DELIMITERS.values()):
        rows = [record for record, _ in zip(records(text, delimiter), range(HEADING_ROWS), strict=False)]
        if not rows:
            continue
        row, most = closest_heading([cells for cells, *_ in rows], layout)
        columns = Columns(tuple(name.strip() for name in rows[row][0]))
        if best is None or (most, -place) > (best[0], best[1]):
            best = (most, -place, delimiter, rows[row][2], columns)
    if best is None:
        return refused(path, 1, "its heading does not read", f"Ask for it again; {KEEPS}")
    most, _, delimiter, line, columns = best
    has = ", ".join(columns.printed) or "none"
    message = f"has no column {', '.join(columns.missing(layout))}; its columns are {has}"
    as_read = f"It was read as {encoding.upper()} divided by {_NAMES.get(delimiter, delimiter)}s"
    if most * 2 >= len(layout.needed):
        remedy = f"If its publisher renamed it, correct the layout in raw/sources.yml; {KEEPS}"
        if delimiter != "," or line != 1 or encoding != "utf-8":
            remedy = f"{as_read}. {remedy}"
        return refused(path, line, message, remedy)
    remedy = (
        f"{as_read}, and of its first {HEADING_ROWS} rows none has more than {most} of the {len(layout.needed)}"
        f" columns: see that it is the file that is meant, or say `delimiter` in its layout in raw/sources.yml; {KEEPS}"
    )
    return refused(path, line, message, remedy)
