"""scripts/chromium.sh finds the browser, installs it where that is asked for and can be done, and fails nowhere."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.base.settings import PROJECT_DIR

SCRIPT = PROJECT_DIR / "scripts" / "chromium.sh"
ROOT, USER = "echo 0", "echo 1000"
INSTALLS = """echo "$@, $DEBIAN_FRONTEND" >>"$LOG"; [ "$2" = update ] || ln -s "$SH" "$BIN/chromium" """
REFUSES = "exit 1"


class Machine:
    """A machine on which there are only the programs that a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.log = folder / "log"
        self.log.touch()
        for name in ("env", "ln"):
            (self.bin / name).symlink_to(str(shutil.which(name)))

    def add(self, name: str, does: str = "exit 0") -> Path:
        program = self.bin / name
        program.write_text(f"#!{shutil.which('sh')}\n{does}\n")
        program.chmod(0o755)
        return program

    def run(self, *arguments: str, **settings: str) -> tuple[str, str]:
        """What the script prints, and what it says beside that; it always ends well."""
        sh = str(shutil.which("sh"))
        environment = {"PATH": str(self.bin), "LOG": str(self.log), "BIN": str(self.bin), "SH": sh, **settings}
        told = subprocess.run([sh, SCRIPT, *arguments], env=environment, capture_output=True, text=True, check=True)
        return told.stdout.strip(), told.stderr

    @property
    def asked(self) -> list[str]:
        """How apt-get was called."""
        return self.log.read_text().splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_a_browser_that_is_there_is_taken(machine: Machine, name: str) -> None:
    path = machine.add(name)
    machine.add("id", ROOT)
    machine.add("apt-get", INSTALLS)
    assert machine.run() == (str(path), "")
    assert machine.asked == []


def test_the_browser_that_the_setting_names_comes_first(machine: Machine) -> None:
    machine.add("chromium")
    mine = machine.add("mine")
    assert machine.run(CCG_CHROMIUM=str(mine)) == (str(mine), "")


def test_a_setting_that_names_no_program_is_told_and_nothing_is_installed(machine: Machine) -> None:
    machine.add("chromium")
    machine.add("id", ROOT)
    machine.add("apt-get", INSTALLS)
    printed, said = machine.run(CCG_CHROMIUM="/nowhere/chromium")
    assert printed == ""
    assert "CCG_CHROMIUM names /nowhere/chromium, which is no program" in said
    assert machine.asked == []


def test_root_installs_it_without_being_asked_anything(machine: Machine) -> None:
    machine.add("id", ROOT)
    machine.add("apt-get", INSTALLS)
    printed, said = machine.run()
    assert printed == str(machine.bin / "chromium")
    assert "Installing Chromium" in said
    assert machine.asked == [
        "-qq update, noninteractive",
        "-qq install --yes --no-install-recommends chromium, noninteractive",
    ]


def test_who_may_become_root_without_a_password_installs_it(machine: Machine) -> None:
    machine.add("id", USER)
    machine.add("sudo", 'shift; [ "$1" = true ] || exec "$@"')
    machine.add("apt-get", INSTALLS)
    assert machine.run()[0] == str(machine.bin / "chromium")
    assert len(machine.asked) == 2


@pytest.mark.parametrize("sudo", [None, REFUSES])
def test_who_may_not_is_told_how(machine: Machine, sudo: str | None) -> None:
    machine.add("id", USER)
    machine.add("apt-get", INSTALLS)
    if sudo:
        machine.add("sudo", sudo)
    printed, said = machine.run()
    assert printed == ""
    assert "apt-get install chromium" in said
    assert "CCG_CHROMIUM" in said
    assert machine.asked == []


def test_where_there_is_no_apt_one_is_told_how(machine: Machine) -> None:
    machine.add("id", ROOT)
    assert "name a Chromium or Chrome in CCG_CHROMIUM" in machine.run()[1]


def test_an_installation_that_fails_is_told(machine: Machine) -> None:
    machine.add("id", ROOT)
    machine.add("apt-get", REFUSES)
    printed, said = machine.run()
    assert printed == ""
    assert "could not be installed: the tests of the site are skipped" in said


def test_looking_installs_nothing(machine: Machine) -> None:
    machine.add("id", ROOT)
    machine.add("apt-get", INSTALLS)
    assert machine.run("--find") == ("", "")
    assert machine.asked == []
