"""Lists of organisations with their values, in a line or under one another, that an entry of the sidecar maps."""

from __future__ import annotations

import pytest
from core_samples import build, reasons, rows

LIST = """\
value_lists:
  - {name: best, after: "Top three", measure: {measure_id: iapt_recovery_rate, period: 2017/18}}
"""
THREE = [("00V", 58.2), ("01D", 57.9), ("04G", 57.0)]


@pytest.mark.parametrize(
    "text",
    [
        "Top three: Bury 58.2%, Heywood, Middleton and Rochdale 57.9% and NHS Nene CCG 57%.",
        "Top three – Bury (58.2%), Heywood, Middleton and Rochdale (57.9%), Nene (57%)",
        "The top three: Bury at 58.2%; Heywood, Middleton and Rochdale at 57.9%; and Nene at 57%.",
        "Top three\n• Bury: 58.2%\n• Heywood, Middleton and Rochdale: 57.9%\n\n• Nene: 57%\nProse.",
        "Top three\n\nBury 58.2\nHeywood, Middleton and Rochdale 57.9\nNene 57\n\nMore prose, of 12 CCGs.",
        "Top three\n1. NHS Bury CCG – 58.2%\n2. NHS Heywood, Middleton and Rochdale CCG – 57.9%\n3. Nene – 57%",
    ],
)
def test_a_name_runs_up_to_its_value(text: str) -> None:
    built = build(f"Prose.\n\n{text}\n", LIST)
    assert built.problems == []
    assert rows(built, "measure_value", "org_code", "value") == THREE


def test_the_value_stands_at_its_place() -> None:
    text = "Top three: Bury 58.2%, Bolton 57.9%\n"
    found = rows(build(text, LIST), "measure_value", "value_published", "char_start", "char_end", "period", "decimals")
    assert found == [("58.2%", 16, 21, "2017/18", 1), ("57.9%", 30, 35, "2017/18", 1)]
    assert all(text[start:end] == printed for printed, start, end, *_ in found)


@pytest.mark.parametrize(
    ("text", "lines", "accepted"),
    [
        ("Top three: Bury 58.2%, Atlantis 57.9%", [1], 1),
        ("Top three: Bury 58.2%, Atlantis 57.9%, Lyonesse 3%, Bolton 1%", [1, 1], 2),
        ("Top three: Bury 58.2%, and others", [1], 1),
        ("Top three\n• Bury 158.2%\n• Bolton 57.9%", [2], 1),
        ("Top three\n• Bury 58.2%\n• and Bolton\n• Nene 57%", [3], 2),
        ("Top three: Bury 58.2%, Bury 58.2%", [1], 1),
        ("Top three: Bury 58.2%, Bury 57.9%", [1, 1], 0),
        ("Prose alone.", [7], 0),
    ],
)
def test_what_does_not_read_or_resolve_is_reported_with_its_line(text: str, lines: list[int], accepted: int) -> None:
    """Line 7 is that of the entry in the sidecar."""
    built = build(f"{text}\n", LIST)
    assert built.tables["measure_value"].height == accepted
    assert sorted(problem.line_no or 0 for problem in built.problems) == lines


def test_a_list_of_values_that_nothing_maps_is_listed() -> None:
    built = build(
        "Top: Bury 58.2%, Heywood, Middleton and Rochdale 57.9%\n\nTowns: Paris 58.2%, Rome 57.9%\n", "context: null\n"
    )
    assert [line for line, _ in reasons(built, "unmapped")] == [1]


BANDS = """\
value_lists:
  - {name: rated, after: "were rated", rating: {framework: ccg_iaf, area: dementia, period: 2017/18}}
"""


@pytest.mark.parametrize(
    "text",
    [
        "They were rated\n\nBury – Good\nHeywood, Middleton and Rochdale – RI\nNHS Nene CCG – Outstanding",
        "They were rated:\nBury: good\nHeywood, Middleton and Rochdale: requires improvement\nNene: outstanding*",
        "They were rated:\n• Bury (Good)\n• Heywood, Middleton and Rochdale (RI)\n• Nene (Outstanding)\nProse.",
        "They were rated: Bury: Good; Heywood, Middleton and Rochdale: Requires improvement; Nene: Outstanding.",
    ],
)
def test_a_list_of_names_with_bands_gives_ratings(text: str) -> None:
    built = build(f"Prose.\n\n{text}\n", BANDS)
    assert built.problems == []
    found = rows(built, "rating", "org_code", "band")
    assert found == [("00V", "Good"), ("01D", "Requires improvement"), ("04G", "Outstanding")]
    mentioned = [row for row in built.tables["mention"].to_dicts() if row["band"]]
    assert [row["org_code"] for row in mentioned] == ["00V", "01D", "04G"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Nene – Good (was Inadequate)", "is none"),
        ("Nene – rose to Good", "is none"),
        ("Nene – Performing well", "is a band of the scale"),
        ("Atlantis – Good", "no CCG is called 'Atlantis'"),
        ("England – Good", "is no CCG"),
    ],
)
def test_a_name_with_more_than_its_band_is_reported_and_hides_no_other(line: str, why: str) -> None:
    built = build(f"They were rated\nBury – Good\n{line}\nBolton – Good\n", BANDS)
    assert rows(built, "rating", "org_code") == [("00V",), ("00T",)]
    (problem,) = built.problems
    assert why in problem.message
    assert problem.line_no == 3


def test_shares_of_which_nobody_says_how_they_are_printed_are_not_taken() -> None:
    built = build("Top three: Bury 0.58, Bolton 0.57, Nene 0.55\n", LIST)
    assert built.tables["measure_value"].height == 0
    assert "may be fractions" in built.problems[0].message


def test_a_value_printed_otherwise_than_the_rest_is_not_taken() -> None:
    built = build("Top three: Bury 58.2%, Bolton 57, Nene 55.1%\n", LIST)
    assert rows(built, "measure_value", "org_code") == [("00V",), ("04G",)]
    assert [problem.line_no for problem in built.problems] == [1]
    assert "has no %" in built.problems[0].message


@pytest.mark.parametrize("rest", ["(target 50%)", "to 60%", "(2016/17), 53% (2017/18)", "below the standard"])
def test_a_value_with_words_after_it_is_not_taken(rest: str) -> None:
    built = build(f"Top three\nBury: 58.2%\nBolton: 57.9% {rest}\nNene: 57%\n", LIST)
    assert rows(built, "measure_value", "org_code") == [("00V",), ("04G",)]
    assert [problem.line_no for problem in built.problems] == [3]


def test_markers_and_footnote_marks_end_no_list() -> None:
    built = build("Top three\nBury: 58.2%†\nBolton: *\nHull: n/a\nNene: 57%\n", LIST)
    assert built.problems == []
    found = rows(built, "measure_value", "org_code", "value")
    assert found == [("00V", 58.2), ("00T", None), ("03F", None), ("04G", 57.0)]


@pytest.mark.parametrize(
    "text",
    [
        "CCGs with most people: Bury 7,310, Nene 6,040 and Bolton 3,975.",
        "- Bury 51.1%\n- Bolton 52.1%",
        "Bury 51.1\n\nNene 52.1",
        "• Bury £3.2",
    ],
)
def test_names_with_values_are_listed_whatever_their_unit(text: str) -> None:
    built = build(f"{text}\n", "context: null\n")
    listed = [line for line, _ in reasons(built, "unmapped")]
    assert listed == [number for number, line in enumerate(text.split("\n"), 1) if line]


def test_names_with_years_are_prose() -> None:
    built = build("Merged were Bury 2013, Bolton 2014 and Nene 2015.\n", "context: null\n")
    assert reasons(built, "unmapped") == []


@pytest.mark.parametrize("above", ["Spending in 2019/20 (£000s)", "Figures are in thousands"])
def test_numbers_of_a_list_under_words_that_say_thousands_are_not_taken(above: str) -> None:
    measure = "measure: {measure_id: planned_mental_health_spend, period: 2019/20}"
    built = build(f"{above}\n\nSpend by CCG:\n• Bury 31,450\n• Bolton 48,022\n",
                  f"value_lists: [{{name: spend, after: 'Spend by CCG', {measure}}}]\n")  # fmt: skip
    assert built.tables["measure_value"].is_empty()
    assert "while numbers are read as they stand" in built.problems[0].message
