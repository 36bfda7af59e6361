"""Marts that are kept from one refresh to the next: one of the same query over the same inputs is not worked out again.

A mart is known by a key of all that it comes from: its query, the files of the core tables, the version of DuckDB, and
the keys of the marts and steps that it reads. Where a header says `-- changes with: rows`, a digest of the rows takes
the place of the key for those that read them: they are few, and stay where only another document has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import duckdb

from pipeline.base.digests import digest
from pipeline.base.json_files import json_of
from pipeline.base.os_errors import sha256_of
from pipeline.base.sql_functions import sql_functions
from pipeline.build.mart_database import Database, opened
from pipeline.build.mart_files import Mart, Step


class KeptMarts:
    """The folder of what is kept: a Parquet file of each mart, named by its key, and what is known of that file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lay(self, mart: Mart, key: str, target: Path) -> int | None:
        """Lays the rows of a mart where a run looks for them, and gives their count.

        None where they are not kept, where their file holds other than what was written, and where another run takes it
        away meanwhile.
        """
        file = self._file(mart, key)
        target.unlink(missing_ok=True)
        try:
            record = json_of(file.with_suffix(".json"))
            rows, written = int(record["rows"]), str(record["sha256"])
            try:
                os.link(file, target)
            except OSError:
                shutil.copyfile(file, target)
            if sha256_of(target) == written:
                return rows
        except (OSError, ValueError, KeyError, TypeError):
            pass
        target.unlink(missing_ok=True)
        return None

    def keep(self, mart: Mart, key: str, built: Path, rows: int) -> None:
        """Keeps the file of a mart under its key, and no longer the one before; a disk that refuses keeps nothing."""
        file = self._file(mart, key)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            for old in self.folder.glob(f"{mart.entry.name}-*"):
                old.unlink(missing_ok=True)
            os.link(built, file)
            # Last, and whole at once: what has no record was not kept to its end.
            partial = file.with_suffix(f".{uuid4().hex}")
            partial.write_text(json.dumps({"rows": rows, "sha256": sha256_of(built)}), encoding="utf-8")
            partial.rename(file.with_suffix(".json"))

    def _file(self, mart: Mart, key: str) -> Path:
        return self.folder / f"{mart.entry.name}-{key}.parquet"


def keys_of(steps: Sequence[Step], database: Database) -> dict[str, str]:
    """The key of each mart and step, by its full name; `steps` stand each after what it reads."""
    known = {name: " ".join(map(sha256_of, given.files)) for name, given in database.inputs.items()}
    digests = _digests(steps, database)
    common = [sql_functions(), duckdb.__version__]
    keys = {}
    for step in steps:
        parts = [*common, step.query, *(f"{name} {known[name]}" for name in sorted(step.names))]
        # What describes the release says the day too.
        if "meta." in step.query.casefold():
            parts.append(str(database.as_at))
        key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
        keys[step.full_name] = key
        known[step.full_name] = digests.get(step.full_name, key)
    return keys


def _digests(steps: Sequence[Step], database: Database) -> dict[str, str]:
    """The rows of what others change with, as digests."""
    by_name = {step.full_name: step for step in steps}
    wanted = [step.full_name for step in steps if step.changes_with_rows]
    if not wanted:
        return {}
    needed = set(wanted)
    for step in reversed(steps):
        if step.full_name in needed:
            needed |= step.names & by_name.keys()
    chosen = [step for step in steps if step.full_name in needed]
    with opened(chosen, database, in_memory=False) as con:
        for step in chosen:
            con.execute(f"CREATE VIEW {step.full_name} AS {step.query}")
        return {name: " ".join(map(str, digest(con, name))) for name in wanted}
