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

# Of the areas with a value that an edition states anew so many are shown; all values are in the CSV.
SHOWN = 20

# Of each two documents and each area how many values are gone, new, without a value for another reason, and other by
# little or by more: a point of a percentage, a hundredth of anything else. `both` is how many values of these measures
# stand in both documents, and `kept` how many of those gone are still current as the earlier document has them.
RESTATED = """
WITH value AS (
    SELECT restated.*, measure.measure_name, measure.unit, old.decimals AS previous_decimals, now.decimals,
        coalesce(organisation.org_name, area.area_name, restated.org_code) AS org_name,
        abs(restated.value - restated.previous_value)
            * if(measure.unit = '%', 1, 100 / nullif(abs(restated.previous_value), 0)) AS size,
        CASE
            WHEN restated.value IS NULL AND restated.previous_value IS NULL THEN 'reason'
            WHEN restated.value IS NULL THEN 'gone'
            WHEN restated.previous_value IS NULL THEN 'new'
            WHEN size < 1 THEN 'little'
            ELSE 'more'
        END AS kind,
        current.document_id IS NOT NULL AS is_kept
    FROM marts.restatement AS restated
    INNER JOIN core.measure AS measure USING (measure_id)
    LEFT JOIN core.organisation AS organisation
        ON restated.org_type = 'ccg' AND restated.org_code = organisation.org_code
    LEFT JOIN core.area AS area ON restated.org_type = area.area_type AND restated.org_code = area.area_code
    LEFT JOIN core.measure_value AS old
        ON restated.previous_document_id = old.document_id AND restated.measure_id = old.measure_id
        AND restated.period = old.period AND restated.org_type = old.org_type AND restated.org_code = old.org_code
    LEFT JOIN core.measure_value AS now
        ON restated.document_id = now.document_id AND restated.measure_id = now.measure_id
        AND restated.period = now.period AND restated.org_type = now.org_type AND restated.org_code = now.org_code
    LEFT JOIN marts.measure_current AS current
        ON restated.previous_document_id = current.document_id AND restated.measure_id = current.measure_id
        AND restated.period = current.period AND restated.period_inferred = current.period_inferred
        AND restated.org_type = current.org_type AND restated.org_code = current.org_code
),
compared AS (
    SELECT pair.document_id, pair.previous_document_id, count(*) AS both
    FROM (SELECT DISTINCT document_id, previous_document_id, measure_id FROM marts.restatement) AS pair
    INNER JOIN core.measure_value AS now USING (document_id, measure_id)
    INNER JOIN core.measure_value AS old
        ON pair.previous_document_id = old.document_id AND pair.measure_id = old.measure_id
        AND now.period = old.period AND (now.period_note IS NULL) = (old.period_note IS NULL)
        AND now.org_type = old.org_type AND now.org_code = old.org_code
    GROUP BY ALL
)
SELECT document_id, previous_document_id, published_on, org_type, org_code, any_value(org_name) AS org_name,
    any_value(compared.both) AS both,
    count(*) FILTER (kind = 'gone') AS gone, count(*) FILTER (kind = 'new') AS new,
    count(*) FILTER (kind = 'reason') AS reason, count(*) FILTER (kind = 'little') AS little,
    count(*) FILTER (kind = 'more') AS more, count(*) FILTER (kind = 'gone' AND is_kept) AS kept,
    list(DISTINCT value.status ORDER BY value.status) FILTER (kind = 'gone') AS reasons,
    list(DISTINCT measure_name ORDER BY measure_name) AS measures, bool_and(unit = '%') AS of_percent,
    list(DISTINCT period ORDER BY period) FILTER (kind = 'gone') AS gone_periods,
    max(size) FILTER (kind IN ('little', 'more')) AS size,
    arg_max(
        struct_pack(measure_name, unit, period, previous_value, previous_decimals, value, decimals), size
    ) FILTER (kind IN ('little', 'more')) AS largest
FROM value INNER JOIN compared USING (document_id, previous_document_id)
GROUP BY ALL
ORDER BY published_on DESC, document_id, previous_document_id, size DESC NULLS LAST, gone DESC, org_code
"""
# Ratings that an edition shows otherwise than the one before.
REVISED = """
SELECT edition, org_code, org_name, area, period, change, coalesce(band, status) AS now,
    coalesce(previous_band, previous_status) AS before, change_note
FROM marts.annual_ratings WHERE change IN ('revised', 'withdrawn') ORDER BY edition DESC, area, org_name
"""


@dataclass(frozen=True)
class Restated:
    """What a document states anew of another's values: what is said of it, and the areas of which it is shown.

    What another publisher states otherwise is no revision.
    """

    previous_document_id: str
    said: str
    measure: str | None
    changed: Sequence[Row]
    gone: Sequence[Row]
    is_revision: bool = True


@dataclass(frozen=True)
class Event:
    """What happened on a day, or did not from a day to another."""

    on: date
    kind: str
    title: str
    text: str = ""
    until: date | None = None
    document_id: str | None = None
    restated: Sequence[Restated] = ()
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
            "most": SHOWN,
        },
    )


def timeline(content: Content, changes: Changes) -> list[Event]:
    """All events, the latest first."""
    events = [*_arrivals(content, changes), *_awaited(content.calendar, content.release["as_at"])]
    return sorted(events, key=lambda event: (event.until or event.on, event.title), reverse=True)


def restated(previous: str, rows: Sequence[Row], is_revision: bool = True) -> Restated:
    """The values of one document that a later one states anew, counted by what became of them."""
    count = {name: sum(row[name] for row in rows) for name in ("gone", "new", "reason", "little", "more", "kept")}
    measures = sorted({measure for row in rows for measure in row["measures"]})
    of = measures[0] if len(measures) == 1 else words.count(len(measures), "measure")
    step = "1 point" if all(row["of_percent"] for row in rows) else "1 point, or 1% of what is no percentage"
    said = [
        f"{count[name]:,} {text}"
        for name, text in (
            ("more", f"{'differs' if count['more'] == 1 else 'differ'} by {step} or more"),
            ("little", f"{'differs' if count['little'] == 1 else 'differ'} by less than {step}"),
            ("gone", _gone(rows, count["gone"], count["kept"], is_revision)),
            (
                "new",
                f"{'is' if count['new'] == 1 else 'are'} given {'for the first time' if is_revision else 'here alone'}",
            ),
            ("reason", f"{'is' if count['reason'] == 1 else 'are'} still not given, for another stated reason"),
        )
        if count[name]
    ]
    revised = "" if count["more"] + count["little"] else "No figure was revised. "
    if not is_revision:
        revised = "Another publisher’s figures, which this document does not revise. "
    stand = "stands" if rows[0]["both"] == 1 else "stand"
    other = "earlier" if is_revision else "other"
    both = f"{words.count(rows[0]['both'], 'cell')} of {of} {stand} in this and the {other} document"
    text = f"{revised}{both}; of these {words.listed(said)}."
    changed = [row for row in rows if row["largest"]]
    if changed:
        text += f" The largest difference: {changed[0]['org_name']}, {_move(changed[0]['largest'], is_revision)}."
    gone = sorted((row for row in rows if row["gone"]), key=lambda row: (-row["gone"], row["org_name"]))
    return Restated(previous, text, measures[0] if len(measures) == 1 else None, changed, gone, is_revision)


def _gone(rows: Sequence[Row], gone: int, kept: int, is_revision: bool) -> str:
    """That so many figures are missing now, how the later document marks them, and whether the earlier ones count."""
    reasons = words.listed(sorted({words.status(reason) for row in rows for reason in row["reasons"] or ()}))
    if kept:
        what = (
            "the earlier figure"
            if gone == 1
            else "the earlier figures"
            if kept == gone
            else f"{kept:,} earlier figures"
        )
        reasons += f"; {what} still {'stands' if kept == 1 else 'stand'} here"
    return f"{'has' if gone == 1 else 'have'} no figure {'any more' if is_revision else 'here'} ({reasons})"


def _move(largest: Row, is_revision: bool) -> str:
    """The old and the new value of a period."""
    old = words.shown(largest["previous_value"], largest["unit"], largest["previous_decimals"])
    now = words.shown(largest["value"], largest["unit"], largest["decimals"])
    told = f"{old} → {now}" if is_revision else f"{old} there and {now} here"
    return f"{words.period(largest['period'])}, {told}"


def _arrivals(content: Content, changes: Changes) -> Iterator[Event]:
    due: dict[str, Row] = {}
    for row in content.calendar:
        for document_id in (row["document_ids"] or "").split(", "):
            due[document_id] = row
    for document_id, document in content.documents.items():
        awaited = due.get(document_id)
        said = ""
        if awaited:
            product = words.PRODUCTS.get(awaited["product"], awaited["product"])
            said = f"The edition of the {product} that was due on {words.day(awaited['due_on'])}."
        rows = changes.restated.get(document_id, [])
        pairs = groupby(rows, key=lambda row: str(row["previous_document_id"]))
        yield Event(
            document["published_on"],
            "arrived",
            document["title"],
            said,
            document_id=document_id,
            restated=[
                restated(name, list(found), _publisher(content, name) == document["publisher"]) for name, found in pairs
            ],
            anchor=addresses.anchor(awaited["product"], str(awaited["due_on"])) if awaited else None,
        )


def _publisher(content: Content, document_id: str) -> str | None:
    return (content.documents.get(document_id) or {}).get("publisher")


def _awaited(calendar: Sequence[Row], as_at: date) -> Iterator[Event]:
    """Due dates on which nothing had arrived: those in succession are one span."""
    for product in dict.fromkeys(row["product"] for row in calendar):
        rows = sorted((row for row in calendar if row["product"] == product), key=lambda row: row["due_on"])
        name = words.label(words.PRODUCTS.get(product, product))
        for state, group in groupby(rows, key=lambda row: _kind(row["state"])):
            found: list[Any] = list(group)
            first, last = found[0]["due_on"], found[-1]["due_on"]
            if state == "gap":
                many = f"{len(found)} editions were" if len(found) > 1 else "An edition was"
                text = f"{many} due by the stated cadence; none is among the documents we read."
                yield Event(first, "gap", name, text, until=last)
            elif state == "next":
                yield Event(first, "next", name, f"The next edition is due on {words.day(first)}.")
            elif state == "due":
                text = f"An edition was due on {words.day(first)}, and had not come by {words.day(as_at)}."
                yield Event(first, "gap", name, text)
            elif state == "ended":
                yield Event(first, "gap", name, words.with_days(words.sentence(found[0]["note"])))


def _kind(state: str) -> str:
    kinds = {"missing": "gap", "ended": "ended", "due": "due", "not_yet_due": "next"}
    return kinds.get(state, "arrived")
