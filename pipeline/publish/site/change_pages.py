"""The page of changes: one timeline of what arrived, what was awaited, and which values a later edition states anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import duckdb

from pipeline.publish.site import addresses, words
from pipeline.publish.site.content import Content
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.released_rows import Row, rows_of

# Of the values that an edition states anew so many are shown, those that moved the most; all are in the CSV.
SHOWN = 20

RESTATED = f"""
SELECT restated.*, measure.measure_name, measure.unit, coalesce(organisation.org_name, restated.org_code) AS org_name,
    old.decimals AS previous_decimals, now.decimals, count(*) OVER pair AS all_restated,
    count(DISTINCT restated.measure_id) OVER (
        PARTITION BY restated.document_id, restated.previous_document_id
    ) AS measures
FROM marts.restatement AS restated
INNER JOIN core.measure AS measure USING (measure_id)
LEFT JOIN core.organisation AS organisation USING (org_code)
LEFT JOIN core.measure_value AS old
    ON restated.previous_document_id = old.document_id AND restated.measure_id = old.measure_id
    AND restated.period = old.period AND restated.org_type = old.org_type AND restated.org_code = old.org_code
LEFT JOIN core.measure_value AS now
    ON restated.document_id = now.document_id AND restated.measure_id = now.measure_id
    AND restated.period = now.period AND restated.org_type = now.org_type AND restated.org_code = now.org_code
WINDOW pair AS (PARTITION BY restated.document_id, restated.previous_document_id)
QUALIFY row_number() OVER (
    PARTITION BY restated.document_id, restated.previous_document_id
    ORDER BY abs(restated.value - restated.previous_value) DESC NULLS LAST, restated.org_code, restated.period
) <= {SHOWN}
ORDER BY restated.published_on DESC, restated.document_id, restated.previous_document_id,
    abs(restated.value - restated.previous_value) DESC NULLS LAST, restated.org_code, restated.period
"""
# Ratings that an edition shows otherwise than the one before.
REVISED = """
SELECT edition, org_code, org_name, area, period, change, coalesce(band, status) AS now,
    coalesce(previous_band, previous_status) AS before, change_note
FROM marts.annual_ratings WHERE change IN ('revised', 'withdrawn') ORDER BY edition DESC, area, org_name
"""


@dataclass(frozen=True)
class Event:
    """What happened on a day, or did not from a day to another."""

    on: date
    kind: str
    title: str
    text: str = ""
    until: date | None = None
    document_id: str | None = None
    restated: Sequence[Row] = ()
    anchor: str | None = None


@dataclass(frozen=True)
class Changes:
    """The values that documents state otherwise than earlier ones, and ratings that editions do."""

    restated: dict[str, list[Row]]
    revised: list[Row]


def read_changes(con: duckdb.DuckDBPyConnection) -> Changes:
    restated: dict[str, list[Row]] = {}
    for row in rows_of(con, RESTATED):
        restated.setdefault(row["document_id"], []).append(row)
    return Changes(restated, rows_of(con, REVISED))


def change_pages(content: Content, changes: Changes) -> Pages:
    """The one page of changes."""
    events = timeline(content, changes)
    yield Page(
        addresses.CHANGES,
        "changes.html",
        {
            "title": "Changes",
            "description": "What was published when, what was awaited, and what later editions state otherwise.",
            "events": events,
            "revised": changes.revised,
            "documents": content.documents,
        },
    )


def timeline(content: Content, changes: Changes) -> list[Event]:
    """All events, the latest first."""
    events = [*_arrivals(content, changes), *_awaited(content.calendar)]
    return sorted(events, key=lambda event: (event.until or event.on, event.title), reverse=True)


def _arrivals(content: Content, changes: Changes) -> Iterator[Event]:
    due: dict[str, Row] = {}
    for row in content.calendar:
        for document_id in (row["document_ids"] or "").split(", "):
            due[document_id] = row
    for document_id, document in content.documents.items():
        awaited = due.get(document_id)
        said = ""
        if awaited:
            late = f", {words.count(awaited['days_late'], 'day')} late" if awaited["days_late"] else ", in time"
            product = words.PRODUCTS.get(awaited["product"], awaited["product"])
            said = f"The {product} due on {words.day(awaited['due_on'])}{late}."
        restated = changes.restated.get(document_id, [])
        yield Event(
            document["published_on"],
            "arrived",
            document["title"],
            said,
            document_id=document_id,
            restated=restated,
            anchor=addresses.anchor(awaited["product"], str(awaited["due_on"])) if awaited else None,
        )


def _awaited(calendar: Sequence[Row]) -> Iterator[Event]:
    """Due dates on which nothing had arrived: those in succession are one span."""
    for product in dict.fromkeys(row["product"] for row in calendar):
        rows = sorted((row for row in calendar if row["product"] == product), key=lambda row: row["due_on"])
        name = words.label(words.PRODUCTS.get(product, product))
        for state, group in groupby(rows, key=lambda row: _kind(row["state"])):
            found: list[Any] = list(group)
            first, last = found[0]["due_on"], found[-1]["due_on"]
            if state == "gap":
                text = f"Nothing was read for {words.count(len(found), 'due date')}."
                yield Event(first, "gap", name, text, until=last)
            elif state == "next":
                yield Event(first, "next", name, f"Due on {words.day(first)}.")
            elif state == "ended":
                yield Event(first, "gap", name, words.sentence(found[0]["note"]))


def _kind(state: str) -> str:
    kinds = {"missing": "gap", "ended": "ended", "due": "next", "not_yet_due": "next"}
    return kinds.get(state, "arrived")
