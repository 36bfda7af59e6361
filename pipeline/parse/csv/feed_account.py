"""The account of a feed's rows: a part for each measure code, a reject for each row that was not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pipeline.base.problems import ValidationFailed
from pipeline.parse.csv.columns import KEEPS, refused
from pipeline.parse.csv.reasons import NO_MEASURE, OUTCOMES, READ, REPEATED, why_rejected
from pipeline.parse.csv.row_outcomes import FeedRows
from pipeline.parse.csv.table import MOST_LISTED
from pipeline.reference.entries import Measure
from pipeline.schema.frames import schema_of


def count_outcomes(feed: FeedRows) -> dict[tuple[int, int], tuple[int, int]]:
    """How many rows of a part met an outcome, and how many of those have a number."""
    outcome = f"CASE WHEN row IN (SELECT row FROM repeated) THEN {REPEATED} ELSE outcome END"
    found = feed.query(f"SELECT part, {outcome} AS outcome, count(*), count(value) FROM kept GROUP BY ALL")
    return {(part, outcome): (count, numbers) for part, outcome, count, numbers in found}


def nothing_read(feed: FeedRows, outcomes: Mapping[tuple[int, int], tuple[int, int]]) -> ValidationFailed:
    """The refusal of a file none of whose rows could be read, with the most frequent reason."""
    # Rows of counts are none of their own: where no value is read, no count is.
    counts = {code for given in feed.layout.counts.values() for code in (given.numerator, given.denominator)}
    wanted = [part for part in feed.parts if part["measure"] or part["code"] not in counts]
    rows = sum(part["rows"] for part in wanted)
    mapped = sum(part["rows"] for part in wanted if part["measure"])
    # What failed of the rows of a known measure is the reason, however many of others stand around them.
    why = Counter[str]() if mapped else Counter({NO_MEASURE: rows})
    for (_, outcome), (count, _) in outcomes.items():
        why[OUTCOMES[outcome]] += count
    if mapped:
        why["a group that the layout does not name, or a breakdown that it leaves out"] = mapped - why.total()
    reason, count = why.most_common(1)[0]
    of_known = f", {mapped:,} of them of a known measure" if 0 < mapped < rows else ""
    message = f"not one of its {rows:,} rows could be taken{of_known}; of {count:,} the reason is: {reason}"
    remedy = f"Correct the layout in raw/sources.yml or the codes in measures.yml; {KEEPS}"
    if listed := rejected_rows(feed, ""):
        remedy = f"{remedy}. The first of them, {listed[0]['locator']}: {listed[0]['reason']}"
    return refused(feed.path, None, message, remedy)


def document_parts(
    feed: FeedRows, document_id: str, outcomes: Mapping[tuple[int, int], tuple[int, int]]
) -> list[dict[str, Any]]:
    """Rows of core.document_part: one for each measure code."""
    parts = []
    kept = Counter[int]()
    for (place, _), (count, _) in outcomes.items():
        kept[place] += count
    # Where all rows of all measures are kept none is excluded; else they are counted, so that none is lost unseen.
    all_kept = all(kept[place] == part["rows"] for place, part in enumerate(feed.parts) if part["measure"])
    excluded = {} if all_kept else _excluded_rows(feed)
    for place, part in enumerate(feed.parts):
        read, published = outcomes.get((place, READ), (0, 0))
        rejected = sum(outcomes.get((place, outcome), (0, 0))[0] for outcome in OUTCOMES)
        known: Measure | None = part["measure"]
        row = {
            "document_id": document_id,
            "part": part["code"],
            "part_no": place + 1,
            "title": part["title"],
            "state": "read" if known else "left_out",
            "reason": None if known else NO_MEASURE,
            "measure_id": known.measure_id if known else None,
            "latest_period_published": part["latest"][1] if part["latest"] else None,
            "cells": part["rows"],
            "labels": 0,
            "published": published,
            "without_value": read - published,
            "rejected": rejected,
            "left_out": excluded.get(place, 0) if known else part["rows"],
        }
        parts.append({name: row.get(name) for name in schema_of("document_part")})
    return parts


def _excluded_rows(feed: FeedRows) -> dict[int, int]:
    """How many rows of each part are of a group or a breakdown that the layout leaves out, counted among all rows."""
    only = "".join(
        f" AND {feed.column(only.column)} IN (FROM only_{place})" for place, only in enumerate(feed.layout.only)
    )
    found = feed.query(
        f"SELECT {feed.measure}, count(*) FROM line WHERE NOT ({feed.group} IN (FROM named){only}) GROUP BY 1"
    )
    place_of = {part["code"]: place for place, part in enumerate(feed.parts)}
    counts: Counter[int] = Counter()
    for printed, rows in found:
        counts[place_of[printed.strip()]] += rows
    return counts


def rejected_rows(feed: FeedRows, document_id: str) -> list[dict[str, Any]]:
    """Rows of core.rejected_row: one for each row that was not read, up to a limit, then one for each outcome."""
    feed.con.execute(f"""
        CREATE TABLE rejected AS
        SELECT row, outcome, part, period, body, printed, NULL::BIGINT AS first, NULL::BOOLEAN AS is_the_same
        FROM kept WHERE outcome <> {READ}
        UNION ALL SELECT row, {REPEATED}, part, period, body, printed, first, is_the_same FROM repeated""")
    listed = feed.query(f"FROM rejected ORDER BY row LIMIT {MOST_LISTED}")
    counts = feed.counts.printed(feed, [row for row, *_ in listed])
    texts = feed.row_texts([row for row, *_ in listed])
    places = feed.places([row for row, *_, first, _ in listed for row in (row, first) if row is not None])
    rejected = []
    for row, outcome, part, period, body, printed, first, same in listed:
        given_first = places[first][1] if first is not None else ""
        reason = why_rejected(feed, counts[row], outcome, part, period, body, printed, given_first, same)
        rejected.append((places[row][0], *texts[row], reason))
    if len(listed) == MOST_LISTED:
        rest = feed.query(
            f"SELECT outcome, count(*), min(row), max(row) FROM rejected WHERE row > {listed[-1][0]}"
            " GROUP BY outcome ORDER BY outcome"
        )
        for outcome, count, first, last in rest:
            ends = feed.places([first, last])
            locator = ends[first][0] if first == last else f"{ends[first][0]} to {ends[last][0]}"
            rejected.append((locator, f"… and {count:,} more row{'s' * (count > 1)}", None, OUTCOMES[outcome]))
    return [
        {name: known.get(name) for name in schema_of("rejected_row")}
        for locator, text, cells, reason in rejected
        for known in (
            {"document_id": document_id, "locator": locator, "text": text, "cells": cells, "stage": "feed"}
            | {"reason": reason},
        )
    ]
