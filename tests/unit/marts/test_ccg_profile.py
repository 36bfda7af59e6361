"""A line for each organisation: the documents' organisations and generated ones, held against plain Python."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from effort import worlds
from hypothesis import given
from mart_samples import Row, organisations, real_tables, run
from oracle.ccg_profile import AREAS, ccg_profile
from test_organisation_lineage import built, complete
from test_rating_history import rated_registers
from the_reference import REFERENCE

from pipeline.base.settings import SQL_DIR
from pipeline.build.marts import read_marts


def assert_as_expected(found: list[Row], expected: dict[str, Row]) -> None:
    assert sorted(row["org_code"] for row in found) == sorted(expected)
    for row in found:
        wanted = expected[row["org_code"]]
        for name in ("predecessors", "successors", "ratings", "values_published"):
            assert row[name] == wanted[name], (row, name)
        for area in AREAS:
            assert row[area] == wanted[area], (row, area)
        assert set(filter(None, (row["not_rated"] or "").split("; "))) == wanted["missing"]


def test_the_profiles_of_the_documents_organisations(tmp_path: Path) -> None:
    found = run(tmp_path, "ccg_profile", real_tables())
    by_name = {row["org_name"]: row for row in found}
    leeds = by_name["NHS Leeds CCG"]
    assert (
        leeds["predecessors"]
        == "NHS Leeds North CCG (02V), NHS Leeds South and East CCG (03G), NHS Leeds West CCG (03C)"
    )
    assert leeds["leadership"] == "Outstanding (ccg_iaf 2019/20 Q1)"
    assert by_name["NHS Leeds West CCG"]["successors"] == "NHS Leeds CCG (15F)"
    # Rated in 2016 and again in 2017/18: the later band stands.
    assert by_name["NHS Stoke on Trent CCG"]["mental_health"].endswith("(ccg_iaf 2017/18)")
    assert by_name["NHS Stoke on Trent CCG"]["values_published"] == 2
    assert_as_expected(found, ccg_profile({name: frame.to_dicts() for name, frame in real_tables().items()}))


def test_values_of_other_kinds_of_organisations_are_not_counted(tmp_path: Path) -> None:
    cell = {"document_id": "d", "org_code": "A00", "period": "2017/18", "status": "published"}
    kinds = ["ccg", "ccg", "provider", "national"]
    values = [cell | {"measure_id": f"m{number}", "org_type": kind} for number, kind in enumerate(kinds)]
    tables = {"document": [{"document_id": "d"}], "organisation": organisations(1), "measure_value": values}
    (row,) = run(tmp_path, "ccg_profile", tables)
    assert row["values_published"] == 2


BASELINE = {"framework": "ccg_iaf_baseline_2016", "scale": "iaf_baseline_2016", "band": "Top performing"}
YEAR_END = {"framework": "ccg_iaf", "scale": "iaf_four_point", "band": "Inadequate"}


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        (BASELINE, YEAR_END, "Inadequate (ccg_iaf 2016/17)"),
        (YEAR_END, BASELINE, "Top performing (ccg_iaf_baseline_2016 2016/17)"),
    ],
)
def test_of_two_frameworks_of_one_period_the_one_in_use_at_its_end_counts(
    tmp_path: Path, first: Row, second: Row, stands: str
) -> None:
    days = {"a": date(2016, 10, 28), "b": date(2017, 7, 21), "c": date(2020, 1, 27)}
    cell = {"org_code": "A00", "area": "mental_health", "period": "2016/17", "status": "rated"}
    # That the former ones are stated again later does not put them in use again.
    ratings = [cell | first | {"document_id": name} for name in ("a", "c")] + [cell | second | {"document_id": "b"}]
    documents = [{"document_id": name, "published_on": day} for name, day in days.items()]
    tables = {"document": documents, "organisation": organisations(1), "rating": ratings}
    (row,) = run(tmp_path, "ccg_profile", tables)
    assert row["mental_health"] == stands


def test_the_areas_of_a_profile_are_those_of_the_reference_data() -> None:
    areas = {area.area for area in REFERENCE.vocabulary.areas}
    (mart,) = (mart for mart in read_marts(SQL_DIR / "marts") if mart.entry.name == "ccg_profile")
    names = [column.name for column in mart.entry.columns]
    assert set(AREAS) == areas
    assert [name for name in names if name in areas] == list(AREAS)


@worlds()
@given(tables=rated_registers())
def test_any_profiles_by_the_oracle(tables: dict[str, list[Row]]) -> None:
    assert_as_expected(built("ccg_profile", tables), ccg_profile(complete(tables)))
