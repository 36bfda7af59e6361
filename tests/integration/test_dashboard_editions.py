"""Editions after the real one: restated, renamed and lost sheets, and versions that cannot be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from dashboard_edition import AS_AT, EIP, FIRST, LOST, RECOVERY, SECOND, copy_of, kept, places
from installation import Installation
from workbooks import ENGLAND, Grid, figures, save

# The real workbook is read in test_add_figures.py and unit/marts/test_value_doubt.py on each run too.
pytestmark = pytest.mark.nightly

RESTATED = {"England": 0.507, "03N": 0.51, "11J": 0.49}
NEXT = {"England": 0.511, "03N": 0.52, "11J": "*"}


@pytest.fixture(scope="module")
def spliced(
    tmp_path_factory: pytest.TempPathFactory, edition: Installation, grids: dict[str, Grid]
) -> tuple[Installation, str]:
    """The edition and a later one: a quarter more, three values restated, a sheet renamed, another gone."""
    folder = tmp_path_factory.mktemp("spliced")
    changed = {("EIP(i)" if name == EIP else name): [list(row) for row in grid] for name, grid in grids.items()}
    del changed[LOST]
    header, at = places(changed[RECOVERY]) or pytest.fail(RECOVERY)
    titles = changed[RECOVERY][header]
    column = titles.index("Q4 2021/22")
    for number, row in enumerate(changed[RECOVERY]):
        row[column + 1 :] = [None] * len(row[column + 1 :]) or [None]
        org_code = "England" if row[at["Org Type"]] == "National" else row[at["Org code"]]
        if number == header:
            row[column + 1] = "Q1 2022/23"
        elif number > header and org_code in RESTATED:
            row[column], row[column + 1] = RESTATED[org_code], NEXT[org_code]
    installation = copy_of(edition, folder / "installation")
    file = save(folder / "nhsmh-dashboard-q1-22-23.xlsx", changed)
    assert kept(installation, file, datetime(2022, 10, 15, 9, 30, tzinfo=UTC)).document_id == SECOND
    outcome = installation.refresh(AS_AT)
    assert outcome.published
    return installation, outcome.note or ""


def test_both_versions_are_known(spliced: tuple[Installation, str]) -> None:
    query = "SELECT document_id, published_on, state, reason FROM core.source_version ORDER BY published_on"
    assert spliced[0].rows(query) == [
        (FIRST, date(2022, 8, 11), "read", None),
        (SECOND, date(2022, 10, 15), "read", None),
    ]
    query = "SELECT document_id, product, rows_parsed > 280000 FROM core.document WHERE source_id = 'mh_dashboard'"
    assert sorted(spliced[0].rows(query)) == [(FIRST, "dashboard", True), (SECOND, "dashboard", True)]


def test_restatements_are_the_changed_values_and_no_others(spliced: tuple[Installation, str]) -> None:
    query = """SELECT measure_id, period, org_code, previous_document_id, previous_value, document_id, value
        FROM marts.restatement ORDER BY org_code"""
    before = {"England": 50.5, "03N": 50.0, "11J": 50.0}
    assert spliced[0].rows(query) == [
        ("iapt_recovery_rate", "2021/22 Q4", code, FIRST, before[code], SECOND, round(100 * RESTATED[code], 9))
        for code in ("03N", "11J", "England")
    ]


def test_a_renamed_sheet_is_kept_and_a_sheet_that_is_gone_is_lost(spliced: tuple[Installation, str]) -> None:
    query = "SELECT measure_id, state, part, previous_part, restated FROM marts.version_change WHERE document_id = ?"
    changes = {measure_id: told for measure_id, *told in spliced[0].rows(query, SECOND)}
    assert changes["eip_two_week_wait"] == ["kept", "EIP(i)", EIP, 0]
    assert changes["iapt_recovery_rate"] == ["kept", RECOVERY, RECOVERY, 3]
    lost = {measure_id: told for measure_id, told in changes.items() if told[0] != "kept"}
    assert list(lost.values()) == [["lost", None, LOST, 0]]
    assert len(changes) == 74
    first = spliced[0].rows("SELECT DISTINCT state FROM marts.version_change WHERE document_id = ?", FIRST)
    assert first == [("new",)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2022-08-10", {}),
        ("2022-09-30", {"2021/22 Q4": (50.5, FIRST)}),
        ("2022-10-14", {"2021/22 Q4": (50.5, FIRST)}),
        ("2022-10-31", {"2021/22 Q4": (50.7, SECOND), "2022/23 Q1": (51.1, SECOND)}),
    ],
)
def test_values_are_as_they_were_known_on_a_day(
    spliced: tuple[Installation, str], day: str, expected: dict[str, tuple[float, str]]
) -> None:
    query = f"""SELECT period, value, document_id FROM values_as_at(DATE '{day}')
        WHERE measure_id = 'iapt_recovery_rate' AND org_code = 'England' AND period >= '2021/22 Q4'"""
    assert {period: tuple(told) for period, *told in spliced[0].rows(query)} == expected


def test_a_new_period_has_its_values_and_statuses(spliced: tuple[Installation, str]) -> None:
    query = """SELECT org_code, value, status, document_id FROM core.measure_value
        WHERE measure_id = 'iapt_recovery_rate' AND period = '2022/23 Q1' AND value_published <> '' ORDER BY org_code"""
    assert spliced[0].rows(query) == [
        ("03N", 52.0, "published", SECOND),
        ("11J", None, "suppressed", SECOND),
        ("England", 51.1, "published", SECOND),
    ]
    query = """SELECT org_type, status, reason, count(*) FROM core.measure_value
        WHERE measure_id = 'iapt_recovery_rate' AND period = '2022/23 Q1' AND value_published = '' GROUP BY ALL"""
    assert spliced[0].rows(query) == [("ccg", "not_published", "the cell is empty", 104)]


def test_cells_of_the_later_edition_are_accounted_for_too(spliced: tuple[Installation, str]) -> None:
    query = """SELECT document_id, count(*) FROM core.document_part
        WHERE cells = labels + published + without_value + rejected + left_out GROUP BY ALL"""
    assert dict(spliced[0].rows(query)) == {FIRST: 84, SECOND: 83}


def test_the_release_note_tells_what_the_edition_lost(spliced: tuple[Installation, str]) -> None:
    note = spliced[1]
    if SECOND not in note:
        pytest.skip("the release note does not tell of versions")
    query = "SELECT measure_id, measure_name FROM marts.version_change INNER JOIN core.measure USING (measure_id)"
    ((measure_id, name),) = spliced[0].rows(query + " WHERE state = 'lost'")
    assert measure_id in note or name in note or LOST in note


def html(path: Path) -> Path:
    path.write_text("<html><body><h1>Page not found</h1></body></html>", encoding="utf-8")
    return path


def without_figures(path: Path) -> Path:
    return save(path, {"Guide": [["How to use this dashboard"]], "Front page": [["Q1 2022/23"]]})


def of_unknown_measures(path: Path) -> Path:
    return save(path, {"ZZ(i)": figures(["Q1 2022/23"], [*ENGLAND, 0.5])})


def test_a_version_that_cannot_be_read_is_quarantined_and_the_one_before_stays(
    tmp_path: Path, edition: Installation
) -> None:
    installation = copy_of(edition, tmp_path / "installation")
    unread: dict[Callable[[Path], Path], str] = {
        html: "is no workbook that can be read: ",
        without_figures: "holds no value that could be read (no row has the titles Org code, Org name, Org Type)",
        of_unknown_measures: "holds no value that could be read (no measure in raw/reference/measures.yml has the code",
    }
    for day, make_file in enumerate(unread, 15):
        kept(installation, make_file(tmp_path / f"next-{day}.xlsx"), datetime(2022, 10, day, 9, 30, tzinfo=UTC))
    told = installation.command("refresh", "--as-at", "2022-10-31")
    assert told.exit_code == 0, told.err
    query = "SELECT document_id, state, reason FROM core.source_version ORDER BY published_on"
    first, *later = installation.rows(query)
    assert first == (FIRST, "read", None)
    assert [(name, state) for name, state, _ in later] == [
        (f"mh_dashboard_2022-10-{day}", "quarantined") for day in (15, 16, 17)
    ]
    for (_, _, reason), expected in zip(later, unread.values(), strict=True):
        assert expected in reason
    assert installation.rows("SELECT document_id FROM core.document WHERE source_id = 'mh_dashboard'") == [(FIRST,)]
    query = "SELECT value FROM marts.measure_current WHERE measure_id = 'iapt_recovery_rate' AND org_code = 'England'"
    assert (50.5,) in installation.rows(query + " AND period = '2021/22 Q4'")
    assert installation.rows("SELECT DISTINCT document_id FROM core.document_part") == [(FIRST,)]


def test_series_of_recovery_are_as_long_as_printed_and_break_where_an_area_changed(edition: Installation) -> None:
    rows = edition.rows(
        "SELECT org_code, points, basis, break_reason FROM marts.series_segment WHERE org_type = 'ccg' "
        "AND measure_id = 'iapt_recovery_rate' AND source_id = 'mh_dashboard' ORDER BY org_code, segment"
    )
    points: Counter[str] = Counter()
    for code, length, _, _ in rows:
        points[code] += length
    assert Counter(points.values()) == {24: 72, 23: 7, 11: 27}
    assert [(code, length) for code, length, _, why in rows if why == "boundary moved"] == [("01H", 19), ("01K", 19)]
    mapped = {code: length for code, length, basis, _ in rows if basis == "publisher's mapping, own"}
    assert {code for code, length in mapped.items() if length > 11} == {
        "14L", "14Y", "15A", "15C", "15E", "15F", "15M", "15N",
    }  # fmt: skip
    assert len(mapped) == 8 + 27
    assert len(rows) == 106 + 2
