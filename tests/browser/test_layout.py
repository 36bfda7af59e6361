"""Each kind of page fits the window it is read in, and what charts say is not cut off and stands out.

Here: narrow windows, zoom, and the words of charts, of which axe sees nothing. Not here: all that axe looks at
(test_accessibility.py).
"""

from __future__ import annotations

import re

import pytest
from kinds import DESK, TELEPHONE, WITH_CHARTS, ZOOMED
from playwright.sync_api import expect
from visits import Visit

# What stands out to the right of the window without being inside something that scrolls by itself.
WIDE = """() => [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > innerWidth && !element.closest('[role=region]'))
    .map((element) => element.outerHTML.slice(0, 200))
    .join('\\n')"""

# What of a chart lies outside the place that the page has for it, and so is cut off.
CUT_OFF = """() => [...document.querySelectorAll('figure.chart > svg')].flatMap((plot) => {
    const place = plot.parentElement.getBoundingClientRect()
    return [...plot.querySelectorAll('text')]
        .filter((part) => part.checkVisibility())
        .map((part) => [part.textContent, part.getBoundingClientRect()])
        .filter(([, box]) => box.left < place.left - 1 || box.right > place.right + 1)
        .map(([text, box]) => `${text}: ${box.left} to ${box.right} in ${place.left} to ${place.right}`)
})"""

# Words of a chart that lie on each other.
COLLISIONS = """() => [...document.querySelectorAll('figure.chart > svg')].flatMap((plot) => {
    const words = [...plot.querySelectorAll('text')]
        .filter((part) => part.textContent && part.checkVisibility({opacityProperty: true}))
        .map((part) => [part.textContent, part.getBoundingClientRect()])
    return words.flatMap(([one, a], number) => words.slice(number + 1)
        .filter(([, b]) => a.left + 1 < b.right && b.left + 1 < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom)
        .map(([other]) => `${one} / ${other}`))
})"""

# The colours of the words in charts, which axe does not look at, and of what is behind them; those on bands and tiles
# are the palette's, whose contrast its own tests work out.
COLOURS = """() => [...document.querySelectorAll('figure.chart > svg text')]
    .filter((words) => !/(band|level)-/.test(words.getAttribute('class')))
    .map((words) => [words.textContent, getComputedStyle(words).fill,
        getComputedStyle(document.body).backgroundColor])"""


def contrast(*colours: str) -> float:
    """The contrast of two colours, as WCAG 2 calculates it."""
    shares = [[int(part) / 255 for part in re.findall(r"\d+", colour)[:3]] for colour in colours]
    linear = [[x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in share] for share in shares]
    darker, lighter = sorted(0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in linear)
    return (lighter + 0.05) / (darker + 0.05)


def test_no_page_must_be_scrolled_sideways(visit: Visit, kind: str) -> None:
    page = visit(kind, width=TELEPHONE)
    for width in (TELEPHONE, ZOOMED):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("getComputedStyle(document.body).overflowX") == "visible"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.evaluate(WIDE)


@pytest.mark.nightly
def test_a_table_that_is_wider_than_the_window_says_so_and_keeps_the_names_of_its_rows(visit: Visit) -> None:
    page = visit("ratings/mental_health.html", width=TELEPHONE)
    page.locator("details.figures summary").first.click()
    region = page.locator("details.figures [role=region]").first
    hint = "element => getComputedStyle(element, '::before').content"
    assert "goes on to the right" in region.evaluate(hint)
    name = region.locator("tbody th").first
    place = name.bounding_box()
    region.evaluate("element => { element.scrollLeft = element.scrollWidth }")
    assert region.evaluate("element => element.scrollLeft") > 0
    assert name.bounding_box() == place
    page.set_viewport_size({"width": DESK, "height": 900})
    page.wait_for_selector("details.figures [role=region]:not(.sideways)")
    assert region.evaluate(hint) == "none"


@pytest.mark.nightly
@pytest.mark.parametrize("kind", WITH_CHARTS, indirect=True)
@pytest.mark.parametrize("width", [DESK, TELEPHONE])
def test_the_words_of_charts_are_whole_and_lie_apart(visit: Visit, kind: str, width: int) -> None:
    page = visit(kind, width=width)
    assert page.locator("figure.chart > svg").count()
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(COLLISIONS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_of_charts_stand_out(visit_figures: Visit, scheme: str) -> None:
    colours = visit_figures("measures/eip_two_week_wait.html", scheme=scheme).evaluate(COLOURS)
    assert len(colours) > 50
    assert [words for words, *pair in colours if contrast(*pair) < 4.5] == []


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(255, 255, 255)", "rgb(118, 118, 118)") == pytest.approx(4.54, abs=0.005)


@pytest.mark.nightly
def test_the_cell_of_an_address_is_seen_whole_on_a_phone_and_named(visit_figures: Visit) -> None:
    # The dashboard's sheet EIP(i)_FINAL CALC prints 0.29 of Hull for Q4 2020/21, in its cell AG115.
    page = visit_figures("sources/mh_dashboard_2023-02-22/eip_two_week_wait.html#03F-2020-21-Q4", width=375)
    expect(page.locator("[data-marked]")).to_have_text(
        "Marked: NHS HULL CCG 03F, Q4 2020/21: 0.29, cell AG115 of sheet EIP(i)_FINAL CALC"
    )
    read = "node => { const box = node.getBoundingClientRect(); return [box.left, box.right, box.top, box.bottom]; }"
    left, right, top, bottom = page.locator("td.marked").evaluate(read)
    name, number = page.locator("tr:has(td.marked) th[scope]"), page.locator("tr:has(td.marked) th").first
    assert name.evaluate(read)[1] <= left and right <= 375
    assert top > page.locator("table:has(td.marked) thead").evaluate(read)[3] and bottom <= 900
    assert number.evaluate(read)[0] >= 0
    # The heading of the names stands above them.
    heading = page.locator("table:has(td.marked)").get_by_role("columnheader", name="Organisation")
    assert heading.evaluate(read)[0] == name.evaluate(read)[0]


@pytest.mark.nightly
@pytest.mark.parametrize("width", [1280, 375])
def test_a_cell_far_down_is_seen_below_the_headings_of_its_columns_and_its_block_is_like_the_first(
    visit_figures: Visit, width: int
) -> None:
    # A month of a feed of years of months stands on the page of its year, to which the measure's page leads.
    page = visit_figures("sources/eip_waiting_times_2019-12-31/eip_two_week_wait.html#06D-2019-05", width=width)
    expect(page).to_have_url(re.compile(r"/eip_two_week_wait~2019\.html#06D-2019-05$"))
    expect(page.locator("[data-marked]")).to_have_text("Marked: NHS WYRE FOREST CCG 06D, 01/05/2019: 1 of 1")
    read = "node => { const box = node.getBoundingClientRect(); return [box.left, box.right, box.top, box.bottom]; }"
    cell = page.locator("td.marked")
    # Blocks are drawn as they come near, and the cell is brought into sight once more.
    expect(cell).to_be_in_viewport(ratio=1)
    left, right, top, _ = cell.evaluate(read)
    assert left >= 0 and right <= width
    assert top >= page.locator("table:has(td.marked) thead").evaluate(read)[3]
    expect(page.locator(".block > noscript")).to_have_count(0)
    edges = """blocks => blocks.map((block) => [...block.querySelector('thead tr:last-child').cells]
        .map((cell) => cell.getBoundingClientRect().left))"""
    first, *others = page.locator(".cells .block").evaluate_all(edges)
    assert others and all(other == first for other in others)


def test_every_cell_as_printed_is_there_with_scripts_and_without(visit_figures: Visit) -> None:
    place = "sources/mh_dashboard_2023-02-22/eip_two_week_wait.html"
    texts = "rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    rows = visit_figures(place, scripts=False).locator(".cells tbody tr").evaluate_all(texts)
    assert rows[0][:2] == ["11", "ENGLAND England"]
    assert [row[-5] for row in rows if row[:2] == ["115", "NHS HULL CCG 03F"]] == ["0.29"]
    page = visit_figures(place)
    expect(page.locator(".block > noscript")).to_have_count(0)
    assert page.locator(".cells tbody tr").evaluate_all(texts) == rows
