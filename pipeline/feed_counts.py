"""Numerators and denominators of a feed: in columns beside the value, or in rows of their own.

Here: the rows of counts that a layout names, joined to a value by organisation and period, and what became of them. Not
here: what a printed count means (`pipeline.feed_sql`), the rows of values (`pipeline.feeds`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipeline.feed_columns import KEEPS, printed_value, quoted, refused
from pipeline.feed_sql import number_of
from pipeline.feed_table import MOST_LISTED
from pipeline.feed_texts import FeedTexts
from pipeline.frames import schema_of


@dataclass(frozen=True)
class CountColumns:
    """SQL of the printed numerator and denominator of a line, and the joins that bring them."""

    numerator: str
    denominator: str
    joins: str = ""


def lay_down_counts(feed: FeedTexts) -> CountColumns:
    """Makes the tables `count_row` and `count_said` where counts have rows of their own.

    Refused when the file has a measure and not a code that is to be its count.
    """
    given = feed.layout.counts
    if not given:
        return CountColumns(feed.lines.numerator, feed.lines.denominator)
    place_of = {part["code"]: place for place, part in enumerate(feed.parts)}
    pairs = [
        (place_of[code], counts.numerator, counts.denominator)
        for code, counts in given.items()
        if code in place_of and feed.parts[place_of[code]]["measure"]
    ]
    wanted = {code for _, *codes in pairs for code in codes if code}
    if missing := sorted(wanted - place_of.keys()):
        told = f"has no row of {', '.join(missing)}, which `counts` in its layout names"
        raise refused(feed.path, None, told, f"Correct `counts` in raw/sources.yml; {KEEPS}")
    feed.table("counted", {"part": pl.Int64, "numerator": pl.String, "denominator": pl.String}, pairs)
    listed = ", ".join(map(quoted, sorted(wanted))) or "''"
    feed.con.execute(f"""
        CREATE TABLE count_row AS
        SELECT {feed.row} AS row, trim({feed.measure}) AS code, period.id AS period, body.id AS body,
            period.target AS of_period, body.target AS of_body, {feed.value} AS printed
        FROM line {feed.meanings} WHERE trim({feed.measure}) IN ({listed})""")
    # Of two rows that say different things nobody knows which is right.
    feed.con.execute("""
        CREATE TABLE count_said AS
        SELECT code, of_period, of_body, min(printed) AS printed FROM count_row
        WHERE of_period IS NOT NULL AND of_body IS NOT NULL
        GROUP BY ALL HAVING count(DISTINCT trim(printed)) = 1""")
    joins = " LEFT JOIN counted ON part.id = counted.part" + "".join(
        f" LEFT JOIN count_said AS {name} ON counted.{name} = {name}.code"
        f" AND {name}.of_period = period.target AND {name}.of_body = body.target"
        for name in ("numerator", "denominator")
    )
    return CountColumns("numerator.printed", "denominator.printed", joins)


def tell_counts(feed: FeedTexts, taken: int, parts: list[dict[str, Any]], rejects: list[dict[str, Any]]) -> None:
    """Tells in parts and rejects what became of the rows of counts; a code that is a measure too is told as that."""
    if not feed.layout.counts:
        return
    feed.con.execute(f"""
        CREATE TABLE count_use AS
        SELECT DISTINCT use.code, period.target AS of_period, body.target AS of_body
        FROM kept JOIN (
            SELECT part, unnest([numerator, denominator]) AS code FROM counted
        ) AS use ON kept.part = use.part
        JOIN period ON kept.period = period.id JOIN body ON kept.body = body.id
        WHERE kept.fate = {taken} AND use.code IS NOT NULL""")
    found = feed.query(f"""
        SELECT count_row.row, count_row.code, period, body, of_period IS NULL, of_body IS NULL, count_row.printed,
            count_use.code IS NOT NULL, count_said.code IS NOT NULL, {number_of("count_row.printed")} IS NOT NULL
        FROM count_row LEFT JOIN count_use USING (code, of_period, of_body)
        LEFT JOIN count_said USING (code, of_period, of_body) ORDER BY 1""")
    of_counts = {part["part"]: part for part in parts if part["measure_id"] is None and _uses(feed, part["part"])}
    for part in of_counts.values():
        part |= {"state": "read", "reason": _uses(feed, part["part"])}
    reasons: dict[int, str] = {}
    for row, code, period, body, no_period, no_body, printed, is_used, is_said, is_number in found:
        if code not in of_counts:
            continue
        part = of_counts[code]
        reason = ""
        if no_period or no_body:
            reason = str(feed.periods[period] if no_period else feed.bodies[body])
        elif not is_used:
            reason = "a count of an organisation and period for which no value was taken; ask its publisher"
        elif not is_said:
            reason = "another row says another count for the organisation and period; ask its publisher which is right"
        elif not is_number and printed_value(printed, feed.layout.markers).marker is None:
            reason = f"'{printed.strip()[:80]}' is neither a count nor a marker; ask its publisher"
        kind = "rejected" if reason else "labels" if is_number else ""
        part["left_out"] -= bool(kind)
        if kind:
            part[kind] += 1
        if reason:
            reasons[row] = reason
    rejects += _listed(feed, reasons, parts[0]["document_id"])


def _uses(feed: FeedTexts, code: str) -> str | None:
    """What the rows of a code are the counts of."""
    told = [
        f"the {name} of {measure}"
        for measure, counts in feed.layout.counts.items()
        for name in ("numerator", "denominator")
        if getattr(counts, name) == code
    ]
    return f"read as {' and '.join(told)}" if told else None


def _listed(feed: FeedTexts, reasons: dict[int, str], document_id: str) -> list[dict[str, Any]]:
    rows: Sequence[int] = list(reasons)[:MOST_LISTED]
    texts, places = feed.row_texts(rows), feed.places(rows)
    told = [(places[row][0], *texts[row], reasons[row]) for row in rows]
    if more := len(reasons) - len(rows):
        told.append(
            ("rows of counts", f"… and {more:,} more row{'s' * (more > 1)}", None, "a count that was not taken")
        )
    return [
        dict.fromkeys(schema_of("rejected_row"))
        | {"document_id": document_id, "locator": locator, "text": text, "cells": cells, "stage": "feed"}
        | {"reason": reason}
        for locator, text, cells, reason in told
    ]
