"""The version of the code that releases record, and the hash of what reading a version of a source depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.base import code_version as of_code
from pipeline.base.code_version import code_version


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
