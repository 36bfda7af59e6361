"""Machines with separate folders share inputs, work and releases through a store: here a folder, as a bucket does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest
from installation import AS_AT, Installation, copy_raw, make, replace_text

from pipeline.app.outcomes import Outcome
from pipeline.app.published_tables import all_marts
from pipeline.app.refresh import Run
from pipeline.base.problems import ValidationFailed
from pipeline.schema.dictionary import core_entries

pytest.importorskip("obstore", reason="the extra `team` is not installed")

DIGESTS = "SELECT schema_name, table_name, rows, digest FROM meta.\"table\" WHERE schema_name <> 'meta' ORDER BY ALL"


@dataclass
class Machine:
    """A worker: its own folders, and the store of all."""

    installation: Installation
    store: Path
    attempts: int = field(default=0)

    @contextmanager
    def step(self) -> Iterator[Run]:
        """A step of a run, as each is a process that has nothing from the one before."""
        self.attempts += 1
        with self.installation.entered(), patch.dict(os.environ, {"CCG_WORK": str(self.store)}):
            yield self.installation.run(AS_AT, f"run{self.attempts}")

    def core(self) -> None:
        with self.step() as run:
            run.build_core(list(core_entries()))

    def marts(self) -> None:
        with self.step() as run:
            run.build_marts([mart.entry.name for mart in all_marts()])

    def publish(self) -> Outcome:
        with self.step() as run:
            return run.publish()

    def current(self) -> str:
        return self.installation.warehouse.current_link.resolve().name

    def another(self, release_id: str) -> Path:
        """A release with the content of the current one, which is current here and of which nobody was told."""
        warehouse = self.installation.warehouse
        release = warehouse.releases_dir / release_id
        shutil.copytree(warehouse.current_link.resolve(), release)
        warehouse.point_at(release)
        return release


def current_of(installation: Installation) -> str:
    current = installation.warehouse.current()
    assert current
    return current.release_id


@pytest.fixture
def machines(tmp_path: Path, dagster_home: Path) -> tuple[Machine, Machine]:
    """Two: what the team reads was sent from a third, whose folder is `person`."""
    one, other = (Machine(Installation(tmp_path / name, dagster_home), tmp_path / "store") for name in ("one", "other"))
    for machine in (one, other):
        machine.installation.folder.mkdir()
    send(tmp_path, dagster_home)
    return one, other


def send(tmp_path: Path, home: Path) -> None:
    person = Installation(tmp_path / "person", home)
    if not person.raw.exists():
        copy_raw(person.raw)
    with patch.dict(os.environ, {"CCG_WORK": str(tmp_path / "store")}):
        told = person.command("team", "send")
    assert told.exit_code == 0, told.err


@pytest.mark.nightly
def test_each_step_on_another_machine_ends_with_the_digests_of_one(
    machines: tuple[Machine, Machine], published: Installation, tmp_path: Path, dagster_home: Path
) -> None:
    one, other = machines
    one.core()
    # A worker that was killed leaves half a table, and a table that nobody has listed.
    half = other.installation.warehouse.work_dir / f"run{other.attempts + 1}"
    for name in ("core/document.parquet", "marts/ccg_profile.parquet", "marts/gone.parquet"):
        (half / name).parent.mkdir(parents=True, exist_ok=True)
        (half / name).write_bytes(b"PAR1")
    other.marts()
    assert not (half / "marts" / "gone.parquet").exists()
    assert one.publish().published
    assert one.installation.rows(DIGESTS) == published.rows(DIGESTS)
    assert len(one.installation.rows(DIGESTS)) > 50

    # The other has the release as soon as it begins anything, and nothing is left to be published.
    with other.step() as run:
        same = run.unchanged()
    assert same and same.release_id == one.current() == other.current()
    assert other.installation.published_state()[1] == one.installation.published_state()[1]

    # What a person sends is what the next refresh reads, on whichever machine.
    person = Installation(tmp_path / "person", dagster_home)
    replace_text(person.sidecar("mailonline_2016"), "Article 3881380.", "Article 1.")
    person.document("nursing_times_2016").unlink()
    person.sidecar("nursing_times_2016").unlink()
    send(tmp_path, dagster_home)
    other.core()
    one.marts()
    outcome = other.publish()
    assert outcome.published and outcome.previous_id == one.current()
    notes = "SELECT published_note FROM core.document WHERE document_id = 'mailonline_2016'"
    assert "Article 1." in other.installation.rows(notes)[0][0]
    assert not one.installation.document("nursing_times_2016").exists()


@pytest.mark.nightly
def test_of_two_publishers_the_later_is_told_and_has_the_release_of_the_first(
    published: Installation, tmp_path: Path, dagster_home: Path
) -> None:
    first = current_of(published)
    one = Machine(make(tmp_path / "one", dagster_home, published), tmp_path / "store")
    other = Machine(Installation(tmp_path / "other", dagster_home), tmp_path / "store")
    (tmp_path / "other").mkdir()
    # It died while it brought a release.
    (other.installation.warehouse.releases_dir / f"{first}.partial" / "parquet").mkdir(parents=True)
    for machine in (one, other):
        with machine.step() as run:
            run.work.begin()
    assert one.current() == other.current() == first

    # Both have made a release on top of the same one.
    with other.step() as run:
        run.work.published(other.another("29990101T000000000000Z"))
    with (
        one.step() as run,
        one.installation.warehouse.locked(lambda _: None),
        pytest.raises(ValidationFailed, match="another machine has published release 29990101T0"),
    ):
        run.work.published(one.another("29990202T000000000000Z"))
    assert one.current() == other.current() == "29990101T000000000000Z"
    assert [path.name for path in one.installation.warehouse.releases()] == ["29990101T000000000000Z", first]


def test_a_release_of_which_nobody_was_told_goes(published: Installation, tmp_path: Path, dagster_home: Path) -> None:
    one = Machine(make(tmp_path / "one", dagster_home, published), tmp_path / "store")
    for _ in range(2):
        # The first time what is current is told, the second time what a machine that died has left is taken away.
        with one.step() as run:
            run.work.begin()
        assert one.current() == current_of(published)
        release = one.another("29990101T000000000000Z")
        assert one.current() == release.name
    with one.step() as run:
        run.work.begin()
    assert (one.current(), release.exists()) == (current_of(published), False)


def test_the_whole_team_goes_back(published: Installation, tmp_path: Path, dagster_home: Path) -> None:
    first = current_of(published)
    one = Machine(make(tmp_path / "one", dagster_home, published), tmp_path / "store")
    other = Machine(Installation(tmp_path / "other", dagster_home), tmp_path / "store")
    (tmp_path / "other").mkdir()
    with one.step() as run:
        run.work.begin()
        run.work.published(one.another("29990101T000000000000Z"))
    with other.step() as run:
        run.work.begin()
    assert other.current() == "29990101T000000000000Z"
    with patch.dict(os.environ, {"CCG_WORK": str(one.store)}):
        assert one.installation.command("rollback").exit_code == 0
        told = other.installation.command("team", "receive")
    assert (told.exit_code, told.out) == (0, f"In force: {first}\n")
    assert other.current() == one.current() == first
    assert [path.name for path in one.installation.warehouse.releases()] == ["29990101T000000000000Z", first]


def test_a_folder_in_which_somebody_works_is_never_overwritten(machines: tuple[Machine, Machine]) -> None:
    one, _ = machines
    copy_raw(one.installation.raw)
    sidecar = one.installation.sidecar("mailonline_2016")
    replace_text(sidecar, "Article 3881380.", "Article 1.")
    with (
        one.step() as run,
        pytest.raises(ValidationFailed, match="differs from what the team reads, first in documents"),
    ):
        run.work.begin()
    assert "Article 1." in sidecar.read_text()
