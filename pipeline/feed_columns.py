"""A feed's file as printed, and what its texts mean: columns, groups and periods.

Here: the cells of a file as texts, one text to its meaning, or why it has none, by a source's layout. Not here: the
rows of a file (`pipeline.feeds`), what a printed cell and an organisation mean (`pipeline.extract.printed_cells`,
`pipeline.organisation_of`), periods themselves.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipeline.faults import Fault, Refused
from pipeline.inputs import shown
from pipeline.periods import Period, parse_period, period_of
from pipeline.sources import CsvLayout, Group

KEEPS = "the version before stays in force"
_WINDOWS = "cp1252"
_HEADING_BYTES = 1_000_000
_PIECE = 1 << 22

_DAY = re.compile(r"(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>(?:19|20)\d\d)", re.ASCII)
_ISO_DAY = re.compile(r"(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)", re.ASCII)


@dataclass(frozen=True)
class Columns:
    """The columns of a file: each as printed, without the blanks around it."""

    printed: tuple[str, ...]

    @property
    def _folded(self) -> list[str]:
        return [name.casefold() for name in self.printed]

    def place(self, *names: str | None) -> int | None:
        """The place of the first of `names` that is there."""
        folded = self._folded
        wanted = (name.strip().casefold() for name in names if name)
        return next((folded.index(name) for name in wanted if name in folded), None)

    def missing(self, layout: CsvLayout) -> list[str]:
        """The needed columns that are not there, with all of their names."""
        return [" or ".join(names) for names in layout.needed if self.place(*names) is None]

    def repeated(self, layout: CsvLayout) -> list[str]:
        """The needed columns that are there more than once, so that nobody knows which is meant."""
        folded = self._folded
        needed = [name for names in layout.needed for name in names]
        return [name for name in needed if folded.count(name.strip().casefold()) > 1]


def load_lines(con: duckdb.DuckDBPyConnection, path: Path, layout: CsvLayout, work: Path) -> Columns:
    """Makes the table `line` of all cells as texts, c0, c1 and so on, in the file's order; gives its columns.

    Refused when needed columns are not there, and for a file that is no CSV or has no rows.
    """
    columns, is_utf8 = _heading(path, layout)
    while True:
        try:
            _read_csv(con, path if is_utf8 else _in_utf8(path, work), len(columns.printed))
            break
        except duckdb.InvalidInputException as error:
            if not is_utf8 or _is_utf8(path):
                raise _no_csv(path, str(error)) from None
            is_utf8 = False
    if con.execute("FROM line LIMIT 1").fetchone() is None:
        raise refused(path, None, "has no row below its heading", f"Ask for it again; {KEEPS}")
    return columns


def _heading(path: Path, layout: CsvLayout) -> tuple[Columns, bool]:
    """The columns of a file, and whether its beginning is UTF-8."""
    with path.open("rb") as file:
        start = file.read(_HEADING_BYTES)
    if not start.strip():
        raise refused(path, None, "is empty", f"Ask for it again; {KEEPS}")
    # Where it is cut off in the middle of a character, that is no fault of the file.
    lines = start if len(start) < _HEADING_BYTES else start[: start.rfind(b"\n") + 1]
    try:
        text, is_utf8 = lines.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        text, is_utf8 = lines.decode(_WINDOWS, errors="replace"), False
    try:
        printed = next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error as error:
        raise refused(path, 1, f"its heading does not read: {error}", f"Ask for it again; {KEEPS}") from None
    columns = Columns(tuple(name.strip() for name in printed))
    has = ", ".join(columns.printed) or "none"
    remedy = f"If its publisher renamed it, correct the layout in raw/sources.yml; {KEEPS}"
    if missing := columns.missing(layout):
        raise refused(path, 1, f"has no column {', '.join(missing)}; its columns are {has}", remedy)
    if repeated := columns.repeated(layout):
        raise refused(path, 1, f"has more than one column {', '.join(repeated)}; its columns are {has}", remedy)
    return columns, is_utf8


def _read_csv(con: duckdb.DuckDBPyConnection, path: Path, width: int) -> None:
    names = [f"'c{place}'" for place in range(width)]
    types = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    con.execute(
        f"CREATE OR REPLACE TABLE line AS FROM read_csv({quoted(str(path))}, columns = {{{types}}}, header = true,"
        f" auto_detect = false, delim = ',', quote = '\"', escape = '\"', force_not_null = [{', '.join(names)}])"
    )


def _is_utf8(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            while file.read(_PIECE):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _in_utf8(path: Path, work: Path) -> Path:
    """A copy of a file that is no UTF-8, and so is in the encoding of Windows."""
    copy = work / "copy.csv"
    with path.open("rb") as source, copy.open("wb") as sink:
        while piece := source.read(_PIECE):
            sink.write(piece.decode(_WINDOWS, errors="replace").encode())
    return copy


def _no_csv(path: Path, told: str) -> Refused:
    line = re.search(r"CSV Error on Line: (\d+)", told)
    if found := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", told):
        message = f"a row of {found[2]} cells where the heading has {found[1]}"
    elif "unterminated quote" in told:
        message = "a quotation mark is not closed, or text follows the one that closes"
    elif "aximum line size" in told:
        message = "a row is longer than any row of figures"
    else:
        message = "is no CSV: its line ends or quotation marks do not agree"
    return refused(path, int(line[1]) if line else None, message, f"Ask its publisher; {KEEPS}")


def refused(path: Path, line_no: int | None, message: str, remedy: str) -> Refused:
    return Refused([Fault(shown(path), line_no, message, remedy)])


def quoted(text: str) -> str:
    """`text` as SQL; a NUL, which some files have, ends a literal."""
    return "'" + text.replace("'", "''").replace("\0", "' || chr(0) || '") + "'"


def group_of(printed: str, groups: Mapping[str, Group]) -> Group | None:
    """The group that a text names: one by its very name before any pattern, then the first pattern that fits."""
    text = printed.strip().casefold()
    exact = next((group for name, group in groups.items() if name.strip().casefold() == text), None)
    return exact or next((group for name, group in groups.items() if _fits(text, name.strip().casefold())), None)


def _fits(text: str, pattern: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None


def period_between(start: str, end: str) -> Period | str:
    """The period from one printed day to another, or why there is none."""
    first, last = _day(start), _day(end)
    for text, day in ((start, first), (end, last)):
        if day is None:
            return (
                f"'{_short(text)}' is no day as dd/mm/yyyy or yyyy-mm-dd; correct the period's columns in sources.yml"
            )
    assert first and last
    try:
        return period_of(first, last)
    except ValueError:
        return f"{start.strip()} to {end.strip()} is no run of whole months; such a period cannot be taken"


def period_labelled(label: str) -> Period | str:
    """The period that a printed label names, or why it names none."""
    return (
        parse_period(label.strip()) or f"'{_short(label)}' names no period for certain; leave it, or ask its publisher"
    )


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text.strip()) or _ISO_DAY.fullmatch(text.strip())
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    except ValueError:
        return None


def holds(printed: str, values: Sequence[str]) -> bool:
    """Whether a text is one of `values`, whatever the case and the blanks around it."""
    return printed.strip().casefold() in {value.strip().casefold() for value in values}


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."
