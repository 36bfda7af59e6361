"""The feeds of areas and measures: what documents brought, and that no release changes them by itself."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
from installation import Installation, read_only

from pipeline.publish.release_files import FILE_NAME
from pipeline.publish.site.subject_feeds import subject_feeds

NAMES = {"05W": "NHS Stoke on Trent CCG", "03F": "NHS Hull CCG", "England": "England", "X": "no figures"}
MEASURES = {"iapt_recovery_rate": "IAPT recovery rate"}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def release(published: Installation) -> Path:
    return published.warehouse.current_link.resolve() / FILE_NAME


@pytest.fixture(scope="module")
def feeds(release: Path) -> dict[str, str]:
    with read_only(release) as con:
        return dict(subject_feeds(con, NAMES, MEASURES))


def entries(text: str) -> list[tuple[str, ...]]:
    """Title, link and summary of each entry."""
    root = ElementTree.fromstring(text)
    return [
        (
            str(entry.findtext(f"{ATOM}title")),
            str(entry.find(f"{ATOM}link").attrib["href"]),  # type: ignore[union-attr]
            str(entry.findtext(f"{ATOM}summary")),
        )
        for entry in root.findall(f"{ATOM}entry")
    ]


def test_each_area_and_measure_with_figures_has_a_feed_beside_its_page(feeds: dict[str, str]) -> None:
    assert set(feeds) == {"areas/05w.xml", "areas/03f.xml", "measures/iapt_recovery_rate.xml"}
    root = ElementTree.fromstring(feeds["areas/05w.xml"])
    assert root.findtext(f"{ATOM}title") == "CCG ratings: NHS Stoke on Trent CCG"
    assert root.find(f"{ATOM}link").attrib["href"] == "05w.html"  # type: ignore[union-attr]
    ids = [one.text for text in feeds.values() for one in ElementTree.fromstring(text).iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)


def test_the_latest_document_comes_first_with_what_it_states(feeds: dict[str, str]) -> None:
    latest, *_, first = entries(feeds["areas/05w.xml"])
    # Nursing Times, 28 October 2016: recovery of 59.10% and 78.30% within two weeks; a top performer.
    assert first == (
        "Nursing Times: Ratings reveal more than half of CCGs 'need to improve mental health services'",
        "../sources/nursing_times_2016.html",
        "2 values of 2 measures, 2015/16 Q4. Rated mental health 2016/17: Top performing.",
    )
    assert latest[1] == "../sources/rcpsych_2020.html"
    assert latest[2].startswith("Rated dementia 2017/18: ")
    updated = ElementTree.fromstring(feeds["areas/05w.xml"]).findtext(f"{ATOM}updated")
    assert updated == "2020-01-27T00:00:00Z"


def test_a_measure_counts_organisations(feeds: dict[str, str]) -> None:
    ((_, _, summary),) = entries(feeds["measures/iapt_recovery_rate.xml"])
    assert summary == "34 values of 34 organisations, 2015/16 Q4."


def test_another_release_with_the_same_content_has_the_same_feeds(
    feeds: dict[str, str], release: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copyfile(release, tmp_path / FILE_NAME))
    with duckdb.connect(str(other)) as con:
        con.execute("UPDATE meta.release SET release_id = '20990101T000000000000Z', built_at = '2099-01-01'")
        assert dict(subject_feeds(con, NAMES, MEASURES)) == feeds
