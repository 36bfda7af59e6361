"""What the store of a team keeps: the last lists of inputs and releases, the work of a week, and what they name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline.app.team import raw_files, team_releases
from pipeline.base.store import Store
from pipeline.publish.kept_releases import KEPT

# A run that failed is tried again within that time.
WORK_KEPT = timedelta(days=7)
# What a version gave is read anew when its list is older, and listed anew then.
READ_KEPT = timedelta(days=60)


@dataclass(frozen=True)
class Tidied:
    """How much was removed."""

    lists: int
    content: int


def tidy(store: Store) -> Tidied:
    """Removes lists that are not kept, and content that none names. What is in force stays, whatever its age."""
    now = datetime.now(UTC)
    lists = 0
    for kind in (raw_files.KIND, team_releases.KIND):
        last = set(store.names(kind)[-KEPT:])
        lists += store.remove(kind, lambda name, written, last=last: name in last)  # type: ignore[misc]
    for kind, kept in (("work", WORK_KEPT), ("read", READ_KEPT)):
        lists += store.remove(kind, lambda name, written, kept=kept: now - written < kept)  # type: ignore[misc]
    return Tidied(lists, store.remove_content())
