"""Settings: from the environment, then from .env, then the defaults; and the version of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.base import settings
from pipeline.base.settings import SETTINGS, code_version, read_settings


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder of its own, with nothing set."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(settings, "PROJECT_DIR", tmp_path)
    monkeypatch.setattr(settings, "PACKAGE_DIR", tmp_path / "pipeline")
    monkeypatch.setattr(settings, "SQL_DIR", tmp_path / "sql")
    return tmp_path


def test_by_default_everything_lies_in_the_project(project: Path) -> None:
    found = read_settings()
    assert found.raw_dir == project / "raw"
    assert found.warehouse_dir == project / "warehouse"
    assert found.dagster_home == project / ".dagster"


def test_a_setting_of_dot_env_replaces_the_default(project: Path) -> None:
    (project / ".env").write_text("CCG_RAW_DIR=/data/raw\n# a comment\nCCG_WAREHOUSE_DIR='/data/ware house'\n")
    found = read_settings()
    assert (found.raw_dir, found.warehouse_dir) == (Path("/data/raw"), Path("/data/ware house"))
    assert found.dagster_home == project / ".dagster"


def test_the_environment_goes_before_dot_env(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / ".env").write_text("CCG_RAW_DIR=/data/raw\nDAGSTER_HOME=/data/dagster\n")
    monkeypatch.setenv("CCG_RAW_DIR", "/elsewhere/raw")
    found = read_settings()
    assert (found.raw_dir, found.dagster_home) == (Path("/elsewhere/raw"), Path("/data/dagster"))


def test_an_empty_setting_is_none(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCG_WAREHOUSE_DIR", "")
    assert read_settings().warehouse_dir == project / "warehouse"


def test_a_relative_folder_is_one_of_the_working_folder_and_a_tilde_is_home(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setenv("CCG_RAW_DIR", "documents")
    monkeypatch.setenv("CCG_WAREHOUSE_DIR", "~/warehouse")
    found = read_settings()
    assert found.raw_dir == project / "documents"
    assert found.warehouse_dir == Path.home() / "warehouse"


@pytest.fixture
def code(project: Path) -> Path:
    """A file of code and one of SQL."""
    for name, text in [("pipeline/a.py", "a = 1\n"), ("sql/marts/b.sql", "SELECT 1\n")]:
        path = project / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return project


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
