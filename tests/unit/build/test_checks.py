"""What must hold of the core tables: each check passes on what is right and fails on what is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from installation import raw_of_documents
from pandera.config import ValidationDepth, config_context

from pipeline.build.checks import (
    as_declared,
    cells_conserved,
    check_core,
    coverage,
    lines_conserved,
    numbers_conserved,
    period_begun,
    rows_conserved,
    schedules_agree,
)
from pipeline.build.core_tables import CoreBuild, build_core
from pipeline.build.inputs import Inputs, read_inputs
from pipeline.build.line_account import LineAccount
from pipeline.build.number_account import NumberAccount
from pipeline.reference.cadences import CADENCES
from pipeline.schema.check_outcome import CheckOutcome
from pipeline.schema.core_checks import CHECKS, SHOWN_CHECKS, shown_outcomes
from pipeline.schema.frames import to_frame
from pipeline.schema.tables import CORE_TABLES


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return read_inputs(raw_of_documents())


@pytest.fixture(scope="module")
def build(inputs: Inputs) -> CoreBuild:
    return build_core(inputs)


def test_each_check_is_made_once_and_in_order(build: CoreBuild, inputs: Inputs) -> None:
    assert [outcome.spec for outcome in check_core(build, inputs)] == list(CHECKS)


def test_the_projects_documents_pass_every_check(build: CoreBuild, inputs: Inputs) -> None:
    assert [outcome for outcome in check_core(build, inputs) if not outcome.passed] == []


def test_every_table_is_held_against_its_declaration() -> None:
    assert [check.table for check in CHECKS if check.name == "as_declared"] == list(CORE_TABLES)
    assert {check.severity for check in CHECKS if check.name == "as_declared"} == {"error"}


def test_dagster_shows_the_declarations_of_documents_and_of_reference_data_as_one_check_each(
    build: CoreBuild, inputs: Inputs
) -> None:
    names = [spec.name for spec in SHOWN_CHECKS]
    assert names[:2] == ["document_tables_as_declared", "reference_tables_as_declared"]
    assert [outcome.spec for outcome in shown_outcomes(check_core(build, inputs))] == list(SHOWN_CHECKS)


def test_a_check_that_is_shown_for_several_tables_fails_with_any_of_them(build: CoreBuild, inputs: Inputs) -> None:
    outcomes = check_core(build, inputs)
    wrong = as_declared("figure", build.tables["figure"].with_columns(line_no=pl.lit(0, pl.Int64)))
    outcomes = [wrong if outcome.spec == wrong.spec else outcome for outcome in outcomes]
    shown = {outcome.spec.name: outcome for outcome in shown_outcomes(outcomes)}
    assert {name: outcome.passed for name, outcome in shown.items() if not outcome.passed} == {
        "document_tables_as_declared": False
    }
    assert "figure: line_no: 33 fail" in shown["document_tables_as_declared"].outcome
    assert shown["document_tables_as_declared"].sample == wrong.sample


def test_a_warning_stops_nothing() -> None:
    assert {check.name for check in CHECKS if check.severity == "warning"} == {
        "coverage",
        "period_begun",
        "schedules_agree",
    }


@pytest.mark.parametrize("table", CORE_TABLES)
def test_an_empty_table_is_as_declared(table: str) -> None:
    assert as_declared(table, to_frame(table, [])).passed


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (pl.lit("Fair to middling").alias("status"), "status: 894 fail "),
        (pl.lit(0, pl.Int64).alias("line_no"), "line_no: 894 fail "),
        (pl.lit("3K").alias("org_code"), "org_code: 894 fail "),
        (pl.lit("sometime").alias("period"), "period: 894 fail "),
        (pl.lit(None, pl.String).alias("quote"), "quote: "),
        (pl.col("line_no").cast(pl.String).alias("line_no"), "line_no: "),
        (pl.lit("new").alias("colour"), "colour"),
    ],
    ids=["value", "range", "pattern", "period", "null", "type", "column-more"],
)
def test_a_column_that_is_not_as_declared_is_told(build: CoreBuild, change: pl.Expr, told: str) -> None:
    outcome = as_declared("rating", build.tables["rating"].with_columns(change))
    assert not outcome.passed
    assert told in " ".join((outcome.outcome, *outcome.sample))


def test_no_setting_of_pandera_turns_its_checks_off(build: CoreBuild) -> None:
    wrong = build.tables["rating"].with_columns(pl.lit("3K").alias("org_code"))
    with config_context(validation_enabled=False, validation_depth=ValidationDepth.SCHEMA_ONLY):
        assert not as_declared("rating", wrong).passed


def test_a_missing_column_is_told(build: CoreBuild) -> None:
    outcome = as_declared("rating", build.tables["rating"].drop("band"))
    assert not outcome.passed
    assert outcome.sample == ("CoreTable band",)


def test_columns_in_another_order_are_told(build: CoreBuild) -> None:
    rating = build.tables["rating"]
    assert not as_declared("rating", rating.select(reversed(rating.columns))).passed


def test_two_rows_with_one_key_are_told(build: CoreBuild) -> None:
    rating = build.tables["rating"]
    assert not as_declared("rating", pl.concat([rating, rating[:1]])).passed


def test_a_failure_names_the_document_and_the_line(build: CoreBuild) -> None:
    is_stoke = (pl.col("org_code") == "05W") & (pl.col("document_id") == "nursing_times_2016")
    wrong = pl.when(is_stoke).then(pl.lit("good")).otherwise("status").alias("status")
    outcome = as_declared("rating", build.tables["rating"].with_columns(wrong))
    assert outcome.outcome.startswith("status: 1 fail ")
    assert outcome.sample == ("status good (nursing_times_2016 line 45)",)


def test_a_long_value_is_cut_in_the_message(build: CoreBuild) -> None:
    outcome = as_declared("rating", build.tables["rating"].with_columns(status=pl.lit("x" * 500)))
    assert [len(row) < 150 for row in outcome.sample] == [True]


def documents(*rows: tuple[str, int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["document_id", "rows_found", "rows_parsed", "rows_rejected"], orient="row")


def parts(*rows: tuple[str, str, int, int, int, int, int, int]) -> pl.DataFrame:
    names = ["document_id", "part", "cells", "labels", "published", "without_value", "rejected", "left_out"]
    return pl.DataFrame(rows, schema=names, orient="row")


def test_every_cell_of_a_version_must_be_of_one_kind() -> None:
    whole = parts(("a", "S1", 10, 4, 3, 1, 1, 1), ("a", "S2", 2, 0, 0, 0, 0, 2), ("b", "M1", 5, 0, 5, 0, 0, 0))
    assert cells_conserved(whole, {"a": 12, "b": 5}).passed
    lost = parts(("a", "S1", 10, 4, 3, 1, 0, 1), ("b", "M1", 5, 0, 5, 0, 0, 0))
    outcome = cells_conserved(lost, {"a": 10, "b": 6})
    assert not outcome.passed
    assert outcome.sample == ("a 'S1': 10 cells, 9 of a kind", "b: 6 in the file, 5 read")
    assert not cells_conserved(parts(), {"a": 3}).passed
    assert outcome.spec.severity == "error"


def test_rows_seen_must_be_taken_or_rejected() -> None:
    assert rows_conserved(documents(("a", 34, 34, 0), ("b", 215, 210, 5), ("c", 0, 0, 0))).passed
    outcome = rows_conserved(documents(("a", 34, 34, 0), ("b", 215, 210, 4)))
    assert not outcome.passed
    assert outcome.outcome == "249 rows seen, 244 taken, 4 rejected"
    assert outcome.sample == ("b: 215 rows seen, 210 taken, 4 rejected",)


def test_a_line_that_is_in_no_count_stops_a_release() -> None:
    whole = LineAccount("a", 3, {"prose": 2, "rows taken": 1}, ())
    assert lines_conserved([whole]).passed
    assert lines_conserved([whole]).spec.severity == "error"
    outcome = lines_conserved([whole, LineAccount("b", 4, {"prose": 2, "rejected or listed": 0}, (3, 7))])
    assert not outcome.passed
    assert outcome.outcome == "7 lines that are not blank: 4 prose, 1 rows taken"
    assert outcome.sample == ("b: line 3, 7 of 4 lines; 2 prose",)


def test_every_line_of_the_documents_is_counted(build: CoreBuild, inputs: Inputs) -> None:
    """34 rows of one table and 215 of the other, with the headings of both tables; nothing is rejected."""
    (outcome,) = [each for each in check_core(build, inputs) if each.spec.name == "lines_conserved"]
    assert outcome.passed
    assert ", 249 rows taken, " in outcome.outcome


ORGANISATIONS = pl.DataFrame(
    [
        ("A", date(2013, 4, 1), None),
        ("B", date(2013, 4, 1), date(2018, 3, 31)),
        ("C", date(2013, 4, 1), date(2018, 3, 30)),
        ("D", date(2018, 4, 1), None),
    ],
    schema=["org_code", "opened_on", "closed_on"],
    orient="row",
)


def ratings(*rows: tuple[str, str]) -> pl.DataFrame:
    full = [("f", "dementia", "2017/18", date(2018, 3, 31), code, status) for code, status in rows]
    return pl.DataFrame(full, schema=["framework", "area", "period", "period_end", "org_code", "status"], orient="row")


def covered(*rows: tuple[str, str], partial: bool = False) -> CheckOutcome:
    return coverage(ratings(*rows), ORGANISATIONS, {("f", "dementia", "2017/18")} if partial else set())


def test_coverage_counts_the_organisations_open_on_the_last_day_of_the_period() -> None:
    # On 31 March 2018 A and B are open, C closed the day before and D opens the day after.
    outcome = covered(("A", "rated"), ("B", "rated"))
    assert (outcome.passed, outcome.outcome) == (True, "f dementia 2017/18: 2 of 2")


def test_insufficient_data_covers_and_a_blank_cell_does_not() -> None:
    assert covered(("A", "rated"), ("B", "insufficient_data")).passed
    for status in ("not_applicable", "not_published"):
        outcome = covered(("A", "rated"), ("B", status))
        assert (outcome.passed, outcome.outcome) == (False, "f dementia 2017/18: 1 of 2")


def test_an_organisation_without_a_row_is_named() -> None:
    outcome = covered(("A", "rated"))
    assert not outcome.passed
    assert outcome.sample == ("f dementia 2017/18: 1 of 2; without a row: B",)


def test_lists_of_some_bands_need_not_cover() -> None:
    outcome = covered(("A", "rated"), partial=True)
    assert outcome.passed
    assert outcome.outcome == "f dementia 2017/18: 1 of 2, declared as lists of some bands"


def test_without_ratings_there_is_nothing_to_cover() -> None:
    assert (covered().passed, covered().outcome) == (True, "no ratings")


def policies(*rows: tuple[str, str, int | None]) -> pl.DataFrame:
    full = [("a", 7, product, cadence, month) for product, cadence, month in rows]
    columns = {
        "document_id": pl.String,
        "line_no": pl.Int64,
        "product": pl.String,
        "cadence": pl.String,
        "month": pl.Int64,
    }
    return pl.DataFrame(full, schema=columns, orient="row")


def test_a_figure_of_a_period_to_come_is_told_with_its_document() -> None:
    documents = pl.DataFrame({"document_id": ["a", "b"], "published_on": [date(2021, 4, 1), date(2021, 4, 1)]})
    periods = pl.DataFrame(
        {
            "document_id": ["a", "a", "b"],
            "period": ["2021/22 Q1", "2021-05", "2020/21"],
            "period_start": [date(2021, 4, 1), date(2021, 5, 1), date(2020, 4, 1)],
        }
    )
    outcome = period_begun(documents, periods)
    assert (outcome.passed, outcome.outcome) == (False, "2 of 3 periods had begun")
    assert outcome.sample == ("a: 2021-05 begins on 2021-05-01, and it was published by 2021-04-01",)
    assert period_begun(documents, periods.filter(pl.col("period") != "2021-05")).passed


@pytest.mark.parametrize(
    ("policy", "agrees"),
    [
        (("dashboard", "quarterly", 1), True),
        (("dashboard", "quarterly", 4), True),
        (("dashboard", "quarterly", None), True),
        (("dashboard", "quarterly", 2), False),
        (("dashboard", "monthly", 1), False),
        (("dashboard", "half-yearly", 1), False),
        (("rating", "annual", 6), True),
        (("rating", "annual", None), True),
        (("rating", "annual", 7), False),
    ],
)
def test_a_stated_cadence_is_that_of_the_schedule_or_a_warning(
    policy: tuple[str, str, int | None], agrees: bool
) -> None:
    assert schedules_agree(policies(policy), CADENCES).passed is agrees


def test_a_cadence_that_differs_is_told_with_its_line() -> None:
    outcome = schedules_agree(policies(("dashboard", "quarterly", 1), ("rating", "annual", 7)), CADENCES)
    assert outcome.outcome == "1 of 2 stated cadences are those of the schedules"
    assert outcome.sample == ("a line 7: rating in months [7], the schedule runs in [6]",)


def test_a_problem_of_a_file_fails_the_check_of_documents(tmp_path: Path) -> None:
    inputs = read_inputs(tmp_path / "nothing")
    outcomes = {outcome.spec.name: outcome for outcome in check_core(build_core(inputs), inputs)}
    assert not outcomes["no_problem"].passed
    assert outcomes["no_problem"].outcome == f"{len(inputs.problems)} problems"
    assert any("organisations.csv: is not there" in problem for problem in outcomes["no_problem"].sample)


def test_a_number_of_prose_in_neither_a_claim_nor_a_figure_fails() -> None:
    whole = NumberAccount("a", 2, 3, ())
    assert numbers_conserved([whole]).passed
    assert numbers_conserved([whole]).outcome == "2 numbers are part of claims, 3 of figures, 0 of neither"
    outcome = numbers_conserved([whole, NumberAccount("b", 1, 0, ((7, "34%"),))])
    assert (outcome.passed, outcome.sample) == (False, ("b line 7: 34%",))
    assert outcome.spec.severity == "error"
