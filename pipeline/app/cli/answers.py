"""The answer of a query in the forms that `ccg-ratings sql` prints: row by row, however many there are."""

from __future__ import annotations

import csv
import json
import math
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.app.cli.terminal import write_as_utf8
from pipeline.base.formulas import defused
from pipeline.base.visible import visible

Row = Sequence[Any]
# What JSON may hold as it is and a terminal may obey.
_ESCAPED = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def write_csv(columns: Sequence[str], rows: Iterable[Row]) -> None:
    """CSV as in a release: a text that a spreadsheet would run as a formula has an apostrophe before it.

    Into a file goes what the warehouse holds; a terminal gets what it might obey as visible text.
    """
    write_as_utf8()
    text = (lambda value: visible(defused(value))) if sys.stdout.isatty() else defused
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow([text(column) for column in columns])
    writer.writerows([_csv_cell(value, text) for value in row] for row in rows)


def _csv_cell(value: Any, text: Any) -> Any:
    if isinstance(value, list | dict):
        return text(_json(value))
    return text(value) if isinstance(value, str) else value


def write_json(columns: Sequence[str], rows: Iterable[Row]) -> None:
    """A JSON list with an object for each row.

    A second column of one name has a number, as DuckDB numbers it in a subquery. What is no number, and what is
    infinite, is the text NaN, Infinity or -Infinity, for JSON has no number for it.
    """
    write_as_utf8()
    names = list(_told_apart(columns))
    sys.stdout.write("[")
    for number, row in enumerate(rows):
        sys.stdout.write(", " if number else "")
        sys.stdout.write(_json(dict(zip(names, row, strict=True))))
    sys.stdout.write("]\n")


def _told_apart(columns: Sequence[str]) -> Iterator[str]:
    taken: set[str] = set()
    for column in columns:
        name, number = column, 0
        while name in taken or (number and name in columns):
            number += 1
            name = f"{column}_{number}"
        taken.add(name)
        yield name


def _json(value: Any) -> str:
    text = json.dumps(_plain(value), default=str, ensure_ascii=False, allow_nan=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _plain(value: Any) -> Any:
    match value:
        case float() if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return value
