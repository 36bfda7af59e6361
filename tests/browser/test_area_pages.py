"""The pages of areas, claims and changes on the site of all figures: what people come for, and the limits of a page.

Here: tasks done in a browser, lengths, weights, and every figure read back. Not here: the drawings themselves.
"""

from __future__ import annotations

import gzip
import re
from calendar import month_abbr
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from effort import sampled
from installation import Installation
from kinds import DESK
from lxml import html
from playwright.sync_api import Page, expect
from test_accessibility import OPTIONS, violations
from visits import Visit

WINDOW = 900
PHONE = 390
# Signs in a table of periods that stand for no value.
NO_VALUE = {"", "–", "*"}


def opened(page: Page, measure: str) -> Any:
    """The row of a measure, opened by the keyboard."""
    row = page.locator("details.row").filter(has=page.locator("summary", has_text=measure)).first
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(row.locator(".opened")).to_be_visible()
    return row


def cells(row: Any, table: int = 0) -> list[str]:
    return [text for text in row.locator("table.periods").nth(table).locator("td").all_inner_texts() if text]


def test_hulls_recovery_and_its_24_quarters(visit_figures: Visit) -> None:
    # Sheet IAPT(ii_a)_FINAL CALC of the dashboard, row 115: 24 numbers, the first 42.788…, the last 55.
    page = visit_figures("areas/03f.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("NHS Hull CCG")
    expect(page.locator(".lead")).to_contain_text(
        "IAPT recovery rate rose from 42.8% in 2015/16 Q4 to 55% in 2021/22 Q4, against a standard of at least 50%; "
        "no recent change."
    )
    row = page.locator("details.row").first
    expect(row.locator(".what")).to_contain_text("IAPT recovery rate")
    expect(row.locator(".value")).to_contain_text("55%")
    expect(row.locator("span.standard")).to_contain_text("✓ met")
    place = row.bounding_box()
    assert place and place["y"] + place["height"] < 1.5 * WINDOW
    opened_row = opened(page, "IAPT recovery rate")
    expect(opened_row.locator("figcaption")).to_have_text("Hull: 42.8% in 2015/16 Q4, 55% in 2021/22 Q4")
    # The dashboard has no quarter 2019/20 Q4: the line is broken there.
    assert opened_row.locator(".fan:not(.sample) .area").get_attribute("d").count("M") == 2
    expect(opened_row.locator(".whole")).to_contain_text(
        "NHS Hull CCG, IAPT recovery rate 2021/22 Q4: 55%. NHS England, 22 February 2023, "
        "NHS England mental health dashboard, IAPT(ii_a)_FINAL CALC!AK115. In: CCG ratings"
    )
    # The annual file: 56 in 2021/22, whose interval counts of people give; the list of similar CCGs is of 2016.
    expect(opened_row).to_contain_text("a percentage printed so needs at least 11 people. In 2021/22: 56%")
    expect(opened_row).to_contain_text("56%, 95% interval 54.4% to 57%.")
    expect(opened_row).to_contain_text("in 2018/19 Q4: 2 of 9")
    expect(opened_row).to_contain_text("None for the period above: the list is more than two years older")
    opened_row.get_by_text("All periods and sources").click()
    numbers = [text for text in cells(opened_row) if text not in NO_VALUE]
    assert (len(numbers), numbers[0], numbers[-1]) == (24, "42.8%", "55%")
    assert (numbers[1:4], max(numbers)) == (["38.2%", "40%", "38%"], "62%")


@pytest.mark.nightly
def test_hulls_latest_psychosis_figure_says_that_it_is_old_and_yes_or_no_is_counted(visit_figures: Visit) -> None:
    page = visit_figures("areas/03f.html")
    psychosis = page.locator("details.row").filter(has=page.locator(".what", has_text="EIP treatment within two weeks"))
    expect(psychosis.first.locator(".value")).to_contain_text("of 2020/21 Q4")
    # Row 115 of its sheet has * in columns AH to AK, the quarters of 2021/22.
    row = opened(page, "EIP treatment within two weeks")
    row.get_by_text("All periods and sources").click()
    assert cells(row)[-4:] == ["*"] * 4
    expect(row.locator("caption").first).to_contain_text("* suppressed (small numbers)")
    link = row.get_by_role("link", name="2021/22 Q4 suppressed")
    assert (link.get_attribute("href") or "").endswith("eip_two_week_wait.html#03F-2021-22-Q4")
    crisis = page.locator("details.row").filter(has=page.locator(".what", has_text="Crisis services that see older"))
    assert crisis.locator(".strip").count() == 0
    expect(crisis.locator(".among")).to_contain_text("CCGs at 100%")
    # Sheets go on with the code after June 2022.
    page.get_by_text("measures with values that are not held").click()
    expect(page.locator("#content")).to_contain_text("of its place as a sub-ICB location, after the CCG had closed")
    with page.expect_download() as told:
        page.get_by_role("link", name="Download (CSV)").click()
    lines = Path(told.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("area_code,area_name,measure_id,measure_name,unit,period,value,status")
    recovery = [line for line in lines if "iapt_recovery_rate,IAPT recovery rate,%,2021/22 Q4,55.0,published" in line]
    assert len(recovery) == 1


def test_a_doubtful_figure_is_so_in_the_lead_the_row_and_the_verdict(visit_figures: Visit) -> None:
    # Row 155 of the sheet: 51 in 2020/21 Q4, then 10, 23, 17 and 23 while courses that had finished were 2.8 as many.
    page = visit_figures("areas/92g.html")
    expect(page.locator(".lead")).to_contain_text(re.compile("given as 23% in 2021/22 Q4, .*; that figure is doubtful"))
    row = opened(page, "IAPT recovery rate")
    expect(row.locator(".value")).to_contain_text("doubtful")
    expect(row.locator("span.standard")).to_contain_text("as published")
    row.get_by_text("All periods and sources").click()
    assert [text for text in cells(row) if "(?)" in text][:4] == ["10% (?)", "23% (?)", "17% (?)", "23% (?)"]
    page.goto(page.url.replace("areas/92g.html", "map.html"))
    tile = page.locator('svg.tiles a[data-code="92G"]')
    expect(tile.locator("text")).to_have_text("23?")
    expect(tile).to_have_attribute("aria-label", re.compile("Wiltshire: 23%, doubtful$"))
    expect(page.locator(".key").first).to_contain_text("doubtful")


def test_on_paper_an_area_has_the_heads_of_its_columns_its_sources_and_its_page(visit_figures: Visit) -> None:
    page = visit_figures("areas/03f.html", width=760)
    page.emulate_media(media="print")
    expect(page.locator(".heads")).to_be_visible()
    head, cell = (page.locator(of).last.bounding_box() for of in (".heads span", "details.row span.standard:has(b)"))
    assert head and cell and abs(head["x"] - cell["x"]) < 2
    expect(page.get_by_text("Open a row for its chart")).to_be_hidden()
    paper = page.locator(".on-paper")
    expect(paper).to_contain_text("NHS England, 22 February 2023")
    expect(paper).to_contain_text("Page areas/03f.html.")


def test_leeds_west_leads_to_leeds(visit_figures: Visit) -> None:
    page = visit_figures("areas/03c.html")
    onward = page.locator(".onward")
    expect(onward).to_contain_text("NHS Leeds CCG took its place on 1 April 2018")
    expect(onward).to_contain_text("put them to the CCGs of 1 April 2021")
    # Thirteen of the best band and 21 of the worst are listed by name, of the 209 that were open.
    expect(page.locator(".note").first).to_have_text(
        "Mental health 2016/17: not among the 34 of 209 CCGs whose band is listed by name."
    )
    since = page.locator("section[aria-labelledby=since]")
    # Row of 15F in the same sheet: 42 in 2021/22 Q4.
    expect(since.locator("details.row").first.locator(".value")).to_contain_text("42%")
    # What is cited there is its successor's, and so is the chart.
    first = since.locator("details.row").first
    first.locator("summary").click()
    expect(first.locator(".whole")).to_contain_text(re.compile("^NHS Leeds CCG, IAPT recovery rate 2021/22 Q4: 42%"))
    expect(first.locator("figcaption")).to_have_text(re.compile("^Leeds: .* 42% in 2021/22 Q4$"))
    onward.get_by_role("link", name="NHS Leeds CCG").click()
    page.wait_for_url(re.compile(r"/areas/15f\.html$"))
    expect(page.locator(".note").first).to_contain_text("back-dated")


def test_a_sum_of_counts_has_a_row_where_no_source_prints_a_value_and_leads_to_its_parts(
    visit_figures: Visit, released: Installation
) -> None:
    page = visit_figures("areas/qoq.html")
    row = opened(page, "Full physical health check")
    expect(row.locator(".what small")).to_have_text(
        "the 12 months to March 2024; worked out: sum of 6 sub-ICB locations"
    )
    expect(row.locator(".value")).to_have_text(re.compile(r"69\.9%\s+8,822 of 12,627"))
    assert row.locator(".spark").count() == 1
    # By NHS England's file 1,431 of the 2,464 people on registers of Hull.
    expect(row.locator(".sum p").first).to_contain_text("Hull 1,431 of 2,464")
    query = row.locator(".sum code").first.inner_text()
    parts = released.rows(f"SELECT sum(numerator), sum(denominator), count(*) FROM ({query})")
    assert parts == [(8822, 12627, 6)]
    expect(row.locator(".whole")).to_contain_text(
        "NHS Humber and North Yorkshire ICB, Full physical health check in severe mental illness 2023/24 Q4: 69.9%, "
        "worked out: 8,822 of 12,627, sum of 6 sub-ICB locations. Counts: NHS England, 2024, Physical health checks"
    )
    row.locator(".whole a").click()
    told = page.locator("#told")
    expect(told).to_contain_text("Full physical health check in severe mental illness, 2023/24 Q4, worked out from")
    expect(told).to_contain_text("Now: 69.86615982%, worked out: 8,822 of 12,627, sum of 6 sub-ICB locations")
    expect(told).to_contain_text("Unchanged.")


def test_a_sum_stands_beside_a_printed_value_and_never_in_its_stead(visit_figures: Visit) -> None:
    page = visit_figures("areas/qoq.html")
    row = opened(page, "IAPT improvement rate")
    # Row 15267 of the annual file prints 73 for the STP.
    expect(row.locator(".value")).to_have_text(re.compile(r"^\s*73%\s*$"))
    worked_out = row.locator(".sum > p > span").first
    expect(worked_out).to_have_text("2021/22: 72.6%, worked out: 15,860 of 21,850, sum of 6 CCGs")
    expect(row.locator(".whole").first).to_contain_text("IAPT improvement rate 2021/22: 73%. NHS Digital")
    expect(row.locator(".whole").last).to_contain_text("Key: sum:iapt_improvement_rate:2021/22:icb.QOQ:")
    with page.expect_download() as told:
        page.get_by_role("link", name="Download (CSV)").click()
    lines = Path(told.value.path()).read_text(encoding="utf-8").splitlines()
    both = [line.split("%,", 1)[1] for line in lines if "iapt_improvement_rate" in line and "2021/22" in line]
    assert both[0].startswith("2021/22,73.0,published,False,iapt_annual_totals")
    assert both[1].startswith("2021/22,72.58") and both[1].endswith(",15860.0,21850.0,6,6")


def test_every_sum_of_an_area_is_the_warehouses(site_of_figures: Path, released: Installation) -> None:
    rows = released.rows(
        """SELECT lower(area_code), measure_name, percent FROM marts.area_value JOIN core.measure USING (measure_id)
        WHERE percent IS NOT NULL"""
    )
    sums = {(page, measure, f"{percent:.1f}".removesuffix(".0") + "%") for page, measure, percent in rows}
    seen = 0
    for page in ("england", "y60", "y63", "qop", "qoq", "qwo"):
        document = html.document_fromstring((site_of_figures / f"areas/{page}.html").read_bytes().decode())
        for table in document.find_class("sums"):
            (what,) = table.xpath("ancestor::details[1]/summary/span[@class='what']")
            values = [cell.text_content().removesuffix(" (?)") for cell in table.iter("td")]
            assert {(page, what.text.strip(), value) for value in values if value not in NO_VALUE} <= sums
            seen += 1
        # On each the measures with counts: in a row of their own, or in that of the printed value.
        assert len(document.find_class("sum")) == 7, page
    assert seen >= 42


def test_mergers_of_mergers_are_joined(site_of_figures: Path) -> None:
    # Slough, Bracknell and Windsor went into East Berkshire in 2018, and that with two others into Frimley in 2021.
    page = html.document_fromstring((site_of_figures / "areas/d4u1y.html").read_bytes().decode())
    (figure,) = page.xpath("//figure[svg[contains(@class, 'mergers')]]")
    assert len(figure.find_class("body")) == 7
    assert len(figure.find_class("join")) == 6
    (told,) = figure.find_class("below")
    assert told.text_content().startswith("Took on the area of NHS ")
    assert told.text_content().endswith(" on 1 April 2021.")


@pytest.mark.nightly
def test_a_row_opens_without_scripts(visit_figures: Visit) -> None:
    page = visit_figures("areas/03f.html", scripts=False)
    row = opened(page, "IAPT recovery rate")
    expect(row.locator("caption").first).to_contain_text("IAPT(ii_a)_FINAL CALC!AK115")
    expect(row.locator(".cite code")).to_contain_text(
        "value:iapt_recovery_rate:2021/22+Q4:03F:mh_dashboard_2023-02-22=55~"
    )


def test_the_claim_of_127_of_209_is_the_first_card_and_is_cited_as_a_paraphrase(visit_figures: Visit) -> None:
    page = visit_figures("claims/index.html")
    card = page.locator("article").first
    expect(card.get_by_role("heading")).to_contain_text("127 CCGs rated")
    expect(card.locator(".verdict")).to_contain_text("≈ Adds up with other statements")
    expect(card.locator(".stated")).to_contain_text("127 of the 209 CCGs were ranked as")
    card.get_by_text("Evidence").click()
    # Thirteen of the best band and 21 of the worst are listed by name, of the 209 that were open.
    expect(card).to_contain_text("The documents name 34 of the 209 CCGs open on 31 March 2017 with their rating, 21 of")
    expect(card).to_contain_text("106 (line 22) + 21 (line 22) = 127")
    card.get_by_text("Cite", exact=True).click()
    full = card.locator(".cite .cited").last
    expect(full).to_contain_text(re.compile(r"^Nursing Times \(paraphrased\): In NHS England’s .* \(21\)\. Checked: "))
    # In quotation marks stand the two labels, which are as printed, and the title of the article.
    quoted = re.findall("“([^”]*)”", full.text_content() or "")
    assert quoted == [
        *("needs improvement", "greatest need for improvement"),
        "Ratings reveal more than half of CCGs 'need to improve mental health services'",
    ]
    expect(card.locator(".cite")).to_contain_text(re.compile(r"release of \d+ \w+ 20\d\d \(20"))
    # It is copied as a figure is; a page that is a file has no web address.
    card.get_by_role("button", name="Copy the full citation").click()
    expect(card.locator(".cite button").last).to_have_text("Copied")


def test_cards_are_chosen_by_verdict_and_words(visit_figures: Visit) -> None:
    page = visit_figures("claims/index.html")
    cards = page.locator("article").filter(visible=True)
    page.get_by_label("Verdict").select_option("not_checkable")
    # All three are about maternity, of which there are no ratings.
    expect(cards).to_have_count(3)
    page.get_by_label("with the words").fill("one health board")
    expect(cards).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="cards")).to_have_text("1 of 14 cards")


def test_changes_are_one_line_of_time(visit_figures: Visit) -> None:
    page = visit_figures("changes/index.html")
    # As at July 2021: due each quarter from January 2017, so 18 days to April 2021, and nothing read for any of them.
    gap = page.locator("li.gap", has_text="1 January 2017 to 1 April 2021")
    expect(gap).to_have_count(1)
    expect(gap).to_contain_text("18 editions were due by the stated cadence; none is among the documents we read.")
    briefing = page.locator("li.arrived", has_text="Royal College of Psychiatrists")
    # It reports ratings, and nobody declares it to be an edition of them.
    expect(briefing).to_have_count(1)
    expect(briefing).not_to_contain_text("edition")


def test_values_that_are_gone_are_not_told_as_moved(visit_figures: Visit) -> None:
    page = visit_figures("changes/index.html")
    edition = page.locator("li.arrived", has=page.get_by_role("link", name="NHS England mental health dashboard")).first
    # The dashboard has “not available” where the monthly file has counts, of 79 CCGs and of England.
    expect(edition).to_contain_text("No figure was revised. 1,124 cells of EIP treatment within two weeks stand in")
    expect(edition).to_contain_text("1,120 have no figure any more (not available")
    edition.locator("summary").first.click()
    names = edition.locator("tbody th").all_inner_texts()
    assert len(names) == len(set(names)) == 20


@pytest.mark.nightly
def test_an_old_address_leads_on(visit_figures: Visit) -> None:
    page = visit_figures("changes/index.html")
    page.goto(page.url.replace("changes/index.html", "organisations/03f.html"))
    page.wait_for_url(re.compile(r"/areas/03f\.html$"))


@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    sampled(
        [
            ("areas/03f.html", 1280, "dark"),
            ("areas/england.html", 360, "light"),
            ("index.html", 1280, "light"),
            ("areas/qoq.html", 1280, "light"),
            ("areas/03c.html", 360, "dark"),
            ("index.html", 360, "dark"),
            ("changes/index.html", 360, "dark"),
        ],
        7,
    ),
)
def test_axe_finds_no_violation_where_there_are_figures(
    visit_figures: Visit, path: str, width: int, scheme: str
) -> None:
    page = visit_figures(path, width=width, scheme=scheme)
    told = Axe().run(page, options=OPTIONS).response
    assert violations(told) == []


def test_no_area_page_is_longer_or_heavier_than_its_limits(visit_figures: Visit, site_of_figures: Path) -> None:
    weights = {path: len(gzip.compress(path.read_bytes())) for path in site_of_figures.glob("areas/*.html")}
    pages = {path: weight for path, weight in weights.items() if path.name != "index.html"}
    assert max(pages.values()) <= 20_000
    # The longest is among those with the most rows.
    most = sorted(pages, key=lambda path: path.read_bytes().count(b'class="row"'))[-2:]
    page = visit_figures(f"areas/{most[0].name}")
    for path in most:
        for width, limit in ((DESK, 4000), (PHONE, 8000)):
            page.set_viewport_size({"width": width, "height": WINDOW})
            page.goto(path.as_uri())
            assert page.evaluate("document.documentElement.scrollHeight") <= limit, (path.name, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("details.row .strip").filter(visible=True).count() >= 12
        printed = page.pdf(format="A4")
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 4


def with_month_names(period: str) -> str:
    """2018-01 to 2020-12 as people write it: Jan 2018 to Dec 2020."""
    return re.sub(r"\b(\d{4})-(\d\d)\b", lambda found: f"{month_abbr[int(found[2])]} {found[1]}", period)


def test_every_figure_of_an_area_is_the_warehouses(site_of_figures: Path, released: Installation) -> None:
    rows = released.rows(
        """SELECT CASE org_type WHEN 'national' THEN 'england' WHEN 'stp_2016' THEN 'stp-2016-' || org_code
            ELSE lower(org_code) END, measure_name,
            -- What is filed under a quarter and about more months is told by them.
            if(period LIKE '% Q_' AND datediff('month', period_start, period_end) <> 2,
                format('the {} months to {}', datediff('month', period_start, period_end) + 1,
                    strftime(period_end, '%B %Y')), period), value
        FROM marts.measure_current JOIN core.measure USING (measure_id)
        WHERE value IS NOT NULL AND org_type <> 'unknown'"""
    )
    of_page: dict[str, set[tuple[str, str, float]]] = {}
    counted: dict[str, int] = {}
    for page, measure, period, value in rows:
        of_page.setdefault(page, set()).add((measure, with_month_names(period), value))
        counted[page] = counted.get(page, 0) + 1
    seen = 0
    for page, figures in of_page.items():
        document = html.document_fromstring((site_of_figures / f"areas/{page}.html").read_bytes().decode())
        own = document.xpath("//section[not(@aria-labelledby='since')]")
        for summary in [found for section in own for found in section.xpath(".//details[@class='row']/summary")]:
            what, value = summary.xpath("./span[@class='what']")[0], summary.xpath(".//data")[0]
            period = what.xpath("./small")[0].text_content().split(";")[0]
            assert (what.text.strip(), period, float(value.get("value"))) in figures, page
            seen += 1
        texts = [cell.text_content() for section in own for cell in section.xpath(".//table[@class='periods']//td")]
        # Every value stands in a table of periods, of whatever source and length.
        assert sum(text not in NO_VALUE for text in texts) == counted[page], page
    assert seen > 5_000
