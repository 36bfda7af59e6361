"""Rating rules worked out in plain Python: bands from values, and the cuts that would fit as well.

Here: a rule tried on one organisation after the other, and thresholds tried one after the other. Not here: SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def band_of(values: Mapping[str, float], conditions: Sequence[Row], moved: Mapping[str, float] | None = None) -> str:
    """The band that follows, or '' where none or several do; `moved` are cuts that stand elsewhere than the rule's."""
    wanted = []
    for band in sorted({row["band"] for row in conditions}):
        own = [row for row in conditions if row["band"] == band]
        if all(row["measure_id"] in values for row in own) and all(_holds(values, row, moved or {}) for row in own):
            wanted.append(band)
    lacking = any(row["measure_id"] not in values for row in conditions)
    return wanted[0] if len(wanted) == 1 and not lacking else ""


def _holds(values: Mapping[str, float], row: Row, moved: Mapping[str, float]) -> bool:
    value, cut = values[row["measure_id"]], moved.get(row["cut"], row["threshold"])
    if row["comparator"] == "at least":
        return value >= cut
    if row["comparator"] == "more than":
        return value > cut
    if row["comparator"] == "fewer than":
        return value < cut
    return value <= cut


def derived(
    rule: Row, conditions: Sequence[Row], values: Sequence[Row], ratings: Sequence[Row]
) -> dict[tuple[bool, str], tuple[str, str | None, str]]:
    """By series and organisation: the derived band, the published one, and how they agree."""
    measures = {row["measure_id"] for row in conditions}
    found: dict[tuple[bool, str], dict[str, float]] = {}
    for row in values:
        if row["org_type"] != "ccg":
            continue
        if row["measure_id"] in measures and row["period"] == rule["value_period"] and row["value"] is not None:
            key = (row["period_note"] is not None, row["org_code"])
            found.setdefault(key, {})[row["measure_id"]] = row["value"]
    published = {
        row["org_code"]: row["band"]
        for row in ratings
        if (row["framework"], row["area"], row["period"]) == (rule["framework"], rule["area"], rule["period"])
    }
    result = {}
    for key, own in found.items():
        band, printed = band_of(own, conditions), published.get(key[1])
        if printed is None:
            agreement = "no published band"
        elif not band:
            agreement = "differs" if _is_denied(own, conditions, printed) else "no derived band"
        else:
            agreement = "agrees" if band == printed else "differs"
        result[key] = (band, printed, agreement)
    return result


def _is_denied(values: Mapping[str, float], conditions: Sequence[Row], band: str) -> bool:
    """Whether all values are there, and the conditions of this band and of every other fail."""
    if any(row["measure_id"] not in values for row in conditions) or all(row["band"] != band for row in conditions):
        return False
    followed = [
        all(_holds(values, row, {}) for row in conditions if row["band"] == other)
        for other in {row["band"] for row in conditions}
    ]
    return not any(followed)


def rule_test(
    derived_bands: Mapping[tuple[bool, str], tuple[str, str | None, str]], bands: Sequence[str], complete: set[str]
) -> dict[str, tuple[int, int, int, int, int | None]]:
    """By band, of one series: published, underived, agree, derived, and refuted where its list is complete."""
    result = {}
    for band in bands:
        own = [row for row in derived_bands.values() if row[1] == band]
        given = [row for row in derived_bands.values() if row[0] == band]
        refuted = sum(printed != band for _, printed, _ in given) if band in complete else None
        outcomes = [outcome for *_, outcome in own]
        result[band] = (
            *(len(own), outcomes.count("no derived band"), outcomes.count("agrees")),
            *(len(given), refuted),
        )
    return result


def thresholds_that_fit(
    cut: str,
    threshold: float,
    conditions: Sequence[Row],
    values: Mapping[str, Mapping[str, float]],
    tries: Sequence[float],
) -> tuple[float | None, float | None]:
    """The lowest and the highest of `tries` around `threshold`, without a gap, that change no verdict; None: no end."""
    now = {code: band_of(own, conditions) for code, own in values.items()}

    def fits(place: float) -> bool:
        return all(band_of(own, conditions, {cut: place}) == now[code] for code, own in values.items())

    below = sorted((place for place in tries if place <= threshold), reverse=True)
    above = sorted(place for place in tries if place >= threshold)
    ends: list[float | None] = []
    for places in (below, above):
        broken = next((number for number, place in enumerate(places) if not fits(place)), None)
        ends.append(None if broken is None else places[broken - 1])
    return ends[0], ends[1]
