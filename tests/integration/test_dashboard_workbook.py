"""The figures of the real edition of the dashboard: its check points, its charts, and that nothing is lost."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest
from dashboard_edition import FIRST, ORG_TYPES, RECOVERY, SHEET, by_sheet, places
from installation import Installation
from mart_samples import run
from openpyxl.utils.cell import coordinate_to_tuple
from workbooks import Grid, count

from pipeline.publish.site.build import build_site

# The real workbook is read in test_add_figures.py and unit/marts/test_value_doubt.py on each run too.
pytestmark = pytest.mark.nightly


@pytest.mark.parametrize(
    ("measure_id", "fractions"),
    [
        ("iapt_recovery_rate", {"England": 0.505, "03K": 0.55, "03N": 0.5, "01D": 0.52, "11J": 0.5}),
        ("eip_two_week_wait", {"England": 0.6819, "03K": 0.83, "03N": 0.42, "01D": 0.74, "11J": 0.84}),
    ],
)
def test_the_check_points_are_exact(edition: Installation, measure_id: str, fractions: dict[str, float]) -> None:
    query = "SELECT org_code, value FROM core.measure_value WHERE measure_id = ? AND period = '2021/22 Q4'"
    values = dict(edition.rows(query, measure_id))
    for org_code, fraction in fractions.items():
        if org_code == "England":
            assert round(values[org_code] / 100, 4) == fraction
        else:
            assert values[org_code] == round(100 * fraction, 9)


# Counts of CCGs by state, by assurance, and of series that are coarse where values are printed as whole numbers; worked
# out by other code, which gave those without variation limits at their mean: they count as passes and as coarse there.
CHARTS: dict[str, tuple[dict[str, int], dict[str, int], int, int]] = {
    "iapt_recovery_rate": ({"full": 79, "provisional": 27}, {"pass": 9, "hit_or_miss": 94, "fail": 3}, 4, 0),
    "iapt_first_treatment_within_6_weeks": (
        {"full": 79, "provisional": 26, "refused": 1},
        {"pass": 77, "hit_or_miss": 28, "fail": 1},
        21,
        1,
    ),
    "iapt_first_treatment_within_18_weeks": (
        {"full": 73, "provisional": 14, "refused": 19},
        {"pass": 84, "hit_or_miss": 21, "fail": 1},
        85,
        19,
    ),
    "iapt_second_treatment_after_90_days": ({"provisional": 106}, {}, 4, 0),
    "eip_two_week_wait": ({"provisional": 85, "refused": 20}, {"pass": 24, "hit_or_miss": 61}, 0, 0),
}


def test_control_charts_of_all_ccgs(edition: Installation, tmp_path: Path) -> None:
    query = """
    SELECT measure_id, org_code, period, value FROM core.measure_value
    WHERE org_type = 'ccg' AND document_id = ? AND value IS NOT NULL AND list_contains(?, measure_id)
    """
    names = ("measure_id", "org_code", "period", "value")
    values = [dict(zip(names, row, strict=True)) for row in edition.rows(query, FIRST, list(CHARTS))]
    # Twice: as if all were exact, so that none is coarse, and as if all were printed as whole numbers. Each measure is
    # a document of its own, so that no value is doubtful beside those of other measures, and none is set aside.
    series = run(
        tmp_path,
        "spc_series",
        {
            "document": [
                {"document_id": f"{name}_{measure_id}", "source_id": None}
                for name in ("exact", "whole")
                for measure_id in CHARTS
            ],
            "measure_value": [
                row | {"document_id": f"{name}_{row['measure_id']}", "decimals": decimals, "status": "published"}
                for row in values
                for name, decimals in (("exact", 9), ("whole", 0))
            ],
        },
    )
    for measure_id, (states, assured, coarse, flat) in CHARTS.items():
        rows = [row for row in series if row["measure_id"] == measure_id]
        exact = [row for row in rows if row["source_id"].startswith("exact")]
        assert Counter(row["state"] for row in exact) == states, measure_id
        without_variation = sum(row["note"] == "no variation" for row in exact)
        assert without_variation == flat, measure_id
        found = Counter(row["assurance"] for row in exact if row["assurance"])
        assert found + Counter({"pass": flat}) == assured, measure_id
        assert sum(bool(row["coarse"]) for row in rows if row["source_id"].startswith("whole")) + flat == coarse, (
            measure_id
        )
    recovery = [row for row in series if row["source_id"] == "exact_iapt_recovery_rate"]
    assert Counter(row["points"] for row in recovery) == {24: 72, 23: 7, 11: 27}
    assert Counter(row["variation_icon"] for row in recovery) == {
        "common_cause": 92,
        "improvement_high": 9,
        "concern_low": 5,
    }
    two_weeks = [
        row["note"] for row in series if row["measure_id"] == "eip_two_week_wait" and row["state"] == "refused"
    ]
    assert set(two_weeks) == {"fewer than 7 points"}


def test_the_page_of_a_measure_tells_england_over_time(
    edition: Installation, grids: dict[str, Grid], tmp_path: Path
) -> None:
    release = edition.warehouse.current()
    assert release
    shutil.copytree(release.folder, tmp_path / release.release_id)
    charts = build_site(tmp_path / release.release_id) / "data" / "charts"
    with (charts / "iapt_recovery_rate-fan.csv").open(encoding="utf-8", newline="") as file:
        shown = {row["period"]: float(row["england"]) for row in csv.DictReader(file) if row["england"]}
    header, at = places(grids[RECOVERY]) or pytest.fail(RECOVERY)
    (england,) = [row for row in grids[RECOVERY][header + 1 :] if row[at["Org Type"]] == "National"]
    printed = {
        f"{title[3:]} {title[:2]}": value
        for title, value in zip(grids[RECOVERY][header], england, strict=False)
        if isinstance(title, str) and title.startswith("Q") and isinstance(value, int | float)
    }
    assert shown == {period: pytest.approx(100 * value) for period, value in printed.items()}
    assert list(shown)[-1] == "2021/22 Q4"
    assert len(shown) == 24


@pytest.mark.parametrize(
    ("measure_id", "expected"),
    [("iapt_recovery_rate", {"published": 106}), ("eip_two_week_wait", {"published": 91, "suppressed": 15})],
)
def test_so_many_ccgs_have_a_number(edition: Installation, measure_id: str, expected: dict[str, int]) -> None:
    query = """SELECT status, count(*) FROM core.measure_value
        WHERE measure_id = ? AND period = '2021/22 Q4' AND org_type = 'ccg' GROUP BY ALL"""
    assert dict(edition.rows(query, measure_id)) == expected


def test_every_value_is_what_openpyxl_reads_in_that_cell(edition: Installation, grids: dict[str, Grid]) -> None:
    query = f"""SELECT {SHEET}, split_part(locator, '!', 2), value_published, value, unit, status,
            org_type, org_code, org_name_published, period_published
        FROM core.measure_value INNER JOIN core.measure USING (measure_id) WHERE document_id = ?"""
    found = edition.rows(query, FIRST)
    assert len(found) > 280_000
    titles = {name: place for name, grid in grids.items() if (place := places(grid))}
    for sheet, place, printed, value, unit, status, org_type, org_code, org_name, period in found:
        row_no, column_no = coordinate_to_tuple(place)
        row, (header, at) = grids[sheet][row_no - 1], titles[sheet]
        cell = row[column_no - 1] if column_no <= len(row) else None
        if not printed:
            assert (count([cell]), value) == (0, None)
        elif isinstance(cell, int | float):
            assert float(printed) == cell
            assert value == pytest.approx(100 * cell if unit == "%" else cell, abs=1e-9, rel=1e-12)
        else:
            assert printed == cell
            assert (value is None) == (status != "published") == (cell.strip() not in ("Y", "N"))
        is_numbered = str(row[at["Org code"]]).isdigit()
        assert ORG_TYPES[row[at["Org Type"]].strip()] + "_2016" * is_numbered == org_type
        assert org_type == "national" or str(row[at["Org code"]]).strip() == org_code
        assert str(row[at["Org name"]]).strip() == org_name
        title = str(grids[sheet][header][column_no - 1]).strip()
        assert title == (f"{period} planned" if title.endswith("planned") and "planned" not in period else period)


def test_every_cell_of_every_sheet_is_accounted_for(edition: Installation, grids: dict[str, Grid]) -> None:
    counted = by_sheet(edition, f"SELECT part, cells FROM core.document_part WHERE document_id = '{FIRST}'")
    assert counted == {name: sum(map(count, grid)) for name, grid in grids.items()}
    query = (
        "SELECT part FROM core.document_part WHERE cells <> labels + published + without_value + rejected + left_out"
    )
    assert edition.rows(query) == []
    rejected = by_sheet(
        edition, f"SELECT {SHEET}, sum(cells) FROM core.rejected_row WHERE stage = 'sheet' GROUP BY ALL"
    )
    assert by_sheet(edition, "SELECT part, rejected FROM core.document_part WHERE rejected > 0") == rejected
    assert sum(rejected.values()) > 10_000


def test_the_values_and_the_labels_are_so_many(edition: Installation, grids: dict[str, Grid]) -> None:
    query = f"""SELECT {SHEET}, count(value), count(*) FROM core.measure_value
        WHERE document_id = ? AND value_published <> '' GROUP BY ALL"""
    values = {name: (published, every - published) for name, published, every in edition.rows(query, FIRST)}
    query = "SELECT part, labels, published, without_value, left_out FROM core.document_part WHERE state = 'read'"
    parts = edition.rows(query)
    assert len(parts) == 74
    for name, labels, published, without_value, left_out in parts:
        header, at = places(grids[name]) or pytest.fail(name)
        last = max(at.values()) + 1
        taken = [row for row in grids[name][header + 1 :] if row[at["Org Type"]] in ORG_TYPES]
        assert labels == sum(map(count, grids[name][: header + 1])) + sum(count(row[:last]) for row in taken), name
        assert (published, without_value) == values.get(name, (0, 0)), name
        assert left_out == 0


def test_every_sheet_of_figures_is_read(edition: Installation, grids: dict[str, Grid]) -> None:
    states = by_sheet(edition, "SELECT part, state FROM core.document_part")
    assert len(states) == 84
    assert {name for name, state in states.items() if state == "read"} == {
        n for n, grid in grids.items() if places(grid)
    }
    assert [name for name, state in states.items() if state == "catalogue"] == ["Metadata"]
    query = (
        "SELECT count(*) FROM core.document_part WHERE state = 'left_out' AND reason NOT LIKE 'no row has the titles%'"
    )
    assert edition.rows(query) == [(0,)]
