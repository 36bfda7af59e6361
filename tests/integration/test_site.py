"""The site of the published release, read back: its figures are the warehouse's, and every link leads somewhere.

The pages are read as HTML by lxml. What the warehouse holds is asked here in other words than the site asks it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from installation import Installation
from lxml import html

# Of each page, before the chart library, which is loaded once.
LARGEST_PAGE = 300_000
# Each band has its own, so that it is told without its colour.
SIGNS = "★●◐○ "


@cache
def page(path: Path) -> Any:
    return html.document_fromstring(path.read_bytes().decode("utf-8"))


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def table(site: Path, path: str, table_id: str) -> list[list[str]]:
    """The texts of a table's cells, without its heading."""
    (found,) = page(site / path).xpath(f"//table[@id='{table_id}']")
    return [[text(cell) for cell in row.xpath("./th|./td")] for row in found.xpath("./tbody/tr")]


def test_every_rating_stands_on_the_page_of_its_area_as_in_the_warehouse(site: Path, published: Installation) -> None:
    expected = published.rows(
        """SELECT area, framework, period, org_code, org_name, coalesce(band, status) FROM marts.rating_current"""
    )
    words = {"insufficient_data": "too few data for a rating", "not_applicable": "not applicable"}
    shown = set()
    for area in {row[0] for row in expected}:
        for framework, period in {(row[1], row[2]) for row in expected if row[0] == area}:
            table_id = {"2016/17": f"{framework}-2016-17", "2017/18": f"{framework}-2017-18"}.get(
                period, f"{framework}-2019-20-Q1"
            )
            for name, code, band, *_ in table(site, f"ratings/{area}.html", table_id):
                shown.add((area, framework, period, code, name, band.lstrip(SIGNS)))
    assert shown == {(*row[:5], words.get(row[5], row[5])) for row in expected}
    assert len(shown) == 894


def test_the_table_of_mental_health_2017_18_counts_what_the_document_lists(site: Path) -> None:
    # Counted in the document's table: 4, 95, 106 and 2 of 207, and eight that did not exist then.
    rows = [
        [cell.lstrip(SIGNS) for cell in row] for row in table(site, "ratings/mental_health.html", "ccg_iaf-2017-18")
    ]
    counts: dict[str, int] = {}
    for row in rows:
        counts[row[2]] = counts.get(row[2], 0) + 1
    assert counts == {
        "Outstanding": 4,
        "Good": 95,
        "Requires improvement": 106,
        "Inadequate": 2,
        "not applicable": 8,
    }
    places = {row[2]: row[3] for row in rows if row[2] != "not applicable"}
    assert places == {
        "Outstanding": "0 better, 4 the same, 203 worse",
        "Good": "4 better, 95 the same, 108 worse",
        "Requires improvement": "99 better, 106 the same, 2 worse",
        "Inadequate": "205 better, 2 the same, 0 worse",
    }


def test_the_distribution_on_the_overview_says_which_counts_are_of_a_list(site: Path, published: Installation) -> None:
    shown = {
        (row[0].lower().replace(" ", "_"), row[1], row[3], row[4]) for row in table(site, "index.html", "distribution")
    }
    expected = published.rows(
        "SELECT area, period, band, organisations::VARCHAR FROM marts.rating_distribution WHERE organisations >= 0"
    )
    # Of these two the articles say how many they are, and none lists them: 106 and 69, as 209 - 21 - 13 are 175.
    unlisted = {
        ("mental_health", "2016/17", "Needs improvement", "106 by a document's count, not listed by name"),
        ("mental_health", "2016/17", "Performing well", "69 by a document's count, not listed by name"),
    }
    assert shown == {*expected, *unlisted}
    assert ("mental_health", "2016/17", "Top performing", "13") in shown


def test_every_value_stands_on_the_page_of_its_measure(site: Path, published: Installation) -> None:
    for measure_id in ("iapt_recovery_rate", "eip_two_week_wait"):
        expected = published.rows(
            """SELECT org_code, replace(printf('%.1f%%', value), '.0%', '%') FROM core.measure_value
            WHERE measure_id = ? AND status = 'published'""",
            measure_id,
        )
        codes = page(site / f"measures/{measure_id}.html").xpath("//table[@id='figures']//@data-code")
        cells = [row[1] for row in table(site, f"measures/{measure_id}.html", "figures")]
        shown = set(zip(codes, cells, strict=True))
        assert shown == set(expected)
        assert len(shown) == 34
    # Line 64 of the article.
    assert ("07M", "48.4%") in shown


def test_an_area_shows_its_ratings_and_its_values(site: Path, published: Installation) -> None:
    words = {"insufficient_data": "too few data for a rating", "not_applicable": "not applicable"}
    ratings, values = defaultdict(set), defaultdict(set)
    for code, area, period, band in published.rows(
        "SELECT org_code, area, period, coalesce(band, status) FROM marts.rating_current"
    ):
        ratings[code].add((area, period, words.get(band, band)))
    for code, value in published.rows("SELECT org_code, value FROM marts.measure_current"):
        values[code].add(value)
    for code, org_name in published.rows("SELECT org_code, org_name FROM core.organisation"):
        document = page(site / f"areas/{code.lower()}.html")
        assert text(document.xpath("//h1")[0]) == org_name
        shown = set()
        for chip in document.xpath("//ul[@class='bands']/li"):
            band = text(chip.xpath("./span[contains(@class, 'chip')]")[0]).lstrip("★●◐○ ")
            shown.add((text(chip.xpath("./a")[0]).lower().replace(" ", "_"), text(chip.xpath("./span")[0]), band))
        assert shown == ratings[code], code
        assert len(document.xpath("//ul[@id='own-ratings']/li")) == len(ratings[code])
        # A merged CCG shows figures of the one that it went into as well.
        found = document.xpath("//section[not(@aria-labelledby='since')]//details//data/@value")
        assert {float(value) for value in found} >= values[code], code
    onward = page(site / "areas/03c.html").xpath("//p[@class='onward']//a")[0]
    assert (text(onward), onward.get("href")) == ("NHS Leeds CCG", "../areas/15f.html")


def test_ratings_before_a_merger_are_those_of_the_bodies_that_had_them(site: Path) -> None:
    # Line 48 of the article of 2016; lines 101, 203, 242 and 249 of the briefing.
    rows = [text(row) for row in page(site / "areas/27d.html").xpath("//ul[@id='line-ratings']/li")]
    of_mental_health = [row.partition(";")[0] for row in rows if row.startswith("Mental health")]
    assert sorted(of_mental_health) == [
        "Mental health 2016/17: NHS South Cheshire CCG (predecessor), Top performing",
        "Mental health 2017/18: NHS Eastern Cheshire CCG (predecessor), Good",
        "Mental health 2017/18: NHS South Cheshire CCG (predecessor), Good",
        "Mental health 2017/18: NHS Vale Royal CCG (predecessor), Good",
        "Mental health 2017/18: NHS West Cheshire CCG (predecessor), Good",
    ]


def test_each_value_of_an_area_has_its_key(site: Path) -> None:
    keys = {text(key).partition("~")[0] for key in page(site / "areas/01r.html").xpath("//p[@class='cite']/code")}
    # Line 48 of the article of 2016.
    assert keys == {
        "value:eip_two_week_wait:2015/16+Q4:01R:nursing_times_2016=100",
        "value:iapt_recovery_rate:2015/16+Q4:01R:nursing_times_2016=58.9",
    }


def test_the_claim_of_127_of_209_shows_its_verdict_and_its_places(site: Path) -> None:
    document = page(site / "claims/index.html")
    assert len(document.xpath("//article[@class='claim']//p[@class='stated']")) == 28
    # Lines 1, 7 and 13 of one article and 10 and 14 of another say that more than half must improve: one statement.
    (told,) = [card for card in document.xpath("//article") if "More than 50% of CCGs rated" in text(card)]
    assert told.get("data-verdict") == "corroborated"
    assert text(told.xpath("./p[@class='verdict']")[0]).startswith("≈ Adds up with other statements")
    # The 106 of line 3 'need improvement', which may be said of two bands; those of line 9 are the band of that name.
    assert "21 (line 4) + 106 (line 9) = 127 of 209 (line 3)" in text(told)
    assert "name 34 of the 209 CCGs open on 31 March 2017 with their rating, 21 of them with this one" in text(told)
    assert {link.rpartition("/")[2].partition(":")[0] for link in told.xpath(".//a[@class='source']/@href")} == {
        "mailonline_2016.html#line-1",
        "mailonline_2016.html#line-7",
        "mailonline_2016.html#line-13",
        "nursing_times_2016.html#line-10",
        "nursing_times_2016.html#line-14",
    }
    keys = [text(cited) for cited in told.xpath(".//span[@class='cited']") if "Key: claim:" in text(cited)]
    assert len(keys) == 5


def test_the_words_that_state_a_figure_are_marked_in_its_line(site: Path) -> None:
    (row,) = [
        row
        for row in page(site / "measures/eip_two_week_wait.html").xpath("//tbody/tr")
        if text(row).startswith("Barnet")
    ]
    address = row.xpath(".//a[@class='source']/@href")[0]
    path, _, fragment = address.partition("#")
    (anchor,) = page((site / "measures" / path).resolve()).xpath(f"//*[@id='{fragment}']")
    assert text(anchor.getnext()) == "48.40%"
    assert anchor.getnext().tag == "mark"
    assert anchor.xpath("ancestor::li/@value") == ["64"]


def test_every_link_leads_to_a_file_and_a_place_in_it(site: Path) -> None:
    broken = []
    checked = 0
    ids = {path.resolve(): set(page(path).xpath("//@id")) for path in site.rglob("*.html")}
    for path in site.rglob("*.html"):
        for link in {*page(path).xpath("//@href"), *page(path).xpath("//@src"), *page(path).xpath("//form/@action")}:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("https", "http", "data"), link
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            checked += 1
            # What is chosen on a page of figures stands after the # too.
            is_place = parts.fragment and not parts.fragment.startswith("area=")
            if not target.is_file() or (is_place and unquote(parts.fragment) not in ids[target]):
                broken.append((str(path.relative_to(site)), link))
    assert broken == []
    assert checked > 5000


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        for address in (*page(path).xpath("//script/@src"), *page(path).xpath("//link/@href")):
            assert urlsplit(address).scheme in ("", "data")
    for path in (site / "assets").glob("site.*"):
        assert "http" not in path.read_text(encoding="utf-8")


def test_numbers_are_written_as_they_are(site: Path) -> None:
    """What a reader sees of a number and what a program reads of it are the same, to the decimals shown."""
    seen = 0
    for path in site.rglob("*.html"):
        for element in page(path).xpath("//data"):
            shown = text(element).replace(",", "").lstrip("£").split(" ")[0].rstrip("%")
            decimals = len(shown.partition(".")[2])
            assert float(shown) == pytest.approx(float(element.get("value")), abs=0.51 / 10**decimals)
            seen += 1
    assert seen > 3000


def test_each_chart_has_a_title_a_text_its_figures_and_its_csv(site: Path) -> None:
    charts = 0
    for path in site.rglob("*.html"):
        for figure in page(path).xpath("//figure[@class='chart' and not(@hidden)]"):
            charts += 1
            assert text(figure.xpath("./figcaption|.//table/caption")[0])
            (drawing,) = figure.xpath("./svg|.//table")
            assert drawing.get("aria-label") or text(drawing.xpath("./caption")[0])
            tables = figure.xpath(".//a[@download]/@href")
            assert tables and all((path.parent / table).resolve().is_file() for table in tables)
    assert charts >= 10


def test_no_page_is_larger_than_its_budget(site: Path) -> None:
    sizes = {path: path.stat().st_size for path in site.rglob("*.html")}
    assert max(sizes.values()) < LARGEST_PAGE


def test_headings_and_tables_are_named_for_those_who_hear_them(site: Path) -> None:
    for path in site.rglob("*.html"):
        document = page(path)
        assert len(document.xpath("//h1")) == 1, path
        assert document.get("lang") == "en-GB"
        ids = document.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        for found in document.xpath("//table"):
            assert found.xpath("./caption")
        for found in document.xpath("//table[not(@class='periods') and not(@hidden)]"):
            assert found.xpath("./thead//th[@scope='col']"), path


def test_the_menu_marks_the_page_or_the_section_that_it_is_in(site: Path) -> None:
    marked = {
        path: [
            (text(entry), entry.get("aria-current"))
            for entry in page(site / path).xpath("//header//nav//a[@aria-current]")
        ]
        for path in ("areas/index.html", "areas/15f.html", "measures/iapt_recovery_rate.html", "cited.html")
    }
    assert marked == {
        "areas/index.html": [("Areas", "page")],
        "areas/15f.html": [("Areas", "true")],
        "measures/iapt_recovery_rate.html": [("Measures", "true")],
        "cited.html": [],
    }
