"""An installation in a temporary folder, as the tests use it.

Here: a copy of raw/ that may be damaged, a warehouse and a Dagster home of its own, and the ways to refresh it.
Not here: what comes of it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from unittest.mock import patch

import duckdb
import pytest
from filelock import FileLock

from pipeline.app.cli import main
from pipeline.app.outcomes import Outcome
from pipeline.app.published_tables import all_marts
from pipeline.app.refresh import Run
from pipeline.base.problems import ValidationFailed
from pipeline.base.settings import PROJECT_DIR, read_settings
from pipeline.publish.warehouse import Warehouse
from pipeline.schema.dictionary import core_entries

TRUTH_DIR = PROJECT_DIR / "tests" / "truth"
ORIGINALS_DIR = PROJECT_DIR.parent / "shared" / "documents"
AS_AT = date(2021, 7, 1)

# The name of the shared refresh of the documents, see `made_once`.
PUBLISHED = "published"
# What this worker has found made, by name.
_MADE: dict[str, Path] = {}

Row = tuple[Any, ...]


@dataclass(frozen=True)
class CommandResult:
    """What a command ended with."""

    exit_code: int
    out: str
    err: str


@dataclass(frozen=True)
class Installation:
    """The folders of one installation under `folder`; `home` is Dagster's. Only the tests of the site build it."""

    folder: Path
    home: Path
    with_site: bool = False

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def documents(self) -> Path:
        return self.raw / "documents"

    @property
    def warehouse(self) -> Warehouse:
        return Warehouse(self.folder / "warehouse")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "CCG_RAW_DIR": str(self.raw),
            "CCG_WAREHOUSE_DIR": str(self.warehouse.folder),
            "DAGSTER_HOME": str(self.home),
            "CCG_SITE": "yes" if self.with_site else "no",
        }

    @contextmanager
    def entered(self) -> Iterator[None]:
        """This process works in the installation, as a user would."""
        with patch.dict(os.environ, self.environment), chdir(self.folder):
            yield

    def run(self, as_at: date = AS_AT, run_id: str = "a_run") -> Run:
        return Run(run_id, self.raw, self.warehouse, as_at, self.with_site)

    def refresh(self, as_at: date = AS_AT) -> Outcome:
        """The three steps of a refresh in this process, without Dagster and without the command."""
        run = self.run(as_at)
        run.build_core(list(core_entries()))
        run.build_marts([mart.entry.name for mart in all_marts()])
        outcome = run.publish()
        run.discard()
        return outcome

    def command(self, *arguments: str, recorded: bool = False) -> CommandResult:
        """`ccg-ratings` with `arguments`, in this process; unless `recorded`, a refresh does without Dagster."""
        out, err = io.StringIO(), io.StringIO()
        code: Any = 0
        with ExitStack() as stack:
            stack.enter_context(self.entered())
            stack.enter_context(redirect_stdout(out))
            stack.enter_context(redirect_stderr(err))
            if not recorded:
                stack.enter_context(patch("pipeline.app.dagster.launch.run_job", self._run_steps))
            try:
                main(arguments)
            except SystemExit as end:
                code = end.code or 0
        return CommandResult(code, out.getvalue(), err.getvalue())

    @staticmethod
    def _run_steps(_job: Any, run_id: str, run_config: Any) -> tuple[bool, list[str]]:
        """What `launch.run_job` does, without Dagster, which would take most of a test's time."""
        config = run_config["resources"]["project"]["config"]
        warehouse = Warehouse(Path(config["warehouse_dir"]))
        settings = read_settings()
        run = Run(run_id, settings.raw_dir, warehouse, date.fromisoformat(config["as_at"]), config["with_site"])
        try:
            build, outcomes = run.build_core(list(core_entries()))
            if not build.problems and all(outcome.passed or outcome.spec.severity != "error" for outcome in outcomes):
                run.build_marts([mart.entry.name for mart in all_marts()])
            run.publish()
            run.publish_to_lake()
        except ValidationFailed as refused:
            return False, [str(refused)]
        return True, []

    def start(self, *arguments: str, output: IO[str] | int = subprocess.PIPE) -> subprocess.Popen[str]:
        """`ccg-ratings` with `arguments`, as a process of its own, what it says going to `output`."""
        return subprocess.Popen(
            [Path(sys.executable).with_name("ccg-ratings"), *arguments],
            cwd=self.folder,
            env=os.environ | self.environment,
            stdout=output,
            stderr=output,
            text=True,
        )

    def process(self, *arguments: str) -> CommandResult:
        """`ccg-ratings` with `arguments`, as a process of its own, to its end."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        return CommandResult(process.returncode, out, err)

    def shell(self, words: str) -> CommandResult:
        """What a shell makes of `words`, in which $CCG is `ccg-ratings`: pipes, redirections, limits."""
        done = subprocess.run(
            ["sh", "-c", words],
            cwd=self.folder,
            env=os.environ | self.environment | {"CCG": str(Path(sys.executable).with_name("ccg-ratings"))},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return CommandResult(done.returncode, done.stdout, done.stderr)

    def rows(self, query: str, *values: Any) -> list[Row]:
        """The answer of the current release."""
        with self.warehouse.connect() as con:
            return con.execute(query, values).fetchall()

    def document(self, document_id: str) -> Path:
        return self.documents / f"{document_id}.txt"

    def sidecar(self, document_id: str) -> Path:
        return self.documents / f"{document_id}.yml"

    def rejected(self) -> list[dict[str, str]]:
        """The rows of rejected.csv."""
        with self.warehouse.rejected_csv.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def published_state(self) -> tuple[str, dict[str, str]]:
        """Where `current` points, and the SHA-256 of every file of every release."""
        releases = self.warehouse.releases_dir
        files = {str(p.relative_to(releases)): sha256(p) for p in sorted(releases.rglob("*")) if p.is_file()}
        return str(self.warehouse.current_link.readlink()), files


def copy_raw(folder: Path, *, with_figures: bool = False) -> Path:
    """A copy of the project's raw/; without the figures that it carries, which take seconds to read."""
    left = ["*.original.*", ".*", "versions", *([] if with_figures else ["figures"])]
    return shutil.copytree(PROJECT_DIR / "raw", folder, ignore=shutil.ignore_patterns(*left))


@cache
def _documents_alone() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    copy_raw(Path(folder.name) / "raw")
    return folder


def raw_of_documents() -> Path:
    """A raw/ without figures for tests that only read it; it goes when the process does."""
    return Path(_documents_alone().name) / "raw"


def make(folder: Path, home: Path, published: Installation | None = None) -> Installation:
    """An installation with a copy of raw/ without figures, and of what `published` has published if that is given.

    Otherwise it begins with the marts that a refresh of the documents has kept, where this worker has seen one, so that
    a test only builds the marts that its changes make other.
    """
    copy_raw(folder / "raw")
    if not published and (of_documents := _MADE.get(PUBLISHED)):
        kept = Warehouse(of_documents / "warehouse").marts_dir
        shutil.copytree(kept, Warehouse(folder / "warehouse").marts_dir, copy_function=os.link)
    if published:
        ignored = shutil.ignore_patterns("work", ".lock*")
        shutil.copytree(published.warehouse.folder, folder / "warehouse", symlinks=True, ignore=ignored)
    return Installation(folder, home)


def lay_originals(installation: Installation) -> None:
    """Lays each original beside the abstract whose sidecar names its SHA-256."""
    sidecars = {path: path.read_text(encoding="utf-8") for path in installation.documents.glob("*.yml")}
    for original in ORIGINALS_DIR.glob("*.txt"):
        digest = sha256(original)
        beside = next(path for path, text in sidecars.items() if digest in text)
        shutil.copyfile(original, beside.with_suffix(".original.txt"))


def replace_text(path: Path, old: str, new: str) -> None:
    """Puts `new` in the place of `old`, which stands in the file once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def line_with(path: Path, words: str) -> int:
    """The number of the first line that holds `words`, from 1."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if words in line)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def csv_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file; lines that begin with # are comments."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def read_only(file: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(file), read_only=True)


def made_once(factory: pytest.TempPathFactory, worker_id: str, name: str, make_in: Callable[[Path], object]) -> Path:
    """A folder that `make_in` fills once for all the workers of a run; the others wait for it."""
    base = factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / f"once-{name}"
    made = folder.with_suffix(".made")
    with FileLock(folder.with_suffix(".lock")):
        if not made.exists():
            make_in(folder)
            made.touch()
    _MADE[name] = folder
    return folder
