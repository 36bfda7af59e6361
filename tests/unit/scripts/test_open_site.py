"""scripts/open_site.py, which `make open` runs: the page of the current release, its path, and what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.base.settings import PROJECT_DIR


def run(warehouse: Path, browser: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, PROJECT_DIR / "scripts" / "open_site.py"],
        env=os.environ | {"CCG_WAREHOUSE_DIR": str(warehouse), "BROWSER": browser, "PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def page(tmp_path: Path) -> Path:
    page = tmp_path / "ware house" / "current" / "site" / "index.html"
    page.parent.mkdir(parents=True)
    page.touch()
    return page


def test_the_page_is_opened_and_its_path_is_printed(page: Path, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >"{tmp_path}/opened"\n')
    browser.chmod(0o755)
    told = run(tmp_path / "ware house", f"{browser} %s")
    assert (told.returncode, told.stdout, told.stderr) == (0, f"{page}\n", "")
    assert (tmp_path / "opened").read_text() == f"file://{tmp_path}/ware%20house/current/site/index.html\n"


def test_where_no_browser_starts_the_path_is_enough(page: Path, tmp_path: Path) -> None:
    told = run(tmp_path / "ware house", "/nowhere/browser %s")
    assert told.returncode == 0
    assert told.stdout == f"{page}\nNo browser could be started here: open the page in one.\n"


def test_without_a_site_one_is_told_what_to_run(tmp_path: Path) -> None:
    told = run(tmp_path, "true %s")
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == f"there is no site at {tmp_path}/current/site: run make refresh\n"


def test_where_a_release_was_published_without_its_site_that_alone_is_to_be_built(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    (tmp_path / "current" / "ccg_ratings.duckdb").touch()
    assert run(tmp_path, "true %s").stderr == f"there is no site at {tmp_path}/current/site: run make site\n"
