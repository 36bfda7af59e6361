"""Drawing a page of each kind against an empty page, on a processor that the browser slows down sixfold.

The site is that of all the project's documents and figures, read from its files with the network off. A page is drawn
when it is loaded, its scripts have run and the browser has painted twice since.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from playwright.sync_api import Page, sync_playwright
from timing import finish, in_turn, print_ratio, seconds_of

from pipeline.base.settings import PROJECT_DIR

sys.path += [str(PROJECT_DIR / "scripts"), str(PROJECT_DIR / "tests" / "browser")]

import chromium
from kinds import KINDS

BOUND = 4
SLOWED = 6
EMPTY = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Empty</title><p>Empty</p></html>'
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def main() -> None:
    path = chromium.find()
    if not path:
        sys.exit(chromium.MISSING)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        release = _published(Path(name))
        empty = Path(name) / "empty.html"
        empty.write_text(EMPTY, encoding="utf-8")
        browser = chromium.start(playwright, path)
        page = browser.new_page(offline=True)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        for kind, place in _places(release).items():
            drawn = in_turn(_drawing(page, release / "site" / place), _drawing(page, empty), runs=9)
            print_ratio(f"{kind} / an empty page", *drawn, bound=BOUND)
        browser.close()


def _published(folder: Path) -> Path:
    """A release of the project's raw/ in `folder`."""
    environment = {
        "CCG_RAW_DIR": str(PROJECT_DIR / "raw"),
        "CCG_WAREHOUSE_DIR": str(folder / "warehouse"),
        "DAGSTER_HOME": str(folder / "dagster"),
    }
    seconds_of([str(Path(sys.executable).with_name("ccg-ratings")), "refresh"], environment)
    return (folder / "warehouse" / "current").resolve()


def _places(release: Path) -> dict[str, str]:
    """Where in the site a page of each kind is."""
    with duckdb.connect(str(next(release.glob("*.duckdb"))), read_only=True) as con:
        return {
            kind: place if place.endswith(".html") else str(con.sql(place).fetchall()[0][0])
            for kind, place in KINDS.items()
        }


def _drawing(page: Page, path: Path) -> Callable[[], float]:
    def draw() -> float:
        begun = time.perf_counter()
        page.goto(path.as_uri())
        page.evaluate(PAINTED)
        return time.perf_counter() - begun

    return draw


if __name__ == "__main__":
    main()
    finish()
