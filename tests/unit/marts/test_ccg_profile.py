"""A line for each organisation: the documents' organisations and generated ones, held against plain Python."""

from __future__ import annotations

from pathlib import Path

from effort import worlds
from hypothesis import given
from mart_samples import Row, organisations, real_tables, run
from oracle.ccg_profile import AREAS, ccg_profile
from test_organisation_lineage import built, complete
from test_rating_history import rated_registers


def assert_as_expected(found: list[Row], expected: dict[str, Row]) -> None:
    assert sorted(row["org_code"] for row in found) == sorted(expected)
    for row in found:
        wanted = expected[row["org_code"]]
        for name in ("predecessors", "successors", "ratings", "values_published"):
            assert row[name] == wanted[name], (row, name)
        for area in AREAS:
            assert row[area] in (wanted[area] or {None}), (row, area)
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


@worlds()
@given(tables=rated_registers())
def test_any_profiles_by_the_oracle(tables: dict[str, list[Row]]) -> None:
    assert_as_expected(built("ccg_profile", tables), ccg_profile(complete(tables)))
