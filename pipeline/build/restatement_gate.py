"""What a new version of a source's file would change of what is published, and whether somebody has to accept it.

Publishers correct their figures, and a correction of a few values is shown as a restatement. A file that changes many,
or lacks an organisation or a measure that the one before had, is as often damaged, or a file of something else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.base import memory_database
from pipeline.base.json_files import json_of
from pipeline.base.sql_text import parquet
from pipeline.build.snapshot_reading import SnapshotRead
from pipeline.reference.register import Register

# Of the earlier values of a measure.
MOST_CHANGED = 0.05
_MOST_NAMED = 3

_COMPARED = """
WITH before AS (FROM {before}), after AS (FROM {after}), common AS (
    SELECT
        before.measure_id,
        -- A value that is printed with fewer decimals than before is no other value.
        after.value IS NULL OR abs(before.value - after.value)
            > 0.5 * pow(10, -coalesce(least(before.decimals, after.decimals), 9)) + 1e-9 AS is_other
    FROM before JOIN after USING (measure_id, period, period_start, org_type, org_code)
    WHERE before.value IS NOT NULL
), changed AS (
    SELECT measure_id, count(*) FILTER (is_other) AS changed, count(*) AS earlier FROM common GROUP BY ALL
)
SELECT
    (SELECT list({{'measure_id': measure_id, 'changed': changed, 'earlier': earlier}} ORDER BY changed DESC, measure_id)
        FROM changed WHERE changed > 0),
    (SELECT list(measure_id ORDER BY measure_id) FROM (
        SELECT measure_id FROM before WHERE value IS NOT NULL
        EXCEPT SELECT measure_id FROM after)),
    (SELECT list([org_type, org_code] ORDER BY org_type, org_code) FROM (
        SELECT org_type, org_code FROM before WHERE value IS NOT NULL
        EXCEPT SELECT org_type, org_code FROM after)),
    (SELECT count(*) FROM common),
    (SELECT max(period_end) FROM after)
"""


@dataclass(frozen=True)
class Changes:
    """What a version has otherwise than the one before it.

    `changed` are measures with the values that are others and all that the version before had of their periods and
    organisations; `lost_measures` and `lost_organisations` have no row any more.
    """

    before: str
    changed: list[tuple[str, int, int]]
    lost_measures: list[str]
    lost_organisations: list[str]

    @property
    def excessive(self) -> list[tuple[str, int, int]]:
        """The measures of which more is changed than corrections do."""
        return [one for one in self.changed if one[1] > MOST_CHANGED * one[2]]

    @property
    def must_be_accepted(self) -> bool:
        return bool(self.excessive or self.lost_measures or self.lost_organisations)

    def in_words(self) -> str:
        """Of what must be accepted, the first of each kind."""
        parts = [
            f"changes {changed:,} of {earlier:,} earlier values of {measure}"
            for measure, changed, earlier in self.excessive[:_MOST_NAMED]
        ]
        parts += _more("further measures changed likewise", self.excessive)
        parts += [f"has no {name} any more" for name in self.lost_measures[:_MOST_NAMED]]
        parts += _more("further measures gone", self.lost_measures)
        parts += [f"has no row of {name} any more" for name in self.lost_organisations[:_MOST_NAMED]]
        parts += _more("further organisations gone", self.lost_organisations)
        return f"against {self.before} it {', '.join(parts)}"


def _more(what: str, found: Sequence[object]) -> list[str]:
    return [f"{len(found) - _MOST_NAMED} {what}"] if len(found) > _MOST_NAMED else []


def quarantine_restatements(read: Sequence[SnapshotRead], register: Register) -> list[SnapshotRead]:
    """The same snapshots; one that changes too much, and that nobody has accepted, is quarantined with what it changes.

    It is compared with the last one of `versions_before` that has figures of the same periods. What was known by the
    end of a day is the last that an address held on it and that is not quarantined: those before it are superseded.
    """
    result: list[SnapshotRead] = []
    for found in read:
        one = found
        changes = changes_of(one, versions_before(one, result), register) if one.may_be_published else None
        if changes and changes.must_be_accepted and one.snapshot.accepted is None:
            remedy = f"See it with ccg-ratings accept {one.snapshot.document_id} --show; without --show it is accepted"
            one = replace(one, quarantined=f"{changes.in_words()}. {remedy}")
        result.append(one)
    last = {_day_of_address(one): place for place, one in enumerate(result) if one.may_be_published}
    return [replace(one, superseded=place < last.get(_day_of_address(one), 0)) for place, one in enumerate(result)]


def _day_of_address(one: SnapshotRead) -> tuple[str, str, date]:
    return one.snapshot.source_id, one.snapshot.url, one.snapshot.published_on


def versions_before(one: SnapshotRead, read: Sequence[SnapshotRead]) -> list[SnapshotRead]:
    """Of snapshots that came out earlier, those of its source that are not quarantined and were here when it came.

    One that is superseded on its day is among them, for it may have been published before it was. An old edition that
    is added later is no reason to take back a newer one that was published meanwhile.
    """
    return [
        other
        for other in read
        if other.may_be_published
        and other.source.source_id == one.source.source_id
        and other.snapshot.fetched_at <= one.snapshot.fetched_at
    ]


def changes_of(one: SnapshotRead, before: Sequence[SnapshotRead], register: Register) -> Changes | None:
    """What a snapshot has otherwise than the last of `before` with figures of the same periods; None without any.

    What was found out is kept beside what the snapshot gave.
    """
    if not before:
        return None
    periods = _periods(one)
    # Of a hundred versions of a month each, none has a period of another.
    for other in reversed([other for other in before if periods & _periods(other)]):
        kept = one.folder / f"against_{other.folder.name}.json"
        try:
            stored = json_of(kept)
            found = stored and Changes(**{**stored, "changed": [tuple(item) for item in stored["changed"]]})
        except (OSError, ValueError, TypeError):
            found = _compare(one, other, register)
            kept.write_text(json.dumps(found and asdict(found)), encoding="utf-8")
        if found:
            return found
    return None


def _periods(read: SnapshotRead) -> frozenset[str]:
    return _periods_of(read.folder / "periods.json", read.file("measure_value"))


@cache
def _periods_of(kept: Path, values: Path) -> frozenset[str]:
    """The periods of a version's values, from the file in which they are kept, or else from the values."""
    try:
        return frozenset(json_of(kept))
    except (OSError, ValueError, TypeError):
        with memory_database.cursor() as con:
            query = f"SELECT DISTINCT period || ' ' || period_start FROM {parquet(values)}"
            found = sorted(period for (period,) in con.execute(query).fetchall())
        kept.write_text(json.dumps(found), encoding="utf-8")
        return frozenset(found)


def _compare(one: SnapshotRead, before: SnapshotRead, register: Register) -> Changes | None:
    files = {"before": before, "after": one}
    query = _COMPARED.format(**{name: parquet(read.file("measure_value")) for name, read in files.items()})
    with memory_database.cursor() as con:
        changed, measures, bodies, common, until = con.execute(query).fetchall()[0]
    if not common:
        return None
    # A CCG that is closed by then has no row in good order.
    lost = [code for kind, code in bodies or [] if kind != "ccg" or code in register.open_on(until)]
    counts = [(item["measure_id"], item["changed"], item["earlier"]) for item in changed or []]
    return Changes(before.snapshot.document_id, counts, measures or [], lost)
