"""Current values: the one published last, with what others say, and inferred periods apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, real_tables, run
from oracle.measure_current import measure_current
from test_organisation_lineage import complete

DOCUMENTS: list[Row] = [
    {"document_id": "a", "published_on": date(2018, 1, 31)},
    {"document_id": "b", "published_on": date(2018, 6, 30)},
    {"document_id": "c", "published_on": date(2018, 6, 30)},
]
SHOWN = ["value", "status", "document_id", "published_on", "line_no", "locator", "correction", "conflict"]


def value(document_id: str, number: float | None, **given: Any) -> Row:
    status = "suppressed" if number is None else "published"
    row = {"document_id": document_id, "org_code": "A00", "measure_id": "iapt_recovery_rate", "period": "2017/18 Q1"}
    return row | {"value": number, "status": status, "reason": None if number is not None else "suppressed"} | given


def in_sheet(document_id: str, number: float | None, locator: str, **given: Any) -> Row:
    """A value in a cell of a workbook, or in a row of a feed."""
    return value(document_id, number, line_no=None, char_start=None, char_end=None, locator=locator, **given)


def built(folder: Path, values: list[Row], corrections: list[Row] | None = None) -> list[Row]:
    tables = {
        "document": DOCUMENTS,
        "organisation": organisations(3),
        "measure_value": values,
        "correction": corrections or [],
    }
    return run(folder, "measure_current", tables)


def test_the_value_published_last_is_in_force_and_the_others_are_told(tmp_path: Path) -> None:
    (row,) = built(tmp_path, [value("b", 51.0, line_no=7), value("a", 50.5, line_no=3)])
    assert [row[name] for name in SHOWN] == [
        51.0,
        "published",
        "b",
        date(2018, 6, 30),
        7,
        None,
        None,
        "a line 3: 50.5",
    ]


def test_of_two_of_one_day_the_last_by_name_is_in_force(tmp_path: Path) -> None:
    (row,) = built(tmp_path, [value("b", 52.0, line_no=9), value("c", None, line_no=7)])
    assert [row[name] for name in SHOWN[:3]] == [None, "suppressed", "c"]
    assert row["conflict"] == "b line 9: 52.0"


def test_documents_that_agree_are_no_conflict(tmp_path: Path) -> None:
    (row,) = built(tmp_path, [value("a", 50.5), value("b", 50.5)])
    assert (row["document_id"], row["conflict"]) == ("b", None)


def test_an_inferred_period_is_no_restatement_of_a_printed_one(tmp_path: Path) -> None:
    rows = built(tmp_path, [value("a", 50.5), value("b", 67.6, period_note="so the text says")])
    assert [(row["period_inferred"], row["value"], row["conflict"]) for row in rows] == [
        (False, 50.5, None),
        (True, 67.6, None),
    ]


def test_a_conflict_names_the_line_of_a_text_and_the_cell_of_a_workbook(tmp_path: Path) -> None:
    values = [value("a", 50.5, line_no=3), in_sheet("b", None, "row 7, VALUE"), in_sheet("c", 51.0, "Recovery!D12")]
    (row,) = built(tmp_path, values)
    assert (row["line_no"], row["locator"]) == (None, "Recovery!D12")
    assert row["conflict"] == "a line 3: 50.5; b row 7, VALUE: suppressed"
    (row,) = built(tmp_path, [value("b", 51.0, line_no=3), in_sheet("a", 50.5, "Recovery!D12")])
    assert (row["line_no"], row["locator"], row["conflict"]) == (3, None, "a Recovery!D12: 50.5")


def test_each_kind_of_organisation_has_its_own_value_under_one_code(tmp_path: Path) -> None:
    kinds = ["ccg", "national", "provider", "region", "stp", "sub_icb"]
    values = [
        in_sheet("a", float(number), f"A!B{number}", org_type=kind, org_name_published=f"Name {kind}")
        for number, kind in enumerate(kinds)
    ]
    again = in_sheet("b", 9.0, "A!B9", org_type="stp", org_name_published="Renamed")
    same = in_sheet("b", 0.0, "A!B8", org_name_published="Name ccg")
    rows = built(tmp_path, [*values, again, same])
    found = [(row["org_type"], row["org_name_published"], row["value"], row["conflict"]) for row in rows]
    assert sorted(found) == [
        (kind, "Renamed", 9.0, "a A!B4: 4.0") if kind == "stp" else (kind, f"Name {kind}", float(number), None)
        for number, kind in enumerate(kinds)
    ]


def test_nothing_of_a_workbook_is_put_right(tmp_path: Path) -> None:
    made = {"document_id": "a", "line_no": 1, "char_start": 1, "printed": "this", "right_value": "that"}
    corrections = [made | {"about": about} for about in ("measure_value", "organisation")]
    (row,) = built(tmp_path, [in_sheet("a", 50.0, "A!B1")], corrections)
    assert row["correction"] is None


def test_the_documents_values_by_the_oracle(tmp_path: Path) -> None:
    tables = {name: frame.to_dicts() for name, frame in real_tables().items()}
    found = run(tmp_path, "measure_current", real_tables())
    assert len(found) == 68
    assert {key(row): [row[name] for name in SHOWN] for row in found} == {
        fact: [row[name] for name in SHOWN] for fact, row in measure_current(tables).items()
    }


def key(row: Row) -> tuple[Any, ...]:
    return row["measure_id"], row["period"], row["period_inferred"], row["org_type"], row["org_code"]


VALUES = st.lists(
    st.builds(
        lambda document_id, number, org_code, period, note, kind, place: value(
            document_id, number, org_code=org_code, period=period, period_note=note, org_type=kind, **place
        ),
        st.sampled_from("abc"),
        st.sampled_from([50.0, 50.5, None]),
        st.sampled_from(["A00", "A01", "A02"]),
        st.sampled_from(["2017/18 Q1", "2017/18"]),
        st.sampled_from([None, "so the text says"]),
        st.sampled_from(["ccg", "ccg", "stp", "national"]),
        st.sampled_from([{}, {"line_no": None, "char_start": None, "char_end": None, "locator": "A!B7"}]),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda row: tuple(row[name] for name in ("document_id", "org_type", "org_code", "period")),
)


@worlds()
@given(values=VALUES, corrected=st.integers(0, 19), about=st.sampled_from(["organisation", "measure_value", "claim"]))
def test_any_values_by_the_oracle(tmp_path: Path, values: list[Row], corrected: int, about: str) -> None:
    place = corrected % len(values)
    correction = {"document_id": values[place]["document_id"], "line_no": place + 1, "char_start": place + 1}
    correction |= {"about": about, "printed": "this", "right_value": "that", "reason": "a slip", "authority": "them"}
    tables = {
        "document": DOCUMENTS,
        "organisation": organisations(3),
        "measure_value": values,
        "correction": [correction],
    }
    found = built(tmp_path, values, [correction])
    assert {key(row): [row[name] for name in SHOWN] for row in found} == {
        fact: [row[name] for name in SHOWN] for fact, row in measure_current(complete(tables)).items()
    }


def test_an_empty_cell_of_another_source_takes_nothing_back(tmp_path: Path) -> None:
    """Of one source the later version counts, also where it says nothing any more."""
    documents = [
        {"document_id": name, "source_id": source, "published_on": date(2019, 1, day)}
        for name, source, day in (("series", "series", 1), ("first", "dashboard", 2), ("second", "dashboard", 3))
    ]
    cells = {
        "A00": [("series", 12.0), ("second", "not_available")],
        "A01": [("first", 13.0), ("second", "not_published")],
        "A02": [("series", 14.0), ("first", 15.0), ("second", "not_applicable")],
        "A03": [("series", 16.0), ("second", "suppressed")],
    }
    rows = [
        {"document_id": document, "org_code": code, "measure_id": "m", "period": "2018/19"}
        | ({"value": said, "status": "published"} if isinstance(said, float) else {"status": said})
        for code, stated in cells.items()
        for document, said in stated
    ]
    found = {
        row["org_code"]: row for row in run(tmp_path, "measure_current", {"document": documents, "measure_value": rows})
    }
    shown = {code: (row["document_id"], row["value"], row["conflict"]) for code, row in found.items()}
    assert shown["A00"] == ("series", 12.0, None)
    assert shown["A01"][:2] == ("second", None) and "first" in shown["A01"][2]
    assert shown["A02"][:2] == ("series", 14.0) and "first" in shown["A02"][2]
    assert shown["A03"][:2] == ("second", None) and "series" in shown["A03"][2]
