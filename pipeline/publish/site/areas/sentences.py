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
    same = sides.count("same")
    equal = f" and level with it on {same}" if same else ""
    counted = words.count(len(sides), "comparable measure")
    return f"Better than the median of CCGs on {sides.count('better')} of {counted}{equal}, each in its latest period."


def course(rows: Sequence[MeasureRow]) -> str:
    """The course of the first measure that has one and a standard, from its first value to its last.

    A change within the usual variation from period to period is called neither a rise nor a fall.
    """
    row = next((row for row in rows if row.spark and row.standard and row.shown["points"] >= FEWEST_OF_A_COURSE), None)
    if row is None:
        return ""
    shown, unit = row.shown, row.measure["unit"]
    numbers = zip(shown["periods"], shown["numbers"], shown["decimals_of"], strict=True)
    period, value, decimals = next(found for found in numbers if found[1] is not None)
    name, first = row.measure["measure_name"], words.shown(value, unit, decimals)
    against = f"against a standard of {row.standard}"
    if row.doubt:
        return f"{name} is given as {row.value} in {shown['period']}, {against}; that figure is doubtful."
    recent = f"; {row.change}" if row.change else ""
    if not beyond_chance(shown["numbers"]):
        # Of a course that has changed lately it is not said that it has not.
        if row.change not in ("", STEADY):
            return f"{name} was {row.value} in {shown['period']}, {against}{recent}."
        return f"{name} shows no clear change since {period}; in {shown['period']} it was {row.value}, {against}."
    way = "rose" if shown["value"] > value else "fell"
    return f"{name} {way} from {first} in {period} to {row.value} in {shown['period']}, {against}{recent}."


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
    said = [sentence for sentence in (standing(area, rows), course(rows)) if sentence]
    return " ".join(said) or f"What NHS England published of {area.name}: ratings and mental health measures."
