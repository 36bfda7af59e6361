"""The lists that a text prints, of organisations under bands and of indicators, found without a sidecar."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from pipeline.base.folding import fold, fold_name
from pipeline.base.lines import Line
from pipeline.parse.scaffold.columns import (
    Organisations,
    bodies_spoken_of,
    choices,
    fill_in,
    subject_of_rating,
)
from pipeline.parse.scaffold.words import LINES_ABOVE, Surroundings, surroundings
from pipeline.parse.text.lines.bullets import read_bullet
from pipeline.parse.text.lists.plain_lists import plain_items
from pipeline.reference.organisations import known_names
from pipeline.reference.reading import Reference
from pipeline.reference.vocabulary import Scale

_LISTS_INDICATORS = re.compile(r"\b(?:indicators?|measures?|standards?|targets?|metrics?|assess(?:ed|es)?)\b", re.I)
_PLANNED = re.compile(r"\b(?:plan(?:s|ned)?|propos\w+|due to|to be (?:added|included)|will (?:be|gain))\b", re.I)
_PRODUCT = re.compile(r"\b(?:(?P<dashboard>dashboards?)|(?P<rating>ratings?|rated|rank\w*|assess(?:ed|es)?))\b", re.I)
_COUNT = re.compile(r"\(\d+\)[\s:*_]*$")
# Words before an item that point to it, from so many on until no earlier line holds them.
FEWEST_WORDS = 3
MOST_WORDS = 20


@dataclass(frozen=True)
class FoundBandList:
    """Organisations under bands: what a sidecar says of them, their names, and how many stand under each band."""

    mapping: dict[str, Any]
    names: list[str]
    counts: Counter[str]
    first_line: int


class ListFinder:
    """Finds the lists among `lines`, which belong to no table; `title` is the document's."""

    def __init__(self, lines: Sequence[Line], title: str, reference: Reference) -> None:
        self.lines = lines
        self.title = title
        self.reference = reference

    @cached_property
    def _plain(self) -> str:
        return "\n".join(fold(line.text) for line in self.lines)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(line.text) + 1 for line in self.lines), initial=0))

    def anchor(self, index: int, words: Sequence[str]) -> str | None:
        """The fewest of the last `words` that stand on line `index` and on none before; None if all do."""
        for count in range(min(FEWEST_WORDS, len(words)), min(len(words), MOST_WORDS) + 1):
            phrase = " ".join(words[len(words) - count :])
            wanted = fold(phrase)
            if wanted and bisect_right(self._starts, self._plain.find(wanted)) == index + 1:
                return phrase
        return None

    # Organisations under bands.

    def band_lists(self, organisations: Organisations) -> list[FoundBandList]:
        """The lists of each scale; where they are of several areas or periods, the last first.

        A mapped list runs to the end of the document, so that the later ones have to be read before.
        """
        found: list[FoundBandList] = []
        for scale in self.reference.vocabulary.scales:
            lists: dict[str, FoundBandList] = {}
            for line_no, name, band, mapping in self._items_under_bands(scale):
                listed = lists.setdefault(repr(mapping["rating"]), FoundBandList(mapping, [], Counter(), line_no))
                listed.names.append(name)
                listed.counts[band] += 1
            names = [name for listed in lists.values() for name in listed.names]
            if 2 * sum(map(organisations.is_one, names)) < len(names):
                continue
            if len(lists) == 1:
                for listed in lists.values():
                    listed.mapping.pop("after")
            found += reversed(lists.values())
        return found

    def _items_under_bands(self, scale: Scale) -> Iterator[tuple[int, str, str, dict[str, Any]]]:
        """Each list item under a band: its line, its text, the band, and what a sidecar says of such a list there."""
        above: tuple[int, ...] = ()
        band: str | None = None
        mapping: dict[str, Any] = {}
        filled = [line for line in self.lines if not line.is_blank]
        plain = plain_items(filled, lambda line: scale.by_label.get(_label(line)), known_names(self.reference.register))
        for index, line in enumerate(self.lines):
            if line.is_blank:
                continue
            bullet = plain.get(line.number) or read_bullet(line)
            if bullet and band and not mapping and self._is_of_others(bullet.text, above, line.number in plain):
                band = None
            elif bullet and band:
                mapping = mapping or self._band_list(line, scale, above)
                yield line.number, bullet.text.rstrip(" ;,."), band, mapping
            elif not bullet:
                band = scale.by_label.get(_label(line))
                if band is None:
                    above = (index, *above[: LINES_ABOVE - 1])
                    mapping = {}

    def _is_of_others(self, name: str, above: Sequence[int], is_plain: bool) -> bool:
        """Whether a list's first name may be that of a trust or place, as the words above it or the title say."""
        texts = [*(self.lines[place].text for place in above), self.title]
        bodies = bodies_spoken_of(texts, [name])
        return bodies == "others" or (is_plain and not bodies)

    def _band_list(self, line: Line, scale: Scale, above: Sequence[int]) -> dict[str, Any]:
        texts = [self.lines[place].text for place in above]
        around = Surroundings(texts, self.title, self.lines, self.reference.vocabulary)
        anchor = self.anchor(above[0], self.lines[above[0]].text.split()) if above else None
        return {
            "name": f"lists from line {line.number} on",
            "rating": subject_of_rating(scale.scale, around, "", self.reference),
            "after": anchor or fill_in("words before this list that stand nowhere before them"),
        }

    # Indicators.

    def listings(self) -> Iterator[dict[str, Any]]:
        """What a sidecar says of each listing, in order."""
        filled = [index for index, line in enumerate(self.lines) if not line.is_blank]
        for index, following in zip(filled, [*filled[1:], None], strict=False):
            line = self.lines[index]
            bullet = read_bullet(self.lines[following]) if following is not None else None
            if bullet and fold_name(bullet.text.rstrip(" ;,.")) in self._measures:
                own = read_bullet(line)
                if not own or own.indent < bullet.indent:
                    text = own.text if own else line.text
                    yield from self._bulleted(index, text)
            elif not bullet and _LISTS_INDICATORS.search(line.text):
                yield from self._within_sentence(index)

    @cached_property
    def _measures(self) -> dict[str, str]:
        return {name: measure.measure_id for name, measure in self.reference.measure_by_name.items()}

    @cached_property
    def _any_measure(self) -> re.Pattern[str]:
        names = sorted(self._measures, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)" if names else r"(?!)")

    def _bulleted(self, index: int, opening: str) -> Iterator[dict[str, Any]]:
        items = self._items_after(index)
        known = [measure_id for item in items if (measure_id := self._measures.get(fold_name(item)))]
        anchor = self.anchor(index, opening.split())
        if 2 * len(known) > len(items):
            pointer = anchor or fill_in("words before the indicators that stand nowhere before them")
            yield self._mapping(index, pointer, opening, known)

    def _items_after(self, index: int) -> list[str]:
        """The list items under a line, deeper than it if it is one itself, up to the first other line."""
        own = read_bullet(self.lines[index])
        items = []
        for line in self.lines[index + 1 :]:
            bullet = read_bullet(line)
            if bullet and not (own and bullet.indent <= own.indent):
                items.append(bullet.text.rstrip(" ;,."))
            elif not line.is_blank:
                break
        return items

    def _within_sentence(self, index: int) -> Iterator[dict[str, Any]]:
        """Measures named within a line that says that it speaks of indicators, if they are two or more."""
        line = self.lines[index]
        found = {self._measures[match[0]]: match for match in reversed([*self._any_measure.finditer(fold(line.text))])}
        matches = sorted(found.values(), key=lambda match: match.start())
        items = [line.text[match.start() : match.end()] for match in matches]
        if len(items) < 2 or any(fold_name(item) not in self.reference.measure_by_name for item in items):
            return
        before = line.text[: matches[0].start()]
        pointers = [match.end() for match in _LISTS_INDICATORS.finditer(before)]
        anchor = self.anchor(index, before[: pointers[-1] if pointers else None].split())
        if anchor:
            yield self._mapping(index, anchor, before, [self._measures[match[0]] for match in matches], items)

    def _mapping(
        self, index: int, anchor: str, opening: str, measure_ids: Sequence[str], items: Sequence[str] = ()
    ) -> dict[str, Any]:
        around = surroundings(self.lines[index], self.lines, self.title, self.reference.vocabulary)
        areas = {self.reference.measures[measure_id].area for measure_id in measure_ids}
        area = areas.pop() if len(areas) == 1 else around.area(opening)
        product = _product([opening, *around.above, self.title])
        mapping: dict[str, Any] = {
            "after": anchor,
            "product": product or fill_in("what the indicators belong to, rating or dashboard"),
            "area": area or fill_in(f"the area, {choices(each.area for each in self.reference.vocabulary.areas)}"),
            "status": "planned" if _PLANNED.search(opening) else "in_use",
        }
        return {**mapping, "items": list(items)} if items else mapping


def _label(line: Line) -> str:
    """What a line says as the heading of a list: without marks, and without the number of its items."""
    return " ".join(_COUNT.sub("", line.text).casefold().strip(" \t\r#*_>:“”‘’\"'–—-").split())


def _product(texts: Iterable[str]) -> str | None:
    """What the last such word of the nearest text speaks of: rating or dashboard."""
    for text in texts:
        words = [match.lastgroup for match in _PRODUCT.finditer(text)]
        if words:
            return words[-1]
    return None
