"""Documents to core tables: what they hold, what stops a refresh, and that no row is lost on the way."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from installation import raw_of_documents
from the_reference import REFERENCE

from pipeline.base.periods import normal_period
from pipeline.build.checks import as_declared, rows_conserved
from pipeline.build.core_tables import CoreBuild, build_core
from pipeline.build.inputs import Document, Inputs, read_inputs
from pipeline.parse.sidecar.sidecar import read_sidecar
from pipeline.schema.tables import CORE_TABLES

ROOT = Path(__file__).parents[3]
TRUTH = ROOT / "tests" / "truth"
SHA = "0" * 64

SIDECAR = """\
title: Ratings
publisher: A publisher
published_on: 2020-01
licence: OGL
text_kind: original
tables:
  - name: ratings
    columns:
      - {title: Organisation, organisation: true}
      - {title: Dementia, rating: {framework: ccg_iaf, area: dementia, period: 2017/18}}
      - {title: IAPT, measure: {measure_id: iapt_recovery_rate, period: 2017/18}}
band_lists:
  - {name: best, rating: {framework: ccg_iaf_baseline_2016, area: mental_health, period: 2016/17}}
"""
TEXT = """\
Café’s 😀 ratings
Organisation\tDementia\tIAPT
NHS Ashford CCG\tGood\t50.5%
NHS Nowhere CCG\tGood\t1%
NHS Bury CCG\tGo\t1%
NHS Hull CCG\tINSUFFICIENT DATA\t
NHS HULL CCG\tINSUFFICIENT DATA\t

Top performing
• NHS Hull CCG
• NHS Nowhere CCG
•

Trust\tSafe
"""


def document(text: str, described: str = SIDECAR, name: str = "a_document") -> Document:
    sidecar, problems, line_of = read_sidecar(described, f"{name}.yml", REFERENCE)
    assert sidecar and not problems, problems
    return Document(name, f"{name}.txt", text, SHA, "original", sidecar, f"{name}.yml", SHA, line_of)


def build(*documents: Document) -> CoreBuild:
    found = build_core(Inputs(REFERENCE, list(documents)))
    for table in CORE_TABLES:
        outcome = as_declared(table, found.tables[table])
        assert outcome.passed, outcome
    return found


@cache
def real() -> CoreBuild:
    """The five documents of raw/."""
    return build_core(read_inputs(raw_of_documents()))


def told(found: CoreBuild) -> list[tuple[str, int | None, str]]:
    return [(problem.path, problem.line_no, problem.message.partition(";")[0]) for problem in found.problems]


@pytest.mark.nightly
def test_every_table_has_the_declared_columns_even_without_any_document() -> None:
    assert all(build().tables[name].columns == list(CORE_TABLES[name].to_schema().columns) for name in CORE_TABLES)


def test_rows_seen_are_rows_taken_and_rows_rejected_on_whatever_ground() -> None:
    row = build(document(TEXT)).tables["document"].row(0, named=True)
    # five rows and three items; of these a damaged row and item, two unknown names, and a second row of Hull's
    assert (row["rows_found"], row["rows_parsed"], row["rows_rejected"]) == (8, 3, 5)
    assert (row["tables_found"], row["lines"]) == (2, 14)


def test_a_document_is_a_release_of_what_its_sidecar_declares_and_else_of_nothing() -> None:
    declared = SIDECAR.replace("tables:", "product: rating\ntables:", 1)
    found = build(document(TEXT), document(TEXT, declared, name="edition")).tables["document"]
    assert dict(found.select("document_id", "product").rows()) == {"a_document": None, "edition": "rating"}
    assert set(real().tables["document"]["product"]) == {None}


def test_every_problem_is_told_with_file_line_and_remedy_all_at_once() -> None:
    found = build(document(TEXT), document("", name="empty"))
    assert [problem[:2] for problem in told(found)] == [("a_document.txt", n) for n in (4, 5, 7, 11, 12)] + [
        ("empty.txt", 1)
    ]
    assert told(found)[0][2] == "no CCG is called 'NHS Nowhere CCG'"
    assert told(found)[-1][2] == "the document is empty"
    assert all(problem.remedy.startswith("To correct it: ") for problem in found.problems)


def test_what_the_sidecar_maps_and_the_document_has_not_is_told_at_the_sidecars_line() -> None:
    (first, second) = build(document("Prose.\n")).problems
    assert (first.path, first.line_no) == ("a_document.yml", 7)
    assert first.message == "no line of the document is the heading Organisation | Dementia | IAPT (in a_document.txt)"
    assert (second.path, second.line_no) == ("a_document.yml", 13)


def test_damage_that_no_sidecar_maps_stops_nothing_and_is_kept() -> None:
    plain = SIDECAR[: SIDECAR.index("tables:")]
    found = build(document(TEXT, plain))
    assert found.problems == []
    rejected = found.tables["rejected_row"]
    assert rejected["line_no"].to_list() == [2, 3, 4, 5, 6, 7, 10, 11, 14]
    assert set(rejected["stage"]) == {"unmapped"}


def test_accepted_rows_count_as_rejected_and_stop_nothing() -> None:
    text = "Organisation\tDementia\tIAPT\nNHS Ashford CCG\tGood\t50.5%\nEngland\tGood\t49%\nEnglish regions\tGo\t1%\n"
    described = SIDECAR[: SIDECAR.index("band_lists")] + "accept: [{text: Engl, reason: totals}]\n"
    found = build(document(text, described))
    assert found.problems == []
    assert found.tables["rejected_row"].select("line_no", "stage", "reason").rows() == [
        (3, "organisation", "accepted: totals"),
        (4, "table", "accepted: totals"),
    ]
    row = found.tables["document"].row(0, named=True)
    assert (row["rows_found"], row["rows_parsed"], row["rows_rejected"]) == (3, 1, 2)


def test_text_that_is_accepted_and_was_not_rejected_is_told_at_the_sidecars_line() -> None:
    text = "Organisation\tDementia\tIAPT\nNHS Ashford CCG\tGood\t50.5%\nEngland\tGood\t49%\n"
    accepted = "accept:\n  - {text: Engl, reason: total}\n  - {text: Ashford, reason: cut}\n  - {text: x, reason: y}\n"
    described = SIDECAR[: SIDECAR.index("band_lists")] + accepted
    assert [
        (problem.path, problem.line_no, problem.message) for problem in build(document(text, described)).problems
    ] == [
        ("a_document.yml", 14, "nothing that holds 'Ashford' was rejected (in a_document.txt)"),
        ("a_document.yml", 15, "nothing that holds 'x' was rejected (in a_document.txt)"),
    ]


TWO_TABLES = (
    SIDECAR[: SIDECAR.index("band_lists")]
    + """\
  - name: more ratings
    columns:
      - {title: CCG, organisation: true}
      - {title: Dementia rating, rating: {framework: ccg_iaf, area: dementia, period: 2017/18}}
"""
)


def test_two_tables_may_rate_different_organisations_and_not_one_twice() -> None:
    first = "Organisation\tDementia\tIAPT\nNHS Ashford CCG\tGood\t50.5%\nNHS Bury CCG\tGood\t49%\n\n"
    text = f"{first}CCG\tDementia rating\nNHS Hull CCG\tGood\nNHS BURY CCG\tInadequate\n"
    (problem,) = build_core(Inputs(REFERENCE, [document(text, TWO_TABLES)])).problems
    assert (problem.path, problem.line_no) == ("a_document.txt", 7)
    assert problem.message == "a second ccg_iaf dementia 2017/18 for NHS Bury CCG (00V), after that of line 3"
    assert build(document(text.replace("BURY", "Corby"), TWO_TABLES)).problems == []


def test_a_number_is_held_against_the_unit_of_its_measure() -> None:
    described = SIDECAR[: SIDECAR.index("band_lists")]
    text = "Organisation\tDementia\tIAPT\nNHS Ashford CCG\tGood\t£50.50\nNHS Bury CCG\tGood\t49%\n"
    (problem,) = build(document(text, described)).problems
    assert (problem.line_no, problem.message) == (2, "IAPT: '£50.50' is in £, and the measure is in %")


def test_the_text_between_the_offsets_is_the_published_text() -> None:
    tables = build(document(TEXT)).tables
    for name, column in (("rating", "quote"), ("measure_value", "value_published"), ("rejected_row", "text")):
        rows = tables[name].select("line_no", "char_start", "char_end", column).rows()
        assert rows
        for line_no, start, end, published in rows:
            assert TEXT[start:end] == published
            assert TEXT.count("\n", 0, start) + 1 == line_no


def test_ratings_of_tables_and_of_lists_stand_in_one_table() -> None:
    ratings = (
        build(document(TEXT)).tables["rating"].select("line_no", "org_code", "framework", "band", "status", "quote")
    )
    assert ratings.rows() == [
        (3, "09C", "ccg_iaf", "Good", "rated", "Good"),
        (6, "03F", "ccg_iaf", None, "insufficient_data", "INSUFFICIENT DATA"),
        (10, "03F", "ccg_iaf_baseline_2016", "Top performing", "rated", "NHS Hull CCG"),
    ]


def test_the_lines_of_all_facts_and_rejects_are_kept_as_they_stand() -> None:
    lines = build(document(TEXT)).tables["source_line"]
    assert lines["line_no"].to_list() == [3, 4, 5, 6, 7, 10, 11, 12, 14]
    assert lines["text"].to_list() == [TEXT.split("\n")[number - 1] for number in lines["line_no"]]


def test_a_giant_line_is_kept_as_far_as_it_is_read() -> None:
    found = build(document(f"Prose.\n{'x' * 200_000}\n", SIDECAR[: SIDECAR.index("tables:")]))
    assert found.tables["source_line"]["text"].str.len_chars().to_list() == [100_000]
    assert found.tables["rejected_row"]["text"].str.len_chars().to_list() == [300]


def truth(name: str) -> list[dict[str, str]]:
    with (TRUTH / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_five_documents_have_no_problem() -> None:
    assert real().problems == []
    assert rows_conserved(real().tables["document"]).outcome == "249 rows seen, 249 taken, 0 rejected"


def test_ratings_are_as_many_as_counted_by_hand() -> None:
    ratings = real().tables["rating"]
    labels = ratings.with_columns(
        label=pl.when(pl.col("status") == "rated")
        .then("band")
        .otherwise(
            pl.when(pl.col("status") == "insufficient_data")
            .then(pl.lit("INSUFFICIENT DATA"))
            .otherwise(pl.lit("blank"))
        )
    )
    counted = Counter(labels.select("document_id", "area", "period", "label").rows())
    expected = {(r["document_id"], r["area"], r["period"], r["band"]): int(r["n"]) for r in truth("rating_counts.csv")}
    assert {key: count for key, count in expected.items() if count} == counted
    assert ratings.height == 894


def test_every_blank_cell_of_the_briefing_is_of_a_ccg_that_did_not_exist() -> None:
    blank = real().tables["rating"].filter(pl.col("quote") == "")
    assert blank.height == 24 + 3 * 8
    assert set(blank["status"]) == {"not_applicable"}
    assert blank["reason"].str.starts_with("did not exist: ").all()


def test_values_are_those_of_the_34_ccgs() -> None:
    values = real().tables["measure_value"]
    assert values.height == 68
    assert set(values["decimals"]) == {1}
    bury = values.filter(pl.col("org_code") == "00V").select("measure_id", "value", "value_published", "period")
    assert bury.rows() == [
        ("iapt_recovery_rate", 47.5, "47.50%", "2015/16 Q4"),
        ("eip_two_week_wait", 33.3, "33.30%", "2015/16 Q4"),
    ]


def test_listings_are_those_found_by_hand() -> None:
    names = ["document_id", "line_no", "name_published", "product", "area", "status"]
    found = {tuple(map(str, row)) for row in real().tables["measure_listing"].select(names).rows()}
    assert found == {tuple(row[name] for name in names) for row in truth("listings.csv")}


LINES = [
    *TEXT.split("\n"),
    "Organisation\tIAPT\tDementia",
    "NHS Corby CCG\tGood\t5",
    "NHS Devon CCG\tGood\t5%",
    "NHS Co",
    "\x00",
]


@worlds()
@given(st.lists(st.sampled_from(LINES), max_size=20))
def test_no_mixture_of_lines_loses_a_row_on_its_way_to_the_tables(lines: list[str]) -> None:
    outcome = rows_conserved(build_core(Inputs(REFERENCE, [document("\n".join(lines))])).tables["document"])
    assert outcome.passed, outcome.sample


@pytest.mark.parametrize("name", ["rcpsych_2020", "nursing_times_2016"])
@worlds()
@given(data=st.data())
def test_no_damage_to_a_document_loses_a_row_on_its_way_to_the_tables(name: str, data: st.DataObject) -> None:
    folder = ROOT / "raw" / "documents"
    lines = (folder / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at, place = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, 60))
        kept, lost = lines[at][:place], lines[at][place:]
        lines[at : at + 1] = data.draw(
            st.sampled_from([[], [kept], [lost], [kept, lost], [kept + lost[1:]], [lines[at]] * 2])
        )
    described = (folder / f"{name}.yml").read_text(encoding="utf-8")
    damaged = document("\n".join(lines), described, name)
    outcome = rows_conserved(build_core(Inputs(REFERENCE, [damaged])).tables["document"])
    assert outcome.passed, outcome.sample


def test_a_problem_of_a_row_shows_how_the_row_begins() -> None:
    text = TEXT.replace("NHS Bury CCG\tGo\t1%", "NHS Bury CCG\tGo\t" + "1" * 99)
    found = build(document(text))
    rows = [
        problem.remedy.partition(". The row begins ")[2]
        for problem in found.problems
        if problem.line_no in (4, 5, 7, 11)
    ]
    assert rows == [
        "“NHS Nowhere CCG Good 1%”",
        "“NHS Bury CCG Go 11111111111111111111111111111111111111111111…”",
        "“NHS HULL CCG INSUFFICIENT DATA”",
        "“• NHS Nowhere CCG”",
    ]


def test_the_remedy_for_two_columns_of_one_title_can_be_followed() -> None:
    text = "Organisation\tDementia\tIAPT\tIAPT\nNHS Ashford CCG\tGood\t50.5%\t60.5%\n"
    (twice, *_) = build(document(text)).problems
    assert twice.message == "the heading has the column 'IAPT' twice"
    assert "number the titles apart in the text's heading, as 'IAPT 1' and 'IAPT 2', and map each" in twice.remedy
    column = next(line for line in SIDECAR.splitlines() if "title: IAPT" in line)
    both = column.replace("title: IAPT", "title: IAPT 1") + "\n" + column.replace("title: IAPT", "title: IAPT 2")
    described = SIDECAR.replace(column, re.sub(r"period: [^,}]+", "period: 2014/15", both, count=1))
    followed = build(document(text.replace("IAPT\tIAPT", "IAPT 1\tIAPT 2"), described))
    assert [
        problem.message for problem in followed.problems if problem.line_no == 1 and problem.path.endswith(".txt")
    ] == []
    assert followed.tables["measure_value"]["value"].to_list() == [50.5, 60.5]


@pytest.mark.parametrize(("table", "named"), [("claim", "period"), ("measure_standard", "from_period")])
def test_the_days_of_a_period_stand_beside_it(table: str, named: str) -> None:
    rows = build_core(read_inputs(raw_of_documents())).tables[table].to_dicts()
    assert any(row[named] for row in rows)
    for row in rows:
        days = (row["period_start"], row["period_end"])
        period = normal_period(row[named]) if row[named] else None
        assert days == ((period.start, period.end) if period else (None, None))
