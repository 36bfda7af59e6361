"""Every fact knows its place: the text between its offsets is the text that is published, on the line it names."""

from __future__ import annotations

import pytest
from installation import Installation

from pipeline.schema.tables import CORE_TABLES

# The column of each table that is the text between its offsets.
TEXT_COLUMN = {
    "rating": "quote",
    "measure_value": "value_published",
    "claim": "quote",
    "figure": "text",
    "publication": "title",
    "measure_listing": "name_published",
    "refresh_policy": "quote",
    "rejected_row": "text",
}


@pytest.fixture(scope="session", params=["published", "published_originals"])
def read(request: pytest.FixtureRequest) -> Installation:
    installation: Installation = request.getfixturevalue(request.param)
    return installation


def texts(installation: Installation) -> dict[str, str]:
    """The text of each document that was read."""
    paths = {path.stem: path for path in installation.documents.glob("*.txt") if ".original" not in path.name}
    originals = {
        path.name.removesuffix(".original.txt"): path for path in installation.documents.glob("*.original.txt")
    }
    return {name: path.read_bytes().decode("utf-8-sig") for name, path in (paths | originals).items()}


def test_every_table_with_offsets_is_held_against_the_documents() -> None:
    with_offsets = {name for name, model in CORE_TABLES.items() if "char_end" in model.to_schema().columns}
    # None of the five documents has a known error, or a CCG's name in its prose: tests/unit/test_corrections.py and
    # tests/unit/test_mentions_to_rows.py have some.
    assert with_offsets - {"correction", "mention"} == TEXT_COLUMN.keys()


@pytest.mark.parametrize("table", TEXT_COLUMN)
def test_the_text_between_the_offsets_is_the_published_text(read: Installation, table: str) -> None:
    documents = texts(read)
    rows = read.rows(f"SELECT document_id, line_no, char_start, char_end, {TEXT_COLUMN[table]} FROM core.{table}")
    assert rows
    for document_id, line_no, start, end, published in rows:
        text = documents[document_id]
        assert text[start:end] == published
        assert text.count("\n", 0, start) + 1 == line_no
        assert "\n" not in published


def test_the_line_of_every_fact_is_kept_as_it_stands(read: Installation) -> None:
    documents = texts(read)
    lines = {
        (document_id, number): (start, text)
        for document_id, number, start, text in read.rows(
            "SELECT document_id, line_no, char_start, text FROM core.source_line"
        )
    }
    for (document_id, number), (start, text) in lines.items():
        before = documents[document_id].split("\n")[: number - 1]
        assert start == sum(len(line) + 1 for line in before)
        assert text == documents[document_id].split("\n")[number - 1]
    stated = {place for table in TEXT_COLUMN for place in read.rows(f"SELECT document_id, line_no FROM core.{table}")}
    assert lines.keys() == stated


@pytest.mark.parametrize("table", ["rating", "measure_value"])
def test_the_name_of_the_organisation_stands_on_the_line_of_its_row(read: Installation, table: str) -> None:
    assert (
        read.rows(
            f"""SELECT r.* FROM core.{table} AS r LEFT JOIN core.source_line AS l USING (document_id, line_no)
        WHERE l.text IS NULL OR NOT contains(l.text, r.org_name_published)"""
        )
        == []
    )


def test_a_blank_cell_stands_between_the_tabs_of_its_column(read: Installation) -> None:
    documents = texts(read)
    order = ["leadership", "dementia", "mental_health", "learning_disabilities"]
    rows = read.rows("SELECT document_id, char_start, area FROM core.rating WHERE quote = ''")
    assert len(rows) == 24 + 8 * 3
    for document_id, start, area in rows:
        text = documents[document_id]
        line_start = text.rfind("\n", 0, start) + 1
        assert text.count("\t", line_start, start) == order.index(area) + 1


def test_figures_and_claims_do_not_overlap(read: Installation) -> None:
    assert (
        read.rows(
            """SELECT figure.text, claim.quote FROM core.figure JOIN core.claim
        ON figure.document_id = claim.document_id
        AND figure.char_start < claim.char_end AND claim.char_start < figure.char_end"""
        )
        == []
    )
