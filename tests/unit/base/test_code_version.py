"""The version of the code that releases record, and the hash of what reading a version of a source depends on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from effort import sampled

from pipeline.base import code_version as of_code
from pipeline.base.code_version import code_version, hash_of_imports
from pipeline.base.settings import PACKAGE_DIR, SQL_DIR
from pipeline.build.snapshot_reading import READERS


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of code and one of SQL."""
    monkeypatch.setattr(of_code, "PACKAGE_DIR", tmp_path / "pipeline")
    monkeypatch.setattr(of_code, "SQL_DIR", tmp_path / "sql")
    for name, text in [("pipeline/a.py", "a = 1\n"), ("sql/marts/b.sql", "SELECT 1\n")]:
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return tmp_path


def test_the_code_version_is_the_packages_version_and_a_hash(code: Path) -> None:
    version, _, digest = code_version().partition("+")
    assert version.count(".") == 2
    assert len(digest) == 12
    assert code_version() == f"{version}+{digest}"


@pytest.mark.parametrize(
    "change",
    [
        lambda code: (code / "pipeline" / "a.py").write_text("a = 2\n"),
        lambda code: (code / "sql" / "marts" / "b.sql").write_text("SELECT 2\n"),
        lambda code: (code / "pipeline" / "new.py").write_text(""),
        lambda code: (code / "pipeline" / "a.py").rename(code / "pipeline" / "c.py"),
        lambda code: (code / "sql" / "marts" / "b.sql").unlink(),
    ],
    ids=["code", "sql", "new-file", "renamed", "gone"],
)
def test_the_code_version_changes_with_any_code_or_sql(code: Path, change: object) -> None:
    before = code_version()
    assert callable(change)
    change(code)
    assert code_version() != before


def test_what_is_no_code_does_not_change_the_code_version(code: Path) -> None:
    before = code_version()
    (code / "README.md").write_text("words")
    (code / "pipeline" / "__pycache__").mkdir()
    (code / "pipeline" / "__pycache__" / "a.pyc").write_bytes(b"\0")
    assert code_version() == before


READING = ("pipeline.build.snapshot_reading", READERS)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package and its SQL, to be changed."""
    for folder in (PACKAGE_DIR, SQL_DIR):
        shutil.copytree(folder, tmp_path / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(of_code, "PACKAGE_DIR", tmp_path / "pipeline")
    monkeypatch.setattr(of_code, "SQL_DIR", tmp_path / "sql")
    return tmp_path


def add(file: Path, text: str) -> None:
    file.write_text((file.read_text() if file.is_file() else "") + text)


@pytest.mark.parametrize(
    "file",
    sampled(
        [
            "pipeline/app/cli/sql.py",
            "pipeline/publish/release.py",
            "pipeline/publish/site/templates/base.html",
            "pipeline/build/marts.py",
            "pipeline/parse/text/claims/reading.py",
            "pipeline/parse/of_nobody.py",
            "sql/marts/rating_current.sql",
            "sql/macros.sql",
        ],
        3,
    ),
)
def test_what_reading_does_not_import_does_not_change_its_hash(checkout: Path, file: str) -> None:
    before = hash_of_imports(*READING)
    add(checkout / file, "\n# a comment\n")
    assert hash_of_imports(*READING) == before


@pytest.mark.parametrize(
    "file",
    sampled(
        [
            "pipeline/build/snapshot_reading.py",
            "pipeline/schema/documents.py",  # imported by way of others, as one of several names
            "pipeline/parse/csv/wide.py",
            "pipeline/parse/xlsx/rows.py",  # imported in a function
            "pipeline/parse/__init__.py",  # imported with what lies in it
            "pipeline/base/periods.py",
        ],
        3,
    ),
)
def test_what_reading_imports_changes_its_hash(checkout: Path, file: str) -> None:
    before = hash_of_imports(*READING)
    add(checkout / file, "\n# a comment\n")
    assert hash_of_imports(*READING) != before


@pytest.mark.parametrize(
    "statement",
    sampled(
        [
            "from pipeline.parse.csv import of_nobody",
            "from pipeline.parse.csv import feed, of_nobody as nobody  # for a test",
            "from pipeline.parse.csv import (\n    feed,  # with one (of these)\n    of_nobody,\n)",
            "from pipeline.parse.csv.of_nobody import (\n    A,\n)",
            "import pipeline.parse.csv.of_nobody as nobody",
            "import sys, pipeline.parse.csv.of_nobody",
            "def late():\n    from pipeline.parse.csv.of_nobody import A",
        ],
        3,
    ),
)
def test_an_import_counts_however_it_is_written(checkout: Path, statement: str) -> None:
    add(checkout / "pipeline/parse/csv/of_nobody.py", "A = 1\n")
    before = hash_of_imports(*READING)
    add(checkout / "pipeline/parse/csv/wide.py", f"\n{statement}\n")
    with_it = hash_of_imports(*READING)
    add(checkout / "pipeline/parse/csv/of_nobody.py", "# a comment\n")
    assert len({before, with_it, hash_of_imports(*READING)}) == 3


@pytest.mark.parametrize("file", ["pipeline/parse/csv/forms.json", "sql/functions/shares.sql"])
def test_a_data_file_that_reading_names_changes_its_hash(checkout: Path, file: str) -> None:
    name = file.removeprefix("sql/").removeprefix("pipeline/parse/csv/")
    add(checkout / "pipeline/parse/csv/wide.py", f"\nFILE = '{name}'\n")
    before = hash_of_imports(*READING)
    (checkout / file).parent.mkdir(exist_ok=True)
    add(checkout / file, "1")
    there = hash_of_imports(*READING)
    add(checkout / file, "2")
    assert len({before, there, hash_of_imports(*READING)}) == 3


@pytest.mark.nightly
def test_the_hash_is_that_of_every_process(checkout: Path) -> None:
    program = f"from pipeline.base.code_version import hash_of_imports; print(hash_of_imports(*{READING!r}))"
    told = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, check=True, capture_output=True, text=True
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert told == {hash_of_imports(*READING)}


@pytest.mark.nightly
def test_a_wheel_of_the_same_code_has_the_same_hashes(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Reading by the copy of the SQL that lies inside the package, as a wheel has it.
    add(checkout / "pipeline/parse/csv/wide.py", "\nFILE = 'macros.sql'\n")
    before = hash_of_imports(*READING), code_version()
    (checkout / "sql").rename(checkout / "pipeline" / "sql")
    monkeypatch.setattr(of_code, "SQL_DIR", checkout / "pipeline" / "sql")
    assert (hash_of_imports(*READING), code_version()) == before


def test_everything_that_reading_has_imported_is_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    covered: list[Path] = []
    monkeypatch.setattr(of_code, "_hash", lambda files: covered.extend(files) or "")
    hash_of_imports(*READING)
    program = f"""
import sys
import {", ".join(READING)}, pipeline.parse.csv.feed, pipeline.parse.xlsx.workbook, pipeline.parse.xlsx.cells
print(*(module.__file__ for name, module in sys.modules.items() if name.split(".")[0] == "pipeline"), sep="\\n")
"""
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert {Path(line) for line in loaded.split()} <= set(covered)
