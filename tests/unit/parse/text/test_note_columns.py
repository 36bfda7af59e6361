"""Notes in a column of a table: a row with one is read only where the sidecar says that the note changes nothing."""

from __future__ import annotations

import pytest
from table_samples import OrganisationColumn, TableSpec, ignored, percentage, read, reported, rows
from the_reference import REFERENCE

from pipeline.parse.scaffold.sidecar import scaffold
from pipeline.parse.text.tables.note_columns import NoteColumn

NOTED = TableSpec(
    "noted",
    (OrganisationColumn("CCG"), percentage("IAPT rate"), NoteColumn("Notes", "notes", ("Provisional", "Aggregated*"))),
)


@pytest.mark.parametrize("delimiter", ["\t", " | ", ";"])
@pytest.mark.parametrize("note", ["Figure for 2017/18", "estimate", "Includes NHS Bury CCG", "p", "1"])
def test_a_row_with_a_note_is_rejected_with_what_to_do(delimiter: str, note: str) -> None:
    lines = [["CCG", "IAPT rate", "Notes"], ["NHS Hull CCG", "51.2", ""], ["NHS Bury CCG", "49.1", note]]
    extracted = read("\n".join(delimiter.join(line) for line in lines), NOTED)
    assert [row[1] for row in rows(extracted)] == ["NHS Hull CCG"]
    assert [line for line, _ in reported(extracted)] == [3]
    (reject,) = (reject for reject in extracted.rejects if reject.line_no == 3)
    assert "give its column `notes`" in (reject.remedy or "")


@pytest.mark.parametrize("note", ["", "-", "n/a", "provisional", "Aggregated from practices"])
def test_a_note_that_changes_nothing_is_passed_over(note: str) -> None:
    extracted = read(f"CCG\tIAPT rate\tNotes\nNHS Bury CCG\t49.1\t{note}\n", NOTED)
    assert [row[1] for row in rows(extracted)] == ["NHS Bury CCG"]


@pytest.mark.parametrize("title", ["Notes", "Comment", "Data quality note", "Flag"])
def test_a_column_of_notes_is_proposed_as_one(title: str) -> None:
    text = f"CCG,Dementia diagnosis rate,{title}\nNHS Hull CCG,51.2,\nNHS Bury CCG,49.1,estimate\n"
    (table,) = scaffold(text, REFERENCE).sidecar["tables"]
    assert table["columns"][2] == {"title": title, "notes": []}


@pytest.mark.parametrize("word", ["Forecast", "Planned", "Modelled"])
def test_a_figure_that_was_not_measured_is_rejected_whatever_the_title(word: str) -> None:
    spec = TableSpec("table", (OrganisationColumn("CCG"), percentage("IAPT rate"), ignored("Basis")))
    extracted = read(f"CCG\tIAPT rate\tBasis\nNHS Hull CCG\t51.2\tActual\nNHS Bury CCG\t49.1\t{word}\n", spec)
    assert [row[1] for row in rows(extracted)] == ["NHS Hull CCG"]
    assert [line for line, _ in reported(extracted)] == [3]
