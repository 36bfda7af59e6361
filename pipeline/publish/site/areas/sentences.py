"""What the head of an area page says in sentences: how it stands, its course, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.publish.site import words
from pipeline.publish.site.areas.register import Area, Row
from pipeline.publish.site.areas.rows import MeasureRow
from pipeline.publish.site.areas.trends import STEADY, beyond_chance

# A course of fewer values is none.
FEWEST_OF_A_COURSE = 4


def standing(area: Area, rows: Sequence[MeasureRow]) -> str:
    """On how many measures it is better than the median of CCGs, in the latest period of each.

    England is not a CCG: for it the sentence says on how many measures it meets the standard.
    """
    if area.kind == "country":
        held = [row.standard_met for row in rows if row.reason is None and row.standard_met is not None]
        counted = words.count(len(held), "measure")
        return f"Met the standard on {sum(held)} of {counted} with one, each in its latest period." if held else ""
    sides = [row.side for row in rows if row.reason is None and row.side]
    if not sides:
        return ""
    if len(sides) == 1:
        way = {"better": "Better than", "same": "Level with", "worse": "Worse than"}[sides[0]]
        return f"{way} the median of CCGs on its one comparable measure, in its latest period."
    better, same = sides.count("better"), sides.count("same")
    equal = f" and level with it on {same}" if same else ""
    every = "both" if len(sides) == 2 else f"all {len(sides)}"
    counted = every if better == len(sides) else f"{better or 'none'} of {len(sides)}"
    return f"Better than the median of CCGs on {counted} comparable measures{equal}, each in its latest period."


def course(rows: Sequence[MeasureRow], opened_on: date | None = None) -> str:
    """The course of the first measure that has one and a standard, from its first value to its last.

    It begins when the CCG was opened, for back-dated values are of no CCG of the time, and leaves doubtful figures out.
    A change within the usual variation from period to period is called neither a rise nor a fall.
    """
    row = next((row for row in rows if row.spark and row.standard and row.shown["points"] >= FEWEST_OF_A_COURSE), None)
    if row is None:
        return ""
    shown, unit, name = row.shown, row.measure["unit"], row.measure["measure_name"]
    against, last = f"against a standard of {row.standard}", words.period(shown["period"])
    if row.doubt:
        return f"{name} is given as {row.value} in {last}, {against}; that figure is doubtful."
    cells = zip(*(shown[key] for key in ("ends", "periods", "numbers", "decimals_of", "doubted_of")), strict=True)
    opened = 12 * opened_on.year + opened_on.month if opened_on else 0
    known = [cell[1:4] for cell in cells if cell[0] >= opened and cell[2] is not None and not cell[4]]
    recent = f"; {row.change}" if row.change else ""
    if len(known) < FEWEST_OF_A_COURSE:
        return f"{name} was {row.value} in {last}, {against}{recent}."
    (period, value, decimals), *_ = known
    first, since = words.shown(value, unit, decimals), words.period(period)
    if not beyond_chance([number for _, number, _ in known]):
        # Of a course that has changed lately it is not said that it has not.
        if row.change not in ("", STEADY):
            return f"{name} was {row.value} in {last}, {against}{recent}."
        if first == row.value:
            return f"{name} was {row.value} in {last}, as in {since}, {against}."
        return f"{name} was {first} in {since} and {row.value} in {last}, {against}: within its usual ups and downs."
    way = "rose" if shown["value"] > value else "fell"
    return f"{name} {way} from {first} in {since} to {row.value} in {last}, {against}{recent}."


def life(area: Area, after: Sequence[Row], before: Sequence[Row]) -> str:
    """When a CCG was open, and what it came from and went into."""
    if area.opened_on is None:
        return ""
    until = f" to {_month(area.closed_on)}" if area.closed_on else ""
    merged = "" if after or before else "; never merged"
    return f"Open {_month(area.opened_on)}{until}{merged}."


def _month(day: date) -> str:
    return f"{day:%B %Y}"


def description(area: Area, rows: Sequence[MeasureRow]) -> str:
    """What the page is about, for those who find it elsewhere."""
    said = [sentence for sentence in (standing(area, rows), course(rows, area.opened_on)) if sentence]
    return " ".join(said) or f"What NHS England published of {area.name}: ratings and mental health measures."
