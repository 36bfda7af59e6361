"""What a refresh came to, and what one would change."""

from __future__ import annotations

import filecmp
from dataclasses import dataclass
from pathlib import Path

from pipeline.publish.changes import TableChange


@dataclass(frozen=True)
class Outcome:
    """What a refresh came to: the current release, and whether this refresh put it there.

    `damaged` says what was wrong with the release that was current before, where anything was.
    """

    release_id: str
    published: bool
    previous_id: str | None
    message: str
    note: str | None = None
    changed: list[TableChange] | None = None
    damaged: str | None = None

    @classmethod
    def unchanged(cls, release_id: str) -> Outcome:
        """That of a refresh which found nothing new."""
        return cls(release_id, False, release_id, "nothing has changed")


@dataclass(frozen=True)
class Plan:
    """What publishing would change: tables against the current release, and the pages that would be written anew.

    `changed` is None where there is no release yet, `pages` where no site is built.
    """

    previous_id: str | None
    changed: list[TableChange] | None
    pages: list[str] | None


def changed_pages(before: Path | None, after: Path) -> list[str]:
    """The pages of a site, or those that it would lose, that are not as in another."""

    def pages(site: Path | None) -> dict[str, Path]:
        found = site.rglob("*.html") if site and site.is_dir() else ()
        return {path.relative_to(site).as_posix(): path for path in found if site}

    old, new = pages(before), pages(after)
    return sorted(
        name
        for name in old.keys() | new.keys()
        if name not in old or name not in new or not filecmp.cmp(old[name], new[name], shallow=False)
    )
