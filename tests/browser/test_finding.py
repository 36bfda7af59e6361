"""Search and comparison as they are used: typing, choosing with the keyboard, and what the address then says.

What a search finds first, and the figures compared, are from the register and from the publishers' files.
"""

from __future__ import annotations

import csv
import gzip
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from effort import sampled
from installation import Installation
from playwright.sync_api import Page, expect
from test_accessibility import OPTIONS, violations
from visits import Visit

RECOVERY = "compare.html#measure=iapt_recovery_rate"
# What is typed, and the name of the first hit.
FIRST = {
    "hull": "NHS Hull CCG",
    "kingston upon hull": "NHS Hull CCG",
    "leds west": "NHS Leeds West CCG",
    "west yorkshire": "NHS West Yorkshire ICB",
    "psychosis waiting": "EIP treatment within two weeks",
    "talking therapies recovery": "IAPT recovery rate",
    # Words in another order, wrong letters, parts of words, codes, earlier names, numbers in figures.
    "upon hull kingston": "NHS Hull CCG",
    "moorside and kirklees north": "NHS North Kirklees CCG",
    "shefield": "NHS Sheffield CCG",
    "wolverhamton": "NHS Wolverhampton CCG",
    "linclonshire": "NHS Lincolnshire CCG",
    "gloucestershrie": "NHS Gloucestershire CCG",
    "lancashire north": "NHS Morecambe Bay CCG",
    "05W": "NHS Stoke on Trent CCG",
    "E38000175": "NHS Stoke on Trent CCG",
    "stoke-on-trent": "NHS Stoke on Trent CCG",
    "black country": "NHS Black Country ICB",
    "england": "England",
    "north east and yorkshire": "North East and Yorkshire",
    "phsycosis 2 weeks": "EIP treatment within two weeks",
    "self harm young": "Self-harm admissions, aged 10 to 24",
    "iapt recovery": "IAPT recovery rate",
    "recovery nhs talking therapies": "IAPT recovery rate",
    "suicde": "Suicide rate",
    "perinatal": "Perinatal access rate",
    "out of area bed days": "Bed days of inappropriate out of area placements",
    # Names of services that stand in no measure's name.
    "camhs": "Children with an eating disorder treated within 1 week (urgent)",
    "ld": "Learning disabilities ratings",
    # Ratings, and claims by the number they state.
    "mental health rating": "Mental health ratings",
    "dementia ratings": "Dementia ratings",
    # The ratings that gave a band come before claims about it.
    "inadequate": "Dementia ratings",
    "127": "127 CCGs rated Needs improvement or Greatest need for improvement, mental health 2016/17",
    "more than half must improve": (
        "More than 50% of CCGs rated Needs improvement or Greatest need for improvement, mental health 2016/17"
    ),
}


def hits(page: Page, words: str) -> list[str]:
    found: list[str] = page.evaluate("words => ccgRatings.find(words).then(hits => hits.map(hit => hit.name))", words)
    return found


def type_into(page: Page, words: str, box: str = "#find") -> None:
    page.locator(box).fill("")
    page.locator(box).press_sequentially(words)
    expect(page.get_by_label("Suggestions").get_by_role("option").first).to_be_visible()


def test_what_is_searched_for_comes_first(visit_figures: Visit) -> None:
    page = visit_figures("index.html")
    assert {words: (hits(page, words) or [""])[0] for words in FIRST} == FIRST
    assert hits(page, "qqqq") == hits(page, "") == []
    # An STP with two pages is found once.
    for words in ("cornwall", "north west london"):
        names = [name.casefold() for name in hits(page, words)]
        assert len(names) == len(set(names)) > 1


def test_the_index_is_small(site_of_figures: Path) -> None:
    index = (site_of_figures / "assets" / "search-index.js").read_bytes()
    assert len(gzip.compress(index)) < 20_000


@pytest.mark.nightly
def test_a_merged_ccg_is_found_and_leads_to_its_successor(visit_figures: Visit) -> None:
    page = visit_figures("index.html")
    type_into(page, "leds west")
    option = page.get_by_label("Suggestions").get_by_role("option").first
    expect(option).to_contain_text("NHS Leeds West CCG")
    expect(option).to_contain_text("now NHS Leeds CCG")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/areas/03c.html")
    expect(page.get_by_role("link", name="NHS Leeds CCG").first).to_have_attribute("href", "../areas/15f.html")


def test_suggestions_are_walked_by_keyboard_and_told(visit_figures: Visit) -> None:
    page = visit_figures("measures/index.html")
    box = page.get_by_role("combobox", name="Find an area or a measure")
    expect(box).to_have_attribute("aria-expanded", "false")
    type_into(page, "leeds")
    expect(box).to_have_attribute("aria-expanded", "true")
    options = page.get_by_label("Suggestions").get_by_role("option")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(options.nth(1).get_attribute("id")))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", "")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("words", "opened"), [("hull", "areas/03f.html"), ("suicide rate", "measures/suicide_rate.html")]
)
def test_the_one_hit_that_stands_out_is_opened(visit_figures: Visit, words: str, opened: str) -> None:
    page = visit_figures("areas/15f.html")
    page.locator("#find").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{opened}")


@pytest.mark.nightly
def test_several_hits_are_listed_with_what_was_typed(visit_figures: Visit, site_of_figures: Path) -> None:
    page = visit_figures("index.html")
    page.locator("#find").fill("bradford")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=bradford")
    expect(page.locator("#find")).to_have_value("bradford")
    expect(page.get_by_text("found for “bradford”")).to_be_visible()
    first = page.locator(".found a").first
    expect(first).to_have_text("NHS Bradford District and Craven CCG")
    assert all((site_of_figures / str(link.get_attribute("href"))).is_file() for link in page.locator(".found a").all())
    page.goto(f"{site_of_figures.as_uri()}/search.html?q=qqqq")
    expect(page.get_by_text("Nothing found for “qqqq”")).to_be_visible()


def test_what_is_searched_for_is_text(visit_figures: Visit) -> None:
    page = visit_figures(f"search.html?q={quote('<img src=x onerror=alert(1)>')}")
    expect(page.get_by_text("found for “<img").or_(page.get_by_text("Nothing found for “<img"))).to_be_visible()
    assert page.locator("main img").count() == 0


@pytest.mark.nightly
def test_without_scripts_a_search_leads_to_the_lists(visit_figures: Visit) -> None:
    page = visit_figures("index.html", scripts=False)
    page.locator("#find").fill("hull")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="areas", exact=True).click()
    page.get_by_text("North East and Yorkshire", exact=True).first.click()
    expect(page.get_by_role("link", name="NHS Hull CCG").first).to_be_attached()


def compared(visit: Visit, address: str, **options: Any) -> Page:
    page = visit(address, **options)
    page.wait_for_selector("body[data-compared=done]", state="attached")
    return page


def shown_rows(page: Page) -> list[list[str]]:
    return [row.locator("th, td").all_text_contents() for row in page.locator("#rows tr").all()]


@pytest.mark.nightly
def test_areas_are_added_by_keyboard_and_stand_in_the_address(visit_figures: Visit) -> None:
    page = compared(visit_figures, "compare.html")
    # England's recovery is there to begin with.
    expect(page.locator("#chosen li")).to_have_text(["England Remove"])
    type_into(page, "hull", "#add")
    page.keyboard.press("Enter")
    expect(page.locator("figcaption")).to_contain_text("NHS Hull CCG 55%")
    assert page.url.endswith("#measure=iapt_recovery_rate&areas=England,03F")
    page.get_by_role("button", name="Remove England").click()
    expect(page.locator("#chosen li")).to_have_count(1)
    assert page.url.endswith("&areas=03F")


def test_hull_is_compared_by_the_quarters_that_were_published(
    visit_figures: Visit, released: Installation, tmp_path: Path
) -> None:
    page = compared(visit_figures, f"{RECOVERY}&areas=03F,QOQ,Y63,England&months=3")
    heading, *rows = shown_rows(page)
    assert heading == [
        *("Period", "NHS Hull CCG", "NHS Humber and North Yorkshire ICB", "North East and Yorkshire", "England"),
    ]
    hull = {row[0]: row[1] for row in rows}
    # 24 quarters: from 43% down to 38%, up to 62%, and 55% in the last.
    values = {period: float(value.rstrip("%")) for period, value in hull.items() if value.endswith("%")}
    assert (len(values), round(values["2015/16 Q4"]), min(values.values())) == (24, 43, 38)
    assert (values["2018/19 Q1"], max(values.values()), hull["2021/22 Q4"]) == (62, 62, "55%")
    published = dict(
        released.rows(
            "SELECT period, value FROM marts.measure_current WHERE org_code = '03F' AND value IS NOT NULL "
            "AND measure_id = 'iapt_recovery_rate' AND regexp_matches(period, 'Q') AND NOT period_inferred"
        )
    )
    with page.expect_download() as download:
        page.get_by_role("link", name="Data of this chart (CSV)").click()
    download.value.save_as(tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        of_file = list(csv.DictReader(file))
    stated = {row["period"]: row["NHS Hull CCG"] for row in of_file}
    assert {period: float(value) for period, value in stated.items() if value} == published
    assert list(stated) == [row[0] for row in reversed(rows)]
    marked = {row[0] for row in rows if any("(?)" in cell for cell in row[1:])}
    assert {row["period"] for row in of_file if row["doubtful"]} == marked
    # Each value leads to its cell, England's too.
    cells = page.locator("#rows tbody tr").first.locator("td a")
    assert [str(cell.get_attribute("href")).rpartition("#")[2] for cell in cells.all()] == [
        *("03F-2021-22-Q4", "stp.QOQ-2021-22-Q4", "region.Y63-2021-22-Q4", "national.England-2021-22-Q4"),
    ]


def test_an_area_page_leads_to_its_comparison(visit_figures: Visit) -> None:
    page = visit_figures("areas/03f.html")
    page.get_by_role("link", name="Compare with…").click()
    page.wait_for_selector("body[data-compared=done]", state="attached")
    expect(page.locator("#chosen li")).to_have_text(["NHS Hull CCG Remove", "England Remove"])
    assert page.url.endswith("#measure=iapt_recovery_rate&areas=03F,England")
    assert "?" not in page.url


def test_a_gap_stays_a_gap(visit_figures: Visit) -> None:
    page = compared(visit_figures, f"{RECOVERY}&areas=03F&months=3")
    rows = shown_rows(page)[1:]
    starts = sorted(4 * int(row[0][:4]) + int(row[0][-1]) for row in rows if row[1] not in ("–", "suppressed"))
    runs = 1 + sum(later != earlier + 1 for earlier, later in pairwise(starts))
    assert runs > 1
    assert page.locator(".compare .line.line-1:not(.sample *)").count() == runs


@pytest.mark.nightly
def test_what_has_no_figures_is_told(visit_figures: Visit) -> None:
    page = compared(visit_figures, "compare.html#measure=detention_rate_black&areas=03F")
    expect(page.get_by_text("None of these areas has a figure of this measure.")).to_be_visible()
    expect(page.locator("#compared")).to_be_hidden()
    page = compared(visit_figures, "compare.html#measure=no_such&areas=03F,<b>")
    expect(page.get_by_text("This measure has no figures.")).to_be_visible()
    assert page.locator("main b").count() == 0


@pytest.mark.nightly
@pytest.mark.parametrize(("width", "scheme"), sampled([(1280, "light"), (360, "light"), (1280, "dark"), (360, "dark")]))
def test_axe_finds_no_violation_while_choosing(visit_figures: Visit, scheme: str, width: int) -> None:
    page = compared(visit_figures, f"{RECOVERY}&areas=03F,QOQ,Y63,England", scheme=scheme, width=width)
    type_into(page, "leeds")
    page.keyboard.press("ArrowDown")
    assert violations(Axe().run(page, options=OPTIONS).response) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page = visit_figures("search.html?q=bradford", scheme=scheme, width=width)
    expect(page.locator(".found a").first).to_be_visible()
    assert violations(Axe().run(page, options=OPTIONS).response) == []


@pytest.mark.nightly
def test_areas_are_compared_by_a_length_that_all_have_and_lead_to_it_from_another(visit_figures: Visit) -> None:
    # Bath, Swindon and Wiltshire was formed in 2020: the counts by month and provider end before, in September 2019.
    address = "compare.html#measure=eip_two_week_wait&areas=England,03F,92G"
    page = compared(visit_figures, address)
    expect(page.locator("#told")).to_have_text("")
    expect(page.locator("figcaption")).not_to_contain_text("no ")
    page = compared(visit_figures, f"{address}&months=1")
    expect(page.locator("figcaption")).to_contain_text("in Sep 2019; no monthly figures of NHS Bath")
    page.locator("#told").get_by_role("link").first.click()
    expect(page.locator("figcaption")).to_contain_text("Bath")
    expect(page.locator("figcaption")).not_to_contain_text("no monthly")


def test_the_chart_names_its_first_and_its_last_period(visit_figures: Visit) -> None:
    page = compared(visit_figures, f"{RECOVERY}&areas=03F&months=3")
    periods = page.locator("svg.plotted text[y='260']")
    assert [periods.first.text_content(), periods.last.text_content()] == ["2015/16 Q4", "2021/22 Q4"]


def test_a_closed_body_is_not_opened_in_the_place_of_what_followed_it(visit_figures: Visit) -> None:
    # NHS Bristol CCG closed in 2018; the CCG that followed it has Bristol in its name, that of Leeds West has no West.
    page = visit_figures("search.html?q=Bristol")
    links = page.locator("[data-results] ol a")
    expect(links.first).to_have_text("NHS Bristol CCG")
    expect(links.nth(1)).to_have_text("NHS Bristol, North Somerset and South Gloucestershire CCG")
    assert len({*links.all_inner_texts()}) == links.count()
    page.goto(page.url.replace("q=Bristol", "q=Leeds+West"))
    page.wait_for_url("**/areas/03c.html")


def test_a_doubtful_figure_is_marked(visit_figures: Visit) -> None:
    # Of Bath, Swindon and Wiltshire the dashboard prints 23% for 2021/22 Q4, which marts.value_doubt doubts.
    page = compared(visit_figures, f"{RECOVERY}&areas=92G,03F&months=3")
    assert shown_rows(page)[1] == ["2021/22 Q4", "23% (?)", "55%"]
