"""How a figure is cited: its key, and a short and a full reference to copy.

A page that names the release would be another page in every release, so the release can be left to the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.publish.figure_keys import CLAIM, RATING, SUM, key_of, kind_of
from pipeline.publish.site import words
from pipeline.publish.site.stating import in_its_sentence, is_as_printed, told

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Citation:
    """`key` finds the figure in any later release; `short` and `full` are sentences."""

    key: str
    short: str
    full: str


def cite(row: Row, document: Row, release: Row | None = None, name: str | None = None) -> Citation:
    """The citation of a claim, a measure value or a rating in `document`, its row of core.document.

    Of a sum of counts `document` is the one that states the counts.

    `name` is the organisation's where the row has none. With `release`, a row of meta.release, it stands in all three;
    without it `in_release` gives the words to put behind the sentences, and `key_in_release` the key. The row of a
    claim has its `line` too, and in `first` where its words begin there.
    """
    key = key_of(row)
    source = f"{document['publisher']}, “{document['title']}”, {words.published(document)}"
    place = f"line {row['line_no']}" if row.get("line_no") is not None else str(row.get("locator") or "")
    whose = " (of the text as saved)" if document["text_kind"] == "abstract" else ""
    if whose and kind_of(row) == CLAIM:
        whose += "; the title is the publisher’s"
    address = f", {document['url']}" if document["url"] else ""
    short = f"{source}, {place}." if place else f"{source}."
    stated = f"{source}, {place}{whose}" if place or whose else source
    full = f"{figure(row, document, name)} {stated}{address}."
    if release is None:
        return Citation(key, short, full)
    key = key_in_release(key, release["release_id"])
    behind = in_release(release)
    return Citation(key, f"{short} {behind}.", f"{full} {behind}. Key: {key}")


def in_release(release: Row) -> str:
    """The release in which a figure was found, by its day and then by its id."""
    day = words.day(release["as_at"])
    return f"In: CCG ratings, an unofficial compilation, release of {day} ({release['release_id']})"


def key_in_release(key: str, release_id: str) -> str:
    """A figure's key with the release in which it was cited."""
    return f"{key}@{release_id}"


def figure(row: Row, document: Row, name: str | None = None) -> str:
    """What a row says, in a sentence."""
    if kind_of(row) == CLAIM:
        verdict = words.VERDICTS[row["verdict"]]
        return f"{_stated(row, document)} Checked: {verdict[:1].lower()}{verdict[1:]}."
    of = row["area_code" if kind_of(row) == SUM else "org_code"]
    whose = name or row.get("org_name") or row.get("org_name_published") or of
    code = "" if of == whose else f" ({of})"
    if kind_of(row) == RATING:
        return f"{whose}{code}, {words.label(row['area'])} {row['period']}: {words.band(row)}."
    measure = row.get("measure_name") or row["measure_id"]
    if kind_of(row) == SUM:
        percent = words.shown(row["percent"], row["unit"]) or words.status("not_available")
        return f"{whose}{code}, {measure} {row['period']}: {percent}, {words.worked_out(row)}."
    number = words.number(row["value"], row["unit"], row["decimals"]) if row["value"] is not None else ""
    when = words.filed(row["period"], row.get("period_start"))
    return f"{whose}{code}, {measure} {when}: {number or words.status(row['status'])}."


def _stated(claim: Row, document: Row) -> str:
    """What a claim says, in its whole sentence."""
    sentence = "".join(in_its_sentence(claim["line"], claim["first"], claim["quote"]))
    said = told(document, sentence, is_as_printed(document, claim["line"]))
    return said if said.rstrip("”").endswith((".", "!", "?")) else f"{said}."
