"""Fixtures of all tests: installations in temporary folders. No test reads or writes the project's warehouse."""

from __future__ import annotations

import dataclasses
import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import effort
import pytest
from hostile import make_hostile
from installation import ORIGINALS_DIR, PUBLISHED, Installation, copy_raw, lay_originals, made_once, make

from pipeline.publish.release_files import SITE
from pipeline.publish.site.build import build_site

# Thousands of collected tests and what they import stay to the end of a run. Looking through them for garbage again and
# again would take an eighth of its time.
gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves tests to the night, but none whose file was asked for; and puts files into an order."""
    all_asked_for = config.args == config.getini("testpaths")
    left = set(effort.left_to_the_night(items)) if all_asked_for else set()
    if left:
        config.hook.pytest_deselected(items=list(left))
    items[:] = effort.nothing_waited_for([item for item in items if item not in left])


def pytest_collection_finish() -> None:
    """What is there now is no longer looked at; from here on garbage is collected as ever."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a test does not set lies in folders that hold nothing."""
    folder = tmp_path_factory.mktemp("nowhere")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CCG_RAW_DIR", str(folder / "raw"))
        patch.setenv("CCG_WAREHOUSE_DIR", str(folder / "warehouse"))
        patch.setenv("DAGSTER_HOME", str(folder / "dagster"))
        patch.setenv("CCG_SITE", "no")
        yield


@pytest.fixture(scope="session")
def dagster_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Dagster home for all commands of the session, for making one takes seconds."""
    return tmp_path_factory.mktemp("dagster_home")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, worker_id: str, dagster_home: Path) -> Installation:
    """The project's raw/, refreshed once; tests read it and leave it as it is."""

    def make_in(folder: Path) -> None:
        assert make(folder, dagster_home).refresh().published

    return Installation(made_once(tmp_path_factory, worker_id, PUBLISHED, make_in), dagster_home)


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, worker_id: str, dagster_home: Path) -> Installation:
    """The project's raw/ as it is, its figures too, refreshed once: what a first refresh gives its user."""

    def make_in(folder: Path) -> None:
        copy_raw(folder / "raw", with_figures=True)
        assert Installation(folder, dagster_home).refresh().published

    return Installation(made_once(tmp_path_factory, worker_id, "figures", make_in), dagster_home)


@pytest.fixture(scope="session")
def site_of_figures(released: Installation, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The site of `released`, in a copy of its release; tests read it and leave it as it is."""
    current = released.warehouse.current()
    assert current
    release_id, folder = current.release_id, current.folder

    def make_in(target: Path) -> None:
        build_site(shutil.copytree(folder, target / release_id, copy_function=os.link))

    return made_once(tmp_path_factory, worker_id, "site of figures", make_in) / release_id / SITE


@pytest.fixture(scope="session")
def published_originals(tmp_path_factory: pytest.TempPathFactory, worker_id: str, dagster_home: Path) -> Installation:
    """The same with the originals laid beside their abstracts."""
    if not ORIGINALS_DIR.is_dir():
        pytest.skip(f"the originals are not at {ORIGINALS_DIR}")

    def make_in(folder: Path) -> None:
        installation = make(folder, dagster_home)
        lay_originals(installation)
        assert installation.refresh().published

    return Installation(made_once(tmp_path_factory, worker_id, "originals", make_in), dagster_home)


@pytest.fixture(scope="session")
def site(published: Installation, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The site of `published`, in a copy of its release; tests read it and leave it as it is."""
    current = published.warehouse.current()
    assert current
    release_id, folder = current.release_id, current.folder

    def make_in(target: Path) -> None:
        build_site(shutil.copytree(folder, target / release_id))

    return made_once(tmp_path_factory, worker_id, "site", make_in) / release_id / SITE


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str, dagster_home: Path) -> Path:
    """The site of a release out of documents and names that carry markup, formulas and marks of direction."""

    def make_in(folder: Path) -> None:
        installation = make_hostile(folder, dagster_home)
        assert dataclasses.replace(installation, with_site=True).refresh().published

    current = Installation(made_once(tmp_path_factory, worker_id, "hostile", make_in), dagster_home).warehouse.current()
    assert current
    return current.site


@pytest.fixture
def installation(tmp_path: Path, dagster_home: Path, published: Installation) -> Installation:
    """A copy of `published`, to be changed."""
    return make(tmp_path / "installation", dagster_home, published)


@pytest.fixture
def unpublished(tmp_path: Path, dagster_home: Path) -> Installation:
    """An installation before its first refresh."""
    return make(tmp_path / "installation", dagster_home)


effort.register()
