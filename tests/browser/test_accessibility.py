"""Each kind of page can be read by everybody: axe-core finds nothing, and no page must be scrolled sideways.

Here: the rules of WCAG 2.2 A and AA and axe's best practice, in both colour schemes, on a desk and on a telephone.
Not here: what is done with the pages (test_reading.py).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from installation import Installation
from visits import Visit

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# A page of each kind: where it is, or the query whose first row says so.
KINDS = {
    "home": "index.html",
    "organisations": "organisations/index.html",
    "organisation, rated and merged": "organisations/03c.html",
    "organisation, open": "organisations/15f.html",
    "organisation without data": """
        SELECT 'organisations/' || lower(org_code) || '.html' FROM core.organisation
        ANTI JOIN core.rating USING (org_code) ANTI JOIN core.measure_value USING (org_code)
        WHERE closed_on IS NOT NULL ORDER BY org_code""",
    "area": "areas/mental_health.html",
    "measures": "measures/index.html",
    "measure": "measures/iapt_recovery_rate.html",
    "measure without values": """
        SELECT 'measures/' || measure_id || '.html' FROM core.measure
        ANTI JOIN core.measure_value USING (measure_id) ORDER BY measure_id""",
    "claims": "claims/index.html",
    "sources": "sources/index.html",
    "source": "sources/rcpsych_2020.html",
    "source with long tables": "sources/nursing_times_2016.html",
    "editions": "editions/index.html",
    "edition of the ratings": """
        SELECT 'editions/' || product || '-' || due_on || '.html' FROM marts.release_calendar
        WHERE product = 'rating' AND document_ids IS NOT NULL ORDER BY due_on DESC""",
    "methods": "methods.html",
    "dictionary": "dictionary.html",
    "data": "data.html",
}

WITH_CHARTS = ["home", "organisation, rated and merged", "area", "measure"]

DESK, TELEPHONE = 1280, 360
# A window of 1280 pixels at a zoom of 400 % has as many of its own.
ZOOMED = DESK // 4

# What stands out to the right of the window without being inside something that scrolls by itself.
WIDE = """() => [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > innerWidth && !element.closest('[role=region]'))
    .map((element) => element.outerHTML.slice(0, 200))
    .join('\\n')"""

# What of a chart lies outside the place that the page has for it, and so is cut off.
CUT_OFF = """() => [...document.querySelectorAll('[data-chart]')].flatMap((plot) => {
    const place = plot.getBoundingClientRect()
    return [...plot.querySelectorAll('svg, svg text')]
        .map((part) => [part.textContent, part.getBoundingClientRect()])
        .filter(([, box]) => box.left < place.left - 1 || box.right > place.right + 1)
        .map(([text, box]) => `${text}: ${box.left} to ${box.right} in ${place.left} to ${place.right}`)
})"""


# The colours of the words in charts, which axe does not look at, and of what is behind them.
COLOURS = """() => [...document.querySelectorAll('[data-chart] svg text')].map((words) =>
    [words.textContent, getComputedStyle(words).fill, getComputedStyle(document.body).backgroundColor])"""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, published: Installation) -> str:
    """The path of a page of the kind."""
    place = KINDS[request.param]
    return place if place.endswith(".html") else str(published.rows(place)[0][0])


def violations(told: dict[str, Any]) -> list[str]:
    """Each violation in words: the rule, its help, and each element with what is wrong with it."""
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n  {node['html'][:200]}\n  {node['failureSummary']}"
        for rule in told["violations"]
        for node in rule["nodes"]
    ]


def contrast(*colours: str) -> float:
    """The contrast of two colours, as WCAG 2 reckons it."""
    shares = [[int(part) / 255 for part in re.findall(r"\d+", colour)[:3]] for colour in colours]
    linear = [[x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in share] for share in shares]
    darker, lighter = sorted(0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in linear)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK, TELEPHONE])
def test_axe_finds_no_violation(visit: Visit, kind: str, width: int, scheme: str) -> None:
    page = visit(kind, width=width, scheme=scheme)
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}, "preload": False}
    told = Axe().run(page, options=options).response
    assert "\n".join(violations(told)) == ""


@pytest.mark.parametrize("width", [TELEPHONE, ZOOMED])
def test_no_page_must_be_scrolled_sideways(visit: Visit, kind: str, width: int) -> None:
    page = visit(kind, width=width, height=640)
    assert page.evaluate("getComputedStyle(document.body).overflowX") == "visible"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.evaluate(WIDE)


@pytest.mark.parametrize("kind", WITH_CHARTS, indirect=True)
@pytest.mark.parametrize("width", [DESK, TELEPHONE])
def test_no_chart_is_cut_off(visit: Visit, kind: str, width: int) -> None:
    page = visit(kind, width=width)
    assert page.locator("[data-chart] svg").count()
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("kind", WITH_CHARTS, indirect=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_of_charts_stand_out(visit: Visit, kind: str, scheme: str) -> None:
    colours = visit(kind, scheme=scheme).evaluate(COLOURS)
    assert colours
    assert [words for words, *pair in colours if contrast(*pair) < 4.5] == []


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(255, 255, 255)", "rgb(118, 118, 118)") == pytest.approx(4.54, abs=0.005)


def test_there_is_a_page_of_each_kind(site: Path) -> None:
    folders = {path.parent.relative_to(site).as_posix() for path in site.rglob("*.html")}
    tested = {Path(place).parent.as_posix() for place in KINDS.values() if place.endswith(".html")}
    assert folders == tested
