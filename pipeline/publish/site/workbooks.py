"""Four workbooks to download: ratings, measures, areas and claims, each with a sheet that says what is in it.

Texts stay texts: nothing is taken as a formula, a link or a number. A workbook is written anew only where its tables,
or the code that writes it, are others than when it was written last.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from pipeline.base.json_files import json_of
from pipeline.publish.site import addresses, words
from pipeline.publish.site.workbook_sheets import WORKBOOKS, Sheet, Workbook, wide

# What each workbook was made from, so that the next release can see whether it would be the same.
MADE_FROM = f"{addresses.WORKBOOKS}/made-from.json"
CELL_LIMIT = 32_767
ABOUT = (
    "An unofficial compilation of published documents, not a product of NHS England. Statistics are the publishers', "
    "under the Open Government Licence v3.0 unless the document says otherwise."
)
PERIODS = (
    "The value of the period as published. The word suppressed: withheld, the numbers being small. Empty: no value was "
    "published; marts.measure_current of the warehouse says why. 2017/18 Q4 (12 months to March 2018): published for "
    "the quarter, and about the 12 months to its end."
)
# Rows go to the disk as they come, and texts stay texts.
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbooks(
    con: duckdb.DuckDBPyConnection, site: Path, previous: Path | None, link: Callable[[Path, Path], None]
) -> None:
    """Writes the workbooks into the folder of a site, or links those of the site `previous` that would be the same."""
    (site / addresses.WORKBOOKS).mkdir(parents=True, exist_ok=True)
    made_from = origins(con)
    before = _origins_of(previous)
    for name, book in WORKBOOKS.items():
        path = addresses.workbook(name)
        if previous and before.get(name) == made_from[name] and (previous / path).is_file():
            link(previous / path, site / path)
        else:
            _write(con, book, site / path)
    if previous and before == made_from:
        link(previous / MADE_FROM, site / MADE_FROM)
        return
    (site / MADE_FROM).write_text(json.dumps(made_from, indent=1) + "\n", encoding="utf-8")


def _origins_of(site: Path | None) -> dict[str, str]:
    try:
        found = json_of(site / MADE_FROM) if site else {}
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def origins(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """A digest of what each workbook is made from: its tables and the code."""
    tables = dict(con.execute("SELECT schema_name || '.' || table_name, digest FROM meta.table").fetchall())
    code = b"".join((Path(__file__).parent / file).read_bytes() for file in ("workbooks.py", "workbook_sheets.py"))
    return {
        name: hashlib.sha256(
            code + repr([tables.get(table) for sheet in book.sheets for table in sheet.tables]).encode()
        ).hexdigest()
        for name, book in WORKBOOKS.items()
    }


def _write(con: duckdb.DuckDBPyConnection, book: Workbook, target: Path) -> None:
    release = con.execute("SELECT release_id, as_at, built_at FROM meta.release").fetchone()
    assert release is not None
    content = BytesIO()
    with _system_told(), xlsxwriter.Workbook(content, OPTIONS) as file:
        file.set_properties({"title": book.title, "comments": ABOUT, "created": release[2]})
        head = file.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = file.add_format({"num_format": "yyyy-mm-dd"})
        readme = file.add_worksheet("Read me")
        _write_readme(readme, con, book, release, head)
        for sheet in book.sheets:
            cursor = con.execute(sheet.query)
            columns = [column[0] for column in cursor.description or ()]
            rows: Iterable[Sequence[Any]] = as_people_write(columns, cursor.fetchall())
            if sheet.wide:
                columns, rows = wide(columns, list(rows))
            write_rows(file.add_worksheet(sheet.name), sheet, columns, rows, head, day)
    target.write_bytes(content.getbuffer())


@contextmanager
def _system_told() -> Iterator[None]:
    """What the system refuses is told by XlsxWriter as an error of its own."""
    try:
        yield
    except FileCreateError as error:
        raise error.args[0] from None


def as_people_write(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Rows whose names of organisations, which some publishers print in capitals, are written as on the pages."""
    if "org_name" not in columns:
        return rows
    at = columns.index("org_name")
    return [[*row[:at], row[at] and words.proper(row[at]), *row[at + 1 :]] for row in rows]


def _write_readme(
    sheet: Worksheet, con: duckdb.DuckDBPyConnection, book: Workbook, release: tuple[str, date, datetime], head: Any
) -> None:
    descriptions = _descriptions(con)
    release_id, as_at, _ = release
    lines: list[tuple[str, ...]] = [
        (book.title,),
        (ABOUT,),
        (f"First made for release {release_id}, as at {as_at}; it stays while what it holds is the same.",),
        (),
        ("Sheet", "Column", "What it holds"),
    ]
    for one in book.sheets:
        lines.append((one.name, "", one.description))
        lines += [("", name, text) for name, text in one.columns(descriptions)]
        if one.wide:
            lines.append(("", "a period", PERIODS))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 30)
    sheet.set_column(2, 2, 110)
    for number, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write_string(number, column, text, head if number in (0, 4) else None)


def write_rows(
    sheet: Worksheet, of: Sheet, columns: Sequence[str], rows: Iterable[Sequence[Any]], head: Any, day: Any
) -> None:
    for number, width in enumerate(of.widths):
        sheet.set_column(number, number, width)
    sheet.freeze_panes(1, of.frozen)
    for number, name in enumerate(columns):
        sheet.write_string(0, number, name, head)
    last = 0
    for row in rows:
        last += 1
        for number, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, bool):
                sheet.write_string(last, number, "yes" if value else "no")
            elif isinstance(value, int | float):
                sheet.write_number(last, number, value)
            elif isinstance(value, date):
                sheet.write_datetime(last, number, value, day)
            else:
                text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
                sheet.write_string(last, number, text[:CELL_LIMIT])
    sheet.autofilter(0, 0, last, len(columns) - 1)


def _descriptions(con: duckdb.DuckDBPyConnection) -> Mapping[tuple[str, str], str]:
    """What each column of each table is, as declared."""
    query = "SELECT schema_name || '.' || table_name, column_name, description FROM meta.\"column\""
    return {(table, name): text for table, name, text in con.execute(query).fetchall()}
