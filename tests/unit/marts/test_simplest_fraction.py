"""The fraction behind an unrounded percentage."""

from __future__ import annotations

from pathlib import Path

from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import run
from oracle.simplest_fraction import simplest_fraction

# Of the IAPT recovery rates of January to March 2016 in the mental health dashboard of Q4 2021/22.
RECOVERY = {
    "03K": (5, 8), "05W": (71, 114), "11J": (236, 417), "02A": (49, 96), "00V": (88, 175), "01D": (61, 136),
    "01W": (4, 9), "01Y": (5, 12), "03F": (89, 208), "03N": (27, 65), "05D": (21, 58),
}  # fmt: skip


def fractions(
    folder: Path, percentages: list[float], decimals: int = 9, unit: str = "%"
) -> dict[float, tuple[int, int]]:
    values = [
        {"document_id": "a", "org_type": "provider", "org_code": f"P{number}", "measure_id": "m", "period": "2016/17"}
        | {"value": value, "decimals": decimals, "status": "published"}
        for number, value in enumerate(percentages)
    ]
    tables = {"document": [{"document_id": "a"}], "measure": [{"measure_id": "m", "unit": unit}]}
    rows = run(folder, "simplest_fraction", tables | {"measure_value": values})
    return {row["percentage"]: (row["numerator"], row["denominator"]) for row in rows}


def test_the_fractions_of_2016(tmp_path: Path) -> None:
    printed = {round(100 * k / n, 9): (k, n) for k, n in RECOVERY.values()}
    assert fractions(tmp_path, list(printed)) == printed
    assert simplest_fraction(printed) == printed


def test_what_has_no_fraction(tmp_path: Path) -> None:
    """A number that is none, and a denominator that is too large; the greatest that is not."""
    percentages = [31.415926536, round(100 * 1000 / 2003, 9), round(100 * 3 / 1999, 9), 0.0, 100.0]
    assert fractions(tmp_path, percentages) == {percentages[2]: (3, 1999), 0.0: (0, 1), 100.0: (1, 1)}


def test_a_rounded_percentage_and_another_unit_have_none(tmp_path: Path) -> None:
    assert fractions(tmp_path / "rounded", [62.5], decimals=5) == {}
    assert fractions(tmp_path / "days", [62.5], unit="days") == {}


@worlds(3)
@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 4000)), min_size=1, max_size=40))
def test_as_by_trying_each_denominator(tmp_path_factory: object, pairs: list[tuple[int, int]]) -> None:
    percentages = sorted({round(100 * min(k, n) / n, 9) for k, n in pairs})
    folder = tmp_path_factory.mktemp("world")  # type: ignore[attr-defined]
    assert fractions(folder, percentages) == simplest_fraction(percentages)
