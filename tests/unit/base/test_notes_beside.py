"""Which columns hold notes on their rows, and which notes are said to change nothing."""

from __future__ import annotations

import pytest

from pipeline.base.notes_beside import is_not_measured, is_of_notes, is_one_of, says_nothing


@pytest.mark.parametrize(
    "title",
    ["Note", "Notes", "Value note", "NOTES:", "Comment", "Data quality comments", "Footnote", "Flag", "value_flag",
     "Notes on data", "Note 2", "Remarks", "Caveats", "Commentary", "Narrative", "Further information"],
)  # fmt: skip
def test_a_title_says_that_notes_stand_below_it(title: str) -> None:
    assert is_of_notes(title)


@pytest.mark.parametrize("title", ["CCG", "Value", "Notes seen per patient", "Footnoted rate", "Flagged patients", ""])
def test_another_title_does_not(title: str) -> None:
    assert not is_of_notes(title)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "n/a", "N/A", "None", "no comment", "…"])
def test_what_stands_for_no_note_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["1", "p", "estimate", "Figure for 2017/18"])
def test_any_other_text_says_something(text: str) -> None:
    assert not says_nothing(text)


def test_harmless_notes_are_known_whatever_their_case_and_blanks_and_by_patterns() -> None:
    assert is_one_of(" PROVISIONAL ", ["Provisional"])
    assert is_one_of("Aggregated from  all areas", ["aggregated from*"])
    assert not is_one_of("Provisional, for 2017/18", ["Provisional"])


@pytest.mark.parametrize(
    "text",
    ["Forecast", "PLAN", "planned", "(target)", "Modelled", "Estimate", "Draft figures", "Local audit (estimate)"],
)
def test_a_word_alone_says_that_a_figure_was_not_measured(text: str) -> None:
    assert is_not_measured(text)


@pytest.mark.parametrize(
    "text", ["", "Final", "Actual", "Above target", "Target not met", "On plan", "Estimated dementia diagnosis rate"]
)
def test_another_text_does_not(text: str) -> None:
    assert not is_not_measured(text)
