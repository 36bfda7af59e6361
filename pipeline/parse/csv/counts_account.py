"""What became of the rows of a feed that are the counts of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.parse.csv.sql import count_of
from pipeline.parse.csv.table import MOST_LISTED
from pipeline.parse.csv.texts import FeedTexts
from pipeline.parse.printed_cells import read_cell, read_count
from pipeline.schema.frames import schema_of


def account_for_counts(
    feed: FeedTexts, outcome_read: int, parts: list[dict[str, Any]], rejects: list[dict[str, Any]]
) -> None:
    """Adds to parts and rejects what became of the rows of counts; a code that is a measure too is counted as that."""
    if not feed.layout.counts:
        return
    feed.con.execute(f"""
        CREATE TABLE count_use AS
        SELECT DISTINCT use.code, period.target AS of_period, body.target AS of_body
        FROM kept JOIN counted_code AS use ON kept.part = use.part
        JOIN period ON kept.period = period.id JOIN body ON kept.body = body.id
        WHERE kept.outcome = {outcome_read}""")
    found = feed.query(f"""
        SELECT count_row.row, count_row.code, period, body, of_period IS NULL, of_body IS NULL, count_row.printed,
            count_use.code IS NOT NULL, stated_count.code IS NOT NULL,
            {count_of("count_row.printed", "special_count")} IS NOT NULL
        FROM count_row LEFT JOIN count_use USING (code, of_period, of_body)
        LEFT JOIN stated_count USING (code, of_period, of_body)
        LEFT JOIN special_count ON count_row.printed = special_count.text ORDER BY 1""")
    of_counts = {part["part"]: part for part in parts if part["measure_id"] is None and _uses(feed, part["part"])}
    for part in of_counts.values():
        part |= {"state": "read", "reason": _uses(feed, part["part"])}
    reasons: dict[int, str] = {}
    for row, code, period, body, no_period, no_body, printed, is_used, is_stated, is_number in found:
        if code not in of_counts:
            continue
        part = of_counts[code]
        reason = ""
        if no_period or no_body:
            reason = str(feed.periods[period] if no_period else feed.bodies[body])
        elif not is_used:
            reason = "a count of an organisation and period for which no value was taken; ask its publisher"
        elif not is_stated:
            reason = "another row says another count for the organisation and period; ask its publisher which is right"
        elif not is_number and (problem := _problem(feed, printed)):
            reason = f"{problem}; ask its publisher"
        kind = "rejected" if reason else "labels" if is_number else ""
        part["left_out"] -= bool(kind)
        if kind:
            part[kind] += 1
        if reason:
            reasons[row] = reason
    rejects += _listed(feed, reasons, parts[0]["document_id"])


def _problem(feed: FeedTexts, printed: str) -> str:
    """Why a count in a row of its own has no number; '' for a marker, which says so itself."""
    is_empty = not printed.strip() and read_cell(printed, feed.layout.markers).marker is None
    return "its count is empty" if is_empty else read_count(printed, feed.layout.markers).problem


def _uses(feed: FeedTexts, code: str) -> str | None:
    """What the rows of a code are the counts of."""
    uses = [
        f"the {name} of {measure}"
        for measure, counts in feed.layout.counts.items()
        for name in ("numerator", "denominator")
        if code in ((counts.numerator,) if name == "numerator" else (counts.denominator, counts.denominator_less))
    ]
    return f"read as {' and '.join(uses)}" if uses else None


def _listed(feed: FeedTexts, reasons: dict[int, str], document_id: str) -> list[dict[str, Any]]:
    rows: Sequence[int] = list(reasons)[:MOST_LISTED]
    texts, places = feed.row_texts(rows), feed.places(rows)
    listed = [(places[row][0], *texts[row], reasons[row]) for row in rows]
    if more := len(reasons) - len(rows):
        listed.append(
            ("rows of counts", f"… and {more:,} more row{'s' * (more > 1)}", None, "a count that was not taken")
        )
    return [
        dict.fromkeys(schema_of("rejected_row"))
        | {"document_id": document_id, "locator": locator, "text": text, "cells": cells, "stage": "feed"}
        | {"reason": reason}
        for locator, text, cells, reason in listed
    ]
