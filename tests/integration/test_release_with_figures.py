"""What a first refresh publishes: the figures that come with the project, and what is derived from them."""

from __future__ import annotations

import re

from installation import Installation

from pipeline.base.settings import PROJECT_DIR
from pipeline.publish.figure_keys import key_of
from pipeline.publish.release_files import MOST_CSV_ROWS

README = (PROJECT_DIR / "README.md").read_text(encoding="utf-8")


def test_so_many_numbers_are_published_of_each_source(released: Installation) -> None:
    rows = released.rows(
        """SELECT coalesce(document.source_id, 'documents'), count(measure_value.value)
        FROM core.measure_value AS measure_value JOIN core.document AS document USING (document_id) GROUP BY ALL"""
    )
    numbers = dict(rows)
    assert sum(numbers.values()) >= 120_000
    for source_id, least in {
        "mh_dashboard": 80_000,
        "iapt_annual_totals": 15_000,
        "smi_physical_health_checks": 23_000,
        "eip_waiting_times": 9_000,
        "iapt_monthly_series": 20_000,
        "four_week_waits": 150,
        "documents": 68,
    }.items():
        assert numbers[source_id] >= least, source_id


def test_every_kind_of_organisation_has_values(released: Installation) -> None:
    kinds = dict(
        released.rows(
            "SELECT org_type, count(DISTINCT org_code) FROM core.measure_value WHERE value IS NOT NULL GROUP BY 1"
        )
    )
    assert (kinds["national"], kinds["icb"]) == (1, 42)
    of_the_dashboard = """SELECT org_type, count(DISTINCT org_code) FROM core.measure_value
        WHERE value IS NOT NULL AND document_id = 'mh_dashboard_2023-02-22' AND period = '2021/22 Q4' GROUP BY 1"""
    assert {kind: count for kind, count in released.rows(of_the_dashboard) if kind in ("region", "stp")} == {
        "region": 7,
        "stp": 42,
    }
    without = """SELECT org_code FROM core.organisation
        WHERE opened_on <= DATE '2022-06-30' AND coalesce(closed_on, DATE '9999-12-31') >= DATE '2016-01-01'
            AND org_code NOT IN (SELECT org_code FROM core.measure_value WHERE value IS NOT NULL)"""
    assert released.rows(without) == []


def test_all_percentages_that_the_article_prints_are_corroborated_by_the_counts(released: Installation) -> None:
    query = "SELECT verdict, count(*) FROM marts.corroboration WHERE measure_id = 'eip_two_week_wait' GROUP BY 1"
    assert released.rows(query) == [("corroborated", 34)]


def test_the_rule_of_both_passed_is_refuted_for_the_top_band(released: Installation) -> None:
    query = """SELECT band, agree, derived, refuted FROM marts.rating_rule_test
        WHERE NOT period_inferred AND derived > 0 ORDER BY band"""
    assert released.rows(query) == [("Greatest need for improvement", 6, 7, 1), ("Top performing", 4, 26, 22)]


def test_the_chart_of_lincolnshire_sets_its_misprint_aside(released: Installation) -> None:
    query = """SELECT org_code, points, set_aside, round(mean, 6), round(lower, 6), round(upper, 6), assurance
        FROM marts.spc_series
        WHERE measure_id = 'iapt_recovery_rate' AND source_id = 'mh_dashboard' AND org_code IN ('03F', '71E', 'England')
        ORDER BY 1"""
    assert released.rows(query) == [
        ("03F", 24, 0, 52.291186, 45.781981, 58.800391, "hit_or_miss"),
        ("71E", 10, 1, 50.1, 45.54, 54.66, "hit_or_miss"),
        ("England", 24, 0, 50.678765, 48.330023, 53.027507, "hit_or_miss"),
    ]


def test_sums_by_area_are_those_of_the_counts(released: Installation) -> None:
    query = """SELECT area_code, numerator, denominator FROM marts.area_value
        WHERE measure_id = 'eip_two_week_wait' AND period = '2018/19 Q4' AND area_type IN ('England', 'region')
        ORDER BY 1"""
    assert released.rows(query) == [
        ("England", 2315, 3075),
        *(("Y56", 417, 532), ("Y58", 147, 205), ("Y59", 308, 369), ("Y60", 342, 496)),
        *(("Y61", 270, 324), ("Y62", 347, 503), ("Y63", 484, 646)),
    ]
    averaged = """SELECT * FROM marts.area_value WHERE abs(percent - 100 * numerator / denominator) > 1e-9
        OR percent IS NULL AND denominator > 0 AND note IS NULL"""
    assert released.rows(averaged) == []
    assert released.rows(averaged.replace("area_value", "measure_lineage")) == []


def test_the_parts_of_each_sum_come_to_it(released: Installation) -> None:
    other = """WITH part AS (
            SELECT measure_id, period, source_id, area, sum(numerator) AS part, sum(denominator) AS whole,
                count(*) AS parts
            FROM (SELECT *, unnest(['England', region_code, icb_code]) AS area FROM marts.area_part) GROUP BY ALL
        )
        SELECT * FROM marts.area_value AS total LEFT JOIN part
            ON total.measure_id = part.measure_id AND total.period = part.period
            AND total.source_id = part.source_id AND total.area_code = part.area
        WHERE area_type <> 'similar_ten' AND percent IS NOT NULL
            AND (part, whole, parts) IS DISTINCT FROM (numerator, denominator, organisations_counted)"""
    assert released.rows(other) == []
    # The rows of NHS England's file of April 2018 to March 2019, added up by CCG.
    query = "SELECT org_code, numerator, denominator FROM area_parts('eip_two_week_wait', '2018/19', 'QOQ') ORDER BY 1"
    assert released.rows(query) == [
        *(("02Y", 52, 60), ("03D", 10, 30), ("03E", 12, 37), ("03F", 82, 98)),
        *(("03H", 24, 27), ("03K", 42, 45), ("03M", 4, 27), ("03Q", 43, 94)),
    ]


def test_the_sums_of_an_area_are_traced_and_one_that_is_cited_is_found(released: Installation) -> None:
    told = " ".join(released.command("trace", "qoq").out.split())
    assert (
        "Full physical health check in severe mental illness 2023/24 Q4: 69.87 %, worked out: 8,822 of 12,627, "
        "sum of 6 sub-ICB locations FROM area_parts('smi_physical_health_check_rate', '2023/24 Q4', 'QOQ')"
    ) in told
    # The quarter that ends with the last month, and not that month.
    assert "EIP treatment within two weeks 2019/20 Q2: " in told
    key = "sum:eip_two_week_wait:2018/19:icb.QOQ:eip_waiting_times=64.35406699~c968"
    told = " ".join(released.command("trace", "--cite", key).out.split())
    whose = "NHS HUMBER AND NORTH YORKSHIRE INTEGRATED CARE BOARD (QOQ)"
    assert told.startswith(f"EIP treatment within two weeks, 2018/19, {whose}")
    assert "cited 64.35406699%, in a release that the key does not name now 64.35406699%" in told
    assert "unchanged counts 269 of 418, sum of 8 CCGs" in told
    assert "FROM area_parts('eip_two_week_wait', '2018/19', 'QOQ')" in told
    assert f"key {key}@" in told


def test_health_checks_are_added_up_for_england_after_the_ccgs_too(released: Installation) -> None:
    """By the sums of all rows of NHS England's file; in 2019/20 Q4 not every CCG sent its counts."""
    query = """SELECT period, numerator, denominator, organisations_open FROM marts.area_value
        WHERE measure_id = 'smi_physical_health_check_rate' AND area_type = 'England'
            AND period IN ('2019/20 Q4', '2021/22 Q4', '2022/23 Q4', '2023/24 Q4') ORDER BY period"""
    assert released.rows(query) == [
        ("2019/20 Q4", None, None, 191),
        ("2021/22 Q4", 226_583, 529_093, 106),
        ("2022/23 Q4", 313_022, 535_204, 106),
        ("2023/24 Q4", 361_210, 527_556, 106),
    ]
    # England's number of 2021/22 Q4 is printed on the dashboard.
    printed = """SELECT value FROM core.measure_value WHERE measure_id = 'smi_physical_health_checks'
        AND org_type = 'national' AND period = '2021/22 Q4'"""
    assert released.rows(printed) == [(226_583,)]


def test_the_first_question_of_the_readme_is_answered_as_it_shows(released: Installation) -> None:
    (query,) = re.findall(r'ccg-ratings sql "(SELECT rank.*?)"', README, re.DOTALL)
    answered = released.command("sql", " ".join(query.split()))
    assert answered.exit_code == 0, answered.err
    shown = README.partition(query)[2].partition("\n\n")[2].partition("\n\nThese are sums")[0]
    assert [line.split() for line in answered.out.splitlines()] == [line.split() for line in shown.splitlines()]


def test_large_tables_have_no_csv_and_the_release_is_little_more_than_its_database(released: Installation) -> None:
    folder = released.warehouse.current_link.resolve()
    rows = dict(released.rows("SELECT schema_name || '/' || table_name, rows FROM meta.table"))
    with_csv = {str(path.relative_to(folder / "csv").with_suffix("")) for path in (folder / "csv").rglob("*.csv")}
    assert {name for name in rows if name not in with_csv} == {name for name in rows if rows[name] > MOST_CSV_ROWS}
    assert any(rows[name] > MOST_CSV_ROWS for name in rows)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert size <= 4 * (folder / "ccg_ratings.duckdb").stat().st_size


def test_a_cited_value_and_its_area_are_traced(released: Installation) -> None:
    # Hull's recovery in the dashboard's last edition; the last four characters were worked out with sha256sum.
    told = released.command(
        "trace", "--cite", "value:iapt_recovery_rate:2021/22+Q4:03F:mh_dashboard_2023-02-22=55~118c"
    )
    words = " ".join(told.out.split())
    assert "IAPT recovery rate, 2021/22 Q4, NHS Hull CCG (03F) cited 55%" in words
    assert (
        "unchanged source mh_dashboard_2023-02-22 IAPT(ii_a)_FINAL CALC!AK115 NHS HULL CCG | Q4 2021/22 | »0.55«"
        in words
    )
    region = " ".join(released.command("trace", "Y61", "--all").out.split())
    assert "East of England (Y61), region" in region
    # The region's two weeks for psychosis in 2021/22 Q4, as the dashboard prints them.
    assert "EIP treatment within two weeks 2021/22 Q4: 83 %" in region


def test_the_macro_makes_the_keys_of_values_as_the_pages_do(released: Installation) -> None:
    with released.warehouse.connect() as con:
        cursor = con.execute(
            """SELECT *, value_key(measure_id, period, org_type, org_code, document_id, value, status) AS key
            FROM core.measure_value WHERE hash(measure_id, period, org_type, org_code, document_id) % 50 = 0"""
        )
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert len(rows) > 5_000
    assert [key_of(row) for row in rows] == [row["key"] for row in rows]


def test_the_macro_makes_the_keys_of_sums_as_the_pages_do(released: Installation) -> None:
    with released.warehouse.connect() as con:
        cursor = con.execute(
            """SELECT *, sum_key(measure_id, period, area_type, area_code, source_id, percent) AS key
            FROM marts.area_value WHERE hash(measure_id, period, area_code) % 5 = 0"""
        )
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert {row["percent"] is None for row in rows} == {True, False}
    assert [key_of(row) for row in rows] == [row["key"] for row in rows]
