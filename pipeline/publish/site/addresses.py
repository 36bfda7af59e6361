"""The address of each page of the site, and of a place on it; addresses stay the same from release to release."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from pipeline.publish.figure_keys import CCG, organisation_part

# A long document has several pages, so that each is soon there.
LINES_ON_A_PAGE = 400
# Of a cell with one of these no figure is shown.
SAY_NOTHING = ("not_available", "not_applicable", "not_published")
# The form of a period that is a month.
MONTH = "[0-9]{4}-[0-9]{2}"

HOME = "index.html"
AREAS = "areas/index.html"
RATINGS = "ratings/index.html"
MAP = "map.html"
MEASURES = "measures/index.html"
COMPARE = "compare.html"
SEARCH = "search.html"
CLAIMS = "claims/index.html"
CHANGES = "changes/index.html"
SOURCES = "sources/index.html"
DATA = "data.html"
ABOUT = "about.html"
DICTIONARY = "dictionary.html"
FEED = "feed.xml"
PACKAGE = "datapackage.json"
STYLE = "assets/site.css"
SCRIPT = "assets/site.js"
WORKBOOKS = "data/xlsx"
SEARCH_INDEX = "assets/search-index.js"
AREA_NAMES = "data/areas.js"
TILES = "data/tiles.js"
RELEASE = "data/release.js"
CITED = "cited.html"
SAID = "data/said.js"
CORRECTIONS = "corrections.html"


def area(code: str) -> str:
    """The page of an area: a CCG, a board or a region by its code, or England."""
    return f"areas/{file_name(code.lower())}.html"


def measure(measure_id: str) -> str:
    return f"measures/{file_name(measure_id)}.html"


def rating(rated_area: str) -> str:
    return f"ratings/{file_name(rated_area)}.html"


def measure_data(measure_id: str) -> str:
    """The script with a measure's values of all periods."""
    return f"data/measures/{file_name(measure_id)}.js"


def measure_sums(measure_id: str) -> str:
    """The script with the sums of a measure's counts that pages of areas show."""
    return f"data/sums/{file_name(measure_id)}.js"


def chart_data(page: str, chart: str) -> str:
    """The CSV with the rows of a chart, by the name of its page and its own."""
    return f"data/charts/{file_name(page)}-{file_name(chart)}.csv"


def edition(product: str, due_on: date) -> str:
    return f"{CHANGES}#{anchor(product, str(due_on))}"


def claim(claim_id: str) -> str:
    return f"{CLAIMS}#{anchor('claim', claim_id)}"


def document(document_id: str, line_no: int | None = None) -> str:
    """The page of a document, or that of its pages on which a line stands."""
    number = 1 if line_no is None else 1 + (line_no - 1) // LINES_ON_A_PAGE
    return f"sources/{file_name(document_id)}{f'~{number}' if number > 1 else ''}.html"


def cited(key: str) -> str:
    """The page that tells what a cited figure said and says."""
    return f"{CITED}?key={quote(key, safe=':/=~@')}"


def cells(document_id: str, measure_id: str, year: str = "") -> str:
    """The page of the cells that a workbook or feed has of a measure; those of months have one for each `year`."""
    return f"sources/{file_name(document_id)}/{file_name(measure_id)}{f'~{year}' if year else ''}.html"


def year_of_month(period: str) -> str:
    """The year of a month such as 2019-05, of which pages of cells are told apart; nothing of any other period."""
    return period[:4] if re.fullmatch(MONTH, period) else ""


def cell(row: Mapping[str, Any]) -> str:
    """The cell that a value is from; one that says nothing is shown in the row of its organisation."""
    organisation = organisation_part(row.get("org_type", CCG), row["org_code"])
    names = [organisation] if row["status"] in SAY_NOTHING else [organisation, row["period"]]
    page = cells(row["document_id"], row["measure_id"], year_of_month(row["period"]))
    return f"{page}#{anchor(*names)}"


def anchor(*names: str) -> str:
    """The id of a place on a page: the names with hyphens between, a slash or blank in them as one too."""
    return "-".join(map(_part_of_anchor, names))


@lru_cache(maxsize=10_000)
def _part_of_anchor(name: str) -> str:
    return quote(name.replace("/", "-").replace(" ", "-"), safe=":").replace("%", "~")


def place(
    document_id: str, line_no: int | None, span: tuple[int, int] | None = None, part_no: int | None = None
) -> str:
    """A document's line with the characters of a span marked, or a part of a workbook or feed.

    An empty cell states that there is nothing, and its line is all that can be shown.
    """
    if line_no is None:
        return document(document_id) + (f"#part-{part_no}" if part_no else "")
    return f"{document(document_id, line_no)}#line-{line_no}" + (
        f":{span[0]}-{span[1]}" if span and span[0] < span[1] else ""
    )


class Export(NamedTuple):
    """A file of a table's rows, and what kind of file it is, for people."""

    path: str
    kind: str


def csv(table: str) -> str:
    return f"data/csv/{table.replace('.', '/')}.csv"


def workbook(name: str) -> str:
    return f"{WORKBOOKS}/{name}.xlsx"


def parquet(table: str) -> str:
    return f"data/parquet/{table.replace('.', '/')}.parquet"


def export(release: Path, table: str) -> Export:
    """The CSV of a table in a release, or its Parquet where it is too large to have a CSV."""
    has_csv = (release / csv(table).removeprefix("data/")).is_file()
    return Export(csv(table), "CSV") if has_csv else Export(parquet(table), "Parquet")


@lru_cache(maxsize=10_000)
def file_name(text: str) -> str:
    """A name as a file's, on any system: what is no letter, digit, point, hyphen or underscore becomes %xx."""
    return quote(text, safe="").replace("%", "~")
