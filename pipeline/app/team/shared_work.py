"""What the machines of a team share in the store of CCG_WORK.

Inputs are in raw_files.py, releases in team_releases.py. What a step made is named by its inputs and the code, and not
by the run: a retry, another worker and a run of a part find the same.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipeline.app.own_work import STATE, Work
from pipeline.app.team.raw_files import TeamRaw
from pipeline.app.team.team_releases import TeamReleases
from pipeline.base.code_version import code_version
from pipeline.base.store import Listing, Store
from pipeline.build.input_files import hash_inputs
from pipeline.fetch.snapshots import Snapshot
from pipeline.publish.warehouse import Warehouse


class SharedWork(Work):
    """The work of one machine of several."""

    results: Results

    def __init__(self, address: str, raw_dir: Path, warehouse: Warehouse) -> None:
        store = Store(address)
        self.store = store
        self.raw = TeamRaw(store, raw_dir)
        self.releases = TeamReleases(store, warehouse)
        self.results = Results(store, self.raw)
        # Those that what was brought last is made from.
        self._inputs: Mapping[str, str] = {}

    def begin(self) -> None:
        self.raw.bring()
        self.releases.bring()

    def signature(self, raw_dir: Path) -> str:
        return self.raw.signature()

    def bring(self, folder: Path, as_at: date) -> None:
        self._inputs = hash_inputs(self.raw.raw_dir)
        core, marts = _names(self._inputs, as_at)
        found = [listing for name in (core, marts) if (listing := self.store.read(name))]
        files = {path: content for listing in found for path, content in listing.files.items()}
        # What a step that was killed has left here may be half written.
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file() and path.relative_to(folder).as_posix() not in files:
                path.unlink()
        self.store.fetch(Listing(files), folder)

    def keep_core(self, folder: Path, names: Collection[str], inputs: Mapping[str, str]) -> None:
        self._keep(_names(inputs)[0], folder, [STATE, *(f"core/{name}.parquet" for name in names)])

    def keep_marts(self, folder: Path, names: Collection[str], as_at: date) -> None:
        self._keep(_names(self._inputs, as_at)[1], folder, [f"marts/{name}.parquet" for name in names])

    def published(self, release: Path) -> None:
        self.releases.published(release)

    def fetched(self) -> None:
        self.raw.fetched()

    def _keep(self, name: str, folder: Path, paths: Collection[str]) -> None:
        listing = self.store.put(folder, paths)
        # A run of a part adds to what others made of the same.
        before = self.store.read(name)
        self.store.write(name, Listing({**(before.files if before else {}), **listing.files}))


def _names(inputs: Mapping[str, str], as_at: date | None = None) -> tuple[str, str]:
    """Where the core tables of inputs are listed, and the marts of a day."""
    made_from = [sorted(inputs.items()), code_version(), duckdb.__version__]
    key = hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:32]
    return f"work/{key}/core", f"work/{key}/marts-{as_at}"


@dataclass(frozen=True)
class Results:
    """What reading snapshots gave, on any machine."""

    store: Store
    raw: TeamRaw

    def is_kept(self, result: str) -> bool:
        """Whether a result is there for everybody."""
        return self.store.read(f"read/{result}") is not None

    def bring(self, folder: Path) -> bool:
        if (listing := self.store.read(f"read/{folder.name}")) is None:
            return False
        partial = folder.with_name(f".brought-{uuid.uuid4().hex}")
        try:
            self.store.fetch(listing, partial)
            # Another step of this machine may have been faster.
            if not folder.exists():
                partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return True

    def keep(self, folder: Path) -> None:
        self.store.write(f"read/{folder.name}", self.store.put(folder, [path.name for path in folder.iterdir()]))

    def bring_file(self, snapshot: Snapshot) -> None:
        self.raw.bring_file(snapshot)
