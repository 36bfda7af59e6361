"""The worked questions: each says what it answers, and gives the answer that the documents and figures give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from installation import Installation

from pipeline.base.settings import SQL_DIR

EXAMPLES = {path.stem: path for path in sorted((SQL_DIR / "examples").glob("*.sql"))}

Row = tuple[Any, ...]


def answer(released: Installation, name: str) -> list[Row]:
    return released.rows(EXAMPLES[name].read_text(encoding="utf-8"))


def test_there_are_at_least_twelve() -> None:
    assert len(EXAMPLES) >= 12


@pytest.mark.parametrize("path", EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_says_what_it_answers_and_gives_rows(released: Installation, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- ")
    assert text.partition("\n")[0].rstrip(")").endswith(("?", "so.", "says so.", "side."))
    assert released.rows(text)


def test_127_of_209_is_corroborated_by_the_articles_own_counts(released: Installation) -> None:
    ((verdict, evidence, _, place, text),) = answer(released, "is_127_of_209_so")
    assert (verdict, place) == ("corroborated", "nursing_times_2016 line 22")
    assert "106" in evidence
    assert "127" in text


def test_what_became_of_the_tails_of_2016(released: Installation) -> None:
    assert [row[:4] for row in answer(released, "from_2016_to_2017_18")] == [
        ("Top performing", "Good", 7, 13),
        ("Top performing", "Requires improvement", 6, 13),
        ("Greatest need for improvement", "Requires improvement", 12, 21),
        ("Greatest need for improvement", "Good", 8, 21),
        ("Greatest need for improvement", "Inadequate", 1, 21),
    ]


def test_slough_became_east_berkshire_and_then_frimley(released: Installation) -> None:
    assert [row[:3] for row in answer(released, "line_of_descent")] == [
        ("NHS Slough CCG", "itself", 0),
        ("NHS East Berkshire CCG", "successor", 1),
        ("NHS Frimley CCG", "successor", 2),
    ]


def test_the_history_of_leeds_is_that_of_four_organisations(released: Installation) -> None:
    rows = answer(released, "history_through_mergers")
    assert {row[2] for row in rows} == {
        "NHS Leeds CCG",
        "NHS Leeds North CCG",
        "NHS Leeds West CCG",
        "NHS Leeds South and East CCG",
    }
    assert [row[:4] for row in rows if row[3] == "itself"] == [("leadership", "2019/20 Q1", "NHS Leeds CCG", "itself")]


def test_in_january_2017_the_34_were_known(released: Installation) -> None:
    assert answer(released, "what_was_known_in_january_2017") == [
        ("Top performing", 13, "nursing_times_2016"),
        ("Greatest need for improvement", 21, "nursing_times_2016"),
    ]
    assert released.rows("FROM ratings_as_at(DATE '2016-10-27')") == []
    assert len(released.rows("FROM values_as_at(DATE '2017-01-01')")) == 68
    assert len(released.rows("FROM ratings_as_at(DATE '2020-06-01')")) == 894


def test_the_league_table_is_of_all_who_were_open(released: Installation) -> None:
    rows = answer(released, "league_table_with_caveats")
    assert len(rows) == 106
    assert rows[0][:5] == (1, "NHS Sunderland CCG", 63, "%", "met")
    assert {row[5] for row in rows} == {"high values are better; no denominator is published"}


def test_two_tails_are_no_league_table(published: Installation) -> None:
    rows = answer(published, "league_table_with_caveats")
    assert len(rows) == 34
    assert {row[0] for row in rows} == {None}
    assert all("34 of the 209 organisations" in row[5] for row in rows)


def test_the_ten_worst_on_early_intervention_of_how_many_people(released: Installation) -> None:
    assert [(row[2], row[3]) for row in answer(released, "ten_worst_early_intervention")] == [
        ("NHS Lincolnshire CCG", 9),
        ("NHS Blackburn with Darwen CCG", 29),
        ("NHS Blackpool CCG", 30),
        ("NHS Gloucestershire CCG", 30),
        ("NHS Wigan Borough CCG", 32),
        ("NHS East Lancashire CCG", 33),
        ("NHS Berkshire West CCG", 42),
        ("NHS Birmingham and Solihull CCG", 42),
        ("NHS Sheffield CCG", 42),
        ("NHS Greater Preston CCG", 45),
    ]
    # No fewer than eleven people can have a share that rounds to 9 %: 1 of 11.
    assert answer(released, "ten_worst_early_intervention")[0][4] == 11


def test_the_regions_from_the_worst_to_the_best(released: Installation) -> None:
    assert answer(released, "north_and_south") == [
        ("Midlands", 60),
        ("North West", 61),
        ("North East and Yorkshire", 67),
        ("South West", 67),
        ("South East", 71),
        ("London", 74),
        ("East of England", 83),
    ]


def test_24_quarters_of_the_dashboard_and_one_value_of_the_article_for_hull(released: Installation) -> None:
    rows = answer(released, "recovery_over_time")
    assert [row[:2] for row in rows if row[2] == "nursing_times_2016"] == [("2015/16 Q4", 42.9)]
    values = [round(row[1]) for row in rows if row[2].startswith("mh_dashboard")]
    assert (len(values), values[0], min(values), max(values), values[-1]) == (24, 43, 38, 62, 55)


def test_a_figure_that_stands_in_six_measures_is_in_doubt(released: Installation) -> None:
    rows = answer(released, "figures_in_doubt")
    assert {row[:4] for row in rows if row[0] == "same_in_many_measures"} == {
        ("same_in_many_measures", "42D", "2019/20 Q1", 85),
        ("same_in_many_measures", "71E", "2019/20 Q2", 93),
    }


def test_a_league_table_of_a_period_without_values_is_empty(released: Installation) -> None:
    assert released.rows("FROM league_table('iapt_recovery_rate', '2030/31 Q1')") == []


def test_the_rule_of_2016_fits_the_article_and_is_refuted_by_the_figures_of_all(released: Installation) -> None:
    rows = [(row[0], row[1], row[2].partition(";")[0]) for row in answer(released, "does_the_rule_fit")]
    untested = "cannot be tested: the rule has no conditions for this band"
    assert rows == [
        ("Top performing", "of the article", "consistent with 13 of 13"),
        ("Top performing", "of all CCGs", "refuted: gives this band to 22 that the complete list lacks"),
        ("Performing well", "of the article", untested),
        ("Performing well", "of all CCGs", untested),
        ("Needs improvement", "of the article", untested),
        ("Needs improvement", "of all CCGs", untested),
        ("Greatest need for improvement", "of the article", "consistent with 21 of 21"),
        ("Greatest need for improvement", "of all CCGs", "refuted: gives this band to 1 that the complete list lacks"),
    ]


def test_the_documents_that_speak_of_stoke_are_the_two_with_tables(published: Installation) -> None:
    rows = answer(published, "which_documents_speak_of_my_ccg")
    assert [(row[0], row[3], row[4], row[5]) for row in rows] == [
        ("nursing_times_2016", "NHS Stoke on Trent CCG", "rating, value", 3),
        ("rcpsych_2020", "NHS Stoke on Trent CCG", "rating", 4),
    ]
