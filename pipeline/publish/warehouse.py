"""The folder of releases: which is current, making another current, rolling back, reading.

A release is published whole or not at all. `publish` is the one place that makes a checked set of tables current, by
the link `current` and under a lock.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from filelock import Timeout

from pipeline.base import memory_database
from pipeline.base.json_files import json_of
from pipeline.base.locks import acquired
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import MEMORY
from pipeline.base.sql_text import parquet
from pipeline.base.whole_files import put_text
from pipeline.publish.duckdb_errors import is_locked
from pipeline.publish.integrity import damage
from pipeline.publish.kept_releases import PARTIAL, kept_releases, remove_older, sync, told_as_left
from pipeline.publish.release_files import FILE_NAME, SITE, is_database

# How long a refresh waits for another one that is publishing.
PATIENCE_SECONDS = 120.0

REPUBLISH_OR_ROLL_BACK = "Publish it anew: ccg-ratings refresh; or go back: ccg-ratings rollback"

# What keeps a connection from everything but the file that it has open. Without external access DuckDB still writes
# to the very file (COPY … TO, without a temporary file) and to its log, so the file system is disabled as well.
CLOSED = """
SET autoinstall_known_extensions = false; SET autoload_known_extensions = false;
SET enable_external_access = false; SET disabled_filesystems = 'LocalFileSystem'
""".strip()


def within(memory: str) -> str:
    """What lets a question have so much memory, no room on the disk beside it, and none of the program's variables."""
    return f"SET memory_limit = '{memory}'; SET temp_directory = ''; SET python_enable_replacements = false"


@dataclass(frozen=True)
class Published:
    """A release as its own meta.release describes it."""

    folder: Path
    release_id: str
    as_at: date
    built_at: datetime
    code_version: str
    duckdb_version: str
    inputs: dict[str, str]

    @property
    def made_from(self) -> tuple[dict[str, str], str, str]:
        """What decides the content of a release: the same again gives the same tables."""
        return self.inputs, self.code_version, self.duckdb_version

    @property
    def file(self) -> Path:
        return self.folder / FILE_NAME

    @property
    def site(self) -> Path:
        return self.folder / SITE

    def changes_by(self, day: date) -> bool:
        """Whether the same inputs would give other editions on a later `day`: something is due or becomes known."""
        with memory_database.cursor() as con:
            moments = " UNION ALL ".join(
                f"SELECT {column} AS day FROM {parquet(self.folder / 'parquet' / path)}"
                for path, column in (
                    ("marts/release_calendar.parquet", "due_on"),
                    ("core/document.parquet", "published_on"),
                )
            )
            query = f"SELECT count(*) FROM ({moments}) WHERE day > ? AND day <= ?"
            return bool(con.execute(query, [self.as_at, day]).fetchall()[0][0])


class Warehouse:
    """A folder with `releases/`, the link `current`, and `work/` that is nobody's interface."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.releases_dir = folder / "releases"
        self.current_link = folder / "current"
        self.work_dir = folder / "work"
        self.read_dir = folder / "versions_read"
        self.documents_dir = folder / "documents_read"
        self.marts_dir = folder / "marts_kept"
        self.rejected_csv = folder / "rejected.csv"

    def current(self) -> Published | None:
        """The current release, or None before the first, where it has been removed and where it is damaged."""
        found = self.current_or_problem()
        return found if isinstance(found, Published) else None

    def current_or_problem(self) -> Published | Problem | None:
        """The current release, or what is wrong with it; None before the first and where it has been removed."""
        if (problem := self._no_link()) or (folder := self._in_force()) is None:
            return problem
        if wrong := damage(folder):
            return Problem(str(folder), None, f"the current release is damaged: {wrong}", REPUBLISH_OR_ROLL_BACK)
        return _published(folder)

    def current_name(self) -> str:
        """The name of the release that `current` names, also where it is damaged; '' where there is none."""
        return self.current_link.readlink().name if self.current_link.is_symlink() else ""

    def _in_force(self) -> Path | None:
        """The folder that `current` leads to; None where it leads nowhere."""
        try:
            folder = self.current_link.resolve()
            return folder if folder.is_dir() else None
        except RuntimeError:  # a link that leads back to itself
            return None

    def _no_link(self) -> Problem | None:
        """What is wrong where `current` is something else than a link, which nobody here has made."""
        if (link := self.current_link).is_symlink() or not link.exists():
            return None
        message = f"is a {'folder' if link.is_dir() else 'file'}, and is to be the link to the current release"
        return Problem(str(link), None, message, "Move it away; then: ccg-ratings refresh, or rollback RELEASE")

    def nothing_in_force(self) -> Problem:
        """That no release is in force, and what to do: where some are kept, one can go back to them."""
        remedy = f"Run: ccg-ratings refresh{'; or go back: ccg-ratings rollback' if self.releases() else ''}"
        return Problem(str(self.current_link), None, "there is no published warehouse yet", remedy)

    def releases(self) -> list[Path]:
        """The folders of all kept releases, the latest first."""
        return kept_releases(self.releases_dir)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A read-only connection to the current release; ValidationFailed where there is none or it cannot be opened.

        The link is resolved first: DuckDB would otherwise give a second connection the file that a first one opened.
        """
        if problem := self._no_link():
            raise ValidationFailed([problem])
        file = (self._in_force() or self.current_link) / FILE_NAME
        if not (file.is_file() and is_database(file)):
            if isinstance(damaged := self.current_or_problem(), Problem):
                raise ValidationFailed([damaged])
            raise ValidationFailed([self.nothing_in_force()])
        try:
            return duckdb.connect(str(file), read_only=True)
        except duckdb.Error as error:
            remedy = "Close the program that has it open for writing" if is_locked(error) else REPUBLISH_OR_ROLL_BACK
            raise ValidationFailed([Problem(str(file), None, f"cannot be opened: {error}", remedy)]) from None

    def connect_for_queries(self, memory: str = MEMORY) -> duckdb.DuckDBPyConnection:
        """The same for questions of anybody: they read the current release, and no other file, address or variable."""
        con = self.connect()
        con.execute(f"{within(memory)}; {CLOSED}; SET lock_configuration = true")
        return con

    def release_named(self, release_id: str | None) -> Path:
        """The folder of a kept release, the current one without a name; ValidationFailed where there is none."""
        if release_id is None:
            if (problem := self._no_link()) or (folder := self._in_force()) is None:
                raise ValidationFailed([problem or self.nothing_in_force()])
            return folder
        kept = [path.name for path in self.releases()]
        if release_id not in kept:
            message, remedy = f"no release '{release_id}' is kept", f"Kept are: {', '.join(kept) or 'none'}"
            raise ValidationFailed([Problem(str(self.releases_dir), None, message, remedy)])
        return self.releases_dir / release_id

    def publish(self, release_id: str, assemble: Callable[[Path], None]) -> Path:
        """Publishes the release that `assemble` writes into a folder, by one rename of the link."""
        if problem := self._no_link():
            raise ValidationFailed([problem])
        target = self.releases_dir / release_id
        partial = target.with_suffix(PARTIAL)
        partial.mkdir(parents=True)
        try:
            assemble(partial)
            if wrong := damage(partial, every_row=True):
                message = f"what was written is not what was to be published: {wrong}"
                raise ValidationFailed([Problem(str(partial), None, message, "Check the disk, and refresh again")])
            sync(partial)
            partial.rename(target)
            self.point_at(target)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            if self._in_force() != target.resolve():
                # A release that never was in force is nothing to go back to.
                with suppress(OSError):
                    target.rename(partial)
                shutil.rmtree(partial, ignore_errors=True)
            raise
        return target

    def point_at(self, release: Path) -> None:
        """Makes `release` the current one."""
        link = self.folder / ".current-next"
        link.unlink(missing_ok=True)
        try:
            link.symlink_to(release.relative_to(self.folder), target_is_directory=True)
        except OSError as error:
            message = f"a link cannot be made here ({error.strerror}), so a release cannot become current as a whole"
            raise ValidationFailed(
                [Problem(str(self.folder), None, message, "Use a file system with symbolic links")]
            ) from None
        link.replace(self.current_link)

    def rollback(self, release_id: str | None = None) -> Published:
        """Makes an earlier release current: the named one, or the last before the current one; the last without one."""
        kept = {path.name: path for path in self.releases()}
        if problem := self._no_link():
            raise ValidationFailed([problem])
        current = self.current_name()
        earlier = [name for name in kept if not current or name < current]
        # An empty name is no name left out: it may be that of a variable that is not set.
        release_id = next(iter(earlier), None) if release_id is None else release_id
        if release_id not in kept:
            message = "no earlier release is kept" if release_id is None else f"no release '{release_id}' is kept"
            remedy = f"Kept are: {', '.join(kept) or 'none'}"
            raise ValidationFailed([Problem(str(self.releases_dir), None, message, remedy)])
        if wrong := damage(kept[release_id], every_row=True):
            others = [name for name in (earlier if release_id in earlier else kept) if name != release_id]
            sound = next((name for name in others if not damage(kept[name], every_row=True)), None)
            remedy = f"Name another: ccg-ratings rollback {sound}" if sound else "Publish anew: ccg-ratings refresh"
            message = f"it is damaged, and was not made current: {wrong}"
            raise ValidationFailed([Problem(str(kept[release_id]), None, message, remedy)])
        self.point_at(kept[release_id])
        return _published(kept[release_id])

    @contextmanager
    def locked(self, waiting: Callable[[str], None], patience: float = PATIENCE_SECONDS) -> Iterator[None]:
        """Locks the warehouse for writing; `waiting` is called with who holds it. ValidationFailed after `patience`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / ".lock"
        holder = self.folder / ".lock-holder.json"
        try:
            lock = acquired(file, 0)
        except Timeout:
            waiting(f"waiting for {_holder(holder)}, which is publishing")
            try:
                lock = acquired(file, patience)
            except Timeout:
                message = f"held by {_holder(holder)} for more than {patience:g} seconds"
                raise ValidationFailed(
                    [Problem(str(self.folder), None, message, "Wait for it, or end that process")]
                ) from None
        try:
            since = datetime.now(UTC).isoformat(timespec="seconds")
            # It tells others who it is, and where it cannot be written they are told less.
            with suppress(OSError):
                put_text(holder, json.dumps({"pid": os.getpid(), "since": since}))
            yield
        finally:
            with suppress(OSError):
                holder.unlink()
            lock.release()

    def prune(self) -> None:
        """Keeps the latest releases and the current one; removes what refused and killed refreshes left behind.

        What cannot be removed is told and stays until the next time: what was published is published.
        """
        with told_as_left():
            self.rejected_csv.unlink(missing_ok=True)
        remove_older(self.releases_dir, self._in_force())


def _holder(path: Path) -> str:
    try:
        record = json_of(path)
        return f"another refresh (process {record['pid']}, since {record['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another refresh"


def _published(folder: Path) -> Published:
    # Read from the export: a program that has the DuckDB file open for writing would keep everyone else out of it.
    with memory_database.cursor() as con:
        columns = "release_id, as_at, epoch_ms(built_at), code_version, duckdb_version, inputs"
        file = folder / "parquet" / "meta" / "release.parquet"
        found = con.execute(f"SELECT {columns} FROM {parquet(file)}").fetchall()
        release_id, as_at, built_at, code, duckdb_version, inputs = found[0]
    built = datetime.fromtimestamp(built_at / 1000, UTC)
    return Published(folder, release_id, as_at, built, code, duckdb_version, {i["path"]: i["sha256"] for i in inputs})
