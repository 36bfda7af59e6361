"""What the tests of tables share: columns, a reader of small tables, and what must hold of any reading."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from the_reference import REFERENCE

from pipeline.base.lines import split_lines
from pipeline.parse.text.document import DocumentSpec, Extracted, extract
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.tables.cells import Column, IgnoredColumn, MeasureColumn, OrganisationColumn, RatingColumn
from pipeline.parse.text.tables.rows import TableSpec
from pipeline.reference.known_names import KnownNames
from pipeline.reference.organisations import known_names

ROOT = Path(__file__).resolve().parents[4]
VOCABULARY = REFERENCE.vocabulary
FOUR_POINT = VOCABULARY.scale_by_id["iaf_four_point"]
BASELINE = VOCABULARY.scale_by_id["iaf_baseline_2016"]
# Every name that the register has.
NAMES: KnownNames = known_names(REFERENCE.register)

Row = tuple[Any, ...]


def rating(title: str, scale: Any = FOUR_POINT) -> RatingColumn:
    return RatingColumn(title, scale, VOCABULARY)


def percentage(title: str) -> MeasureColumn:
    return MeasureColumn(title, 0, 100, "%")


def table(*columns: Column | str, name: str = "table") -> TableSpec:
    """A table; a title alone is that of a rating on four points, the first column is the organisation's."""
    first, *rest = columns
    organisation = OrganisationColumn(first) if isinstance(first, str) else first
    return TableSpec(name, (organisation, *(rating(each) if isinstance(each, str) else each for each in rest)))


# The tables of the two documents that have any.
FOUR_AREAS = table("Organisation", "Leadership", "Dementia", "Mental Health", "Learning Disabilities")
TWO_MEASURES = table(
    "CCG Name", rating("Overall Rating", BASELINE), percentage("IAPT Recovery Rate"), percentage("EIP 2 Week Wait")
)
RUN_TOGETHER = "CCG NameOverall RatingIAPT Recovery RateEIP 2 Week Wait"
# A small one of each.
AREAS = table("Organisation", "Leadership", "Dementia")
ONE_RATE = table("Organisation", "Leadership", percentage("IAPT rate"))


def document(*tables: TableSpec, **rest: Any) -> DocumentSpec:
    return DocumentSpec("A document", date(2020, 1, 27), tables, names=NAMES, **rest)


def read(text: str, *tables: TableSpec, **rest: Any) -> Extracted:
    """What `text` gives under a sidecar that maps `tables`; every place in it is held against the text."""
    extracted = extract(text, document(*tables, **rest), VOCABULARY)
    assert_places(text, extracted)
    assert_rows_conserved(extracted)
    return extracted


def rows(extracted: Extracted, of: int = 0) -> list[Row]:
    """The rows of a table that was read: line, name, then the band, value or status of each other column."""
    found = extracted.tables[of]
    columns = [column for column in found.columns if column is not None]
    names = found.columns[found.spec.organisation]
    assert names is not None
    others = [column for column in columns if column is not names]
    meanings = [[cell.band or (cell.status if cell.value is None else cell.value) for cell in c.cells] for c in others]
    return list(zip(found.line_nos, names.texts, *meanings, strict=True))


def ignored(title: str) -> IgnoredColumn:
    return IgnoredColumn(title, "of no use here")


def reported(extracted: Extracted) -> list[tuple[int, str]]:
    """The line and reason of everything that stops a refresh."""
    return [(reject.line_no, reject.reason) for reject in extracted.rejects if reject.mapped]


def unmapped(extracted: Extracted) -> list[int]:
    """The lines listed as data that no sidecar maps."""
    assert not any(reject.mapped for reject in extracted.rejects if reject.stage == "unmapped")
    return [reject.line_no for reject in extracted.rejects if reject.stage == "unmapped"]


def assert_places(text: str, extracted: Extracted) -> None:
    """Every cell, name and reject stands at its offsets, on its line."""
    cells = [(extracted.tables, "columns")] if extracted.tables else []
    for tables, _ in cells:
        for found in tables:
            for column in found.columns:
                if column is not None:
                    numbers = column.line_nos or found.line_nos
                    for number, content, start in zip(numbers, column.texts, column.starts, strict=True):
                        _assert_place(text, number, start, content)
    for listed in extracted.band_lists:
        for number, content, start in zip(listed.line_nos, listed.names, listed.starts, strict=True):
            _assert_place(text, number, start, content)
    facts: list[Reject] = extracted.rejects
    for reject in facts:
        assert reject.char_end - reject.char_start == len(reject.text)
        _assert_place(text, reject.line_no, reject.char_start, reject.text)
    for listing in extracted.listings:
        assert listing.char_end - listing.char_start == len(listing.name_published)
        _assert_place(text, listing.line_no, listing.char_start, listing.name_published)


def _assert_place(text: str, line_no: int, start: int, content: str) -> None:
    assert text[start : start + len(content)] == content
    # Of an empty text there is no line to lie in.
    if lines := split_lines(text):
        line = lines[line_no - 1]
        assert line.start <= start
        assert start + len(content) <= line.end


def assert_rows_conserved(extracted: Extracted) -> None:
    """Each line where a row should stand is taken or rejected, once."""
    accepted = [number for found in extracted.tables for number in found.line_nos]
    accepted += [number for found in extracted.band_lists for number in found.line_nos]
    rejected = {reject.line_no for reject in extracted.rejects if reject.stage in ("table", "band_list")}
    rejected -= extracted.heading_lines
    assert len(set(accepted)) == len(accepted)
    assert rejected.isdisjoint(accepted)
    assert extracted.rows_seen == len(accepted) + len(rejected)
