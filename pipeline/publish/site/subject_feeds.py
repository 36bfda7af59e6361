"""A feed for each area and each measure: what documents brought for it, the latest first.

A feed says nothing of the release, so that its file stays the same until a document brings something.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby, islice
from typing import NamedTuple

import duckdb

from pipeline.publish.site import addresses, feed
from pipeline.publish.site.words import count, listed, period

# More than a reader shows, and few enough to stay small.
MOST = 20
MEASURES = """
SELECT measure_id AS subject, document_id, published_on, publisher, title, count(value) AS published,
    count(*) FILTER (status = 'suppressed') AS suppressed, count(DISTINCT (org_type, org_code)) AS others,
    min_by(period, period_start) AS first_period, max_by(period, period_end) AS last_period, NULL::VARCHAR[] AS bands
FROM core.measure_value INNER JOIN core.document USING (document_id)
WHERE value IS NOT NULL OR status = 'suppressed'
GROUP BY ALL
ORDER BY subject, published_on DESC, document_id
"""
AREAS = """
WITH stated AS (
    SELECT
        if(org_type = 'national', 'England', org_code) AS subject, document_id, count(value) AS published,
        count(*) FILTER (status = 'suppressed') AS suppressed, count(DISTINCT measure_id) AS others,
        min_by(period, period_start) AS first_period, max_by(period, period_end) AS last_period, [] AS bands
    FROM core.measure_value
    WHERE org_type IN ('national', 'region', 'icb', 'stp', 'ccg') AND (value IS NOT NULL OR status = 'suppressed')
    GROUP BY ALL
    UNION ALL
    SELECT org_code, document_id, 0, 0, 0, NULL, NULL,
        list(replace(area, '_', ' ') || ' ' || period || ': ' || band ORDER BY area, period)
    FROM core.rating WHERE status = 'rated' GROUP BY ALL
)
SELECT subject, document_id, published_on, publisher, title, sum(published)::BIGINT, sum(suppressed)::BIGINT,
    sum(others)::BIGINT, max(first_period), max(last_period), flatten(list(bands))
FROM stated INNER JOIN core.document USING (document_id)
GROUP BY ALL
ORDER BY subject, published_on DESC, document_id
"""


class Arrival(NamedTuple):
    """What a document holds of an area or a measure; `others` counts the measures, or the organisations."""

    subject: str
    document_id: str
    published_on: date
    publisher: str
    title: str
    published: int
    suppressed: int
    others: int
    first_period: str | None
    last_period: str | None
    bands: list[str] | None


def feed_of(page: str) -> str:
    """The feed beside a page."""
    return f"{page.removesuffix('.html')}.xml"


def subject_feeds(
    con: duckdb.DuckDBPyConnection, areas: Mapping[str, str], measures: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Path and text of each feed of an area or a measure, which are given with their names."""
    for query, names, page_of, others in (
        (AREAS, areas, addresses.area, "measure"),
        (MEASURES, measures, addresses.measure, "organisation"),
    ):
        arrivals = (Arrival(*row) for row in con.execute(query).fetchall())
        for subject, found in groupby(arrivals, key=lambda one: one.subject):
            if subject in names:
                page = page_of(subject)
                yield feed_of(page), _feed(names[subject], page, others, list(islice(found, MOST)))


def _feed(name: str, page: str, others: str, arrivals: list[Arrival]) -> str:
    identity = feed.identity(page)
    root = feed.begun(identity, f"CCG ratings: {name}", _moment(arrivals[0].published_on), page.rpartition("/")[2])
    for one in arrivals:
        feed.add_entry(
            root,
            feed.identity(page, one.document_id),
            f"{one.publisher}: {one.title}",
            _moment(one.published_on),
            f"../{addresses.document(one.document_id)}",
            _summary(one, others),
        )
    return feed.text_of(root)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _when(one: Arrival) -> str:
    first, last = period(one.first_period or ""), period(one.last_period or "")
    # Of periods that are themselves from a month to another it is plain which end is meant.
    return first if first == last else f"from {first} up to {last}" if " to " in first + last else f"{first} to {last}"


def _summary(one: Arrival, others: str) -> str:
    told = []
    if one.published or one.suppressed:
        of = f" of {count(one.others, others)}"
        suppressed = f", {one.suppressed:,} suppressed (small numbers)" if one.suppressed else ""
        told.append(f"{count(one.published, 'value')}{of}, {_when(one)}{suppressed}.")
    if one.bands:
        told.append(f"Rated {listed(one.bands)}.")
    return " ".join(told)
