"""What becomes of a cited value over later releases: a world in which each organisation stands for one fate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from mart_samples import Row, organisations, rows_of, run_several

from pipeline.publish.cited_figure import CitedFigure, look_up
from pipeline.publish.figure_keys import key_of, parse_key
from pipeline.publish.site.cited_pages import CORRECTIONS_MADE

MEASURE = "iapt_recovery_rate"
BEFORE, NOW = "20180201T060000000000Z", "20190201T060000000000Z"
DOCUMENTS: list[Row] = [
    {"document_id": "feed_2018-01-31", "source_id": "feed", "published_on": date(2018, 1, 31)},
    {"document_id": "feed_2018-06-30", "source_id": "feed", "published_on": date(2018, 6, 30)},
    {"document_id": "article", "published_on": date(2018, 1, 31)},
    {"document_id": "other_2018-06-30", "source_id": "other", "published_on": date(2018, 6, 30)},
]


def value(document_id: str, org_code: str, number: float | None, **given: Any) -> Row:
    row = {"document_id": document_id, "org_code": org_code, "measure_id": MEASURE, "period": "2017/18 Q1"}
    status = "published" if number is not None else "suppressed"
    reason = None if number is not None else "suppressed"
    return row | {"value": number, "status": status, "reason": reason, "locator": f"{org_code}!B2"} | given


VALUES = [
    value("feed_2018-01-31", "A00", 50.0),
    value("feed_2018-01-31", "A01", 51.0),
    value("feed_2018-06-30", "A01", 52.5),
    value("feed_2018-01-31", "A02", 53.0),
    value("feed_2018-06-30", "A02", 53.0),
    value("feed_2018-01-31", "A03", 54.0),
    value("feed_2018-06-30", "A03", None),
    value("article", "A04", 55.0, line_no=4, char_start=40, char_end=42, locator=None),
    value("feed_2018-01-31", "A05", 56.0),
    value("feed_2018-06-30", "A06", 57.0),
    value("article", "A06", 57.0, line_no=5, char_start=60, char_end=62, locator=None),
    value("feed_2018-01-31", "A07", 58.0),
    value("other_2018-06-30", "A07", None, status="not_available", reason="printed as #N/A"),
]
CORRECTIONS = [
    {"document_id": "article", "line_no": 4, "char_start": 40, "char_end": 42, "about": "measure_value",
     "printed": "65", "right_value": "55", "reason": "a misprint", "authority": "its publisher"},
    {"document_id": "article", "line_no": 5, "char_start": 60, "char_end": 62, "about": "measure_value",
     "printed": "75", "right_value": "57", "reason": "a misprint", "authority": "its publisher"},
]  # fmt: skip


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A release of this world, as far as a citation asks it."""
    folder = tmp_path_factory.mktemp("world")
    tables = {
        "document": DOCUMENTS,
        "organisation": organisations(9),
        "measure_value": VALUES,
        "correction": CORRECTIONS,
        "rating": [],
    }
    run_several(folder, ["measure_current", "rating_current", "corrected_cell"], tables)
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA core; CREATE SCHEMA marts; CREATE SCHEMA meta")
        for file in [*folder.glob("core/*.parquet"), *folder.glob("marts/*.parquet")]:
            name = f"{file.parent.name}.{file.stem}"
            connection.execute(f"CREATE TABLE {name} AS FROM read_parquet('{file}')")
        frames = {
            "source_line": rows_of("source_line", [{"document_id": "article", "line_no": 4, "char_start": 30}]),
            "measure": rows_of("measure", [{"measure_id": MEASURE, "measure_name": "IAPT recovery rate", "unit": "%"}]),
            "source_version": rows_of(
                "source_version",
                [{"document_id": "feed_2017-12-31", "source_id": "feed", "state": "quarantined", "reason": "too new"}],
            ),
        }
        for name, frame in frames.items():
            frame.write_parquet(folder / f"{name}.parquet")
            connection.execute(f"CREATE TABLE core.{name} AS FROM read_parquet('{folder / f'{name}.parquet'}')")
        connection.execute(
            f"CREATE TABLE meta.release_history AS SELECT '{BEFORE}' AS release_id, DATE '2018-02-01' AS as_at"
        )
        yield connection


def found(con: duckdb.DuckDBPyConnection, row: Row, release_id: str = "", releases: Path = Path()) -> CitedFigure:
    key = key_of({"org_type": "ccg", **row})
    return look_up(con, parse_key(f"{key}@{release_id}" if release_id else key), releases)


@pytest.mark.parametrize(
    ("cited", "changed", "outcome", "now"),
    [
        (value("feed_2018-01-31", "A00", 50.0), False, "unchanged", 50.0),
        (value("feed_2018-01-31", "A01", 51.0), True, "restated by feed_2018-06-30 of 2018-06-30", 52.5),
        (
            value("feed_2018-01-31", "A02", 53.0),
            False,
            "unchanged, and stated again by feed_2018-06-30 of 2018-06-30",
            53.0,
        ),
        (value("feed_2018-01-31", "A03", 54.0), True, "restated by feed_2018-06-30 of 2018-06-30", None),
        (
            value("article", "A04", 65.0),
            True,
            "corrected: printed 65, corrected to 55: a misprint (its publisher)",
            55.0,
        ),
        (
            value("feed_2018-01-31", "A05", 66.0),
            True,
            "read otherwise: nothing is restated, but feed_2018-01-31 is now read as saying 56",
            56.0,
        ),
        (
            value("feed_2018-01-31", "A06", 57.0),
            True,
            "withdrawn: it is not taken from feed_2018-01-31 any more; feed_2018-06-30 states the same",
            57.0,
        ),
        (
            value("gone", "A00", 49.0),
            True,
            "withdrawn: gone is not read any more; feed_2018-01-31 states another figure",
            50.0,
        ),
        (
            value("feed_2017-12-31", "A08", 49.0),
            True,
            "withdrawn: quarantined, too new; no other document that is read states it",
            None,
        ),
        (
            value("other_2018-06-30", "A07", None, status="not_available"),
            True,
            "what counts is stated by feed_2018-01-31 of 2018-01-31, for the later one has no figure",
            58.0,
        ),
    ],
)
def test_a_cited_value_is_found_with_what_became_of_it(
    con: duckdb.DuckDBPyConnection, cited: Row, changed: bool, outcome: str, now: float | None
) -> None:
    figure = found(con, cited)
    assert (figure.changed, figure.outcome) == (changed, outcome)
    assert (figure.current and figure.current["value"]) == now


def test_a_correction_is_settled_once_a_later_document_states_the_figure(con: duckdb.DuckDBPyConnection) -> None:
    made = con.execute(f"SELECT printed, settled_by, figures FROM ({CORRECTIONS_MADE})").fetchall()
    assert made == [("65", None, 1), ("75", ["feed_2018-06-30"], 1)]


def test_the_release_of_a_citation_is_told_by_the_history_or_by_its_name(con: duckdb.DuckDBPyConnection) -> None:
    cited = value("feed_2018-01-31", "A00", 50.0)
    assert found(con, cited).cited_on is None
    assert found(con, cited, BEFORE).cited_on == date(2018, 2, 1)
    # One that the history has forgotten.
    assert found(con, cited, "20170301T060000000000Z").cited_on == date(2017, 3, 1)
    assert found(con, cited, "somewhere").cited_on is None


def test_a_release_that_is_kept_is_asked_what_it_said(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = tmp_path / BEFORE / "parquet" / "core" / "measure_value.parquet"
    file.parent.mkdir(parents=True)
    rows_of("measure_value", [value("feed_2018-01-31", "A00", 49.0)]).write_parquet(file)
    cited = value("feed_2018-01-31", "A00", 49.0)
    assert found(con, cited, BEFORE, tmp_path).kept == "49"
    assert found(con, cited | {"value": 48.0}, BEFORE, tmp_path).kept == "49"
    assert found(con, cited | {"org_code": "A01"}, BEFORE, tmp_path).kept == "nothing of it"
    assert found(con, cited, NOW, tmp_path).kept is None
    assert found(con, cited, "../../x", tmp_path).kept is None


@pytest.mark.parametrize(
    ("now", "changed", "outcome"),
    [
        ((269, 418, None), False, "unchanged"),
        ((270, 418, None), True, "worked out anew: the counts that are read now come to 270 of 418"),
        (
            (None, None, "7 of the 8 organisations"),
            True,
            "worked out anew: there is no sum now, 7 of the 8 organisations",
        ),
        (None, True, "withdrawn: no sum is made of these counts any more"),
    ],
)
def test_a_cited_sum_is_told_as_it_is_worked_out_now(
    now: tuple[int | None, int | None, str | None] | None, changed: bool, outcome: str
) -> None:
    of = {"measure_id": MEASURE, "period": "2018/19", "area_type": "icb", "area_code": "QOQ", "source_id": "feed"}
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA core; CREATE SCHEMA marts; CREATE SCHEMA meta")
        con.execute(f"CREATE TABLE core.measure AS SELECT '{MEASURE}' AS measure_id, 'A' AS measure_name, '%' AS unit")
        con.execute("CREATE TABLE core.area AS SELECT 'icb' AS area_type, 'QOQ' AS area_code, 'A board' AS area_name")
        con.execute("CREATE TABLE core.organisation (org_code VARCHAR, org_name VARCHAR)")
        con.execute(
            """CREATE TABLE marts.area_part (measure_id TEXT, period TEXT, source_id TEXT, org_type TEXT,
            period_start DATE, period_end DATE, document_id TEXT, is_doubtful BOOLEAN, region_code TEXT,
            icb_code TEXT)"""
        )
        con.execute(
            """INSERT INTO marts.area_part BY NAME SELECT $measure_id AS measure_id, $period AS period,
            $source_id AS source_id, 'ccg' AS org_type, 'counts' AS document_id""",
            {name: of[name] for name in ("measure_id", "period", "source_id")},
        )
        columns = ", ".join(f"'{value}' AS {name}" for name, value in of.items())
        numerator, denominator, note = now or (0, 1, None)
        con.execute(
            f"""CREATE TABLE marts.area_value AS SELECT {columns}, $part::DOUBLE AS numerator,
            $whole::DOUBLE AS denominator, 100 * numerator / denominator AS percent, $note::TEXT AS note
            LIMIT {1 if now else 0}""",
            {"part": numerator, "whole": denominator, "note": note},
        )
        told = look_up(con, parse_key(key_of({**of, "percent": 100 * 269 / 418})), Path())
    assert (told.changed, told.outcome) == (changed, outcome)
    assert (told.own is None) == (now is None)
