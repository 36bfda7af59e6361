"""What became of every line of a document, so that none is dropped unseen.

Each line that is not blank is counted under one heading; those under none fail a check (`pipeline.build.checks`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.build.document_facts import DocumentFacts
from pipeline.parse.text.tables.cells import MeasureColumn, RatingColumn
from pipeline.parse.text.tables.row_splitting import only_divides


@dataclass(frozen=True)
class LineAccount:
    """One document's lines that are not blank, counted by what became of them; `lost` are in none of the counts."""

    document_id: str
    lines: int
    counts: dict[str, int]
    lost: tuple[int, ...]

    def __str__(self) -> str:
        return ", ".join(f"{count} {what}" for what, count in self.counts.items() if count)


def account_of(facts: DocumentFacts) -> LineAccount:
    """Each line of a document counted once; one that was rejected is so, whatever else was read from it."""
    extracted = facts.extracted
    texts = extracted.lines.texts
    left = {number for number, text in enumerate(texts, 1) if text and not text.isspace()}
    total = len(left)
    counts: dict[str, int] = {}
    for what, numbers in (
        ("rejected or listed", (reject.line_no for reject in facts.rejects)),
        ("headings of tables", extracted.heading_lines),
        ("rows taken", _row_lines(facts)),
        ("parts of rows' names", facts.name_parts),
        ("items of lists", [*extracted.list_lines, *(item.line_no for item in extracted.publications)]),
        ("prose", extracted.prose_lines),
        ("between the rows of tables", [n for n in left & extracted.table_lines if only_divides(texts[n - 1])]),
    ):
        found = left.intersection(numbers)
        counts[what] = len(found)
        left -= found
    return LineAccount(facts.document.document_id, total, counts, tuple(sorted(left)))


def _row_lines(facts: DocumentFacts) -> Iterable[int]:
    """The lines of rows that gave facts, and of those of tables whose columns are left out or refused as a whole."""
    for resolved in facts.resolved:
        for block in [*resolved.ratings, *resolved.values]:
            yield from block["line_no"]
    for rows in facts.extracted.tables:
        yield from rows.lines
        stating = zip(rows.spec.columns, rows.columns, strict=True)
        if all(cells is None or not isinstance(column, RatingColumn | MeasureColumn) for column, cells in stating):
            yield from rows.line_nos
