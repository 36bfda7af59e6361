"""The feed of releases: feed.xml, in the form of Atom (RFC 4287), made from meta.release_history."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree

import duckdb

from pipeline.publish.site import addresses
from pipeline.publish.site.package import PROJECT
from pipeline.publish.site.words import count, day

NAMESPACE = "http://www.w3.org/2005/Atom"
TITLE = "CCG ratings: releases"
# A feed reader shows a line or two; the site's page of sources lists all documents.
MAX_NAMED = 5
# An id has to stay the same wherever the site is put, so it is made of names and of no address.
FEED_ID = uuid5(NAMESPACE_URL, PROJECT)

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Release(NamedTuple):
    """A line of meta.release_history; what an earlier version of the software did not count is None."""

    release_id: str
    as_at: date
    built_at: datetime
    documents: int | None
    ratings: int | None
    measure_values: int | None
    claims: int | None
    claims_contradicted: int | None
    arrived: list[str] | None


def feed(con: duckdb.DuckDBPyConnection, title: str = TITLE) -> str:
    """The text of feed.xml, the latest release first."""
    columns = ", ".join(Release._fields)
    found = con.execute(
        f"SELECT {columns} FROM meta.release_history ORDER BY built_at DESC, release_id DESC"
    ).fetchall()
    releases = [Release(*row) for row in found]
    root = begun(FEED_ID, title, releases[0].built_at if releases else datetime(1970, 1, 1), addresses.HOME)
    for release in releases:
        add_entry(
            root,
            uuid5(FEED_ID, release.release_id),
            f"Release of {day(release.built_at)}, as at {day(release.as_at)}",
            release.built_at,
            addresses.SOURCES,
            _summary(release),
        )
    return text_of(root)


def identity(*names: str) -> UUID:
    """The id of what has these names, wherever the site is put."""
    return uuid5(FEED_ID, " ".join(names))


def begun(name: UUID, title: str, updated: datetime, address: str) -> ElementTree.Element:
    """A feed without entries, beside the page at `address`."""
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en-GB"})
    _add(root, "id", name.urn)
    _add(root, "title", title)
    _add(root, "updated", _moment(updated))
    _add(ElementTree.SubElement(root, "author"), "name", PROJECT)
    _add_link(root, address)
    return root


def add_entry(root: ElementTree.Element, name: UUID, title: str, updated: datetime, address: str, summary: str) -> None:
    entry = ElementTree.SubElement(root, "entry")
    _add(entry, "id", name.urn)
    _add(entry, "title", title)
    _add(entry, "updated", _moment(updated))
    _add_link(entry, address)
    _add(entry, "summary", summary)


def text_of(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _moment(built_at: datetime) -> str:
    return f"{built_at.isoformat()}Z"


def _summary(release: Release) -> str:
    contradicted = release.claims_contradicted
    counted = (
        (release.documents, "document", ""),
        (release.ratings, "rating", ""),
        (release.measure_values, "value", " of measures"),
        (release.claims, "claim", f", {contradicted:,} contradicted" if contradicted else ", none contradicted"),
    )
    contents = ", ".join(count(number, what) + more for number, what, more in counted if number is not None)
    return f"{_arrived(release.arrived)} It holds {contents}." if contents else _arrived(release.arrived)


def _arrived(titles: list[str] | None) -> str:
    if titles is None:
        return "What was new is not recorded."
    if not titles:
        return "No document is new or changed."
    more = len(titles) - MAX_NAMED
    named = "; ".join(titles[:MAX_NAMED]) + (f"; and {more:,} more" if more > 0 else "")
    return f"New or changed: {named}."


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _NOT_XML.sub("", text)


def _add_link(parent: ElementTree.Element, address: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": "alternate", "type": "text/html", "href": address})
