"""What people come to the site for, done with the keyboard and the mouse, and once more without scripts.

Here: finding an organisation, sorting and filtering a table, going to the source of a figure, taking the data away.
Not here: whether everybody can (test_accessibility.py).
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from effort import sampled
from kinds import DESK, TELEPHONE
from playwright.sync_api import Locator, Page, expect
from visits import Visit

# Each band has its own, so that it is told without its colour.
SIGNS = "★●◐○ "
widths = pytest.mark.parametrize("width", [DESK, pytest.param(TELEPHONE, marks=pytest.mark.nightly)])


def rows(table: Locator) -> Locator:
    """The rows of a table that are shown."""
    return table.locator("tbody tr").filter(visible=True)


def unfolded(page: Page) -> Page:
    """The page with everything that is folded in it opened, as a reader opens it."""
    while (folded := page.locator("details:not([open]) > summary").filter(visible=True)).count():
        folded.first.click()
    return page


def column(table: Locator, title: str) -> tuple[Locator, list[str]]:
    """The heading of a column, and what stands under it in the rows that are shown."""
    titles = [text.rstrip(" ▲▼") for text in table.locator("thead th").all_inner_texts()]
    number = titles.index(title)
    read = "(rows, number) => rows.map(row => row.cells[number].innerText.trim())"
    return table.locator("thead th").nth(number), rows(table).evaluate_all(read, number)


def tab_to(page: Page, target: Locator, at_most: int = 60) -> None:
    """Presses Tab until `target` has the focus."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by {at_most} presses of Tab")


def numbers(cells: list[str]) -> list[float]:
    """The number that each cell begins with."""
    return [float(re.split(r"[^\d.]", cell)[0]) for cell in cells]


@pytest.mark.nightly
def test_what_is_typed_no_longer_leaves_the_rows_as_they_stood(visit: Visit) -> None:
    page = visit("areas/index.html")
    page.get_by_text("All in one table").click()
    table = page.locator("#areas")
    before = rows(table).get_by_role("link").all_inner_texts()
    heading, _ = column(table, "Code")
    heading.get_by_role("button").click()
    page.locator("#areas-filter").fill("hull")
    assert rows(table).get_by_role("link").all_inner_texts()[0] == "NHS Hull CCG"
    # The rows no longer stand by their codes, and the heading does not say so.
    expect(heading).to_have_attribute("aria-sort", "none")
    page.locator("#areas-filter").fill("")
    assert rows(table).get_by_role("link").all_inner_texts() == before


@pytest.mark.nightly
def test_what_is_not_there_is_told_and_not_guessed(visit: Visit) -> None:
    page = visit("index.html")
    page.locator("#find").press_sequentially("atlantis")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.get_by_role("status").first).to_have_text(re.compile(r"^(0|no|none|nothing)\b", re.IGNORECASE))


@widths
@pytest.mark.parametrize("key", ["Enter", pytest.param("Space", marks=pytest.mark.nightly)])
def test_a_table_is_sorted_by_the_keyboard(visit: Visit, width: int, key: str) -> None:
    page = unfolded(visit("ratings/mental_health.html", width=width))
    page.locator("h1").click()
    table = page.locator("table.league").first
    before = rows(table).count()
    head, _ = column(table, "Band")
    tab_to(page, head.get_by_role("button"))

    page.keyboard.press(key)
    expect(head).to_have_attribute("aria-sort", "ascending")
    # As many as tests/truth/rating_counts.csv has of each.
    expected = ["Outstanding"] * 4 + ["Good"] * 95 + ["Requires improvement"] * 106 + ["Inadequate"] * 2
    bands = [band.lstrip(SIGNS) for band in column(table, "Band")[1]]
    assert bands[: len(expected)] == expected
    assert len(bands) == before

    page.keyboard.press(key)
    expect(head).to_have_attribute("aria-sort", "descending")
    # Those without a band come last again.
    assert [band.lstrip(SIGNS) for band in column(table, "Band")[1]][: len(expected)] == expected[::-1]


@pytest.mark.nightly
def test_only_the_column_that_was_sorted_last_says_so(visit: Visit) -> None:
    table = unfolded(visit("ratings/mental_health.html")).locator("table.league").first
    for title in ("Band", "Organisation"):
        column(table, title)[0].get_by_role("button").click()
    expect(table.locator("th[aria-sort=ascending]")).to_have_text("Organisation")
    expect(table.locator("th[aria-sort=descending]")).to_have_count(0)
    names = column(table, "Organisation")[1]
    assert names == sorted(names, key=str.casefold)


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("path", "title"),
    [("ratings/mental_health.html", "In its set, itself included"), ("measures/eip_two_week_wait.html", "Value")],
)
def test_numbers_are_sorted_as_numbers(visit: Visit, path: str, title: str) -> None:
    table = unfolded(visit(path)).locator("table.league").first
    button = column(table, title)[0].get_by_role("button")
    for reverse in (False, True):
        button.click()
        cells = column(table, title)[1]
        shown = [cell for cell in cells if cell]
        # What has no number comes last, whichever way.
        assert cells[: len(shown)] == shown
        assert numbers(shown) == sorted(numbers(shown), reverse=reverse)
        # As texts they would stand otherwise.
        assert shown != sorted(shown, reverse=reverse)


@pytest.mark.nightly
@widths
def test_a_table_is_filtered_and_the_number_of_rows_is_said(visit: Visit, width: int) -> None:
    page = unfolded(visit("ratings/mental_health.html", width=width))
    page.locator("h1").click()
    table = page.locator("table.league").first
    every = rows(table).count()
    tab_to(page, page.locator("input[data-filter]").first)
    page.keyboard.type("LEEDS")
    names = ["NHS Leeds CCG", "NHS Leeds North CCG", "NHS Leeds South and East CCG", "NHS Leeds West CCG"]
    expect(rows(table).get_by_role("rowheader")).to_have_text(names)
    expect(page.locator("[data-count]").first).to_have_text(f"4 of {every} shown")

    for _ in "LEEDS":
        page.keyboard.press("Backspace")
    expect(rows(table)).to_have_count(every)


@widths
def test_a_figure_leads_to_the_words_that_state_it(visit: Visit, width: int) -> None:
    page = visit("areas/05w.html", width=width)
    row = page.locator("details", has_text="IAPT recovery rate").last
    row.locator("summary").click()
    row.locator("caption a").first.click()
    page.wait_for_url(re.compile(r"/sources/nursing_times_2016\.html#line-45:"))
    mark = page.locator("mark.shown")
    expect(mark).to_have_text("59.10%")
    expect(mark).to_be_in_viewport()


@pytest.mark.nightly
def test_without_scripts_too_a_figure_leads_to_the_words_that_state_it(visit: Visit) -> None:
    page = visit("areas/05w.html", scripts=False)
    row = page.locator("details", has_text="IAPT recovery rate").last
    row.locator("summary").click()
    row.locator("caption a").first.click()
    page.wait_for_url(re.compile(r"/sources/nursing_times_2016\.html#line-45:"))
    mark = page.locator(":target + mark")
    expect(mark).to_have_text("59.10%")
    expect(mark).to_be_in_viewport()


def test_the_data_that_are_taken_away_are_those_of_the_package(visit: Visit, site: Path) -> None:
    page = visit("data.html")
    with page.expect_download() as download:
        page.get_by_role("link", name="marts.rating_current as CSV").click()
    taken = hashlib.sha256(download.value.path().read_bytes()).hexdigest()
    package = json.loads((site / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = [one for one in package["resources"] if one["path"].endswith("marts/rating_current.csv")]
    assert resource["hash"] == f"sha256:{taken}"


def test_a_claim_has_its_verdict_and_leads_to_its_line(visit: Visit) -> None:
    page = visit("claims/index.html")
    claim = page.locator(".claim").filter(has_text="106 (line 22) + 21 (line 22) = 127").first
    # As tests/truth/claim_verdicts.csv has it: by arithmetic, for the list of 106 is not printed.
    expect(claim).to_have_attribute("data-verdict", "corroborated")
    expect(claim.locator("strong")).to_contain_text("Adds up with other statements")
    claim.locator("details.behind summary").first.click()
    expect(claim.get_by_text("106 (line 22) + 21 (line 22) = 127")).to_be_visible()
    claim.locator("a.source").first.click()
    page.wait_for_url(re.compile(r"/sources/nursing_times_2016\.html#line-22:"))
    expect(page.locator("#line-22 mark.shown").first).to_be_in_viewport()


def test_the_first_key_press_leads_past_what_stands_on_every_page(visit: Visit) -> None:
    page = visit("areas/03c.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize(
    "path",
    sampled(
        [
            "index.html",
            "areas/index.html",
            "areas/03c.html",
            "ratings/mental_health.html",
            "measures/iapt_recovery_rate.html",
            "claims/index.html",
            "sources/rcpsych_2020.html",
            "changes/index.html",
            "data.html",
        ]
    ),
)
def test_without_scripts_all_tables_and_links_are_there(visit: Visit, path: str) -> None:
    scripted, plain = visit(path), unfolded(visit(path, scripts=False))
    # A long table that is folded is drawn when it is unfolded.
    while (text := scripted.locator("details:has(> noscript) > summary")).count():
        before = text.count()
        text.first.click()
        expect(text).to_have_count(before - 1)
    for parts in ("table", "tbody tr", "a[href]", "mark"):
        every = plain.locator(parts).count()
        assert plain.locator(parts).filter(visible=True).count() == every
        assert scripted.locator(parts).count() == every
    # What a chart shows is said in words where it is not drawn.
    for chart in plain.locator("figure").all():
        expect(chart).to_contain_text(re.compile(r"\d"))
