"""The catalogue of indicators that a workbook carries, with the sheets of each and its direction of good."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pipeline.parse.xlsx.cells import Sheet, column_letters
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import WorkbookLayout

_DIRECTIONS = {"▲": "higher", "▼": "lower", "N/A": "none"}
_NOTHING = ("", "N/A")


def plain_code(code: str) -> str:
    """A code without what differs between the places that print it: case, blanks, underscores for points."""
    return re.sub(r"\s", "", code).replace("_", ".").casefold()


def sheet_code(name: str, layout: WorkbookLayout) -> str:
    """The code that a sheet's name gives: without the endings that the layout names."""
    for suffix in layout.sheet_suffixes:
        name = name.removesuffix(suffix)
    return name


def find_titles(sheet: Sheet, titles: Iterable[str]) -> tuple[int, dict[str, int]] | None:
    """The first row that has all `titles`, and the column of each; letter case and blanks do not matter."""
    wanted = {_plain(title): title for title in titles}
    for index, row in enumerate(sheet.rows):
        printed = [_plain(cell) if isinstance(cell, str) else "" for cell in row]
        if all(title in printed for title in wanted):
            return index, {title: printed.index(plain) for plain, title in wanted.items()}
    return None


def read_catalogue(
    sheets: Sequence[Sheet], layout: WorkbookLayout, by_code: Mapping[str, Measure]
) -> tuple[list[dict[str, Any]], list[tuple[str, str, int, str]]]:
    """Rows of core.indicator, and what looks like an entry and is none: where, its text, its cells and the reason."""
    sheet = next((sheet for sheet in sheets if sheet.name == layout.catalogue_sheet), None)
    place = find_titles(sheet, layout.catalogue_columns.values()) if sheet else None
    if sheet is None or place is None:
        return [], []
    header, at = place
    directions = _directions(sheets, layout)
    sheets_of = _sheets_by_code(sheets, layout)
    indicators: list[dict[str, Any]] = []
    rejects = []
    section = None
    for index, row in enumerate(sheet.rows[header + 1 :], header + 1):
        entry = {
            name: _printed(row[at[title]]) if at[title] < len(row) else ""
            for name, title in layout.catalogue_columns.items()
        }
        locator = f"{sheet.name}!{column_letters(at[layout.catalogue_columns['code']])}{index + 1}"
        if entry["code"] and not entry["indicator_name"]:
            section = entry["code"]
        elif entry["code"]:
            codes = [plain_code(code) for code in re.split(r"\band\b", entry["code"])]
            parts = [name for code in codes for name in sheets_of.get(code, ())]
            better = next((directions[code] for code in codes if code in directions), None)
            indicators.append(
                {
                    "locator": locator,
                    "indicator_no": len(indicators) + 1,
                    "section": section,
                    "code": entry["code"],
                    "indicator_name": entry["indicator_name"],
                    "better_is": _DIRECTIONS.get(better) if better else None,
                    "better_is_published": better,
                    **{
                        f"{name}_published": None if entry.get(name, "") in _NOTHING else entry[name]
                        for name in ("standard", "numerator", "denominator", "reporting_period", "data_source")
                    },
                    "parts": parts,
                    "measure_ids": list(dict.fromkeys(by_code[code].measure_id for code in codes if code in by_code)),
                }
            )
        elif any(entry.values()):
            printed = [text for text in entry.values() if text]
            reason = "looks like an indicator of the catalogue, and has no code"
            rejects.append((locator, " | ".join(printed), len(printed), reason))
    return indicators, rejects


def _sheets_by_code(sheets: Sequence[Sheet], layout: WorkbookLayout) -> dict[str, list[str]]:
    """The sheets by the code that their names give."""
    sheets_of: dict[str, list[str]] = {}
    for sheet in sheets:
        sheets_of.setdefault(plain_code(sheet_code(sheet.name, layout)), []).append(sheet.name)
    return sheets_of


def _directions(sheets: Sequence[Sheet], layout: WorkbookLayout) -> dict[str, str]:
    """The printed direction of good by code."""
    sheet = next((sheet for sheet in sheets if sheet.name == layout.direction_sheet), None)
    place = find_titles(sheet, layout.direction_columns.values()) if sheet and layout.direction_columns else None
    if sheet is None or place is None:
        return {}
    header, at = place
    code_at, better_at = at[layout.direction_columns["code"]], at[layout.direction_columns["better_is"]]
    found: dict[str, str] = {}
    for row in sheet.rows[header + 1 :]:
        if max(code_at, better_at) >= len(row):
            continue
        code, better = _printed(row[code_at]), _printed(row[better_at])
        for one in re.split(r"\band\b", code):
            if better and plain_code(one):
                found.setdefault(plain_code(one), better)
    return found


@lru_cache(maxsize=100_000)
def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _printed(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
