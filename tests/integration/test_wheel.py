"""The package as a wheel: it holds every file of the checkout, and works in a folder that is no checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from installation import copy_raw

from pipeline.base.code_version import code_version
from pipeline.base.settings import PROJECT_DIR, SETTINGS

# What a build reads; it is copied, for setuptools leaves its own files beside its sources.
SOURCES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "pipeline", "sql")
BUILD = "import setuptools.build_meta as backend; backend.build_{kind}('../built')"


def package_files() -> set[str]:
    """Every file of pipeline/ and sql/ in the checkout."""
    files = {path for folder in ("pipeline", "sql") for path in (PROJECT_DIR / folder).rglob("*") if path.is_file()}
    return {path.relative_to(PROJECT_DIR).as_posix() for path in files if path.parent.name != "__pycache__"}


def build(folder: Path, kind: str) -> Path:
    """A wheel or sdist of the checkout."""
    (folder / "built").mkdir()
    for name in SOURCES:
        source, target = PROJECT_DIR / name, folder / "checkout" / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    command = [sys.executable, "-c", BUILD.format(kind=kind)]
    subprocess.run(command, cwd=folder / "checkout", check=True, capture_output=True)
    return next((folder / "built").iterdir())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"), "wheel")


def test_a_wheel_holds_every_file_of_the_package_and_the_sql_inside_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert {"pipeline/py.typed", "pipeline/sql/macros.sql", "pipeline/publish/site/templates/base.html"} <= found
    assert found == {f"pipeline/{name}" if name.startswith("sql/") else name for name in package_files()}


def test_an_sdist_holds_what_a_wheel_is_made_of(tmp_path: Path) -> None:
    with tarfile.open(build(tmp_path, "sdist")) as archive:
        found = {name.partition("/")[2] for name in archive.getnames()}
    assert package_files() | {"pyproject.toml", "setup.py", "README.md", "LICENSE"} <= found


@dataclass(frozen=True)
class Elsewhere:
    """A folder with a raw/ that is no checkout, and an environment in which the wheel is installed."""

    folder: Path
    bin: Path

    def run(self, *command: str) -> str:
        """What a command of the environment prints, run in the folder without any setting."""
        environment = {name: value for name, value in os.environ.items() if name not in {*SETTINGS, "PYTHONPATH"}}
        done = subprocess.run(
            [self.bin / command[0], *command[1:]],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    """The wheel beside the packages of this environment, of which a .pth file is not followed by another's."""
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    site_packages = next((environment / "lib").glob("python*/site-packages"))
    (site_packages / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--force-reinstall"]
    subprocess.run([environment / "bin" / "python", *install, wheel], check=True, capture_output=True)
    folder = tmp_path_factory.mktemp("elsewhere")
    copy_raw(folder / "raw")
    return Elsewhere(folder, environment / "bin")


@pytest.mark.nightly
def test_an_installed_wheel_refreshes_and_answers_in_the_working_folder(elsewhere: Elsewhere) -> None:
    installed = elsewhere.run("python", "-c", "import pipeline; print(pipeline.__file__)")
    assert Path(installed.strip()).is_relative_to(elsewhere.bin.parent)
    assert "checks passed" in elsewhere.run("ccg-ratings", "refresh")
    release = elsewhere.folder / "warehouse" / "current"
    assert (release / "site" / "index.html").is_file()
    assert (release / "site" / "assets" / "measure.js").is_file()
    assert (elsewhere.folder / ".dagster" / "dagster.yaml").is_file()
    with duckdb.connect(str(release / "ccg_ratings.duckdb"), read_only=True) as con:
        # A wheel of the same code would publish the same, so neither publishes anew what the other has.
        assert con.execute("SELECT code_version FROM meta.release").fetchall() == [(code_version(),)]
    elsewhere.run("ccg-ratings", "site")
    assert elsewhere.run("ccg-ratings", "sql", "SELECT count(*) AS n FROM core.document", "--format", "csv") == "n\n5\n"
    assert "documents" in elsewhere.run("ccg-ratings", "check", "raw/documents/nursing_times_2016.txt")
    elsewhere.run("ccg-ratings", "status")
    elsewhere.run("ccg-ratings", "trace", "03C")


@pytest.mark.nightly
def test_dagster_loads_the_definitions_of_an_installed_wheel(elsewhere: Elsewhere) -> None:
    # By the module, for the environment's other packages put their programs elsewhere.
    module = "pipeline.app.dagster.definitions"
    assert "Validation successful" in elsewhere.run("python", "-m", "dagster", "definitions", "validate", "-m", module)
