"""Fixtures of the tests that read the site as a person does, in a real Chromium.

Here: the browser, and what every visit must keep to: no network, no error.
Not here: what the pages say.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import chromium
import pytest
from effort import sampled
from installation import Installation
from kinds import KINDS
from playwright.sync_api import Browser, Page, sync_playwright
from visits import Tabs, Visit


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a file.

    Playwright keeps an event loop running in the thread while it is open, and Dagster's tests want to start theirs:
    so it is closed before a worker takes up the next file.
    """
    path = chromium.find()
    if not path:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(chromium.MISSING)
    with sync_playwright() as playwright:
        browser = chromium.start(playwright, path)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Tabs:
    """The tabs of a file's visits."""
    return Tabs(browser)


@pytest.fixture
def visit(tabs: Tabs, site: Path) -> Iterator[Visit]:
    """Opens pages of the site, offline; at the end none may have reported an error or used the network."""
    yield from visits_to(tabs, site)


@pytest.fixture
def visit_figures(tabs: Tabs, site_of_figures: Path) -> Iterator[Visit]:
    """The same with the site of a release that has the figures which are carried."""
    yield from visits_to(tabs, site_of_figures)


def visits_to(tabs: Tabs, site: Path) -> Iterator[Visit]:
    opened: list[Page] = []
    tabs.problems.clear()

    def visit(page: str, width: int = 1280, height: int = 900, scheme: str = "light", scripts: bool = True) -> Page:
        tab = tabs.take(scheme, scripts)
        opened.append(tab)
        tab.set_viewport_size({"width": width, "height": height})
        tab.goto(f"{site.as_uri()}/{page}")
        if scripts:
            chromium.wait_for_scripts(tab)
        return tab

    yield visit
    for tab in opened:
        tabs.give_back(tab)
    assert tabs.problems == []


@pytest.fixture(params=sampled(KINDS, 6))
def kind(request: pytest.FixtureRequest, published: Installation) -> str:
    """The path of a page of the kind."""
    place = KINDS[request.param]
    return place if place.endswith(".html") else str(published.rows(place)[0][0])
