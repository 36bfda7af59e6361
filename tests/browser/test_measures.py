"""The pages of measures as they are read: the worst with their bounds, the regions, a period or an area that is chosen.

Figures that must be on screen are from the dashboard of 2021/22 Q4. Those of all pages are held against the warehouse.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from effort import sampled
from installation import Installation
from lxml import etree, html
from playwright.sync_api import Page, expect
from test_accessibility import OPTIONS, violations
from test_layout import COLLISIONS, CUT_OFF
from visits import Visit

EIP, RECOVERY = "measures/eip_two_week_wait.html", "measures/iapt_recovery_rate.html"
MERGED = "measures/iapt_first_treatment_within_6_weeks.html"
TEN_WORST = [
    ("Lincolnshire", 9),
    ("Blackburn with Darwen", 29),
    ("Blackpool", 30),
    ("Gloucestershire", 30),
    ("Wigan Borough", 32),
    ("East Lancashire", 33),
    ("Berkshire West", 42),
    ("Birmingham and Solihull", 42),
    ("Sheffield", 42),
    ("Greater Preston", 45),
]
# North to south.
REGIONS = [
    ("North East and Yorkshire", 67),
    ("North West", 61),
    ("Midlands", 60),
    ("East of England", 83),
    ("London", 74),
    ("South East", 71),
    ("South West", 67),
]


def ranked(page: Page) -> list[tuple[str, int]]:
    """The names and values of the dots; a name may stand in several lines beside its dot."""
    told = [said.split(": ", 1) for said in page.locator(".ranks circle title").all_text_contents()]
    return [(name, int(said.split("%")[0])) for name, said in told]


def choose(page: Page, **choices: str) -> None:
    for name, value in choices.items():
        if name == "area":
            page.locator("#area").fill(value)
            page.locator("#area").press("Enter")
        else:
            page.locator(f"#{name}").select_option(value)
    page.wait_for_selector("body[data-shown]")


def rows_behind(page: Page, chart: str) -> list[dict[str, str]]:
    """What 'data of this chart' gives."""
    page.locator(f"#{chart} .download summary").click()
    with page.expect_download() as told:
        page.locator(f"#{chart} a[download]").click()
    with Path(told.value.path()).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_ten_worst_are_on_screen_with_the_bounds_of_their_ranks_without_scripts(visit_figures: Visit) -> None:
    page = visit_figures(EIP, scripts=False)
    assert ranked(page) == TEN_WORST
    assert page.locator(".ranks .name").all_text_contents() == [name for name, _ in TEN_WORST]
    said = page.locator(".ranks .value").all_text_contents()
    assert said[0] == "9%"
    told = page.locator("#ten .told").text_content() or ""
    assert told.startswith("Lowest of the 91 CCGs with a figure; 15 more are suppressed and could be lower.")
    # 91 ranked and 15 suppressed, who may all be better; 1 of 11 is the first share that prints as 9%.
    page.locator("details.figures:has(#figures) summary").click()
    row = page.locator("#figures tr[data-code='71E']")
    expect(row).to_contain_text("91 to 106 of 106")
    expect(row.locator("td").nth(1)).to_have_text("11")
    lead = page.locator(".lead").text_content() or ""
    assert "England’s figure was 68.2%; the standard is at least 60%" in lead
    assert "74 of 91 CCGs with a figure met it" in lead
    assert "15 CCGs’ figures are suppressed (small numbers), so a rank may be up to 15 places out" in lead


def test_regions_stand_from_north_to_south_with_their_published_figures(visit_figures: Visit) -> None:
    page = visit_figures(EIP, scripts=False)
    names = page.locator(".regions .name").all_text_contents()
    published = [int(said.rstrip("%")) for said in page.locator(".regions .published").all_text_contents()]
    assert list(zip(names, published, strict=True)) == REGIONS
    # In the south London and the South East lie above England's 68.2%, the South West below it.
    title = page.locator("#regions figcaption")
    expect(title).to_have_text("No clean north–south divide: lowest in Midlands 60%, highest in East of England 83%")


@pytest.mark.parametrize("measure", ["eip_two_week_wait", "mental_health_spend_share", "suicide_rate"])
def test_what_a_script_draws_is_what_was_drawn_when_the_page_was_built(visit_figures: Visit, measure: str) -> None:
    page = visit_figures(f"measures/{measure}.html")
    read = """() => [...document.querySelectorAll('figure.chart')].map(figure =>
        [...['figcaption', '.about', '.told', '.key', '.note', '.cite p'].map(part =>
            figure.querySelector(part).innerHTML), figure.querySelector(':scope > svg').outerHTML])"""
    cells = """() => [...document.querySelectorAll('#figures tbody tr')].map(row =>
        [...row.cells].map(cell => [cell.textContent.trim(), cell.querySelector('a')?.getAttribute('href')]))"""
    charts, table = page.evaluate(read), page.evaluate(cells)
    assert len(charts) == 4
    page.locator("#region").dispatch_event("change")
    page.wait_for_selector("body[data-shown]")
    assert page.evaluate(read) == charts
    assert page.evaluate(cells) == table


@pytest.mark.nightly
def test_a_chosen_period_shows_the_warehouses_figures(visit_figures: Visit, released: Installation) -> None:
    page = visit_figures(EIP)
    choose(page, period="2019/20 Q1")
    expected = released.rows(
        """SELECT org_code, value, rank FROM marts.measure_benchmark
        WHERE measure_id = 'eip_two_week_wait' AND period = '2019/20 Q1' AND value IS NOT NULL ORDER BY org_code"""
    )
    assert len(expected) > 180
    shown = page.locator("#figures tbody tr:has(data)").evaluate_all(
        "rows => rows.map(row => [row.dataset.code, Number(row.querySelector('data').value)]).sort()"
    )
    assert [(code, pytest.approx(value)) for code, value in shown] == [(code, value) for code, value, _ in expected]
    assert {int(row["rank"]) for row in rows_behind(page, "ten")} == {
        rank for _, _, rank in sorted(expected, key=lambda row: -row[2])[:10]
    }


def test_hulls_24_quarters_of_recovery_are_a_line_in_the_fan_that_the_address_keeps(visit_figures: Visit) -> None:
    page = visit_figures(RECOVERY)
    choose(page, area="NHS Hull CCG")
    title = page.locator("#fan figcaption")
    expect(title).to_have_text("Hull over time: 42.8% in 2015/16 Q4, 55% in 2021/22 Q4")
    own = [row["Hull"] for row in rows_behind(page, "fan") if row["Hull"]]
    assert (len(own), own[-1]) == (24, "55")
    expect(page.locator("#fan > svg .area")).to_have_count(1)
    # The dashboard has no quarter 2019/20 Q4: the line is broken there.
    assert page.locator("#fan > svg .area").get_attribute("d").count("M") == 2  # type: ignore[union-attr]
    expect(page.locator("#figures tr.chosen th")).to_have_text("Hull")
    again = visit_figures(f"{RECOVERY}{page.evaluate('location.hash')}")
    expect(again.locator("#fan figcaption")).to_have_text(title.text_content() or "")


@pytest.mark.nightly
def test_an_area_is_found_by_what_people_call_it(visit_figures: Visit) -> None:
    page = visit_figures(RECOVERY)
    for typed in ("Hull", "Leeds", "hull", "Leeds", "NHS Hull", "Leeds", "03F"):
        choose(page, area=typed)
        name, code = ("Leeds", "15F") if typed == "Leeds" else ("Hull", "03F")
        expect(page.locator("#fan figcaption")).to_have_text(re.compile(f"^{name} over time"))
        assert f"area=ccg+{code}" in page.evaluate("location.hash")


@pytest.mark.nightly
def test_an_area_that_is_not_there_is_told_and_one_that_merged_is_followed(visit_figures: Visit) -> None:
    page = visit_figures(RECOVERY)
    choose(page, area="Atlantis")
    expect(page.locator("#told")).to_have_text("No area is called “Atlantis”.")
    expect(page.locator("#fan figcaption")).to_have_text(re.compile("^England over time"))
    # Of this measure the first figures are of a time when Leeds West had become a part of Leeds.
    merged = visit_figures(f"{MERGED}#area=ccg+03C")
    expect(merged.locator("#told")).to_have_text(
        "Leeds West has no figure of this measure; drawn is Leeds, which took its place."
    )
    expect(merged.locator("#fan figcaption")).to_have_text(re.compile("^Leeds over time"))


def test_the_arrows_lead_from_tile_to_tile_and_each_is_named(visit_figures: Visit) -> None:
    page = visit_figures("map.html")
    page.locator("#kind").focus()
    page.keyboard.press("Tab")
    first = page.locator(".tiles a:focus")
    expect(first).to_have_count(1)
    tip = page.locator(".tip")
    expect(tip).to_have_text(first.get_attribute("aria-label") or "")
    # Below Northumberland, in the north, lies something further south.
    north = page.locator('.tiles a[data-code="00L"]')
    north.focus()
    top = north.bounding_box()
    page.keyboard.press("ArrowDown")
    below = page.locator(".tiles a:focus").bounding_box()
    assert top and below and below["y"] > top["y"]
    page.keyboard.press("ArrowUp")
    expect(page.locator(".tiles a:focus")).to_have_count(1)
    expect(page.locator('.tiles a[tabindex="0"]')).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/areas/"))


def test_a_chosen_region_has_its_own_worst(visit_figures: Visit) -> None:
    page = visit_figures(EIP)
    choose(page, region="Y62")
    expect(page.locator("#ten figcaption")).to_have_text(re.compile("lowest in North West: Blackburn with Darwen 29%"))
    assert ranked(page)[:3] == [("Blackburn with Darwen", 29), ("Blackpool", 30), ("Wigan Borough", 32)]
    codes = page.locator("#figures tbody tr").evaluate_all(
        "rows => rows.filter(r => !r.hidden).map(r => r.dataset.code)"
    )
    assert {"00Q", "00R", "02H"} <= set(codes) and "71E" not in codes


def test_the_controls_are_reached_and_used_by_the_keyboard(visit_figures: Visit) -> None:
    page = visit_figures(EIP)
    page.locator("#period").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("body[data-shown]")
    expect(page.locator(".lead")).to_have_text(re.compile("^In 2021/22 Q3"))
    page.keyboard.press("Tab")
    expect(page.locator("#area")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#region")).to_be_focused()


@pytest.mark.nightly
def test_a_chart_is_kept_as_a_picture_that_needs_no_style_sheet(visit_figures: Visit, tmp_path: Path) -> None:
    page = visit_figures(EIP, scheme="dark")
    page.locator("#regions .download summary").click()
    with page.expect_download() as told:
        page.locator("#regions [data-picture=svg]").click()
    told.value.save_as(tmp_path / "chart.svg")
    picture = etree.fromstring((tmp_path / "chart.svg").read_bytes())
    texts = [node.text for node in picture.iter() if str(node.tag).endswith("text")]
    assert texts[0] == "No clean north–south divide: lowest in Midlands 60%, highest in East of England 83%"
    assert texts[1] == "EIP treatment within two weeks, CCGs by region, north to south, 2021/22 Q4"
    assert {"better than the median CCG", "the region’s published figure"} <= set(texts)
    whole = " ".join(text or "" for text in texts)
    assert "release" in whole and "NHS England" in whole and f"Page {EIP}." in whole
    assert not [node for node in picture.iter() if node.get("class")]
    # On white whatever the scheme of the reader, and no word beyond the edge.
    (ground,) = [node for node in picture if str(node.tag).endswith("rect")]
    assert ground.get("fill") == "#ffffff"
    title = next(node for node in picture.iter() if str(node.tag).endswith("text"))
    assert title.get("fill") == "#1b1f24"
    page.goto((tmp_path / "chart.svg").as_uri())
    beyond = "() => [...document.querySelectorAll('text')].filter(t => t.getBoundingClientRect().right > innerWidth)"
    page.set_viewport_size({"width": int(picture.get("width") or 0), "height": int(picture.get("height") or 0)})
    assert page.evaluate(f"{beyond}.map(t => t.textContent)".replace("() => ", "")) == []
    page.go_back()
    page.locator("#regions .download summary").click()
    with page.expect_download() as told:
        page.locator("#regions [data-picture=png]").click()
    told.value.save_as(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.mark.nightly
def test_a_first_touch_names_a_tile_and_paper_has_the_source_in_place_of_the_controls(visit_figures: Visit) -> None:
    page = visit_figures(EIP)
    tile = page.locator('.tiles a[data-code="71E"]')
    for kind in ("pointerdown", "click"):
        tile.dispatch_event(kind, {"pointerType": "touch", "bubbles": True, "cancelable": True})
    expect(page.locator(".tip")).to_have_text("Lincolnshire: 9%. Touch it again for its page")
    assert page.url.endswith(EIP)
    page.emulate_media(media="print")
    expect(page.locator(".choices")).to_be_hidden()
    expect(page.locator(".on-paper")).to_contain_text("NHS England, “NHS England mental health dashboard”")
    expect(page.locator(".on-paper")).to_contain_text("release")


@pytest.mark.nightly
def test_the_bands_by_region_are_the_warehouses(visit_figures: Visit, released: Installation) -> None:
    rows = released.rows(
        """SELECT region_code, band, count(*) FROM core.rating INNER JOIN core.organisation USING (org_code)
        WHERE area = 'leadership' AND period = '2019/20 Q1' AND band IS NOT NULL GROUP BY ALL"""
    )
    codes = dict(zip(("Y63", "Y62", "Y60", "Y61", "Y56", "Y59", "Y58"), (name for name, _ in REGIONS), strict=True))
    expected = {(codes[code], band): count for code, band, count in rows}
    page = visit_figures("ratings/leadership.html")
    chart = page.locator("figure[id$=-regions]").get_attribute("id") or ""
    shown = {(row["region"], row["band"]): int(row["organisations"]) for row in rows_behind(page, chart)}
    assert {key: count for key, count in shown.items() if count} == expected
    good = [sum(expected.get((name, band), 0) for band in ("Outstanding", "Good")) for name, _ in REGIONS]
    whole = [sum(count for (region, _), count in expected.items() if region == name) for name, _ in REGIONS]
    said = [f"{some} of {every}" for some, every in zip(good, whole, strict=True)]
    assert page.locator(".bars .value").all_text_contents() == said
    expect(page.locator("figure[id$=-map] figcaption")).to_have_text(
        "13 Inadequate: 5 in Staffordshire and Stoke-on-Trent, 4 in Kent and Medway and 4 elsewhere"
    )


def test_the_map_shows_the_measure_and_the_areas_that_are_chosen(visit_figures: Visit) -> None:
    page = visit_figures("map.html")
    expect(page.locator(".tiles a")).to_have_count(106)
    page.locator("#measure").select_option("eip_two_week_wait")
    expect(page.locator("#map .about")).to_have_text("EIP treatment within two weeks, CCGs, 2021/22 Q4")
    expect(page.locator('.tiles a[data-code="71E"]')).to_have_attribute("aria-label", "Lincolnshire: 9%")
    page.locator("#kind").select_option("icb")
    expect(page.locator(".tiles a")).to_have_count(42)
    # The values are of partnerships; a tile has initials, for a name has no room.
    expect(page.locator('.tiles a[data-code="QKS"] .brief')).to_have_text("K&M")
    page.locator("#kind").select_option("ccg")
    page.locator("#period").select_option("2016/17 Q3")
    # The CCGs that were open then.
    expect(page.locator(".tiles a")).to_have_count(209)


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("place", "scheme"),
    sampled(product([EIP, "map.html", "ratings/mental_health.html", "measures/index.html"], ["light", "dark"]), 8),
)
def test_axe_finds_no_violation(visit_figures: Visit, place: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = visit_figures(place, width=1280 if scheme == "light" else 360, scheme=scheme)
    for summary in page.locator("details.figures summary").all():
        summary.click()
    page.evaluate("document.querySelectorAll('tbody tr:nth-child(n+11)').forEach(row => row.remove())")
    found = violations(Axe().run(page, options=OPTIONS).response)
    assert not found, "\n".join(found)


def test_pages_of_measures_are_short_and_light(visit_figures: Visit, site_of_figures: Path) -> None:
    heavy = {
        path.name: size
        for path in (site_of_figures / "measures").glob("*.html")
        if (size := len(gzip.compress(path.read_bytes()))) > 30_000
    }
    assert heavy == {}
    page = visit_figures("measures/index.html")
    for place in (EIP, RECOVERY, "measures/index.html", "measures/iapt_people_entering_treatment.html"):
        page.goto(f"{site_of_figures.as_uri()}/{place}")
        assert page.evaluate("document.documentElement.scrollHeight") <= 6000, place


def test_every_figure_on_the_pages_is_the_warehouses(site_of_figures: Path, released: Installation) -> None:
    rows = released.rows(
        """SELECT measure_id, period || if(period_inferred, '~', ''), org_type, org_code, value
        FROM marts.measure_current WHERE value IS NOT NULL
            AND org_type IN ('ccg', 'region', 'icb', 'stp', 'national')"""
    )
    values = {(measure, period, code): value for measure, period, _, code, value in rows}
    england = {(measure, period): value for measure, period, _, code, value in rows if code == "England"}
    read = drawn = 0
    for path in sorted((site_of_figures / "measures").glob("*.html")):
        page = html.document_fromstring(path.read_bytes().decode())
        for form in page.iterfind(".//form[@class='choices']"):
            measure, period = form.get("data-measure"), form.get("data-period")
            for row in page.iterfind(".//tr[@data-code]"):
                for figure in row.iterfind(".//data"):
                    assert float(figure.get("value")) == values[measure, period, row.get("data-code")], path
                    read += 1
            for name in ("ten", "regions", "map"):
                file = site_of_figures / "data" / "charts" / f"{measure}-{name}.csv"
                if file.is_file():
                    drawn += _held(page, name, file, values, (measure, period))
            fan = site_of_figures / "data" / "charts" / f"{measure}-fan.csv"
            for line in _lines(fan):
                if line["england"]:
                    assert float(line["england"]) == england[measure, line["period"]], path
                    drawn += 1
    assert read > 9_000 and drawn > 4_000


def test_all_of_england_is_the_sum_of_the_counts(site_of_figures: Path, released: Installation) -> None:
    """Of NHS England's file of health checks all rows of 2023/24 Q4 come to 361,210 of 527,556."""
    page = html.document_fromstring((site_of_figures / "measures/smi_physical_health_check_rate.html").read_bytes())
    (section,) = page.xpath("//section[@aria-labelledby='together']")
    assert " ".join(section.find("p").text_content().split()).startswith("68.5% in 2023/24 Q4: 361,210 of 527,556.")
    rows = released.rows(
        """SELECT period, area_code, percent, note FROM marts.area_value
        WHERE measure_id = 'smi_physical_health_check_rate' AND area_type IN ('England', 'region')"""
    )
    sums = {(period, code): percent for period, code, percent, _ in rows}
    notes = {(period, code): note for period, code, _, note in rows}
    printed = section.xpath(".//tbody/tr")
    assert [row.find("th").text_content() for row in printed] == sorted({period for period, _ in sums}, reverse=True)
    codes = ["England", None, "Y63", "Y62", "Y60", "Y61", "Y56", "Y59", "Y58"]
    for row in printed:
        for code, cell in zip(codes, row.findall("td"), strict=False):
            key = (row.find("th").text_content(), code)
            percent = sums.get(key)
            if code and percent is not None:
                assert cell.text_content() == f"{percent:.1f}".removesuffix(".0") + "%"
            elif code:
                # England's note has a column; an empty cell of a region has its own.
                assert cell.text_content() == ((notes[key] or "no figure") if key in sums and code != "England" else "")
    refused = next(row for row in printed if row.find("th").text_content() == "2019/20 Q4")
    assert refused.findall("td")[-1].text_content() == "161 of the 191 organisations open then have counts"


def _held(page: Any, name: str, file: Path, values: dict[tuple[str, str, str], float], of: tuple[str, str]) -> int:
    """Holds a chart's rows against the warehouse and against what is drawn; how many were held."""
    rows = _lines(file)
    for row in rows:
        if row["value"]:
            assert float(row["value"]) == values[(*of, row["org_code"])], file
    (svg,) = page.iterfind(f".//figure[@id='{name}']/svg")
    marks = {"ten": ".//circle", "regions": ".//circle", "map": ".//a"}[name]
    of_areas = [row for row in rows if row.get("org_type") != "region"]
    assert all(row["value"] for row in rows) or name == "map", file
    assert len(list(svg.iterfind(marks))) == len(of_areas), file
    assert len(svg.find_class("region")) == len(rows) - len(of_areas), file
    return len(rows)


def _lines(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") if file.is_file() else io.StringIO() as text:
        return list(csv.DictReader(text))


@pytest.mark.nightly
@pytest.mark.parametrize("width", [1280, 360])
def test_the_words_of_charts_with_figures_are_whole_and_lie_apart(visit_figures: Visit, width: int) -> None:
    for place in (EIP, RECOVERY):
        page = visit_figures(place, width=width)
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate(COLLISIONS) == []
