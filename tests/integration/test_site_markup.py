"""Whatever a document carries is text on every page: no markup of its own, no script, no formula in a CSV."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
from hostile import FORMULA, SCRIPT, TAG
from lxml import html

# What the templates are made of; anything else has come out of a document.
TAGS = {
    *("html", "head", "meta", "title", "link", "script", "body", "header", "nav", "main", "footer", "section"),
    *("h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "div", "dt", "dd", "blockquote", "pre", "details", "summary"),
    *(
        "a",
        "span",
        "strong",
        "em",
        "bdi",
        "data",
        "code",
        "mark",
        "form",
        "label",
        "input",
        "button",
        "textarea",
        "noscript",
    ),
    *("figure", "figcaption", "table", "caption", "thead", "tbody", "tr", "th", "td", "small", "b", "time"),
    *("article", "noscript", "select", "option", "optgroup", "datalist"),
    *("svg", "g", "path", "circle", "rect", "line", "text"),
}


def test_pages_have_only_the_templates_elements_and_no_handlers(hostile_site: Path) -> None:
    for path in hostile_site.rglob("*.html"):
        document = html.document_fromstring(path.read_bytes().decode("utf-8"))
        assert {element.tag for element in document.iter() if isinstance(element.tag, str)} <= TAGS, path
        for element in document.iter():
            assert not any(name.startswith("on") for name in element.attrib), path
            if element.tag == "script":
                # A file of the site's own, and nothing that is written into the page.
                assert not element.text and ":" not in element.get("src") and "//" not in element.get("src")
            for name in ("href", "src"):
                assert not (element.get(name) or "").lower().startswith("javascript"), path


def test_the_texts_are_shown_as_they_are(hostile_site: Path) -> None:
    def shown(path: str) -> str:
        return str(html.document_fromstring((hostile_site / path).read_bytes().decode("utf-8")).text_content())

    assert SCRIPT in shown("sources/nursing_times_2016.html")
    assert FORMULA in shown("sources/nursing_times_2016.html")
    assert SCRIPT in shown("areas/03c.html")
    assert SCRIPT in shown("areas/index.html")
    assert SCRIPT in shown("ratings/mental_health.html")
    assert SCRIPT in shown("changes/index.html")
    assert TAG in shown("claims/index.html")


def test_no_cell_of_a_csv_is_a_formula(hostile_site: Path) -> None:
    cells = 0
    for path in (hostile_site / "data").rglob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.reader(file):
                for cell in row:
                    cells += 1
                    assert not cell.startswith(("=", "@", "\t", "\r")), (path, cell)
                    assert not (cell.startswith(("+", "-")) and not cell[1:].replace(".", "").isdigit()), (path, cell)
    assert cells > 10_000


def test_the_same_texts_are_whole_in_parquet(hostile_site: Path) -> None:
    path = hostile_site / "data" / "parquet" / "core" / "document.parquet"
    with duckdb.connect() as con:
        titles = [title for (title,) in con.execute("SELECT title FROM read_parquet(?)", [str(path)]).fetchall()]
    assert any(title.startswith(FORMULA) for title in titles)
