"""Tables that fit a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.app.cli.lines import folded

# A column that is narrower than this is not folded; where not even so much fits for each, rows become records.
NARROWEST = 16
_GAP = 2


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], console: Console | None = None) -> None:
    """Prints rows under their titles, or one under the other where the terminal is too narrow for that.

    Long texts are folded between words, so ids stay whole; numbers stand right.
    """
    console = console or Console(highlight=False)
    texts = [[shown(value) for value in row] for row in rows]
    widths = [max(len(title), *(len(row[index]) for row in texts), 0) for index, title in enumerate(columns)]
    least = [
        width if width <= NARROWEST else max(NARROWEST, len(title), *(_longest_word(row[index]) for row in texts))
        for index, (title, width) in enumerate(zip(columns, widths, strict=True))
    ]
    if sum(least) + _GAP * (len(columns) - 1) > console.width:
        _print_records(columns, texts, console)
        return
    given = _shared_out(console.width - _GAP * (len(columns) - 1), least, widths)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, title in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) or row[index] is None for row in rows)
        table.add_column(
            Text(title),
            justify="right" if numeric else "left",
            overflow="fold",
            no_wrap=widths[index] <= given[index],
            width=given[index],
        )
    for row in texts:
        table.add_row(*map(Text, row))
    console.print(table)


def _print_records(columns: Sequence[str], texts: Sequence[Sequence[str]], console: Console) -> None:
    """Rows one under the other: a word that is wider than the terminal has a line of its own."""
    beside = max(map(len, columns)) + _GAP
    for row in texts:
        for title, text in zip(columns, row, strict=True):
            lines = [
                line for part in text.split("\n") for line in folded(part, max(console.width - beside, 20)).split("\n")
            ]
            for number, line in enumerate(lines):
                record = Text(f"{title if number == 0 else '':<{beside}}", style="bold").append(line, style="not bold")
                console.print(record, soft_wrap=True)
        console.print()


def _shared_out(room: int, least: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """A width for each column: the least, and of the rest of `room` as much as it wants or its share."""
    given, left = list(least), room - sum(least)
    order = sorted(range(len(given)), key=lambda index: wanted[index] - least[index])
    for place, index in enumerate(order):
        more = min(max(wanted[index] - least[index], 0), left // (len(order) - place))
        given[index] += more
        left -= more
    return given


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)


def shown(value: Any) -> str:
    """A value as a person reads it; an empty text for NULL."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.12g}"
        case list() | tuple():
            return ", ".join(map(shown, value))
        case _:
            return str(value)
