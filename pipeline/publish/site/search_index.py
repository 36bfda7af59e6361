"""The index of the search, as a script that registers itself: areas and measures with all that they are called."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.publish.site import addresses
from pipeline.publish.site.areas.register import Area, successors
from pipeline.publish.site.released_rows import Row


def search_index(areas: Mapping[str, Area], lineage: Mapping[str, Sequence[Row]], measures: Iterable[Row]) -> str:
    """The script; search.js takes the fields of an area and of a measure apart."""
    listed = list(measures)
    topics = list(dict.fromkeys(measure["topic"] for measure in sorted(listed, key=lambda one: one["topic_no"])))
    index = {
        "topics": topics,
        "areas": [_area(area, lineage.get(area.code, ())) for area in areas.values()],
        "measures": [_measure(measure, topics) for measure in listed],
    }
    return f"(window.ccgRatings ??= {{}}).search = {json.dumps(index, ensure_ascii=False, separators=(',', ':'))};\n"


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
    words = dict.fromkeys(word for word in _words(measure["description"]) if word not in known and len(word) > 3)
    return " ".join(words)


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold().replace("'", "")).split()
