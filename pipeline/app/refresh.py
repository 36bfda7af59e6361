"""A refresh in three steps: documents to core tables, core tables to marts, all of them to a published release.

What one step leaves for the next is in the run's work folder. Dagster runs the steps as assets
(`pipeline.app.dagster.assets`).
"""

from __future__ import annotations

import json
import logging
import re
import shutil
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.app.as_at import refuse_earlier
from pipeline.app.basis import basis, last_sound
from pipeline.app.earlier_work import checks_of, first_difference, tables_of
from pipeline.app.lake import LakeOutcome, publish_to_lake
from pipeline.app.metrics import write_metrics
from pipeline.app.outcomes import Outcome, Plan, changed_pages
from pipeline.app.own_work import STATE, Work
from pipeline.app.published_into import refuse_in_the_way
from pipeline.app.published_tables import published_entries
from pipeline.app.rejected_csv import write_rejected
from pipeline.app.unchanged import holds, unchanged
from pipeline.app.work import work_of
from pipeline.base.code_version import code_version
from pipeline.base.json_files import json_of
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import SQL_DIR, read_settings
from pipeline.base.sql_functions import release_macros
from pipeline.build.checks import check_core
from pipeline.build.core_tables import CoreBuild, build_core
from pipeline.build.document_reading import read_documents
from pipeline.build.input_files import hash_inputs
from pipeline.build.inputs import read_inputs
from pipeline.build.kept_results import KeptResults
from pipeline.build.marts import read_marts, run_marts
from pipeline.build.restatement_gate import quarantine_restatements
from pipeline.build.snapshot_reading import read_snapshots
from pipeline.publish.changes import TableChange, changes
from pipeline.publish.kept_releases import new_release_id, sync
from pipeline.publish.provenance import refuse_key_that_cannot_sign
from pipeline.publish.release import ReleaseFacts, assemble
from pipeline.publish.release_files import NOTE_NAME, SITE
from pipeline.publish.release_note import release_note
from pipeline.publish.sealing import seal
from pipeline.publish.warehouse import Published, Warehouse
from pipeline.schema.check_outcome import CheckOutcome
from pipeline.schema.core_checks import NO_PROBLEM

# What a run left behind that never came to its end is removed by a later one.
OLDEST_WORK_SECONDS = 24 * 3600
# How Dagster and a command name a run.
_RUN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
log = logging.getLogger(__name__)


class Run:
    """The work of one refresh. Steps of one run may be in different processes: what they share is in its folder."""

    def __init__(self, run_id: str, raw_dir: Path, warehouse: Warehouse, as_at: date, with_site: bool = False) -> None:
        self.raw_dir = raw_dir
        self.warehouse = warehouse
        self.as_at = as_at
        self.with_site = with_site
        self.folder = warehouse.work_dir / run_id
        self.work = work_of(read_settings(), raw_dir, warehouse)

    def build_core(self, selected: Collection[str], is_plan: bool = False) -> tuple[CoreBuild, list[CheckOutcome]]:
        """Reads every document and writes the `selected` core tables; problems go to rejected.csv, but of a plan."""
        self.work.begin()
        if not is_plan:
            refuse_key_that_cannot_sign(read_settings().signing_key)
        inputs = read_inputs(self.raw_dir)
        found = read_snapshots(
            inputs, self.warehouse.read_dir, lambda name: log.info("reading %s", name), self.work.results
        )
        snapshots = quarantine_restatements(found, inputs.reference.register)
        quarantined = [one for one in snapshots if one.quarantined and not one.superseded]
        left = [f"{one.snapshot.document_id} is quarantined: {one.quarantined}" for one in quarantined]
        for told in [*map(str, inputs.not_whole), *left]:
            log.warning("%s", told)
        version = code_version()
        documents = read_documents(
            inputs, self.warehouse.documents_dir, version, lambda name: log.info("reading %s", name)
        )
        build = build_core(inputs, snapshots, documents)
        log.info("checking %d tables", len(build.tables))
        outcomes = check_core(build, inputs)
        target = self.folder / "core"
        target.mkdir(parents=True, exist_ok=True)
        for name in selected:
            _write_table(build, name, target / f"{name}.parquet")
        self._write(
            inputs=inputs.hashes,
            code_version=version,
            checks=[asdict(outcome) for outcome in outcomes],
            problems=[asdict(problem) for problem in build.problems],
        )
        if is_plan:
            # It stays here.
            self.work = Work()
        else:
            self.work.keep_core(self.folder, selected, inputs.hashes)
        if build.problems and not is_plan:
            write_rejected(self.warehouse.rejected_csv, build)
        return build, outcomes

    def build_marts(self, selected: Collection[str]) -> dict[str, int]:
        """Runs the `selected` marts, and those between them, over the core tables; gives their row counts."""
        self._bring()
        log.info("building the marts")
        marts = [mart for mart in read_marts(SQL_DIR / "marts") if mart.entry.name in selected]
        needed = {name for mart in marts for name in mart.reads} - {mart.entry.full_name for mart in marts}
        tables = tables_of(self.folder, needed, self.raw_dir, self.warehouse)
        memory, kept = read_settings().memory, self.warehouse.marts_dir
        counts = run_marts(marts, tables, self.folder / "marts", self.as_at, memory=memory, kept=kept)
        self.work.keep_marts(self.folder, counts, self.as_at)
        return counts

    def publish(self) -> Outcome:
        """Publishes all tables as a release, or says that nothing has changed.

        ValidationFailed when the core tables of this run have problems, when the current release has a later as_at,
        when the inputs changed while they were read, when tables are of other inputs, or when a key does not hold.
        """
        warehouse = self.warehouse
        self._bring()
        with warehouse.locked(log.warning):
            current = found if isinstance(found := basis(warehouse), Published) else None
            inputs, version = hash_inputs(self.raw_dir), code_version()
            self._refuse_invalid()
            self._refuse_stale(current, inputs, version)
            if current and holds(current, inputs, version, self.as_at):
                if self.with_site and not current.site.is_dir():
                    sync(self._build_site(current.folder))
                    self.work.published(current.folder)
                warehouse.prune()
                return self._finish(Outcome.unchanged(current.release_id))
            built_at = datetime.now(UTC).replace(tzinfo=None)
            release_id = new_release_id(built_at, warehouse.releases())
            before = current.folder if current else None
            damaged = f"{found.path}: {found.message}" if isinstance(found, Problem) else None
            if damaged:
                # What is damaged counts as none; the history goes on from the one before it.
                log.warning("%s", damaged)
                before = last_sound(warehouse)
            facts = ReleaseFacts(release_id, self.as_at, built_at, version, inputs, before)
            changed: list[TableChange] | None = None

            def write(folder: Path) -> None:
                nonlocal changed
                changed = self._assemble(folder, facts)

            published = warehouse.publish(release_id, write)
            self.work.published(published)
            warehouse.prune()
            for folder in (warehouse.read_dir, warehouse.documents_dir):
                KeptResults(folder).prune()
        previous = before.name if before else None
        note = (published / NOTE_NAME).read_text(encoding="utf-8")
        return self._finish(Outcome(release_id, True, previous, "published", note, changed, damaged))

    def plan(self) -> Plan:
        """What publishing the tables of this run would change; ValidationFailed where it would be refused."""
        current = found if isinstance(found := basis(self.warehouse), Published) else None
        self._refuse_invalid()
        self._refuse_stale(current, hash_inputs(self.raw_dir), code_version())
        before = current.folder if current else None
        built_at = datetime.now(UTC).replace(tzinfo=None)
        facts = ReleaseFacts("planned", self.as_at, built_at, code_version(), hash_inputs(self.raw_dir), before)
        folder = self.folder / "planned"
        folder.mkdir(parents=True)
        changed = self._assemble(folder, facts)
        pages = changed_pages(before / SITE if before else None, folder / SITE) if self.with_site else None
        return Plan(before.name if before else None, changed, pages)

    def _assemble(self, folder: Path, facts: ReleaseFacts) -> list[TableChange] | None:
        """Writes a release into `folder`; gives the tables that differ from the one before, None without one."""
        log.info("assembling the release")
        entries, before = published_entries(), facts.previous
        tables = tables_of(self.folder, {e.full_name for e in entries}, self.raw_dir, self.warehouse)
        assemble(folder, tables, entries, facts, checks_of(self.state(), self.warehouse), release_macros())
        changed = changes(before, folder) if before else None
        (folder / NOTE_NAME).write_text(release_note(folder, before, changed), encoding="utf-8")
        if self.with_site:
            self._build_site(folder, before)
        seal(folder, facts, read_settings().signing_key)
        return changed

    def unchanged(self) -> Outcome | None:
        """The outcome where the current release is what this run would publish; no document is read for it."""
        self.work.begin()
        return unchanged(self.warehouse, self.raw_dir, self.as_at, self.with_site, log.warning)

    def publish_to_lake(self) -> LakeOutcome | None:
        """Publishes the current release to the lake; None where there is none, ValidationFailed where it cannot be."""
        try:
            self.work.begin()
            outcome = publish_to_lake(self.warehouse, read_settings(), log.warning)
            self._write(lake=outcome and str(outcome))
            return outcome
        except ValidationFailed as refused:
            self._write(lake_problems=[asdict(problem) for problem in refused.problems])
            raise

    def build_site(self) -> Path:
        """Rebuilds the site of the current release from that release alone; ValidationFailed where there is none."""
        self.work.begin()
        with self.warehouse.locked(log.warning):
            current = self.warehouse.current_or_problem()
            if isinstance(current, Problem):
                raise ValidationFailed([current])
            if current is None:
                raise ValidationFailed([self.warehouse.nothing_in_force()])
            if current.code_version != code_version():
                message = f"release {current.release_id} was made by another version of ccg-ratings"
                raise ValidationFailed(
                    [Problem(str(current.folder), None, message, "Publish it anew: ccg-ratings refresh")]
                )
            site = self._build_site(current.folder, current.folder)
            sync(site)
            self.work.published(current.folder)
            return site

    def state(self) -> dict[str, Any]:
        """What the steps of this run left: inputs, checks, problems, outcome."""
        path = self.folder / STATE
        return dict(json_of(path)) if path.is_file() else {}

    def discard(self) -> None:
        """Removes the run's work folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _bring(self) -> None:
        refuse_in_the_way(self.warehouse.folder, self.raw_dir)
        self._remove_old_work()
        self.work.begin()
        self.work.bring(self.folder, self.as_at)

    def _remove_old_work(self) -> None:
        for folder in self.warehouse.work_dir.iterdir() if self.warehouse.work_dir.is_dir() else ():
            # Another run may remove its own folder meanwhile, and what no run has made is somebody's own.
            with suppress(FileNotFoundError):
                is_a_run = folder != self.folder and _RUN.fullmatch(folder.name)
                if is_a_run and time.time() - folder.stat().st_mtime > OLDEST_WORK_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)

    def _write(self, **values: Any) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.state() | values, default=str, ensure_ascii=False)
        (self.folder / STATE).write_text(text, encoding="utf-8")

    def _finish(self, outcome: Outcome) -> Outcome:
        self._write(outcome=asdict(outcome))
        write_metrics(self.warehouse, read_settings())
        return outcome

    def _build_site(self, release: Path, before: Path | None = None) -> Path:
        # Only here, for a refresh without a site need not wait for the templates.
        from pipeline.publish.site.build import build_site

        log.info("building the site")
        return build_site(release, before / SITE if before else None)

    def _refuse_invalid(self) -> None:
        """Refuses what the checks of this run found, also where Dagster was run without the checks."""
        state = self.state()
        problems = [Problem(**problem) for problem in state.get("problems", [])]
        for check in state.get("checks", []):
            spec = check["spec"]
            if not check["passed"] and spec["severity"] == "error" and spec["name"] != NO_PROBLEM.name:
                message = f"fails {spec['name']}: {check['outcome']}"
                problems.append(Problem(f"core.{spec['table']}", None, message, "Correct what the table is made from"))
        if problems:
            raise ValidationFailed(problems)

    def _refuse_stale(self, current: Published | None, inputs: dict[str, str], version: str) -> None:
        refuse_earlier(current, self.as_at, self.warehouse, date.today())
        read = self.state().get("inputs", inputs)
        if read != inputs or self.state().get("code_version", version) != version:
            message = f"{first_difference(read, inputs)} changed while the refresh ran"
            raise ValidationFailed([Problem(str(self.raw_dir), None, message, "Run the refresh again")])


def _write_table(build: CoreBuild, name: str, target: Path) -> None:
    """Writes a core table, the measure values of snapshots with those of documents."""
    rows = build.tables[name].lazy()
    if name == "measure_value" and build.value_files:
        rows = pl.concat([rows, pl.scan_parquet(build.value_files, glob=False)])
    rows.sink_parquet(target, compression="lz4")
