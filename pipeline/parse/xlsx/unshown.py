"""What a sheet holds and does not show as its own: hidden rows and columns, cells struck through or formatted away.

Somebody took such a figure out of sight or crossed it out, and nobody can say whether it still holds.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from pipeline.parse.xlsx.places import column_letters

STRUCK, FORMATTED_AWAY = "is struck through", "has a format that shows no number"
REMEDY = "if it holds, show it in a copy of the file and add that"


@dataclass
class Unshown:
    """Rows and columns that are hidden, columns as first and last; and cells by row and column, each with why.

    All are counted from 0.
    """

    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)
    cells: dict[tuple[int, int], str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows or self.columns or self.cells)

    def why_row(self, row: int, columns: Collection[int] = ()) -> str:
        """Why a row is not taken; '' where nothing speaks against it. `columns` are those that are read."""
        if row in self.rows:
            return f"row {row + 1} is hidden; {REMEDY}"
        return next((why for column in columns if (why := self.why_cell(row, column))), "") if self.cells else ""

    def why_column(self, column: int, heading: int) -> str:
        """Why what stands in a column is not taken; `heading` is the row of its title."""
        if any(first <= column <= last for first, last in self.columns):
            return f"column {column_letters(column)} is hidden; {REMEDY}"
        # A title out of sight takes nothing from the figures below it, and one that is crossed out does.
        is_struck = self.cells.get((heading, column)) == STRUCK
        return self.why_cell(heading, column) if is_struck else ""

    def why_any(self, rows: int, columns: int) -> str:
        """Why something of a sheet of so many rows and columns is not taken."""
        found = [self.why_row(row) for row in sorted(self.rows) if row < rows]
        found += [self.why_column(first, 0) for first, _ in self.columns if first < columns]
        return next(iter([*found, *(self.why_cell(*place) for place in self.cells)]), "")

    def why_cell(self, row: int, column: int) -> str:
        why = self.cells.get((row, column))
        return f"the cell {column_letters(column)}{row + 1} {why}; {REMEDY}" if why else ""


def is_said(value: str | None) -> bool:
    """Whether an attribute of XML that is true or false is true."""
    return value in ("1", "true")
