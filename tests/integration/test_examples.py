"""The worked questions: each says what it answers, and gives the answer that the documents give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from installation import Installation

from pipeline.base.settings import SQL_DIR

EXAMPLES = {path.stem: path for path in sorted((SQL_DIR / "examples").glob("*.sql"))}

Row = tuple[Any, ...]


def answer(published: Installation, name: str) -> list[Row]:
    return published.rows(EXAMPLES[name].read_text(encoding="utf-8"))


def test_there_are_at_least_twelve() -> None:
    assert len(EXAMPLES) >= 12


@pytest.mark.parametrize("path", EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_says_what_it_answers_and_gives_rows(published: Installation, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- ")
    assert text.partition("\n")[0].rstrip(")").endswith(("?", "so.", "says so.", "side."))
    assert published.rows(text)


def test_127_of_209_is_corroborated_by_the_articles_own_counts(published: Installation) -> None:
    ((verdict, evidence, _, place, text),) = answer(published, "is_127_of_209_so")
    assert (verdict, place) == ("corroborated", "nursing_times_2016 line 22")
    assert "106" in evidence
    assert "127" in text


def test_what_became_of_the_tails_of_2016(published: Installation) -> None:
    assert [row[:4] for row in answer(published, "from_2016_to_2017_18")] == [
        ("Top performing", "Good", 7, 13),
        ("Top performing", "Requires improvement", 6, 13),
        ("Greatest need for improvement", "Requires improvement", 12, 21),
        ("Greatest need for improvement", "Good", 8, 21),
        ("Greatest need for improvement", "Inadequate", 1, 21),
    ]


def test_slough_became_east_berkshire_and_then_frimley(published: Installation) -> None:
    assert [row[:3] for row in answer(published, "line_of_descent")] == [
        ("NHS Slough CCG", "itself", 0),
        ("NHS East Berkshire CCG", "successor", 1),
        ("NHS Frimley CCG", "successor", 2),
    ]


def test_the_history_of_leeds_is_that_of_four_organisations(published: Installation) -> None:
    rows = answer(published, "history_through_mergers")
    assert {row[2] for row in rows} == {
        "NHS Leeds CCG",
        "NHS Leeds North CCG",
        "NHS Leeds West CCG",
        "NHS Leeds South and East CCG",
    }
    assert [row[:4] for row in rows if row[3] == "itself"] == [("leadership", "2019/20 Q1", "NHS Leeds CCG", "itself")]


def test_in_january_2017_the_34_were_known(published: Installation) -> None:
    assert answer(published, "what_was_known_in_january_2017") == [
        ("Top performing", 13, "nursing_times_2016"),
        ("Greatest need for improvement", 21, "nursing_times_2016"),
    ]
    assert published.rows("FROM ratings_as_at(DATE '2016-10-27')") == []
    assert len(published.rows("FROM values_as_at(DATE '2017-01-01')")) == 68
    assert len(published.rows("FROM ratings_as_at(DATE '2020-06-01')")) == 894


def test_two_tails_are_no_league_table(published: Installation) -> None:
    rows = answer(published, "league_table_with_caveats")
    assert len(rows) == 34
    assert {row[0] for row in rows} == {None}
    assert all("34 of the 209 organisations" in row[5] for row in rows)


def test_a_league_table_of_a_period_without_values_is_empty(published: Installation) -> None:
    assert published.rows("FROM league_table('iapt_recovery_rate', '2030/31 Q1')") == []


def test_the_rule_of_2016_is_consistent_with_what_can_be_tested(published: Installation) -> None:
    assert [row[:3] for row in answer(published, "does_the_rule_fit")] == [
        ("Top performing", "consistent with 13 of 13", "inferred"),
        ("Performing well", "cannot be tested: the rule has no conditions for this band", "inferred"),
        ("Needs improvement", "cannot be tested: the rule has no conditions for this band", "inferred"),
        ("Greatest need for improvement", "consistent with 21 of 21", "inferred"),
    ]


def test_the_documents_that_speak_of_stoke_are_the_two_with_tables(published: Installation) -> None:
    rows = answer(published, "which_documents_speak_of_my_ccg")
    assert [(row[0], row[3], row[4], row[5]) for row in rows] == [
        ("nursing_times_2016", "NHS Stoke on Trent CCG", "rating, value", 3),
        ("rcpsych_2020", "NHS Stoke on Trent CCG", "rating", 4),
    ]
