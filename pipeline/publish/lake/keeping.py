"""Going back to an earlier release of the lake, and tidying: what no kept release needs goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from pipeline.base.problems import Problem, ValidationFailed
from pipeline.publish.kept_releases import KEPT
from pipeline.publish.lake.address import Address
from pipeline.publish.lake.engine import LAKE, told
from pipeline.publish.lake.in_force import LakeRelease, State
from pipeline.publish.lake.reading import releases
from pipeline.publish.lake.verifying import verify
from pipeline.publish.lake.writing import writing

# How long a reader may stay at a release that is no longer kept.
GRACE = timedelta(hours=24)


@dataclass(frozen=True)
class Tidied:
    """What tidying did: releases and snapshots that went, files that were merged into fewer, files that went."""

    releases: int
    snapshots: int
    merged: int
    removed: int


def roll_back(address: Address, release_id: str | None = None) -> LakeRelease:
    """Puts an earlier release in force: the named one, or the last before the one in force.

    ValidationFailed where none is kept or it does not hold any more.
    """
    in_force, kept = releases(address)
    earlier = [one for one in kept if in_force and one.release_id < in_force.release_id]
    named = [one for one in kept if one.release_id == release_id]
    wanted = next(iter(earlier if release_id is None else named), None)
    if wanted is None:
        message = (
            "no earlier release is kept there" if release_id is None else f"no release '{release_id}' is kept there"
        )
        raise _refused(address, message, f"Kept are: {', '.join(one.release_id for one in kept) or 'none'}")
    if wrong := verify(address, wanted.release_id).problems:
        message = f"release {wanted.release_id} does not hold, and was not put in force: {wrong[0]}"
        raise _refused(address, message, "Name another: ccg-ratings rollback --lake RELEASE; or publish anew")
    with writing(address) as con, told(address, "nothing was changed", "Try again"):
        state = State(con)
        if wanted not in state.releases():
            raise _refused(address, f"release {wanted.release_id} was removed meanwhile", "Name another")
        state.put_in_force(wanted, _now())
    return wanted


def _refused(address: Address, message: str, remedy: str) -> ValidationFailed:
    return ValidationFailed([Problem(f"The lake {address}", None, message, remedy)])


def tidy(address: Address, grace: timedelta = GRACE) -> Tidied:
    """Removes what no kept release needs, and merges small files.

    Kept are as many releases as in the folder, the one in force, and all that were published within `grace`. A file
    goes when nothing has needed it for `grace`; one that belongs to nothing, at once: no publisher works meanwhile.
    """
    with writing(address) as con, told(address, "it was not tidied", "Nothing that is kept has changed; try again"):
        state = State(con)
        in_force, now = state.in_force(), _now()
        every = state.releases()
        spared = [
            one
            for place, one in enumerate(every)
            if place < KEPT or one.published_at > now - grace or (in_force and one.release_id == in_force.release_id)
        ]
        state.forget([one.release_id for one in every if one not in spared])
        snapshots = _expire(con, {one.snapshot_id for one in spared})
        merged = _sum(con, "sum(files_processed)", f"ducklake_merge_adjacent_files('{LAKE}')")
        until = f"now() - INTERVAL {int(grace.total_seconds())} SECOND"
        removed = _sum(con, "count(*)", f"ducklake_cleanup_old_files('{LAKE}', older_than => {until})")
        removed += _sum(con, "count(*)", f"ducklake_delete_orphaned_files('{LAKE}', cleanup_all => true)")
        state.end()
        return Tidied(len(every) - len(spared), snapshots, merged, removed)


def _expire(con: duckdb.DuckDBPyConnection, spared: set[int]) -> int:
    """Expires the snapshots of no release; the latest stays, for the next publication goes on from it."""
    found = [number for (number,) in con.execute(f"SELECT snapshot_id FROM ducklake_snapshots('{LAKE}')").fetchall()]
    gone = sorted(set(found) - spared - {max(found)})
    if gone:
        _sum(con, "count(*)", f"ducklake_expire_snapshots('{LAKE}', versions => {gone})")
    return len(gone)


def _sum(con: duckdb.DuckDBPyConnection, what: str, call: str) -> int:
    return int(con.execute(f"SELECT coalesce({what}, 0)::BIGINT FROM {call}").fetchall()[0][0])


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
