"""Known errors of a document: corrected by its sidecar, with the printed value kept beside."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from mart_samples import run
from the_reference import REFERENCE

from pipeline.build.checks import as_declared
from pipeline.build.core_tables import CoreBuild, build_core
from pipeline.build.inputs import Document, Inputs
from pipeline.parse.sidecar.sidecar import read_sidecar

SHA = "0" * 64
SIDECAR = """\
title: Ratings
publisher: A publisher
published_on: 2020-01
licence: OGL
text_kind: original
context: {framework: ccg_iaf, area: dementia, period: 2017/18}
tables:
  - name: ratings
    columns:
      - {title: Organisation, organisation: true}
      - {title: Dementia, rating: {framework: ccg_iaf, area: dementia, period: 2017/18}}
      - {title: IAPT, measure: {measure_id: iapt_recovery_rate, period: 2017/18}}
band_lists:
  - {name: best, rating: {framework: ccg_iaf_baseline_2016, area: mental_health, period: 2016/17}}
corrections:
"""
TEXT = """\
Of 207 CCGs, 57 were rated as outstanding.
Organisation\tDementia\tIAPT
NHS Ashford CCG\tGood\t50.5%
NHS Bury CCG\tGood\t150.5%
NHS Hull CCG\tGoood\t

Top performing
• NHS Corby CCG
• NHS Barnet CCG
"""


def given(line: int, printed: str, right: str) -> str:
    return f"  - {{line: {line}, printed: '{printed}', right: '{right}', reason: a slip, authority: NHS England}}\n"


BURY = given(4, "150.5%", "50.5%")
HULL = given(5, "Goood", "Good")


def build(*corrections: str, text: str = TEXT) -> CoreBuild:
    sidecar, problems, line_of = read_sidecar(SIDECAR + "".join(corrections), "d.yml", REFERENCE)
    assert sidecar and not problems, problems
    found = build_core(
        Inputs(REFERENCE, [Document("d", "d.txt", text, SHA, "original", sidecar, "d.yml", SHA, line_of)])
    )
    assert as_declared("correction", found.tables["correction"]).passed
    return found


def cells(found: CoreBuild, table: str, text: str, meaning: str) -> list[tuple[str, str, object]]:
    return found.tables[table].sort("line_no").select("org_code", text, meaning).rows()


def test_without_corrections_the_errors_stop_a_refresh() -> None:
    found = build("  []\n")
    assert [problem.line_no for problem in found.problems] == [4, 5]
    assert found.tables["correction"].is_empty()


def test_a_cell_that_would_be_refused_is_put_right_and_keeps_what_is_printed() -> None:
    found = build(BURY, HULL)
    assert found.problems == []
    assert cells(found, "measure_value", "value_published", "value") == [
        ("09C", "50.5%", 50.5),
        ("00V", "150.5%", 50.5),
        ("03F", "", None),
    ]
    assert ("03F", "Goood", "Good") in cells(found, "rating", "quote", "band")
    rows = found.tables["correction"].select(
        "line_no", "quote", "about", "printed", "right_value", "reason", "authority"
    )
    assert rows.rows() == [
        (5, "Goood", "rating", "Goood", "Good", "a slip", "NHS England"),
        (4, "150.5%", "measure_value", "150.5%", "50.5%", "a slip", "NHS England"),
    ]
    start, end = found.tables["correction"].filter(pl.col("line_no") == 4).select("char_start", "char_end").row(0)
    assert TEXT[start:end] == "150.5%"


def test_a_readable_cell_is_put_right_too() -> None:
    found = build(BURY, HULL, given(3, "Good", "Inadequate"))
    assert ("09C", "Good", "Inadequate") in cells(found, "rating", "quote", "band")


def test_an_organisation_that_is_printed_wrong_is_put_right() -> None:
    found = build(BURY, HULL, given(3, "NHS Ashford CCG", "NHS Thanet CCG"))
    row = found.tables["rating"].filter(pl.col("line_no") == 3).row(0, named=True)
    assert (row["org_code"], row["org_name_published"]) == ("10E", "NHS Ashford CCG")
    assert found.tables["correction"].filter(about="organisation")["quote"].to_list() == ["NHS Ashford CCG"]


def test_names_and_bands_of_lists_are_put_right() -> None:
    found = build(
        BURY, HULL, given(8, "NHS Corby CCG", "NHS Kernow CCG"), given(9, "Top performing", "Performing well")
    )
    assert found.problems == []
    listed = found.tables["rating"].filter(framework="ccg_iaf_baseline_2016").sort("line_no")
    assert listed.select("org_code", "quote", "band").rows() == [
        ("11N", "NHS Corby CCG", "Top performing"),
        ("07M", "NHS Barnet CCG", "Performing well"),
    ]
    about = found.tables["correction"].filter(pl.col("line_no") > 6).select("line_no", "about", "quote").rows()
    assert about == [(8, "organisation", "NHS Corby CCG"), (9, "rating", "NHS Barnet CCG")]


def test_the_figure_of_a_claim_is_put_right() -> None:
    found = build(BURY, HULL, given(1, "57", "58"))
    assert found.problems == []
    assert sorted(found.tables["claim"]["value"].to_list()) == [58.0, 207.0]
    assert found.tables["correction"].filter(about="claim")["printed"].to_list() == ["57"]


def test_a_figure_that_is_several_claims_is_put_right_in_all_and_reported_once() -> None:
    found = build(BURY, HULL, given(1, "207", "206"))
    assert found.problems == []
    assert 206.0 in found.tables["claim"]["value"].to_list()
    text = TEXT.replace("Of 207 CCGs, 57", "For dementia and mental health 207 CCGs were assessed; of 207 CCGs, 57")
    several = build(BURY, HULL, given(1, "207", "206"), text=text)
    assert several.problems == []
    assert 207.0 not in several.tables["claim"]["value"].to_list()


@pytest.mark.parametrize(
    "correction",
    [given(4, "Inadequate", "Good"), given(3, "150.5%", "50.5%"), given(1, "56", "57"), given(99, "x", "y")],
)
def test_a_correction_of_what_is_not_printed_there_is_reported(correction: str) -> None:
    (problem,) = build(BURY, HULL, correction).problems
    assert (problem.path, problem.line_no) == ("d.yml", 18)
    assert "has no cell, name or claim" in problem.message


def test_a_right_value_that_does_not_read_is_reported_at_the_documents_line() -> None:
    (problem,) = build(given(4, "150.5%", "500.5%"), HULL).problems
    assert (problem.path, problem.line_no) == ("d.txt", 4)
    assert "500.5% is above 100" in problem.message


def test_the_tables_in_force_use_the_right_value_and_tell_the_printed_one(tmp_path: Path) -> None:
    tables = build(BURY, HULL, given(3, "NHS Ashford CCG", "NHS Thanet CCG"), given(3, "Good", "Inadequate")).tables
    values = {row["org_code"]: row for row in run(tmp_path, "measure_current", tables)}
    assert (values["00V"]["value"], values["00V"]["correction"]) == (
        50.5,
        "printed 150.5%, corrected to 50.5%: a slip (NHS England)",
    )
    ratings = {row["org_code"]: row for row in run(tmp_path, "rating_current", tables) if row["area"] == "dementia"}
    assert (ratings["10E"]["band"], ratings["10E"]["correction"]) == (
        "Inadequate",
        "printed NHS Ashford CCG, corrected to NHS Thanet CCG: a slip (NHS England); "
        "printed Good, corrected to Inadequate: a slip (NHS England)",
    )
    assert values["10E"]["correction"] == "printed NHS Ashford CCG, corrected to NHS Thanet CCG: a slip (NHS England)"
    assert ratings["00V"]["correction"] is None
