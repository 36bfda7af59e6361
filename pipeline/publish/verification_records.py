"""When each release was last verified, when it last held, and what was wrong."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from pipeline.base.os_errors import content_of
from pipeline.base.whole_files import put_text

RECORD_NAME = "verified.json"


@dataclass(frozen=True)
class Record:
    """When a release was last verified, when it last held, and what was wrong, if anything was."""

    verified_at: AwareDatetime
    held_at: AwareDatetime | None
    problem: str | None

    def __str__(self) -> str:
        if self.problem is None:
            return f"verified on {_shown(self.verified_at)}: every file was as it was published"
        held = f"; it last held on {_shown(self.held_at)}" if self.held_at else ""
        return f"verified on {_shown(self.verified_at)}: {self.problem}{held}"


_RECORDS = TypeAdapter(dict[str, Record])  # by release


def records(warehouse: Path) -> dict[str, Record]:
    """What is noted of each release, by its name; nothing where it cannot be read."""
    try:
        return _RECORDS.validate_json(content_of(warehouse / RECORD_NAME))
    except (OSError, ValidationError):
        return {}


def problem_of(warehouse: Path, release_id: str) -> str | None:
    """What was wrong with a release when it was last verified; None where nothing was, or that is not known."""
    if not os.path.lexists(warehouse / RECORD_NAME):
        return None
    found = records(warehouse).get(release_id)
    return found.problem if found else None


def note(warehouse: Path, release_id: str, problem: str | None, now: datetime) -> None:
    """Notes the first thing that verifying a release found wrong, if any; OSError where nothing can be written."""
    known = records(warehouse)
    moment = now.astimezone(UTC).replace(microsecond=0)
    before = known.get(release_id, Record(moment, None, None))
    known[release_id] = replace(
        before, verified_at=moment, problem=problem, held_at=before.held_at if problem else moment
    )
    kept = {name: record for name, record in known.items() if (warehouse / "releases" / name).is_dir()}
    put_text(warehouse / RECORD_NAME, _RECORDS.dump_json(kept, indent=1).decode() + "\n")


def _shown(moment: datetime) -> str:
    return f"{moment:%d %B %Y %H:%M} UTC"
