"""Drawing a page of each kind against an empty page, on a processor that the browser slows down sixfold.

The site is that of all the project's documents and figures, read from its files with the network off. A page is drawn
when it is loaded, its scripts have run and the browser has painted twice since; one that is asked something in its
address, when the answer stands there too.
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
# Pages that are there only with figures, or that show something else when they are asked.
MORE = {
    "cells as printed": """
        SELECT concat('sources/', document_id, '/', measure_id, '.html') FROM core.measure_value
        WHERE locator IS NOT NULL GROUP BY document_id, measure_id ORDER BY count(*) DESC, measure_id""",
}
# What is asked, and where the answer stands.
ASKED = {
    "two areas compared": ("compare.html?measure=iapt_recovery_rate&areas=03F,England", "#rows tbody tr"),
    "hits of a search": ("search.html?q=health", "ol.found li"),
    "a key looked up": (
        "cited.html#value:iapt_recovery_rate:2021/22+Q4:03F:mh_dashboard_2023-02-22=55~118c",
        "#told a",
    ),
}
# In the page itself: what Playwright waits with would be loaded and compiled first, on the slow processor.
DRAWN = """(answer) => new Promise((done) => {
    const look = () => requestAnimationFrame(document.querySelector(answer) ? () => requestAnimationFrame(done) : look);
    look();
})"""


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
        site = (release / "site").as_uri()
        pages = {kind: _drawing(page, f"{site}/{place}") for kind, place in _places(release).items()}
        pages |= {kind: _drawing(page, f"{site}/{place}", answer) for kind, (place, answer) in ASKED.items()}
        for kind, draw in pages.items():
            drawn = in_turn(draw, _drawing(page, empty.as_uri()), runs=9)
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
            for kind, place in (KINDS | MORE).items()
        }


def _drawing(page: Page, address: str, answer: str = "body") -> Callable[[], float]:
    def draw() -> float:
        # What differs behind the # alone would not be loaded anew.
        page.goto("about:blank")
        begun = time.perf_counter()
        page.goto(address)
        page.evaluate(DRAWN, answer)
        return time.perf_counter() - begun

    return draw


if __name__ == "__main__":
    main()
    finish()
