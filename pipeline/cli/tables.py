"""Tables that fit a terminal.

Here: laying rows out in columns. Not here: where the rows come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

LONGEST_NAME = 32


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], console: Console | None = None) -> None:
    """Prints rows under their titles; long texts are folded where the terminal is narrow, numbers stand right."""
    console = console or Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, title in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) or row[index] is None for row in rows)
        longest = max((len(shown(row[index])) for row in rows), default=0)
        # The first column names the row: it is folded only when it is a text rather than a name.
        table.add_column(
            Text(title),
            justify="right" if numeric else "left",
            overflow="fold",
            no_wrap=index == 0 and longest <= LONGEST_NAME,
        )
    for row in rows:
        table.add_row(*(Text(shown(value)) for value in row))
    console.print(table)


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
