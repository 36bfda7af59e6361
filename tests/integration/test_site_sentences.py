"""Whether the sentences on the pages are true: each is read as a journalist would, and answered from the warehouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pytest
from installation import Installation, read_only
from lxml import html

from pipeline.publish.release_files import FILE_NAME

pytestmark = pytest.mark.nightly

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MONTH = rf"(?:{'|'.join(MONTHS)}) \d{{4}}"
PERIOD = rf"(?:{MONTH} to {MONTH}|{MONTH}|\d{{4}}/\d\d(?: Q\d)?)"


@pytest.fixture(scope="module")
def con(released: Installation) -> Iterator[duckdb.DuckDBPyConnection]:
    with read_only(released.warehouse.current_link.resolve() / FILE_NAME) as found:
        yield found


def pages(site: Path, folder: str) -> Iterator[tuple[str, Any, str]]:
    """Name, tree and lead of each page."""
    for path in sorted((site / folder).glob("*.html")):
        tree = html.parse(path, parser=html.HTMLParser(encoding="utf-8")).getroot()
        leads = [node.text_content() for node in tree.iter("p") if "lead" in (node.get("class") or "").split()]
        if leads:
            yield path.stem, tree, leads[0]


def stored(period: str) -> str:
    return re.sub(MONTH, lambda found: f"{found[0][-4:]}-{MONTHS.index(found[0][:3]) + 1:02}", period)


def number(text: str) -> float:
    return float(text.replace(",", ""))


def test_what_the_leads_of_measures_count_is_so(con: duckdb.DuckDBPyConnection, site_of_figures: Path) -> None:
    checked = dict.fromkeys(("met", "have", "suppressed", "none", "shared"), 0)
    for measure, _, lead in pages(site_of_figures, "measures"):
        named = re.search(rf"\b(?:In|for) ({PERIOD})", lead)
        if not named:
            continue
        rows = con.execute(
            "SELECT value, status, standard_met FROM marts.measure_benchmark WHERE measure_id = ? AND period = ?",
            [measure, stored(named[1])],
        ).fetchall()
        values = [value for value, *_ in rows if value is not None]
        if found := re.search(r"(\d+) of (\d+) CCGs with a figure met it", lead):
            met = [is_met for *_, is_met in rows if is_met is not None]
            assert (int(found[1]), int(found[2])) == (sum(met), len(values)), measure
            checked["met"] += 1
        if found := re.search(r"(\d+) CCGs have a figure", lead):
            assert int(found[1]) == len(values), measure
            checked["have"] += 1
        if found := re.search(r"(\d+) of them ([\d.]+)%(?:, (\d+) ([\d.]+)% and (\d+) between)?\.", lead):
            assert int(found[1]) == values.count(number(found[2])), measure
            if found[3]:
                assert int(found[3]) == values.count(number(found[4])), measure
                assert int(found[5]) == len(values) - int(found[1]) - int(found[3]), measure
            checked["shared"] += 1
        suppressed = sum(status == "suppressed" for _, status, _ in rows)
        found = re.search(r"(\d+) CCGs?’s? figures? (?:is|are) suppressed", lead)
        assert int(found[1] if found else 0) == suppressed, measure
        checked["suppressed"] += bool(found)
        if "No figure of a CCG is published" in lead:
            assert not values, measure
            checked["none"] += 1
    assert all(checked.values()), checked


def test_what_the_leads_of_areas_say_is_so(con: duckdb.DuckDBPyConnection, site_of_figures: Path) -> None:
    names = dict(con.execute("SELECT measure_name, measure_id FROM core.measure").fetchall())
    polarity = dict(con.execute("SELECT measure_id, polarity FROM core.measure").fetchall())
    opened: dict[str, date] = dict(con.execute("SELECT org_code, opened_on FROM core.organisation").fetchall())
    doubted = set(con.execute("SELECT org_code, measure_id, period FROM marts.value_doubt").fetchall())
    rows = con.execute("""
        SELECT org_code, measure_id, period, period_inferred, value, period_start FROM marts.measure_current
        WHERE value IS NOT NULL AND org_type <> 'stp_2016'
    """).fetchall()
    current = {(code.upper(), *key): (value, start) for code, *key, value, start in rows}
    ranked: dict[tuple[str, str], list[float]] = {}
    query = "SELECT measure_id, period, value FROM marts.measure_benchmark WHERE rank IS NOT NULL"
    for measure, period, value in con.execute(query).fetchall():
        ranked.setdefault((measure, period), []).append(value)
    checked = dict.fromkeys(("rose or fell", "was", "median"), 0)
    for stem, tree, lead in pages(site_of_figures, "areas"):
        code = stem.upper()
        ends = re.search(
            rf"([^.;]+?) (rose|fell|was)(?: from)? ([\d.]+)% in ({PERIOD}) (?:to|and) ([\d.]+)% in ({PERIOD}), against",
            lead,
        )
        if ends:
            measure, known = names[ends[1].strip()], []
            for said, period in ((ends[3], ends[4]), (ends[5], ends[6])):
                value, start = current[code, measure, stored(period), False]
                assert value == pytest.approx(number(said), abs=0.0501), (stem, ends[0])
                assert (code, measure, stored(period)) not in doubted, (stem, ends[0])
                assert start >= opened.get(code, start), (stem, ends[0])
                known.append(value)
            assert known[0] != known[1], (stem, ends[0])
            if ends[2] != "was":
                assert (known[1] > known[0]) == (ends[2] == "rose"), (stem, ends[0])
            checked["was" if ends[2] == "was" else "rose or fell"] += 1
        told = re.search(
            r"CCGs on (\d+|none|all|both)(?: of)? ?(\d+)? comparable measures(?:.*?level with it on (\d+))?", lead
        )
        if told:
            sides = list(sides_of(tree, code, names, polarity, current, ranked))
            of = 2 if told[1] == "both" else int(told[2])
            better = of if told[1] in ("all", "both") else 0 if told[1] == "none" else int(told[1])
            assert (better, of, int(told[3] or 0)) == (sides.count(1), len(sides), sides.count(0)), stem
            checked["median"] += 1
    assert all(checked.values()), checked


def sides_of(
    tree: Any,
    code: str,
    names: dict[str, str],
    polarity: dict[str, str],
    current: dict[tuple[str, ...], tuple[float, date]],
    ranked: dict[tuple[str, str], list[float]],
) -> Iterator[int]:
    """For each of the area's own rows 1 where it is better than the median CCG, 0 where level, -1 where worse."""
    own = tree.xpath("//section[@aria-labelledby='measures']//details[contains(@class, 'row')]/summary")
    for summary in own:
        name, period = re.fullmatch(rf"(.+?) ({PERIOD})(?:[,;].*)?", summary[0].text_content().strip()).groups()
        measure, period = names[name.strip()], stored(period)
        values = ranked.get((measure, period))
        if values and polarity[measure] != "none":
            difference = current[code, measure, period, False][0] - median(values)
            sign = 1 if polarity[measure] == "higher" else -1
            yield 0 if abs(difference) < 1e-9 else sign * (1 if difference > 0 else -1)
