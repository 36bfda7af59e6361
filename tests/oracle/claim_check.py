"""What marts.claim_check must say, worked out claim by claim in plain Python.

Here: the verdict on each claim with the figure that decides it, from the core rows alone. Not here: the words of the
evidence, of which only the counts are given, and the stored query, which the tests run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from oracle.publication_order import came_out
from oracle.rating_current import Authority

from pipeline.base.periods import normal_period

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]


@dataclass
class Verdict:
    """What is to be said of a claim; the counts are those that its evidence names."""

    verdict: str = "not_checkable"
    found: float | None = None
    decided_by: str | None = None
    agrees_with: list[str] = field(default_factory=list)
    disagrees_with: list[str] = field(default_factory=list)
    covered: int | None = None
    expected: int | None = None
    own: Fraction | None = None
    registered: int = 0


def check_claims(tables: Tables) -> dict[str, Verdict]:
    """The verdict on each claim of `tables`, by claim_id."""
    return {claim["claim_id"]: _check(claim, tables) for claim in tables["claim"]}


def agrees(claim: Row, figure: Fraction) -> bool:
    """Whether a true figure is what the claim says it is."""
    claimed, true = _billionths(claim["value"]), _billionths(figure)
    match claim["comparator"]:
        case "=":
            return abs(true - claimed) <= _billionths(_slack(claim))
        case "more than":
            return true > claimed
        case "at least":
            return true >= claimed
        case "fewer than":
            return true < claimed
        case "at most":
            return true <= claimed
        case "almost":
            return true < claimed and true >= _billionths(Fraction(claim["value"]) * 9 / 10)
        case "about":
            least, most = (Fraction(claim["value"]) * part / 20 for part in (19, 21))
            return _billionths(least) <= true <= _billionths(most)
    raise AssertionError(claim["comparator"])


def _slack(claim: Row) -> Fraction:
    """How far from an exact figure the true one may be."""
    value = Fraction(claim["value"])
    if claim["statistic"] != "share":
        return Fraction(0)
    if claim["last_place"] is not None:
        return Fraction(claim["last_place"]) / 2
    return max(Fraction(1, 200), min(value, 1 - value) / 20)


def is_near(claim: Row, figure: Fraction) -> bool:
    """Whether a true figure that is not what the claim says is too near to contradict it."""
    value, true = Fraction(claim["value"]), _billionths(figure)
    if claim["comparator"] == "almost":
        least, most = value * 8 / 10, value * 105 / 100
    elif claim["comparator"] == "about":
        least, most = value * 9 / 10, value * 11 / 10
    elif claim["comparator"] == "=" and claim["statistic"] == "share":
        place = claim["last_place"]
        is_rough = place is None or (place == 0.01 and round(100 * claim["value"]) % 10 == 0)
        off = max(Fraction(1, 100), value / 10) if is_rough else Fraction(place)
        least, most = value - off, value + off
    else:
        return False
    return not agrees(claim, figure) and _billionths(least) <= true <= _billionths(most)


def _readings(claim: Row) -> list[Row]:
    """The claim of its bands, and of those that its words may mean together instead."""
    return [claim, {**claim, "bands": claim["bands_together"]}] if claim["bands_together"] else [claim]


def _billionths(number: float | Fraction) -> int:
    """A figure in whole billionths, so that 0.13 is as far from 0.125 as it looks."""
    return round(Fraction(number) * 10**9)


def _too_high(claim: Row, figure: Fraction) -> bool:
    """Whether it would take fewer organisations to make the claim true."""
    return (
        not agrees(claim, figure)
        and not is_near(claim, figure)
        and _billionths(figure) >= _billionths(claim["value"])
        and claim["comparator"] not in ("more than", "at least")
    )


def _check(claim: Row, tables: Tables) -> Verdict:
    said = Verdict()
    here = {document["document_id"]: document["published_on"] for document in tables["document"]}
    last_day = normal_period(claim["period"]).end
    said.registered = len(_open_on(min(last_day, here[claim["document_id"]]), tables))
    decided = claim if _is_mislabelled(claim, tables) else _decide(claim, last_day, tables, said)
    for other in _in_order(tables["claim"]):
        if other["document_id"] != claim["document_id"] and _question(other) == _question(decided):
            text = f"{other['document_id']} line {other['line_no']}: {_words(other)}"
            if _states_the_same(decided, other):
                said.agrees_with.append(text)
            if not _can_both_be_true(decided, other):
                said.disagrees_with.append(text)
    return said


def _decide(claim: Row, last_day: date, tables: Tables, said: Verdict) -> Row:
    """Decides the claim, where it can be; returns the reading of it that decided, else the first."""
    readings = _readings(claim)
    if ratings := _in_force(claim, tables):
        said.expected = len(_open_on(last_day, tables))
        assessed = {row["org_code"] for row in ratings if row["status"] in ("rated", "insufficient_data")}
        said.covered = len(assessed & _open_on(last_day, tables))
        found = [(reading, *_by_rows(reading, ratings, said, _disputed(reading, tables))) for reading in readings]
        for verdict in ("matches", None, "contradicts"):
            decided = next((each for each in found if each[1] == verdict), None)
            if decided and verdict:
                said.verdict, said.found, said.decided_by = verdict, decided[2], "rows"
                return decided[0]
            if decided:
                break
    for reading in readings:
        own = _own_figure(reading, tables)
        if own is not None and agrees(reading, own):
            said.verdict, said.found, said.decided_by, said.own = "corroborated", float(own), "arithmetic", own
            return reading
    said.own = _own_figure(claim, tables)
    for reading in readings:
        for other in _in_order(tables["claim"]):
            is_elsewhere = other["document_id"] != claim["document_id"] and _question(other) == _question(reading)
            if is_elsewhere and other["comparator"] == "=" and agrees(reading, Fraction(other["value"])):
                said.verdict, said.found, said.decided_by = "corroborated", other["value"], "document"
                return reading
    return claim


# Rows.


def _in_force(claim: Row, tables: Tables) -> list[Row]:
    """The rating of each organisation by the document that came out last of those with most authority."""
    place = came_out(list(tables["document"]))
    found = []
    for rows in _heard(claim, tables):
        latest = max(rows, key=lambda row: place[row["document_id"]])
        alike = [row for row in rows if (row["band"], row["status"]) == (latest["band"], latest["status"])]
        found.append(latest | {"band_complete": any(row["band_complete"] for row in alike)})
    return found


def _heard(claim: Row, tables: Tables) -> list[list[Row]]:
    """All that is heard of each organisation's rating."""
    about = ("framework", "area", "period")
    stated: dict[str, list[Row]] = {}
    for row in tables["rating"]:
        if all(row[name] == claim[name] for name in about):
            stated.setdefault(row["org_code"], []).append(row)
    authority = Authority(tables)
    return [authority.heard(rows) for rows in stated.values()]


def _disputed(claim: Row, tables: Tables) -> int:
    """How many organisations are heard of in two ways that the claim would count differently."""
    return sum(
        len({row["band"] in claim["bands"] for row in rows}) > 1 or len({row["status"] for row in rows}) > 1
        for rows in _heard(claim, tables)
    )


def _open_on(day: date, tables: Tables) -> set[str]:
    return {
        row["org_code"]
        for row in tables["organisation"]
        if row["opened_on"] <= day and (row["closed_on"] is None or day <= row["closed_on"])
    }


def _is_mislabelled(claim: Row, tables: Tables) -> bool:
    if claim["statistic"] == "assessed_total":
        return False
    rows = _in_force(claim, tables) or [row for row in tables["rating"] if row["framework"] == claim["framework"]]
    return bool(rows) and claim["scale"] not in {row["scale"] for row in rows}


def _by_rows(claim: Row, ratings: Sequence[Row], said: Verdict, disputed: int) -> tuple[str | None, float | None]:
    """What the rows say of a reading of the claim, and the figure by which they do."""
    is_covered = bool(said.expected) and said.covered == said.expected
    lists = {band: [row for row in ratings if row["band"] == band] for band in claim["bands"]}
    rated = sum(row["status"] == "rated" for row in ratings)
    assessed = rated + sum(row["status"] == "insufficient_data" for row in ratings)
    listed = sum(map(len, lists.values()))
    is_complete = is_covered
    if claim["statistic"] == "assessed_total":
        figures, wholes = [Fraction(assessed)], [1]
    elif claim["statistic"] == "share":
        if not is_covered and said.expected and _all_declared(lists):
            return _of_open(claim, listed, disputed, said.expected)
        if not is_covered or not rated:
            return None, None
        figures, wholes = [Fraction(listed, rated), Fraction(listed, assessed)], [rated, assessed]
    else:
        figures, wholes = [Fraction(listed)], [1]
        is_complete |= _all_declared(lists)
    for figure in figures:
        if agrees(claim, figure) and (is_complete or claim["comparator"] in ("more than", "at least")):
            return "matches", float(figure)
    if claim["statistic"] == "assessed_total" and is_covered and agrees(claim, Fraction(rated)):
        return None, None  # a total of those with a band
    if all(
        _too_high(claim, figure - Fraction(disputed, whole))
        or (is_complete and _too_low(claim, figure + Fraction(disputed, whole)))
        for figure, whole in zip(figures, wholes, strict=True)
    ):
        return "contradicts", float(figures[0])
    return None, None


def _all_declared(lists: Mapping[str, Sequence[Row]]) -> bool:
    return all(rows and all(row["band_complete"] for row in rows) for rows in lists.values())


def _of_open(claim: Row, listed: int, disputed: int, expected: int) -> tuple[str | None, float | None]:
    """What whole lists say of a share of all that were open; of those with a band, who may be fewer, it is no lower."""
    figure = Fraction(listed, expected)
    if agrees(claim, figure):
        return "matches", float(figure)
    is_too_high = _too_high(claim, figure - Fraction(disputed, expected))
    return ("contradicts", float(figure)) if is_too_high else (None, None)


def _too_low(claim: Row, figure: Fraction) -> bool:
    """Whether it would take more organisations to make the claim true."""
    return not agrees(claim, figure) and not is_near(claim, figure) and not _too_high(claim, figure)


# The document's own figures.


def _own_figure(claim: Row, tables: Tables) -> Fraction | None:
    """The claim's figure out of the other exact counts of its document; None where they do not give it."""
    totals: set[float] = set()
    counts, open_counts = (dict[frozenset[str], set[float]]() for _ in range(2))
    same_subject = ("document_id", "framework", "area", "period", "scale")
    for other in tables["claim"]:
        is_exact = other["comparator"] == "=" and not _is_mislabelled(other, tables)
        if not is_exact or any(other[name] != claim[name] for name in same_subject):
            continue
        if other["statistic"] == "assessed_total":
            totals.add(other["value"])
        elif other["statistic"] == "band_count":
            where = open_counts if other["bands_together"] else counts
            where.setdefault(frozenset(other["bands"]), set()).add(other["value"])
    # What can be read in two ways stands only for what nothing else says.
    counts = {**open_counts, **counts}
    total = Fraction(totals.pop()) if len(totals) == 1 else None
    known = {bands: Fraction(next(iter(values))) for bands, values in counts.items() if len(values) == 1}
    every = frozenset(row["band"] for row in tables["rating_scale"] if row["scale"] == claim["scale"])
    bands = every if claim["statistic"] == "assessed_total" else frozenset(claim["bands"])
    if claim["statistic"] == "share":
        count = known.get(bands)
        if count is None:
            is_said = bands in counts
            count = _together(bands, known) if is_said else _from_others(bands, every, known, total)
        return count / total if total and count is not None else None
    same = total if claim["statistic"] == "assessed_total" else known.get(bands)
    if claim["comparator"] != "=" and same is not None:
        return same
    if claim["statistic"] == "assessed_total":
        return _sum(every, known)
    if claim["comparator"] != "=" and bands in counts:
        return _together(bands, known)
    return _from_others(bands, every, known, total)


def _sum(bands: frozenset[str], known: Mapping[frozenset[str], Fraction]) -> Fraction | None:
    parts = [known.get(frozenset([band])) for band in bands]
    return None if None in parts else sum((part for part in parts if part is not None), Fraction(0))


def _together(bands: frozenset[str], known: Mapping[frozenset[str], Fraction]) -> Fraction | None:
    return _sum(bands, known) if len(bands) > 1 else None


def _from_others(
    bands: frozenset[str], every: frozenset[str], known: Mapping[frozenset[str], Fraction], total: Fraction | None
) -> Fraction | None:
    together = _together(bands, known)
    if together is not None:
        return together
    rest = _sum(every - bands, known) if every - bands else None
    return None if rest is None or total is None else total - rest


# Other documents.


def _question(claim: Row) -> tuple[Any, ...]:
    labels = () if claim["statistic"] == "assessed_total" else (claim["scale"], *sorted(claim["bands"]))
    return (claim["framework"], claim["area"], claim["period"], claim["statistic"], labels)


def _in_order(claims: Sequence[Row]) -> list[Row]:
    return sorted(
        claims, key=lambda claim: (claim["document_id"], claim["line_no"], claim["char_start"], claim["claim_id"])
    )


def _states_the_same(claim: Row, other: Row) -> bool:
    if other["comparator"] == "=" and agrees(claim, Fraction(other["value"])):
        return True
    return bool((claim["comparator"], claim["value"]) == (other["comparator"], other["value"]))


def _can_both_be_true(claim: Row, other: Row) -> bool:
    """Whether one true figure could be what both say; two exact figures must be the same."""
    higher = other if other["value"] > claim["value"] else claim
    if higher["bands_together"]:
        return True
    if claim["comparator"] == other["comparator"] == "=":
        apart = abs(_billionths(claim["value"]) - _billionths(other["value"]))
        slack = [_billionths(_slack(row)) for row in (claim, other)]
        return apart <= slack[0] or apart < sum(slack)
    at = {_billionths(Fraction(row["value"]) * part / 100) for row in (claim, other) for part in (90, 95, 100, 105)}
    steps = {_billionths(_slack(row)) for row in (claim, other) if row["comparator"] == "="}
    at |= {place + sign * step for place in at for step in (1, *steps) for sign in (-1, 1)}
    return any(agrees(claim, Fraction(place, 10**9)) and agrees(other, Fraction(place, 10**9)) for place in at)


def _words(claim: Row) -> str:
    figure = f"{100 * claim['value']:g}%" if claim["statistic"] == "share" else f"{claim['value']:g}"
    return figure if claim["comparator"] == "=" else f"{claim['comparator']} {figure}"
