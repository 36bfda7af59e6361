"""What a feed's file holds beside the rows of its measures: titles, notes, other sheets, groups that are excluded.

Each becomes a part of the document or a rejected row.
"""

from __future__ import annotations

from typing import Any

from pipeline.parse.csv.table import MOST_LISTED, OtherPart, note
from pipeline.parse.csv.texts import FeedTexts
from pipeline.schema.frames import schema_of

STRAY = "no rows of the table"
MOST_GROUPS = 200


def account_for_others(
    feed: FeedTexts, document_id: str, parts: list[dict[str, Any]], rejects: list[dict[str, Any]]
) -> None:
    """Adds a part for what stands above the heading, for rows that are none and for other sheets; and the groups."""
    lines = feed.lines
    others = list(lines.parts)
    notes = _notes_among_rows(feed, parts)
    if lines.strays:
        reason = (
            "has another number of cells than the heading, one that is filled, another heading, period or words above"
            " it, or a note beside it"
        )
        others.append(OtherPart(STRAY, lines.strays, reason, rejected=lines.strays))
    names = {part["part"] for part in parts}
    for other in others:
        name = other.name
        while name in names:
            name += " (beside the measures)"
        names.add(name)
        known = {"document_id": document_id, "part": name, "part_no": len(parts) + 1, "state": "left_out"}
        counts = {"cells": other.cells, "labels": other.labels, "rejected": other.rejected}
        rest = {"left_out": other.cells - other.labels - other.rejected, "published": 0, "without_value": 0}
        parts.append(dict.fromkeys(schema_of("document_part")) | known | counts | rest | {"reason": other.reason})
    rejects += [
        _reject(document_id, f"row {row.number}", row.text, row.cells, "feed", row.reason) for row in lines.stray
    ]
    if more := lines.strays - len(lines.stray):
        text = f"… and {more:,} more row{'s' * (more > 1)}"
        rejects.append(_reject(document_id, STRAY, text, None, "feed", "rows that are none of the table"))
    rejects += _excluded_groups(feed, document_id, notes)


def _notes_among_rows(feed: FeedTexts, parts: list[dict[str, Any]]) -> str:
    """Counts rows as strays that are as long as the heading and have one filled cell, which is no measure's code.

    Spreadsheets fill notes up with empty cells. Gives the SQL of what these rows are.
    """
    part = next((part for part in parts if part["part"] == ""), None)
    if part is None or feed.layout.measures:
        return "false"
    filled = " + ".join(f"(trim(c{place}) <> '')::BIGINT" for place in range(len(feed.columns.printed)))
    is_note = f"(trim({feed.measure}) = '' AND {filled} = 1)"
    rows = [row for (row,) in feed.query(f"SELECT {feed.row} FROM line WHERE {is_note} ORDER BY 1")]
    listed = rows[:MOST_LISTED]
    texts, numbers = feed.row_texts(listed), feed.row_numbers(listed)
    for row in listed:
        feed.lines.add_stray(note(numbers[row], texts[row][0].strip(" |")))
    feed.lines.strays += len(rows) - len(listed)
    part["cells"] -= len(rows)
    part["left_out"] -= len(rows)
    if not part["cells"]:
        parts.remove(part)
        for place, other in enumerate(parts, 1):
            other["part_no"] = place
    return is_note if rows else "false"


def _excluded_groups(feed: FeedTexts, document_id: str, notes: str) -> list[dict[str, Any]]:
    """A row for each text of the group's column that the layout does not name, with how many rows it has."""
    if feed.layout.group_is is not None:
        return []
    number = feed.lines.number or feed.row
    found = feed.query(
        f"SELECT {feed.group}, count(*), min({number}), max({number}) FROM line"
        f" WHERE {feed.group} NOT IN (SELECT text FROM named) AND NOT {notes} GROUP BY ALL ORDER BY 2 DESC, 1"
    )
    cells = "cell" if feed.lines.is_by_cell and feed.layout.measures else "row"
    rows = []
    for text, count, first, last in found[:MOST_GROUPS]:
        excluded = f"{count:,} {cells}{'s' * (count > 1)} of '{text.strip()[:200]}' left out"
        reason = f"{excluded}: its layout names no such group; if it is wanted, add it to `groups` in raw/sources.yml"
        locator = f"row {first}" if first == last else f"row {first} to row {last}"
        rows.append(_reject(document_id, locator, text[:200] or "(empty)", None, "group", reason))
    if rest := found[MOST_GROUPS:]:
        count = sum(count for _, count, *_ in rest)
        reason = f"{count:,} {cells}s of {len(rest):,} more groups that its layout does not name left out"
        rows.append(_reject(document_id, "further groups", f"… and {len(rest):,} more groups", None, "group", reason))
    return rows


def _reject(
    document_id: str, locator: str, text: str, cells: int | None, stage: str, reason: str
) -> dict[str, Any]:  # fmt: skip
    known = {"document_id": document_id, "locator": locator, "text": text, "cells": cells, "stage": stage}
    return dict.fromkeys(schema_of("rejected_row")) | known | {"reason": reason}
