"""Values in force: the one published last, with what others say, and inferred periods apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mart_samples import Row, organisations, real_tables, run
from oracle.measure_current import measure_current
from test_organisation_lineage import complete

DOCUMENTS: list[Row] = [
    {"document_id": "a", "published_on": date(2018, 1, 31)},
    {"document_id": "b", "published_on": date(2018, 6, 30)},
    {"document_id": "c", "published_on": date(2018, 6, 30)},
]
SHOWN = ["value", "status", "document_id", "published_on", "correction", "conflict"]


def value(document_id: str, number: float | None, **given: Any) -> Row:
    status = "suppressed" if number is None else "published"
    row = {"document_id": document_id, "org_code": "A00", "measure_id": "iapt_recovery_rate", "period": "2017/18 Q1"}
    return row | {"value": number, "status": status, "reason": None if number is not None else "suppressed"} | given


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
    assert [row[name] for name in SHOWN] == [51.0, "published", "b", date(2018, 6, 30), None, "a line 3: 50.5"]


def test_of_two_of_one_day_the_first_by_name_is_in_force(tmp_path: Path) -> None:
    (row,) = built(tmp_path, [value("c", 52.0, line_no=9), value("b", None, line_no=7)])
    assert [row[name] for name in SHOWN[:3]] == [None, "suppressed", "b"]
    assert row["conflict"] == "c line 9: 52.0"


def test_documents_that_agree_are_no_conflict(tmp_path: Path) -> None:
    (row,) = built(tmp_path, [value("a", 50.5), value("b", 50.5)])
    assert (row["document_id"], row["conflict"]) == ("b", None)


def test_an_inferred_period_is_no_restatement_of_a_printed_one(tmp_path: Path) -> None:
    rows = built(tmp_path, [value("a", 50.5), value("b", 67.6, period_note="so the text says")])
    assert [(row["period_inferred"], row["value"], row["conflict"]) for row in rows] == [
        (False, 50.5, None),
        (True, 67.6, None),
    ]


def test_the_documents_values_by_the_oracle(tmp_path: Path) -> None:
    tables = {name: frame.to_dicts() for name, frame in real_tables().items()}
    found = run(tmp_path, "measure_current", real_tables())
    assert len(found) == 68
    assert {key(row): [row[name] for name in SHOWN] for row in found} == {
        fact: [row[name] for name in SHOWN] for fact, row in measure_current(tables).items()
    }


def key(row: Row) -> tuple[Any, ...]:
    return row["measure_id"], row["period"], row["period_inferred"], row["org_code"]


VALUES = st.lists(
    st.builds(
        lambda document_id, number, org_code, period, note: value(
            document_id, number, org_code=org_code, period=period, period_note=note
        ),
        st.sampled_from("abc"),
        st.sampled_from([50.0, 50.5, None]),
        st.sampled_from(["A00", "A01", "A02"]),
        st.sampled_from(["2017/18 Q1", "2017/18"]),
        st.sampled_from([None, "so the text says"]),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda row: (row["document_id"], row["org_code"], row["measure_id"], row["period"]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
