"""What the head of an area page says in sentences: how it stands, its course, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.publish.site import words
from pipeline.publish.site.areas.register import Area, Row
from pipeline.publish.site.areas.rows import MeasureRow

# A course of fewer values is none.
FEWEST_OF_A_COURSE = 4


def standing(rows: Sequence[MeasureRow]) -> str:
    """On how many measures it is better than the median of CCGs, in the latest period of each."""
    sides = [row.side for row in rows if row.reason is None and row.side]
    if not sides:
        return ""
    same = sides.count("same")
    equal = f" and level with it on {same}" if same else ""
    counted = words.count(len(sides), "comparable measure")
    return f"Better than the median of CCGs on {sides.count('better')} of {counted}{equal}, each in its latest period."


def course(rows: Sequence[MeasureRow]) -> str:
    """The course of the first measure that has one and a standard, from its first value to its last."""
    row = next((row for row in rows if row.spark and row.standard and row.shown["points"] >= FEWEST_OF_A_COURSE), None)
    if row is None:
        return ""
    shown, unit = row.shown, row.measure["unit"]
    numbers = zip(shown["periods"], shown["numbers"], shown["decimals_of"], strict=True)
    period, value, decimals = next(found for found in numbers if found[1] is not None)
    way = "rose" if shown["value"] > value else "fell" if shown["value"] < value else "stayed"
    first = words.shown(value, unit, decimals)
    moved = f"{way} from {first} in {period} to" if way != "stayed" else f"was {first} in {period} and again"
    return (
        f"{row.measure['measure_name']} {moved} {row.value} in {shown['period']}, against a standard of {row.standard}."
    )


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
    said = [sentence for sentence in (standing(rows), course(rows)) if sentence]
    return " ".join(said) or f"What NHS England published of {area.name}: ratings and mental health measures."
