"""Works the reference answers of the statistics out anew and writes them to tests/truth.

Here: the same figures from PHStatsMethods, the package of the Office for Health Improvement and Disparities, with
scipy and statsmodels as a second opinion; where two disagree, nothing is written. Not here: published examples,
which are typed by hand (tests/truth/wilson_published.csv), and anything of this project's own code.
Run by `make truth` in an environment of its own.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Sequence
from fractions import Fraction
from importlib.metadata import version
from math import ceil, floor, isclose
from pathlib import Path

import pandas as pd
from PHStatsMethods import assign_funnel_significance, ph_quantile
from PHStatsMethods.confidence_intervals import wilson
from PHStatsMethods.utils_funnel import sigma_adjustment
from scipy.stats import percentileofscore, rankdata
from statsmodels.stats.proportion import proportion_confint

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "truth"
POSITIONS = {
    "High (0.001)": "above 99.8%",
    "High (0.025)": "above 95%",
    "Not significant": "within",
    "Low (0.025)": "below 95%",
    "Low (0.001)": "below 99.8%",
}


def write(name: str, packages: Sequence[str], note: str, header: str, rows: Iterable[Sequence[object]]) -> None:
    """A CSV whose first line says what gave its rows."""
    source = ", ".join(f"{package} {version(package)}" for package in packages) or "Python's fractions"
    lines = [f"# {source} (scripts/truth/work_out.py): {note}", header, *(",".join(map(str, row)) for row in rows)]
    (FOLDER / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def agreed(first: float, second: float) -> float:
    """The first, if the second says the same."""
    if not isclose(first, second, rel_tol=1e-9, abs_tol=1e-9):
        sys.exit(f"The packages disagree: {first} and {second}")
    return first


def wilson_rows() -> Iterable[tuple[int, int, float, float]]:
    counts = [(81, 263), (15, 148), (0, 20), (1, 29), (1, 1), (0, 1), (50, 100), (52, 55), (1, 3), (207, 207)]
    draw = random.Random(1927)
    for _ in range(40):
        denominator = draw.choice((draw.randint(1, 30), draw.randint(30, 1000), draw.randint(1000, 1_000_000)))
        counts.append((draw.randint(0, denominator), denominator))
    for numerator, denominator in counts:
        lower, upper = wilson(numerator, denominator)
        second = proportion_confint(numerator, denominator, alpha=0.05, method="wilson")
        yield numerator, denominator, agreed(100 * lower, 100 * second[0]), agreed(100 * upper, 100 * second[1])


def funnel_rows() -> Iterable[tuple[object, ...]]:
    draw = random.Random(2005)
    for name, share, spread in (("close", 0.5, 0.02), ("wide", 0.6, 0.25), ("rare", 0.03, 0.03), ("same", 0.25, 0.0)):
        areas = []
        for _ in range(24):
            denominator = draw.choice((8, 20, 52, 148, 400, 1200))
            proportion = min(1.0, max(0.0, draw.gauss(share, spread)))
            areas.append((round(denominator * proportion), denominator))
        frame = pd.DataFrame(areas, columns=["numerator", "denominator"])
        found = assign_funnel_significance(frame, "numerator", "proportion", "denominator")["significance"]
        average = sum(numerator for numerator, _ in areas) / sum(denominator for _, denominator in areas)
        for (numerator, denominator), significance in zip(areas, found, strict=True):
            limits = [
                min(100.0, max(0.0, sigma_adjustment(p, denominator, average, side, 100)))
                for p in (0.975, 0.999)
                for side in ("low", "high")
            ]
            yield name, numerator, denominator, 100 * average, *limits, POSITIONS[significance]


def values_of(count: int, draw: random.Random) -> list[float]:
    """Values with one decimal; the shorter their range, the more are equal."""
    span = draw.choice((10, 100, 1000))
    return [draw.randint(0, span) / 10 for _ in range(count)]


def rank_rows() -> Iterable[tuple[object, ...]]:
    """Ranks, percentiles and quartiles of the same values, 1 the best in each polarity."""
    draw = random.Random(207)
    sets = [[7.0] * 5, [5.0], [3.0, 1.0], [1.0, 2.0, 2.0], [1.0, 2.0, 3.0, 4.0], [2.0, 2.0, 1.0, 4.0]]
    sets += [values_of(count, draw) for count in (5, 6, 7, 9, 17, 34, 42, 60)]
    for number, values in enumerate(sets, 1):
        for polarity in ("higher", "lower"):
            goodness = values if polarity == "higher" else [-value for value in values]
            ranks = rankdata([-good for good in goodness], method="min")
            frame = pd.DataFrame({"value": values})
            quartiles = ph_quantile(frame, "value", nquantiles=4, invert=polarity == "higher")["quantile"]
            for value, good, rank, quartile in zip(values, goodness, ranks, quartiles, strict=True):
                percentile = percentileofscore(goodness, good, kind="mean")
                shown = "" if pd.isna(quartile) else int(quartile)
                yield f"{number} {polarity}", value, int(rank), goodness.count(good), float(percentile), shown


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of the smallest denominator from `low` to `high`, both included, by continued fractions."""
    whole = ceil(low)
    if whole <= high:
        return Fraction(whole)
    rest = floor(low)
    return rest + 1 / simplest(1 / (high - rest), 1 / (low - rest))


def smallest_denominator_rows() -> Iterable[tuple[str, int, int]]:
    draw = random.Random(55)
    figures = [(text, 1) for text in ("0.0", "0.1", "33.3", "66.7", "12.5", "48.5", "50.0", "94.5", "99.9", "100.0")]
    figures += [(str(whole), 0) for whole in (0, 1, 12, 13, 33, 50, 67, 99, 100)]
    figures += [(text, 2) for text in ("0.01", "33.33", "66.67", "12.50", "94.55", "99.99", "50.01")]
    figures += [(f"{draw.randint(0, 1000) / 10:.1f}", 1) for _ in range(40)]
    figures += [(f"{draw.randint(0, 10000) / 100:.2f}", 2) for _ in range(20)]
    for text, decimals in sorted(set(figures), key=lambda figure: (figure[1], Fraction(figure[0]))):
        half = Fraction(1, 2 * 10**decimals)
        low, high = max(Fraction(text) - half, Fraction(0)), min(Fraction(text) + half, Fraction(100))
        yield text, decimals, simplest(low / 100, high / 100).denominator


def main() -> None:
    write(
        "wilson.csv",
        ("PHStatsMethods", "statsmodels"),
        "wilson(numerator, denominator) x 100",
        "numerator,denominator,lower,upper",
        wilson_rows(),
    )
    write(
        "funnel.csv",
        ("PHStatsMethods",),
        "sigma_adjustment at 0.975 and 0.999 and assign_funnel_significance for proportions, in per cent",
        "areas,numerator,denominator,average,lower_95,upper_95,lower_998,upper_998,position",
        funnel_rows(),
    )
    write(
        "ranks.csv",
        ("PHStatsMethods", "scipy"),
        "rankdata(method='min'), percentileofscore(kind='mean') and ph_quantile(nquantiles=4); 1 is the best",
        "values,value,rank,tied,percentile,quartile",
        rank_rows(),
    )
    write(
        "smallest_denominator.csv",
        (),
        "the simplest fraction that rounds to the percentage, by continued fractions",
        "percentage,decimals,denominator",
        smallest_denominator_rows(),
    )


if __name__ == "__main__":
    main()
