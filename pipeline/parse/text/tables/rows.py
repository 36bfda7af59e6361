"""The rows under a heading that is known, as the cells of a table a column at a time.

They are of one table or of several side by side; each distinct text is read once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import compress

from pipeline.base.shortening import shortened
from pipeline.parse.text.corrections import Corrections
from pipeline.parse.text.tables.captions import CaptionSubject
from pipeline.parse.text.tables.cells import BLANK, NAME, Cell, Column, MeasureColumn, OrganisationColumn, RatingColumn
from pipeline.parse.text.tables.headings import Heading
from pipeline.parse.text.tables.row_splitting import Body, Texts, split_delimited, split_typed
from pipeline.parse.text.tables.section_rows import Sections
from pipeline.parse.text.tables.wrapped_names import Beside


@dataclass(frozen=True)
class TableSpec:
    """A table that a sidecar maps: its columns, known by their titles, one of them the organisation's.

    `under` are words above its headings, where other tables have the same titles; `about` is what its ratings are of,
    and `sections` what all of its columns are of. `notes` are words between its rows and below that change nothing.
    """

    name: str
    columns: tuple[Column, ...]
    under: str | None = None
    about: CaptionSubject = field(default_factory=CaptionSubject)
    sections: Sections = field(default_factory=Sections)
    notes: tuple[str, ...] = ()

    @property
    def organisation(self) -> int:
        return next(i for i, column in enumerate(self.columns) if isinstance(column, OrganisationColumn))

    @property
    def states_anything(self) -> bool:
        """Whether it has a column of ratings or values."""
        return any(isinstance(column, RatingColumn | MeasureColumn) for column in self.columns)


@dataclass
class CellColumn:
    """One column of a table's rows: each cell's text, its offset in the document, and what it means.

    `line_nos` are the lines that the cells stand on, None where each stands on that of its row.
    """

    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    line_nos: list[int] | None = None

    def extend(self, other: CellColumn) -> None:
        self.texts += other.texts
        self.starts += other.starts
        self.cells += other.cells

    def of(self, places: Sequence[int]) -> CellColumn:
        """The cells at `places`, in their order."""
        texts, starts = [self.texts[i] for i in places], [self.starts[i] for i in places]
        line_nos = self.line_nos and [self.line_nos[i] for i in places]
        return CellColumn(texts, starts, [self.cells[i] for i in places], line_nos)

    def kept(self, keep: Sequence[bool]) -> CellColumn:
        """The cells that `keep` says to keep."""
        texts, starts = list(compress(self.texts, keep)), list(compress(self.starts, keep))
        line_nos = self.line_nos and list(compress(self.line_nos, keep))
        return CellColumn(texts, starts, list(compress(self.cells, keep)), line_nos)


@dataclass
class TableRows:
    """The rows read from one table: `columns[i]` belongs to `spec.columns[i]`, all as long as `line_nos`.

    A column whose title is not printed is None. `accepted` are the document's lines that the sidecar accepts as
    rejects, with the reasons: what is found wrong with them later stops nothing. `renamed` are the names that are
    printed wrong or with a footnote mark, with their lines, and the right names; `recoded` are the same for
    the codes beside names. `beside` are the lines beside which
    parts of names stand. `lines` are all lines of a table whose rows are not one on a line;
    there several rows may begin on one, and `accepted_names` says which of them are accepted.
    """

    spec: TableSpec
    line_nos: list[int] = field(default_factory=list)
    columns: list[CellColumn | None] = field(default_factory=list)
    accepted: dict[int, str] = field(default_factory=dict)
    renamed: dict[tuple[int, str], str] = field(default_factory=dict)
    recoded: dict[tuple[int, str], str] = field(default_factory=dict)
    beside: dict[int, Beside] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)
    accepted_names: dict[str, str] = field(default_factory=dict)

    def names_on(self, numbers: set[int]) -> list[str]:
        """The names of the rows whose line is among `numbers`."""
        names = self.columns[self.spec.organisation]
        return [
            name for line, name in zip(self.line_nos, names.texts if names else (), strict=False) if line in numbers
        ]

    def kept(self, keep: Sequence[bool]) -> TableRows:
        """The rows that `keep` says to keep."""
        columns = [column and column.kept(keep) for column in self.columns]
        line_nos = list(compress(self.line_nos, keep))
        return replace(self, line_nos=line_nos, columns=columns)


def read_rows(
    spec: TableSpec, heading: Heading, rows: Body, reasons: dict[int, str], corrections: Corrections
) -> TableRows:
    """The rows whose every cell reads; for the others a reason is added."""
    if not rows.texts:
        return TableRows(spec, [], [CellColumn() if i in heading.order else None for i in range(len(spec.columns))])
    if heading.delimiter:
        split = split_delimited(heading, rows, reasons)
    else:
        split = split_typed(spec.columns, heading, rows, reasons)
    before = len(reasons)
    sides = [
        _read_side(spec, heading, side, [split[place] for place in side], rows.numbers, reasons, corrections)
        for side in heading.sides
    ]
    table = sides[0] if len(sides) == 1 else _side_by_side(sides)
    if len(reasons) == before:
        return table
    return table.kept([number not in reasons for number in table.line_nos])


def _read_side(
    spec: TableSpec,
    heading: Heading,
    side: Sequence[int],
    split: Sequence[Texts],
    numbers: list[int],
    reasons: dict[int, str],
    corrections: Corrections,
) -> TableRows:
    """The rows of the printed columns `side`, whose cells are `split`; a reason is added for those that do not read."""
    columns: list[CellColumn | None] = [None] * len(spec.columns)
    order = [heading.order[place] for place in side]
    if len(heading.sides) > 1:
        # The shorter of two tables side by side ends in empty cells.
        filled = [any(cells) for cells in zip(*(texts for texts, _ in split), strict=True)]
        split = [(list(compress(texts, filled)), list(compress(starts, filled))) for texts, starts in split]
        numbers = list(compress(numbers, filled))
    last = next(index for index in reversed(order) if index is not None)
    for (texts, starts), index in zip(split, order, strict=True):
        if index is None:
            continue
        column = spec.columns[index]
        cut: set[str] = set()
        if isinstance(column, OrganisationColumn):
            cut = column.cut_short(texts) if index == last else cut
            if not cut and "" not in texts:
                columns[index] = CellColumn(texts, starts, [NAME] * len(texts))
                continue
        meant = corrections.meant(numbers, texts)
        readings = {text: column.read(text) for text in set(meant)}
        readings |= {text: f"'{shortened(text)}' does not end in CCG as other names do" for text in cut if text}
        misread = {text: reading for text, reading in readings.items() if isinstance(reading, str)}
        for number, text in zip(numbers, meant, strict=True) if misread else ():
            if text in misread:
                earlier = reasons.get(number)
                reason = f"{column.title}: {misread[text]}"
                reasons[number] = f"{earlier}; {reason}" if earlier else reason
        meanings = {text: reading if isinstance(reading, Cell) else BLANK for text, reading in readings.items()}
        columns[index] = CellColumn(texts, starts, list(map(meanings.__getitem__, meant)))
    return TableRows(spec, numbers, columns)


def _side_by_side(sides: Sequence[TableRows]) -> TableRows:
    """The rows of tables that stand side by side, in the order of their lines."""
    whole = TableRows(sides[0].spec, [], [column and CellColumn() for column in sides[0].columns])
    for side in sides:
        whole.line_nos += side.line_nos
        for column, more in zip(whole.columns, side.columns, strict=True):
            if column is not None and more is not None:
                column.extend(more)
    order = sorted(range(len(whole.line_nos)), key=whole.line_nos.__getitem__)
    columns = [column and column.of(order) for column in whole.columns]
    return TableRows(whole.spec, [whole.line_nos[i] for i in order], columns)
