"""The index of the search, as a script that registers itself: all with what it is called."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.publish.site import addresses, words
from pipeline.publish.site.areas.register import Area, successors
from pipeline.publish.site.claim_pages import Card
from pipeline.publish.site.released_rows import Row


def search_index(
    areas: Mapping[str, Area],
    lineage: Mapping[str, Sequence[Row]],
    measures: Iterable[Row],
    ratings: Mapping[str, Sequence[Row]] | None = None,
    cards: Sequence[Card] = (),
) -> str:
    """The script; search.js takes the fields of an entry apart."""
    listed = list(measures)
    topics = list(dict.fromkeys(measure["topic"] for measure in sorted(listed, key=lambda one: one["topic_no"])))
    index = {
        "topics": topics,
        "areas": [_area(area, lineage.get(area.code, ())) for area in _told_apart(areas.values())],
        "measures": [_measure(measure, topics) for measure in listed],
        "ratings": [_rating(rated, rows) for rated, rows in (ratings or {}).items()],
        "claims": [_claim(card) for card in cards],
    }
    return f"(window.ccgRatings ??= {{}}).search = {json.dumps(index, ensure_ascii=False, separators=(',', ':'))};\n"


def _told_apart(areas: Iterable[Area]) -> list[Area]:
    """Of an STP with two pages, by its code and by its number of 2016, the former, which leads to the other."""
    listed = list(areas)
    known = Counter((area.kind, area.name.casefold()) for area in listed)
    return [area for area in listed if not area.is_numbered or known[area.kind, area.name.casefold()] == 1]


def _rating(rated: str, rows: Sequence[Row]) -> list[Any]:
    """The page of a rated area: its name, address and periods, and the bands that were given."""
    periods = ", ".join(sorted({row["period"] for row in rows}))
    bands = sorted({row["band"] for row in rows if row["band"]})
    return [f"{words.label(rated)} ratings", addresses.rating(rated), periods, bands]


def _claim(card: Card) -> list[Any]:
    """A statement: what was said, its address, its verdict, and the words of those who say so."""
    said = sorted({" ".join(_words(place.quote)) for place in card.places})
    return [card.said[:1].upper() + card.said[1:], card.address, words.VERDICTS_SHORT[card.verdict], said]


def _area(area: Area, lineage: Sequence[Row]) -> list[Any]:
    last = next((row["related_org_code"] for row in successors(lineage)), None)
    years = f"{area.opened_on.year} to {area.closed_on.year}" if area.opened_on and area.closed_on else ""
    names = sorted(_others(area.name, (*area.other_names, area.ons_code or "")))
    return [area.code, area.name, area.kind, addresses.area(area.code), area.parent, years, last, names]


def _others(name: str, others: Iterable[str]) -> set[str]:
    """The other names that have a word which the name has not."""
    known = set(_words(name))
    return {other for other in others if set(_words(other)) - known}


def _measure(measure: Row, topics: Sequence[str]) -> list[Any]:
    return [
        measure["measure_id"],
        measure["measure_name"],
        addresses.measure(measure["measure_id"]),
        topics.index(measure["topic"]),
        int(measure["has_standard"]),
        int(measure["of_any_size"]),
        int(bool(measure["published"])),
        sorted(_others(measure["measure_name"], measure["other_names"])),
        _telling(measure),
    ]


def _telling(measure: Row) -> str:
    """The words of a description that no name has, each once."""
    known = {word for name in (measure["measure_name"], *measure["other_names"]) for word in _words(name)}
    telling = dict.fromkeys(word for word in _words(measure["description"]) if word not in known and len(word) > 3)
    return " ".join(telling)


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold().replace("'", "")).split()
