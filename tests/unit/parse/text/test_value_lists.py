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
        ("Top three: Bury 58.2%, Bury 57.9%", [1], 1),
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
