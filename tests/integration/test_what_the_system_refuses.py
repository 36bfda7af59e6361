"""What the system refuses, or what lies where something else should: told with its path and what to do.

There is no traceback, no wait without end, and no silence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from installation import CommandResult, Installation, make, replace_text

from pipeline.app.as_at import refuse_earlier
from pipeline.app.dagster.resource import Project
from pipeline.base.problems import ValidationFailed
from pipeline.base.settings import read_settings
from pipeline.publish.warehouse import Published

AS_AT = ("--as-at", "2021-07-01")
COMMANDS = [["status"], ["sql", "FROM meta.release"], ["trace", "leeds"], ["rollback"], ["refresh", *AS_AT], ["verify"]]
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
COMMAND = str(Path(sys.executable).with_name("ccg-ratings"))


def assert_told(told: CommandResult, *words: str) -> None:
    assert "Traceback" not in told.err + told.out
    assert told.exit_code == 1, told.out
    for word in words:
        assert word in told.err, told.err


# No permission


@pytest.fixture
def others(dagster_home: Path, published: Installation) -> Iterator[Installation]:
    """An installation that belongs to somebody else than those who ask."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("only root can ask as somebody else, with setpriv")
    if subprocess.run([*NOBODY, COMMAND, "--version"], capture_output=True, check=False).returncode:
        pytest.skip("the environment of the tests cannot be read by somebody else")
    with tempfile.TemporaryDirectory(prefix="ccg-") as folder:
        Path(folder).chmod(0o755)
        installation = make(Path(folder) / "installation", Path(folder) / "home", published)
        replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", "Another note.")
        yield installation


def as_nobody(installation: Installation, *arguments: str) -> CommandResult:
    # Where lines are counted, nobody could not write what was.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [*NOBODY, COMMAND, *arguments],
        cwd=installation.folder,
        env=environment | installation.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return CommandResult(done.returncode, done.stdout, done.stderr)


def test_who_may_read_asks_and_who_may_not_write_is_told_so(others: Installation) -> None:
    state = others.published_state()
    assert as_nobody(others, "sql", "FROM meta.release").exit_code == 0
    assert as_nobody(others, "status").exit_code == 0
    verified = as_nobody(others, "verify")
    assert verified.exit_code == 0
    assert f"Not noted for status: {others.warehouse.folder.name} cannot be written (Permission denied)" in verified.err
    for arguments in (["rollback"], ["refresh", *AS_AT], ["site"]):
        told = as_nobody(others, *arguments)
        assert_told(told, str(others.warehouse.folder), "Permission denied. Give yourself the right to it")
    assert others.published_state() == state


@pytest.mark.nightly
def test_who_may_not_even_read_is_told_so(others: Installation) -> None:
    others.warehouse.folder.chmod(0o700)
    for arguments in COMMANDS:
        assert_told(as_nobody(others, *arguments), str(others.warehouse.folder), "Permission denied. Give yourself")
    others.warehouse.folder.chmod(0o755)
    others.document("rcpsych_2020").chmod(0o600)
    told = as_nobody(others, "check", "rcpsych_2020")
    assert_told(told, "rcpsych_2020", "Permission denied", "you may read it")


# Dagster's home


@pytest.mark.parametrize(
    ("home", "why"),
    [
        ("a_file", "cannot be Dagster's home: File exists"),
        ("a_file/below", "cannot be Dagster's home: Not a directory"),
        ("a?b", "Dagster's store cannot be in a folder with ?"),
        ("a%41b", "Dagster's store cannot be in a folder with ?"),
    ],
)
def test_a_home_that_dagster_cannot_have_is_told_with_its_path(installation: Installation, home: str, why: str) -> None:
    replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", "Another note.")
    (installation.folder / "a_file").touch()
    place = installation.folder / home
    told = Installation(installation.folder, place).command("refresh", *AS_AT, recorded=True)
    assert_told(told, str(place), why, "Name a folder that you may write in DAGSTER_HOME")


# What lies in raw/


def a_pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def a_dangling_link(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("/nowhere/at/all")


def a_loop(path: Path) -> None:
    path.symlink_to(path.name)


ODD: list[tuple[Callable[[Path], None], str, str]] = [
    (a_pipe, "documents/pipe.txt", "is no ordinary file, and is not read. Take it away"),
    (a_pipe, "documents/rcpsych_2020.yml", "is no ordinary file"),
    (a_pipe, "reference/aliases.csv", "is no ordinary file"),
    (a_pipe, "sources.yml", "is no ordinary file"),
    (a_dangling_link, "documents/rcpsych_2020.txt", "is a link that leads nowhere. Take it away, or lay the file"),
    (a_dangling_link, "reference/more.csv", "is a link that leads nowhere"),
    (a_loop, "documents/loop.txt", "is a link that leads nowhere"),
    (Path.mkdir, "documents/folder.txt", "is a folder, and nothing in it is read. Lay documents beside one another"),
]


@pytest.mark.parametrize(("make_it", "name", "what"), ODD, ids=[f"{make.__name__} {name}" for make, name, _ in ODD])
def test_what_is_no_file_in_raw_is_told_and_not_waited_for(
    installation: Installation, make_it: Callable[[Path], None], name: str, what: str
) -> None:
    make_it(installation.raw / name)
    state = installation.published_state()
    for arguments in (["refresh", *AS_AT], ["refresh", "--plan", *AS_AT]):
        assert_told(installation.command(*arguments), f"raw/{name}: {what}")
    assert installation.published_state() == state
    assert installation.command("status").exit_code == 0
    if name.startswith("documents/") and name.endswith(".txt"):
        assert_told(installation.command("check", Path(name).stem))


# The day


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2099-01-01", "2099-01-01 lies ahead"),
        ("9999-12-31", "9999-12-31 lies ahead"),
        ("2013-03-31", "2013-03-31 is before 2013-04-01, when CCGs were established"),
        ("0001-01-01", "0001-01-01 is before 2013-04-01"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_the_days_that_can(published: Installation, day: str, why: str) -> None:
    state = published.published_state()
    told = published.command("refresh", "--as-at", day)
    assert told.exit_code == 2
    assert why in told.err
    assert "Name a day from 2013-04-01 to today" in told.err
    assert published.published_state() == state
    with published.entered(), pytest.raises(ValidationFailed, match="Name a day from 2013-04-01 to today"):
        Project(as_at=day).run("a_run")


def test_a_release_of_a_day_to_come_locks_nobody_out(installation: Installation) -> None:
    """One that an earlier version published by mistake is followed by one of today."""
    current = installation.warehouse.current()
    assert isinstance(current, Published)
    day = current.as_at
    refuse_earlier(current, day - timedelta(days=1), installation.warehouse, today=day - timedelta(days=1))
    with pytest.raises(ValidationFailed, match=r"refresh --as-at DATE --output DIR"):
        refuse_earlier(current, day - timedelta(days=1), installation.warehouse, today=date(2026, 1, 1))


# Another user than the one whose checkout it is


@pytest.mark.nightly
def test_a_checkout_of_somebody_else_is_used_with_folders_of_ones_own(others: Installation) -> None:
    """As docs/users/commands.md says: the three folders are set, and nothing of the checkout is written."""
    own = others.folder / "own"
    shutil.copytree(others.raw, own / "raw")
    subprocess.run(["chown", "-R", "65534:65534", str(own)], check=True)
    mine = Installation(own, own / "dagster")
    told = as_nobody(mine, "refresh", *AS_AT)
    assert (told.exit_code, told.err) == (0, "")
    assert "Published release" in told.out
    assert as_nobody(mine, "verify").exit_code == 0
    assert as_nobody(mine, "sql", "--format", "csv", "SELECT count(*) AS n FROM core.rating").out == "n\n894\n"
    assert mine.warehouse.folder.stat().st_uid == 65534


@pytest.mark.parametrize("place", ["raw", "raw/documents", "raw/new/deeper", "warehouse/releases", "warehouse/current"])
def test_nothing_is_published_into_what_is_read_or_into_a_release(installation: Installation, place: str) -> None:
    before, raw = installation.published_state(), sorted(installation.raw.rglob("*"))
    told = installation.command("refresh", *AS_AT, "--output", place)
    assert_told(told, "where documents and reference data are read" if "raw" in place else "among the releases of")
    assert "Name a folder of its own" in told.err
    assert (installation.published_state(), sorted(installation.raw.rglob("*"))) == (before, raw)


@pytest.mark.parametrize("place", ["raw/documents/new", "warehouse/current"])
@pytest.mark.parametrize(
    "settings",
    [
        {"DAGSTER_HOME": "{place}"},
        {"CCG_METRICS": "{place}/ccg.prom"},
        {"CCG_WORK": "{folder}/{place}"},
        {"CCG_LAKE": "ducklake:{place}/lake", "CCG_LAKE_DATA": "data"},
        {"CCG_LAKE": "ducklake:lake", "CCG_LAKE_DATA": "{place}/data"},
    ],
)
def test_nothing_else_is_written_there_either(installation: Installation, settings: dict[str, str], place: str) -> None:
    before, raw = installation.published_state(), sorted(installation.raw.rglob("*"))
    filled = {name: value.format(place=place, folder=installation.folder) for name, value in settings.items()}
    environment = installation.environment | filled
    with patch.object(Installation, "environment", environment):
        told = installation.command("refresh", *AS_AT)
    assert_told(told, "where documents and reference data are read" if "raw" in place else "among the releases of")
    assert (installation.published_state(), sorted(installation.raw.rglob("*"))) == (before, raw)


@pytest.mark.parametrize("name", ["work/notes.txt", "rejected.csv", "current"])
def test_nothing_of_somebody_else_is_replaced_or_cleared(installation: Installation, name: str) -> None:
    theirs = installation.folder / "theirs" / name
    theirs.parent.mkdir(parents=True)
    theirs.symlink_to("elsewhere")
    told = installation.command("refresh", *AS_AT, "--output", "theirs")
    assert_told(told, f"has '{name.partition('/')[0]}', which no refresh has made there. Name a folder of its own")
    assert sorted(theirs.parent.iterdir()) == [theirs]


def test_a_folder_whose_path_is_no_text_is_refused(installation: Installation) -> None:
    no_text = os.fsdecode(b"caf\xe9")
    told = installation.command("refresh", *AS_AT, "--output", no_text)
    assert_told(told, "its path is no text in UTF-8. Name a folder of its own")
    for name in ("CCG_RAW_DIR", "CCG_WAREHOUSE_DIR", "DAGSTER_HOME"):
        with patch.dict(os.environ, {name: no_text}), pytest.raises(ValidationFailed, match="its path is no text in"):
            read_settings()


@pytest.mark.parametrize("place", ["documents", "reference"])
def test_a_file_whose_name_is_no_text_is_told(installation: Installation, place: str) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    shutil.copy(installation.document("rcpsych_2020"), installation.raw / place / name)
    told = installation.command("refresh", *AS_AT)
    assert_told(told, rf"raw/{place}/caf\udce9.txt: its path is no text in UTF-8. Give it another name")


def test_a_folder_without_a_name_is_not_the_working_folder(installation: Installation) -> None:
    told = installation.command("refresh", *AS_AT, "--output", "")
    assert (told.exit_code, "it is empty" in told.err) == (2, True)


def test_a_program_without_its_texts_is_told(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    assert_told(installation.process("status"), "refused: PYTHONOPTIMIZE=2")


@pytest.mark.parametrize("mask", ["777", "277", "100"])
def test_a_umask_that_takes_ones_own_rights_is_told(published: Installation, mask: str) -> None:
    told = published.shell(f'umask {mask}; "$CCG" status')
    assert_told(told, f"refused: the umask {mask} takes from you the rights to what you write. Set it: umask 022")
