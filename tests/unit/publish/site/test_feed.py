"""The feed of releases: Atom as RFC 4287 asks for it, the latest release first, ids that stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from installation import Installation
from lxml import etree

from pipeline.base.sql_text import literal
from pipeline.publish.site.feed import MAX_NAMED, NAMESPACE, TITLE, feed
from pipeline.schema.dictionary import META_TABLES

ATOM = etree.RelaxNG(etree.parse(Path(__file__).parents[3] / "schemas" / "atom.rng"))
FIRST: dict[str, Any] = {
    "release_id": "r1",
    "previous_release_id": None,
    "as_at": date(2021, 7, 1),
    "built_at": datetime(2021, 7, 1, 6, 30),
    "code_version": "0.1.0+abc",
    "documents": 5,
    "ratings": 894,
    "measure_values": 1,
    "rows": 2021,
    "claims": 1200,
    "claims_contradicted": 2,
    "arrived": ["Ratings <of> CCGs & 'more'", "A bulletin"],
}
SECOND = FIRST | {
    "release_id": "r2",
    "previous_release_id": "r1",
    "built_at": datetime(2021, 7, 2, 6, 30, 0, 250000),
    "arrived": [],
}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        entry = META_TABLES["release_history"]
        con.execute(f"CREATE SCHEMA meta; CREATE TABLE {entry.full_name} ({columns_of(entry)})")
        yield con


def columns_of(entry: Any) -> str:
    return ", ".join(f'"{column.name}" {column.type}' for column in entry.columns)


def read(con: duckdb.DuckDBPyConnection, *releases: dict[str, Any]) -> Any:
    """The feed of `releases`, which is valid."""
    for release in releases:
        values = ", ".join(f"{literal(value)} AS {name}" for name, value in release.items())
        con.execute(f"INSERT INTO meta.release_history BY NAME SELECT {values}")
    found = etree.fromstring(feed(con).encode())
    ATOM.assertValid(found)
    return found


def texts(found: Any, path: str) -> list[str]:
    return [element.text for element in found.findall(path, {None: NAMESPACE})]


def test_the_feed_tells_of_the_latest_release_first(con: duckdb.DuckDBPyConnection) -> None:
    found = read(con, FIRST, SECOND)
    assert texts(found, "title") == [TITLE]
    assert texts(found, "updated") == ["2021-07-02T06:30:00.250000Z"]
    assert texts(found, "entry/title") == [
        "Release of 2 July 2021, as at 1 July 2021",
        "Release of 1 July 2021, as at 1 July 2021",
    ]
    assert texts(found, "entry/updated") == ["2021-07-02T06:30:00.250000Z", "2021-07-01T06:30:00Z"]


def test_an_entry_says_what_arrived_and_what_the_release_holds(con: duckdb.DuckDBPyConnection) -> None:
    held = "It holds 5 documents, 894 ratings, 1 value of measures, 1,200 claims, 2 contradicted."
    assert texts(read(con, FIRST, SECOND), "entry/summary") == [
        f"No document is new or changed. {held}",
        f"New or changed: Ratings <of> CCGs & 'more'; A bulletin. {held}",
    ]


def test_of_many_documents_some_are_named(con: duckdb.DuckDBPyConnection) -> None:
    many = FIRST | {"arrived": [f"Title {number}" for number in range(MAX_NAMED + 1200)]}
    (summary,) = texts(read(con, many), "entry/summary")
    assert f"Title {MAX_NAMED - 1}; and 1,200 more. It holds" in summary


def test_ids_are_of_the_release_and_stay_the_same(con: duckdb.DuckDBPyConnection) -> None:
    before = read(con, FIRST)
    after = read(con, SECOND)
    assert texts(after, "id") == texts(before, "id")
    assert texts(after, "entry/id")[1:] == texts(before, "entry/id")
    every = texts(after, "id") + texts(after, "entry/id")
    assert len(set(every)) == 3
    assert all(text.startswith("urn:uuid:") for text in every)


def test_the_links_lead_to_pages_of_the_site(con: duckdb.DuckDBPyConnection) -> None:
    links = read(con, FIRST).findall(".//link", {None: NAMESPACE})
    assert [link.get("href") for link in links] == ["index.html", "sources/index.html"]


def test_a_title_with_what_xml_cannot_hold_is_told_without_it(con: duckdb.DuckDBPyConnection) -> None:
    (summary,) = texts(read(con, FIRST | {"arrived": ["one\x0btwo\ufffe 😀"]}), "entry/summary")
    assert summary.startswith("New or changed: onetwo 😀. It holds")


def test_the_feed_of_the_published_release_is_valid(published: Installation) -> None:
    with published.warehouse.connect() as con:
        found = etree.fromstring(feed(con).encode())
    ATOM.assertValid(found)
    assert len(found.findall("entry", {None: NAMESPACE})) == 1


def without(path: str) -> Callable[[Any], None]:
    def remove(found: Any) -> None:
        element = found.find(path, {None: NAMESPACE})
        element.getparent().remove(element)

    return remove


def with_text(path: str, text: str) -> Callable[[Any], None]:
    def write(found: Any) -> None:
        found.find(path, {None: NAMESPACE}).text = text

    return write


def with_another(path: str) -> Callable[[Any], None]:
    def double(found: Any) -> None:
        element = found.find(path, {None: NAMESPACE})
        element.addnext(etree.fromstring(etree.tostring(element)))

    return double


@pytest.mark.parametrize(
    "damage",
    [
        *map(without, ("id", "title", "updated", "author", "entry/id", "entry/title", "entry/updated", "entry/link")),
        *map(with_another, ("id", "title", "updated", "entry/id", "entry/summary")),
        with_text("id", "release one"),
        with_text("entry/id", "r1"),
        with_text("updated", "2021-07-02"),
        with_text("updated", "2021-07-02T06:30:00"),
        with_text("entry/updated", "2021-13-02T06:30:00Z"),
        with_text("author/name", ""),
        lambda found: found.find("link", {None: NAMESPACE}).attrib.pop("href"),
        lambda found: found.append(etree.Element("entry")),
    ],
)
def test_the_schema_refuses_what_is_no_feed(con: duckdb.DuckDBPyConnection, damage: Callable[[Any], None]) -> None:
    found = read(con, FIRST)
    damage(found)
    assert not ATOM.validate(found)
