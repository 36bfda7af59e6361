"""The course that the head of an area page tells, against what its row says; worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from pipeline.publish.site.areas.rows import MeasureRow
from pipeline.publish.site.areas.sentences import course


def told(values: list[float], change: str, doubt: str | None = None) -> str:
    periods = [f"20{year}/{year + 1}" for year in range(10, 10 + len(values))]
    shown: dict[str, Any] = {
        "periods": periods, "numbers": values, "decimals_of": [None] * len(values), "points": len(values),
        "period": periods[-1], "value": values[-1],
    }  # fmt: skip
    row = SimpleNamespace(
        measure={"measure_name": "Recovery", "unit": "%"}, shown=shown, value=f"{values[-1]:g}%",
        spark="drawn", standard="at least 50%", change=change, doubt=doubt,
    )  # fmt: skip
    return course([cast(MeasureRow, row)])


def test_a_rise_over_all_its_time_says_what_its_latest_values_do() -> None:
    # Steps of 2 and a limit of 7.5; 40 to 48 is 8.
    assert told([40, 42, 44, 46, 48], "no recent change") == (
        "Recovery rose from 40% in 2010/11 to 48% in 2014/15, against a standard of at least 50%; no recent change."
    )


def test_a_course_within_chance_has_no_change_unless_its_latest_values_have() -> None:
    # Steps of 10, 9, 10 and 5 have a mean of 8.5 and so a limit of 32; 50 to 46 is 4.
    values = [50.0, 60.0, 51.0, 41.0, 46.0]
    assert told(values, "no recent change") == (
        "Recovery shows no clear change since 2010/11; in 2014/15 it was 46%, against a standard of at least 50%."
    )
    assert told(values, "recently worse") == (
        "Recovery was 46% in 2014/15, against a standard of at least 50%; recently worse."
    )


def test_a_doubtful_figure_is_no_fall() -> None:
    said = told([52, 51, 51, 10, 23], "recently worse", "usual deviations below the median")
    assert said == "Recovery is given as 23% in 2014/15, against a standard of at least 50%; that figure is doubtful."
