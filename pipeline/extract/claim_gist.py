"""The gist of a sentence: the sentence with one letter for each thing that matters to a claim.

Here: marking figures, nouns, labels, areas and dates, and writing the gist. Not here: the letters' meaning and
the nouns (`claim_wordings`), and what a gist says (`claims`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.extract.claim_wordings import AFTER_COMMON_LABEL, COUNT_WORDS, NO_BEFORE_NOUN, NOUNS
from pipeline.extract.numbers import Number, numbers_in
from pipeline.extract.sentences import Sentence
from pipeline.extract.vocabulary import Area, Scale
from pipeline.periods import find_dates


class Mark(NamedTuple):
    """Something that matters at `start` to `end` of a sentence, and its letter in the gist.

    `value` is the count or the fraction that a figure states, `label` the even form of a band's label.
    """

    letter: str
    start: int
    end: int
    value: float = 0.0
    comparator: str = "="
    label: str = ""


@dataclass(frozen=True, slots=True)
class Gist:
    """A sentence in the letters of `claim_wordings`; `marks` are its marks by their place in `text`."""

    text: str
    marks: dict[int, Mark]
    places: tuple[int, ...]

    def marks_in(self, start: int, end: int) -> list[Mark]:
        within = self.places[bisect_left(self.places, start) : bisect_left(self.places, end)]
        return [self.marks[place] for place in within]


_BETWEEN_WORDS = r"['\"]?[\s-]+['\"]?"
_PRINTED_BETWEEN = re.compile(r"['\"\s-]+")
_NOUN = re.compile("|".join(rf"(?P<{letter}{index}>\b(?:{words})\b)" for index, (letter, words) in enumerate(NOUNS)))
_COUNT_WORD = re.compile(rf"\b(?:{'|'.join(sorted(COUNT_WORDS, key=len, reverse=True))}|{NO_BEFORE_NOUN})\b")
_LEFT_OUT = re.compile(r"<sup>[^<>]{0,20}</sup>|<[^<>]{0,40}>|['\"*_]")
_SPACES = re.compile(r"\s+")


def even_label(label: str) -> str:
    """A label without what printing varies: letter case, hyphens, quotation marks, spaces."""
    return _PRINTED_BETWEEN.sub(" ", label.lower()).strip()


@lru_cache(maxsize=8)
def labels_pattern(scales: tuple[Scale, ...], areas: tuple[Area, ...]) -> re.Pattern[str]:
    """Finds the labels of all scales (group B) and the names of all areas (group A), the longest first."""
    labels = [label for scale in scales for band in scale.bands for label in band.labels]
    labels += [wording for scale in scales for wording in scale.below_standard]
    names = [name for area in areas for name in area.names]
    return re.compile(rf"(?<!\w)(?:(?P<B>{_any_of(labels)})|(?P<A>{_any_of(names)}))(?!\w)")


def _any_of(texts: Sequence[str]) -> str:
    evens = sorted({even for text in texts if (even := even_label(text))}, key=len, reverse=True)
    return "|".join(_BETWEEN_WORDS.join(map(re.escape, even.split())) for even in evens) or r"(?!)"


def read_gist(sentence: Sentence, labels: re.Pattern[str]) -> Gist | None:
    """The gist of `sentence`, or None if it states no count and no share. `labels` is as `labels_pattern` makes it."""
    marks = _marks(sentence, labels)
    if not marks:
        return None
    plain = sentence.plain
    pieces: list[str] = []
    places: dict[int, Mark] = {}
    length = position = 0
    for mark in marks:
        between = _SPACES.sub(" ", _LEFT_OUT.sub("", plain[position : mark.start]))
        length += len(between)
        places[length] = mark
        length += 1
        pieces += (between, mark.letter)
        position = mark.end
    pieces.append(_SPACES.sub(" ", _LEFT_OUT.sub("", plain[position:])))
    return Gist("".join(pieces), places, tuple(places))


def _marks(sentence: Sentence, labels: re.Pattern[str]) -> list[Mark]:
    """The marks of a sentence in order, without overlaps; none if it states no count and no share."""
    plain = sentence.plain
    marks = [_figure(number) for number in numbers_in(sentence)]
    marks += [Mark("N", *found.span(), COUNT_WORDS.get(found[0], 0)) for found in _COUNT_WORD.finditer(plain)]
    if not any(mark.letter in "NS" for mark in marks):
        return []
    marks += [Mark("D", *span) for span in find_dates(sentence.text)]
    marks += _labels(plain, labels)
    marks += [Mark((found.lastgroup or "")[0], *found.span()) for found in _NOUN.finditer(plain)]
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    kept: list[Mark] = []
    for mark in marks:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _figure(number: Number) -> Mark:
    value = number.value / 100 if number.unit == "%" else number.value
    if number.unit in ("share", "%"):
        letter = "S" if value <= 1 else "X"
    else:
        letter = "N" if not number.unit and value.is_integer() else "X"
    return Mark(letter, number.outer_start, number.outer_end, value, number.comparator)


def _labels(plain: str, labels: re.Pattern[str]) -> Iterator[Mark]:
    for found in labels.finditer(plain):
        if found.lastgroup == "A":
            yield Mark("A", *found.span())
            continue
        label = even_label(found[0])
        is_quoted = found.start() > 0 and plain[found.start() - 1] in "'\""
        if " " in label or is_quoted or AFTER_COMMON_LABEL.match(plain, found.end()):
            yield Mark("B", *found.span(), label=label)
