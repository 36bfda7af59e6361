"""The values of a series as a small table: years down and quarters or months across, other periods in one line."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pipeline.publish.site import words

Row = dict[str, Any]

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SUPPRESSED, NO_VALUE = "*", "–"
_QUARTER = re.compile(r"(\d{4}/\d{2}) Q([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@lru_cache(maxsize=10_000)
def place(period: str) -> tuple[tuple[str, ...], str, int]:
    """The columns of a period's table, its row, and its column there."""
    if found := _QUARTER.fullmatch(period):
        return QUARTERS, found[1], int(found[2]) - 1
    if found := _MONTH.fullmatch(period):
        return MONTHS, found[1], int(found[2]) - 1
    return (), "", 0


def cells(series: Row, unit: str) -> tuple[tuple[str, ...], list[tuple[str, list[str]]]]:
    """The column heads and the rows of a series; what lies before the first value and after the last is left out."""
    numbers = series["numbers"]
    known = [number for number, value in enumerate(numbers) if value is not None]
    first, last = (known[0], known[-1]) if known else (0, -1)
    rows: dict[str, list[str]] = {}
    heads: tuple[str, ...] = ()
    line: list[tuple[str, str]] = []
    for number in range(first, last + 1):
        columns, row, column = place(series["periods"][number])
        text = _text(series, number, unit)
        if not columns:
            line.append((series["periods"][number], text))
            continue
        heads = columns
        rows.setdefault(row, [""] * len(columns))[column] = text
    if line:
        return tuple(period for period, _ in line), [("", [text for _, text in line])]
    return heads, list(rows.items())


def _text(series: Row, number: int, unit: str) -> str:
    value = series["numbers"][number]
    if value is not None:
        return words.shown(value, UNIT_IN_CELLS.get(unit, ""), series["decimals_of"][number])
    return SUPPRESSED if series["suppressed"][number] else NO_VALUE


# Other units stand in the caption.
UNIT_IN_CELLS = {unit: unit for unit in ("%", "£", words.YES_OR_NO)}


def html(series: Row, unit: str, caption: str) -> str:
    """The table of a series; nothing in it but the caption can hold markup, for periods and numbers are our own."""
    heads, rows = cells(series, unit)
    head = "".join(f"<th>{name}" for name in heads)
    corner = "<td>" if rows and rows[0][0] else ""
    body = "".join(
        (f"<tr><th>{name}" if name else "<tr>") + "".join(f"<td>{text}" for text in row) for name, row in rows
    )
    return f'<table class="periods"><caption>{caption}</caption><tr>{corner}{head}{body}</table>'
