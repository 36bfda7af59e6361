"""The description of the table `line` of a feed's file: what its columns are, and what the file holds beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.base.periods import Period
from pipeline.parse.csv.columns import Columns

MOST_LISTED = 1_000
LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class StrayRow:
    """A row below the heading that is none of the table, with the reason; its number counts from 1 in the file."""

    number: int
    text: str
    cells: int | None
    reason: str


@dataclass(frozen=True)
class OtherPart:
    """What a file holds beside the rows of its table; `cells` are `labels`, `rejected` and left out."""

    name: str
    cells: int
    reason: str
    labels: int = 0
    rejected: int = 0


@dataclass
class Lines:
    """The table `line`: its printed columns are c0, c1 and so on; the others are expressions over it.

    A row's number in the file is `first` more than its rowid. Where that is not so, `locator` is an expression of where
    its value stands, and `number` of its row; `is_by_cell` says that this is the cell, since a row of the file can be
    several of `line` or its cells have names of their own. Where rows of `line` are made from several of the file,
    `printed` is an expression of what is printed of a value, and `periods` says what the labels of periods mean.
    `beside` are the words above the heading and the notes below the rows.
    `beyond_rows` is how many more there are in `line` and in `parts` than rows of the file.
    """

    columns: Columns
    delimiter: str = ","
    sheet: str | None = None
    first: int = 2
    measure: str = ""
    value: str = ""
    value_title: str = ""
    numerator: str = "NULL"
    denominator: str = "NULL"
    number: str | None = None
    locator: str | None = None
    is_by_cell: bool = False
    printed: str | None = None
    periods: dict[str, Period] = field(default_factory=dict)
    stray: list[StrayRow] = field(default_factory=list)
    strays: int = 0
    parts: list[OtherPart] = field(default_factory=list)
    beyond_rows: int = 0
    beside: list[str] = field(default_factory=list)

    def column(self, *names: str | None) -> str:
        """The first of some columns as SQL; NULL where the file has none of them."""
        place = self.columns.place(*names)
        return "NULL" if place is None else f"c{place}"

    def add_empty(self, rows: int) -> None:
        """Counts rows of the table that hold nothing but blanks."""
        if rows:
            self.parts.append(OtherPart("rows of blanks", rows, "no cell of these rows is filled"))

    def add_stray(self, row: StrayRow) -> None:
        """Counts a row that is none of the table; the first of them are listed one by one."""
        self.strays += 1
        if len(self.stray) < MOST_LISTED:
            self.stray.append(row)


def note(number: int, text: str) -> StrayRow:
    """A row of one filled cell, which states no value of anything."""
    return StrayRow(number, text[:LONGEST_TEXT], 1, "one filled cell is no row of the table: a note, it seems")
