"""Settings: from the environment, then from .env, then the defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.base import settings
from pipeline.base.problems import ValidationFailed
from pipeline.base.settings import PROJECT_DIR, SETTINGS, read_settings


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder of its own, with nothing set."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(settings, "PROJECT_DIR", tmp_path)
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
    (project / ".env").write_text("CCG_WAREHOUSE_DIR=/data/warehouse\nCCG_RAW_DIR=\nCCG_SITE\n")
    found = read_settings()
    assert (found.raw_dir, found.warehouse_dir, found.with_site) == (project / "raw", project / "warehouse", True)


def test_a_relative_folder_is_one_of_the_working_folder_and_a_tilde_is_home(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setenv("CCG_RAW_DIR", "documents")
    monkeypatch.setenv("CCG_WAREHOUSE_DIR", "~/warehouse")
    found = read_settings()
    assert found.raw_dir == project / "documents"
    assert found.warehouse_dir == Path.home() / "warehouse"


@pytest.mark.parametrize("written", ["no", "No", "0", "false", "off"])
def test_the_site_is_left_out_on_any_plain_no(project: Path, monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    assert read_settings().with_site
    monkeypatch.setenv("CCG_SITE", written)
    assert not read_settings().with_site


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("CCG_SITE", "perhaps", "CCG_SITE is not yes or no. Correct it or take it out"),
        ("CCG_ALERT_WEBHOOK", "hooks.example/1", "CCG_ALERT_WEBHOOK is not an address that begins with https:// or"),
        ("CCG_RAW_DIR", "~nobody-of-this-name/raw", "CCG_RAW_DIR is not the path of a folder"),
        ("CCG_MEMORY", "80MB", "CCG_MEMORY is not a size such as 800MB or 8GB, of at least 100MB"),
        ("CCG_MEMORY", "99999999999TB", "CCG_MEMORY is not a size such as 800MB or 8GB"),
        ("CCG_MEMORY", "3 gigabytes", "CCG_MEMORY is not a size such as 800MB or 8GB"),
        ("CCG_STIE", "no", "there is no setting CCG_STIE. Write CCG_SITE"),
        ("CCG_RATINGS", "1", "there is no setting CCG_RATINGS. Known are CCG_RAW_DIR, CCG_WAREHOUSE_DIR"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_name_its_place_and_what_it_can_be(
    project: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    (project / ".env").write_text(f"{name}={value}\n")
    with pytest.raises(ValidationFailed) as of_file:
        read_settings()
    assert str(of_file.value).startswith(f"{project / '.env'}: {told}")
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationFailed) as of_environment:
        read_settings()
    assert str(of_environment.value).startswith(f"the environment: {told}")


def test_every_wrong_setting_is_told_at_once(project: Path) -> None:
    (project / ".env").write_text("CCG_STIE=no\nCCG_SITE=perhaps\nCCG_ALERT_WEBHOOK=secret\n")
    with pytest.raises(ValidationFailed) as refused:
        read_settings()
    assert len(refused.value.problems) == 3
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("CCG_SITE=no\n".encode("utf-16"), ":1: is no text in UTF-8, or holds a NUL. Save it as UTF-8"),
        ("CCG_SITE=no\n# café\n".encode("latin-1"), ":2: is no text in UTF-8"),
        (b"CCG_SITE=no\nCCG_RAW_DIR=/a\0b\n", ":2: is no text in UTF-8, or holds a NUL"),
        (b'CCG_SITE=no\nCCG_RAW_DIR="/data\n', ":2: is no setting. Write it as NAME=value, with a closing quote"),
        (b"CCG_SITE=no\nblah blah\nCCG_RAW_DIR=/a\n", ":2: is no setting"),
        (b"# x\n" * 50_000, ": is longer than 100,000 bytes"),
    ],
)
def test_a_file_that_is_no_text_of_settings_is_refused(project: Path, content: bytes, told: str) -> None:
    (project / ".env").write_bytes(content)
    with pytest.raises(ValidationFailed) as refused:
        read_settings()
    assert str(refused.value).startswith(f"{project / '.env'}{told}")


@pytest.mark.parametrize(
    "made", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("gone"), lambda path: path.symlink_to("/dev/zero")]
)
def test_what_is_no_file_in_its_place_is_refused_and_not_waited_for(
    project: Path, made: Callable[[Path], object]
) -> None:
    made(project / ".env")
    with pytest.raises(ValidationFailed, match=re.escape(f"{project / '.env'}: is no file. Take away")):
        read_settings()


@pytest.mark.parametrize("before", ["", "\ufeff", "export "])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_mark_of_encoding_and_other_line_ends_change_nothing(project: Path, before: str, end: str) -> None:
    (project / ".env").write_bytes(f'{before}CCG_RAW_DIR="/data/raw"{end}CCG_SITE=no'.encode())
    assert (read_settings().with_site, read_settings().raw_dir) == (False, Path("/data/raw"))


def test_other_names_and_the_browser_of_the_tests_are_no_misspelt_settings(project: Path) -> None:
    (project / ".env").write_text("CCG_CHROMIUM=/usr/bin/chromium\nHTTPS_PROXY=http://proxy:3128\nDAGSTER_PG=1\n")
    assert read_settings().raw_dir == project / "raw"


def test_the_page_on_commands_says_of_each_setting_what_it_is() -> None:
    page = (PROJECT_DIR / "docs/users/commands.md").read_text()
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", page, re.MULTILINE)
    assert dict(rows) == SETTINGS
