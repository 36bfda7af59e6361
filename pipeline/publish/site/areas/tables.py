"""The values of a series as a small table: years down and quarters or months across, other periods in one line."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pipeline.base.periods import normal_period
from pipeline.publish.site import words

Row = dict[str, Any]

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LENGTHS = {1: "Months", 3: "Quarters", 12: "Years"}
SUPPRESSED, NO_VALUE, DOUBTED = "*", "–", " (?)"
KEY = {SUPPRESSED: "suppressed (small numbers)", NO_VALUE: "no value", DOUBTED: "doubtful"}
NO_SUM = "no sum, for some have no counts"
_QUARTER = re.compile(r"(\d{4}/\d{2}) Q([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def length(period: str, months: int) -> str:
    """How long the periods of a series are; what is named by a quarter may be of the year to its end."""
    named = normal_period(period).months
    if named != months and named in LENGTHS:
        return f"{months} months to the end of each {LENGTHS[named].lower().removesuffix('s')}"
    return LENGTHS.get(months, "Periods")


@lru_cache(maxsize=10_000)
def place(period: str) -> tuple[tuple[str, ...], str, int]:
    """The columns of a period's table, its row, and its column there."""
    if found := _QUARTER.fullmatch(period):
        return QUARTERS, found[1], int(found[2]) - 1
    if found := _MONTH.fullmatch(period):
        return MONTHS, found[1], int(found[2]) - 1
    return (), "", 0


Table = tuple[tuple[str, ...], list[tuple[str, list[str]]]]


def cells(series: Row, unit: str) -> list[Table]:
    """The heads and the rows of a series' tables: one of quarters or months, and one line of other periods.

    What lies before the first value is left out, and so is what lies after the last value or suppressed cell.
    """
    known = [number for number, value in enumerate(series["numbers"]) if value is not None]
    if known:
        known += [number for number, kept_back in enumerate(series["suppressed"]) if kept_back and number > known[-1]]
    rows: dict[tuple[str, ...], dict[str, list[str]]] = {}
    line: list[tuple[str, str]] = []
    for number in range(known[0], known[-1] + 1) if known else ():
        columns, row, column = place(series["periods"][number])
        text = _text(series, number, unit)
        if columns:
            rows.setdefault(columns, {}).setdefault(row, [""] * len(columns))[column] = text
        else:
            line.append((words.period(series["periods"][number]), text))
    found: list[Table] = [(heads, list(of_heads.items())) for heads, of_heads in rows.items()]
    if line:
        found.insert(0, (tuple(period for period, _ in line), [("", [text for _, text in line])]))
    return found


def _text(series: Row, number: int, unit: str) -> str:
    value = series["numbers"][number]
    if value is not None:
        text = words.shown(value, UNIT_IN_CELLS.get(unit, ""), series["decimals_of"][number])
        return text + DOUBTED if series["doubted_of"][number] else text
    return SUPPRESSED if series["suppressed"][number] else NO_VALUE


# Other units stand in the caption.
UNIT_IN_CELLS = {unit: unit for unit in ("%", "£", words.YES_OR_NO)}


def html(series: Row, unit: str, caption: str) -> str:
    """The tables of a series; nothing in them but the caption can hold markup: periods and numbers are our own."""
    is_sum = series["is_sum"]
    name = "periods sums" if is_sum else "periods"
    said = KEY | {NO_VALUE: NO_SUM} if is_sum else KEY
    return "".join(_html(name, heads, rows, caption + _key(rows, said)) for heads, rows in cells(series, unit))


def _key(rows: list[tuple[str, list[str]]], key: dict[str, str]) -> str:
    """What the signs stand for that these cells have."""
    texts = [text for _, row in rows for text in row]
    found = [
        f"{sign.strip()} {said}"
        for sign, said in key.items()
        if any(text.endswith(sign) if sign == DOUBTED else text == sign for text in texts)
    ]
    return f"; {', '.join(found)}" if found else ""


def _html(name: str, heads: tuple[str, ...], rows: list[tuple[str, list[str]]], caption: str) -> str:
    head = "".join(f"<th>{column}" for column in heads)
    corner = "<td>" if rows[0][0] else ""
    body = ""
    for head_of_row, row in rows:
        body += f"<tr><th>{head_of_row}" if head_of_row else "<tr>"
        # Cells that end a row and hold nothing need not be there.
        filled = max((at for at, text in enumerate(row, 1) if text), default=0)
        body += "".join([f"<td>{text}" for text in row[:filled]])
    return f'<table class="{name}"><caption>{caption}</caption><tr>{corner}{head}{body}</table>'
