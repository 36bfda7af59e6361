"""Tables that fit a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.app.cli.terminal import terminal
from pipeline.base.visible import visible

# A column that is narrower than this is not folded; where not even so much fits for each, rows become records.
NARROWEST = 16


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], console: Console | None = None) -> None:
    """Prints rows under their titles, or one under the other where the terminal is too narrow for that.

    Long texts are folded, numbers stand right.
    """
    console = console or terminal()
    texts = [[shown(value) for value in row] for row in rows]
    widths = [
        max(len(title), *(len(row[index]) for row in texts)) if texts else len(title)
        for index, title in enumerate(columns)
    ]
    if sum(min(width, NARROWEST) + 2 for width in widths) > console.width:
        _print_records(columns, texts, console)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, title in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) or row[index] is None for row in rows)
        table.add_column(
            Text(title),
            justify="right" if numeric else "left",
            overflow="fold",
            no_wrap=widths[index] <= NARROWEST,
        )
    for row in texts:
        table.add_row(*map(Text, row))
    console.print(table)


def _print_records(columns: Sequence[str], texts: Sequence[Sequence[str]], console: Console) -> None:
    for row in texts:
        record = Table(box=None, pad_edge=False, show_header=False)
        record.add_column(style="bold", no_wrap=True)
        record.add_column(overflow="fold")
        for title, text in zip(columns, row, strict=True):
            record.add_row(Text(title), Text(text))
        console.print(record)
        console.print()


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
            return visible(str(value))
