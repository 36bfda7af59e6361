"""What documents carry never runs: scripts, handlers and formulas are seen as text, and no dialog opens.

Here: pages of a release out of such documents, with their scripts and charts. Not here: their elements
(tests/integration/test_site_markup.py).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from effort import sampled
from hostile import SCRIPT, TAG
from playwright.sync_api import Browser, expect
from visits import watch


@pytest.mark.parametrize(
    "path",
    sampled(
        [
            "index.html",
            "areas/index.html?q=leeds+west",
            "areas/03c.html",
            "ratings/mental_health.html",
            "claims/index.html",
            "sources/index.html",
            "sources/nursing_times_2016.html",
        ],
        3,
    ),
)
def test_nothing_that_a_document_carries_runs(browser: Browser, hostile_site: Path, path: str) -> None:
    problems: list[str] = []
    context = browser.new_context(offline=True)
    watch(context, problems)
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message) or dialog.dismiss())
    page.goto(f"{hostile_site.as_uri()}/{path}")
    page.wait_for_selector("html.scripted", state="attached")
    assert page.title() != "ran"
    assert page.locator("img, b, iframe, object").count() == 0
    if path != "index.html":
        expect(page.get_by_text(TAG if path.startswith("claims") else SCRIPT).first).to_be_attached()
    assert (dialogs, problems) == ([], [])
    assert page.title() != "ran"
    context.close()
