"""Rows that a column which is not read says are of some people, of a provider, or of another figure than the value."""

from __future__ import annotations

from pathlib import Path

import pytest
from feed_samples import Read
from layout_samples import everything, layout, read_lines

FORM = """
    kind: csv
    period_is: 2018/19
    group_is: CCG
    groups: {CCG: {org_type: ccg, code: Code, name: Name}}
    measures: {People: M001}
"""


def rows(folder: Path, title: str, *texts: str, code: str = "03K", **more: object) -> Read:
    lines = [f"{code if place else '00L'},,{text},12" for place, text in enumerate(texts)]
    found = read_lines(folder, layout(FORM, **more), f"Code,Name,{title},People", *lines)
    everything(found)
    return found


@pytest.mark.parametrize("title", ["Age", "AGE_GROUP", "Sex", "Ethnic category", "ageband", "Breakdown"])
def test_the_rows_of_some_people_are_listed_and_not_taken(tmp_path: Path, title: str) -> None:
    found = rows(tmp_path, title, "Some", "Others", "All")
    assert found.values("locator", "value") == [("row 4, People", 12.0)]
    assert [reject["locator"] for reject in found.rejected] == ["row 2", "row 3"]
    assert f"'Some' under '{title}' may say" in found.rejected[0]["reason"]


@pytest.mark.parametrize("title", ["Provider", "PRACTICE_NAME", "Trust code"])
def test_the_rows_of_several_providers_of_an_organisation_are_of_none_of_all(tmp_path: Path, title: str) -> None:
    assert rows(tmp_path, title, "Total", "Some", "Others").values("locator") == [("row 2, People",)]


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("Age", ("18+ yrs", "18+ yrs")),
        ("Average age", ("41.5", "42")),
        ("Agency", ("one", "another")),
        ("Provider", ("one", "another")),
        ("Main provider", ("one", "another")),
        ("Sex", ("Persons", "All")),
        ("Age", ("-", "All ages")),
    ],
)
def test_columns_that_tell_nothing_apart_leave_the_rows(tmp_path: Path, title: str, texts: tuple[str, ...]) -> None:
    assert len(rows(tmp_path, title, *texts).values("value")) == 2


def test_parts_that_are_said_to_be_the_whole_are_taken(tmp_path: Path) -> None:
    assert len(rows(tmp_path, "Age", "16 and over", "18 and over", notes=["* and over"]).values("value")) == 2


@pytest.mark.parametrize(
    "text", ["Upper CI", "lower 95% confidence limit", "Rank", "Numerator", "LCI", "thousands", "£000s", "per 1000"]
)
def test_the_rows_of_another_figure_or_in_other_units_are_not_taken(tmp_path: Path, text: str) -> None:
    found = rows(tmp_path, "Statistic", "Value", text)
    assert found.values("locator") == [("row 2, People",)]
    assert f"'{text}' under 'Statistic' may say" in found.rejected[0]["reason"]


@pytest.mark.parametrize("text", ["Count", "Number", "%", "Upper Tier", "Limited", "The rank and file"])
def test_the_rows_of_the_value_itself_are_taken(tmp_path: Path, text: str) -> None:
    assert len(rows(tmp_path, "Statistic", "Value", text).values("value")) == 2
