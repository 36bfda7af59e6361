"""Values that a later document states otherwise: what counts as one, which is the one before, and where both stand.

Here too: documents of texts and versions whose values `test_version_change` draws on.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import AS_AT, Row, real_tables
from oracle.restatement import restatement
from test_release_calendar import checked

Q1, Q2 = "2017/18 Q1", "2017/18 Q2"
DOCUMENTS: list[Row] = [
    {"document_id": "a", "published_on": date(2018, 1, 31)},
    {"document_id": "b", "published_on": date(2018, 6, 30)},
    {"document_id": "c", "published_on": date(2018, 9, 30)},
    {"document_id": "d", "published_on": date(2018, 9, 30)},
]


def cell(document_id: str, said: float | str, place: int | str = 3, **more: Any) -> Row:
    """A value, or a status without one, in a line of a text or in a cell of a workbook."""
    found: Row = {"line_no": place, "char_start": place, "char_end": place}
    if isinstance(place, str):
        found = {"line_no": None, "char_start": None, "char_end": None, "locator": place}
    row = {"document_id": document_id, "org_code": "03K", "measure_id": "iapt_recovery_rate", "period": Q1} | found
    return row | ({"value": None, "status": said} if isinstance(said, str) else {"value": said}) | more


def restated(*values: Row, documents: list[Row] | None = None) -> list[Row]:
    tables = {"document": documents or DOCUMENTS, "measure_value": list(values)}
    return checked("restatement", lambda given, _: restatement(given), tables, AS_AT)


def shown(*values: Row) -> list[tuple[Any, ...]]:
    """Each restatement: by which document, what it says now, by which one before, what that said."""
    return [
        (
            row["document_id"],
            row["status"] if row["value"] is None else row["value"],
            row["previous_document_id"],
            row["previous_status"] if row["previous_value"] is None else row["previous_value"],
        )
        for row in restated(*values)
    ]


def cells_unique(rows: list[Row]) -> list[Row]:
    """One row of each document, measure, period and organisation, as core.measure_value has."""
    names = ("document_id", "measure_id", "period", "org_type", "org_code")
    return list({tuple(row.get(name) for name in names): row for row in rows}.values())


def test_the_documents_restate_no_value() -> None:
    assert checked("restatement", lambda given, _: restatement(given), real_tables(), AS_AT) == []


def test_both_values_with_their_documents_days_and_places() -> None:
    values = [cell("a", 61.2, 43, status="published"), cell("b", 60.4, "Recovery!D12", status="published")]
    assert restated(*values) == [
        {
            "measure_id": "iapt_recovery_rate",
            "period": Q1,
            "period_inferred": False,
            "org_type": "ccg",
            "org_code": "03K",
            "document_id": "b",
            "published_on": date(2018, 6, 30),
            "locator": "Recovery!D12",
            "value": 60.4,
            "status": "published",
            "previous_document_id": "a",
            "previous_published_on": date(2018, 1, 31),
            "previous_locator": "line 43",
            "previous_value": 61.2,
            "previous_status": "published",
        }
    ]


def test_what_is_stated_once_or_again_as_it_was_is_in_no_row() -> None:
    assert shown(cell("a", 61.2), cell("b", 61.2), cell("c", 61.2)) == []
    assert shown(cell("a", "suppressed"), cell("b", "suppressed", reason="for another reason")) == []
    assert shown(cell("a", 61.2), cell("b", 60.4, period=Q2)) == []


def test_what_two_sources_state_to_other_decimals_is_the_same_at_the_coarser_ones() -> None:
    printed, counted = {"decimals": 1}, {"decimals": 8}
    assert shown(cell("a", 38.5, **printed), cell("b", 38.46153846, **counted)) == []
    assert shown(cell("a", 38.46153846, **counted), cell("b", 38.5, **printed)) == []
    assert shown(cell("a", 38.5, **printed), cell("b", 38.44, **counted)) == [("b", 38.44, "a", 38.5)]
    assert shown(cell("a", 38.5, **printed), cell("b", 38.4, **printed)) == [("b", 38.4, "a", 38.5)]
    # Of versions of one source each digit counts: a whole number may be a count's own.
    documents = [one | {"source_id": "s"} for one in DOCUMENTS]
    values = [cell("a", 38.0, decimals=0), cell("b", 38.4, decimals=1)]
    assert len(restated(*values, documents=documents)) == 1
    assert restated(*values) == []


def test_each_document_is_held_against_the_one_before_it_and_not_against_the_first() -> None:
    assert shown(cell("a", 61.2), cell("b", 60.4), cell("c", 61.2)) == [("b", 60.4, "a", 61.2), ("c", 61.2, "b", 60.4)]
    # A document that does not speak of it is passed over.
    assert shown(cell("a", 61.2), cell("c", 60.4)) == [("c", 60.4, "a", 61.2)]


def test_a_value_that_comes_or_goes_is_restated() -> None:
    assert shown(cell("a", 61.2), cell("b", "suppressed"), cell("c", "not_available"), cell("d", 0.0)) == [
        ("b", "suppressed", "a", 61.2),
        ("c", "not_available", "b", "suppressed"),
        ("d", 0.0, "c", "not_available"),
    ]
    # Nor is one reason for having no value another one.
    assert shown(cell("a", "suppressed"), cell("b", "not_available")) == [("b", "not_available", "a", "suppressed")]


def test_of_documents_of_one_day_the_last_by_name_comes_last_as_it_is_current() -> None:
    assert shown(cell("d", 61.2), cell("c", 60.4)) == [("d", 61.2, "c", 60.4)]


def test_a_value_of_an_inferred_period_is_no_restatement_of_a_printed_one() -> None:
    inferred = {"period_note": "so the text says"}
    assert shown(cell("a", 61.2), cell("b", 60.4, **inferred)) == []
    (row,) = restated(cell("a", 61.2, **inferred), cell("b", 60.4), cell("c", 59.0, **inferred))
    assert (row["period_inferred"], row["value"], row["previous_value"]) == (True, 59.0, 61.2)


def test_organisations_of_other_kinds_with_the_same_code_are_others() -> None:
    assert shown(cell("a", 61.2), cell("b", 60.4, org_type="stp")) == []
    rows = restated(
        *(cell("a", 61.2, org_type=kind) for kind in ("ccg", "stp", "national")), cell("b", 60.4, org_type="stp")
    )
    assert [(row["org_type"], row["org_code"]) for row in rows] == [("stp", "03K")]
    both = [cell("a", 61.2), cell("a", 50.0, org_type="stp"), cell("b", 60.4), cell("b", 50.0, org_type="stp")]
    assert shown(*both) == [("b", 60.4, "a", 61.2)]


@st.composite
def restating(draw: st.DrawFn) -> list[Row]:
    """Cells of one measure in four documents, often of one fact, in texts and in workbooks."""
    return cells_unique(
        [
            cell(
                draw(st.sampled_from("abcd")),
                draw(st.sampled_from([50.0, 50.5, 0.0, "suppressed", "not_available"])),
                draw(st.sampled_from([number, f"Sheet!A{number}"])),
                org_type=draw(st.sampled_from(["ccg", "ccg", "stp"])),
                org_code=draw(st.sampled_from(["03K", "03K", "05W"])),
                period=draw(st.sampled_from([Q1, Q1, Q2])),
                period_note=draw(st.sampled_from([None, None, "so the text says"])),
                decimals=draw(st.sampled_from([0, 1])),
            )
            for number in range(1, draw(st.integers(1, 20)))
        ]
    )


@given(values=restating())
@worlds()
def test_any_values_by_the_oracle(values: list[Row]) -> None:
    rows = restated(*values)
    assert all((row["value"], row["status"]) != (row["previous_value"], row["previous_status"]) for row in rows)
    assert all(row["published_on"] >= row["previous_published_on"] for row in rows)
