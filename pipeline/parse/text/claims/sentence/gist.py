"""The gist of a sentence: the sentence with one letter for each thing that matters to a claim.

Figures, nouns, labels, areas and dates are marked; `claims.sentence.gist_letters` has the letters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.base.period_mentions import PeriodMention, find_dates, find_periods
from pipeline.parse.text.claims.sentence.gist_letters import (
    AFTER_COMMON_LABEL,
    COUNT_WORDS,
    MOST,
    NO_BEFORE_NOUN,
    NOUNS,
    ONLY_ONE,
    RANK_SIGN,
    RANKED_BANDS,
    RANKED_HOW_MANY,
    REFERRING,
)
from pipeline.parse.text.claims.sentence.words import SOURCES
from pipeline.parse.text.lines.sentences import Sentence
from pipeline.parse.text.numbers import Number, numbers_in
from pipeline.reference.vocabulary import Area, Scale


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


# What fills a mark in `Gist.marked` after its letter: a letter of a word, so that a mark is one word.
FILL = "\u02b9"


@dataclass(frozen=True, slots=True)
class Gist:
    """A sentence in the letters of `claims.sentence.gist_letters`; `marks` are its marks by their place in `text`.

    `marked` is the folded sentence, as long as it is printed, in which a mark is its letter and FILL; `named_periods`
    are the periods that it names, 'the year before' of the one named among them.
    """

    text: str
    marks: dict[int, Mark]
    places: tuple[int, ...]
    marked: str
    named_periods: tuple[PeriodMention, ...] = ()
    plain: str = ""

    @property
    def periods(self) -> list[tuple[int, int]]:
        """The spans of the periods."""
        return [(mention.start, mention.end) for mention in self.named_periods]

    def value_at(self, start: int) -> float:
        """The value of the figure that begins at `start` of the sentence."""
        return next((mark.value for mark in self.marks.values() if mark.start == start), 0)

    def marks_in(self, start: int, end: int) -> list[Mark]:
        within = self.places[bisect_left(self.places, start) : bisect_left(self.places, end)]
        return [self.marks[place] for place in within]


_BETWEEN_WORDS = r"['\"]?[\s-]+['\"]?"
_PRINTED_BETWEEN = re.compile(r"['\"\s-]+")
_NOUN = re.compile("|".join(rf"(?P<{letter}{index}>\b(?:{words})\b)" for index, (letter, words) in enumerate(NOUNS)))
_COUNT_WORD = re.compile(rf"\b(?:{'|'.join(sorted(COUNT_WORDS, key=len, reverse=True))}|{NO_BEFORE_NOUN})\b")
_DROPPED = re.compile(r"<sup>[^<>]{0,20}</sup>|<[^<>]{0,40}>|['\"*_]|(?<=\()n ?= ?")
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


def read_gist(sentence: Sentence, labels: re.Pattern[str]) -> Gist:
    """The gist of `sentence`; `labels` is as `labels_pattern` makes it."""
    periods = tuple(_periods(sentence))
    marks = _marks(sentence, labels, periods)
    plain = sentence.plain.replace(" - ", " – ")
    pieces: list[str] = []
    places: dict[int, Mark] = {}
    length = position = 0
    for mark in marks:
        between = _SPACES.sub(" ", _DROPPED.sub("", plain[position : mark.start]))
        length += len(between)
        places[length] = mark
        length += 1
        pieces += (between, mark.letter)
        position = mark.end
    pieces.append(_SPACES.sub(" ", _DROPPED.sub("", plain[position:])))
    return Gist("".join(pieces), places, tuple(places), _marked(plain, marks), periods, plain)


def _marked(plain: str, marks: Sequence[Mark]) -> str:
    pieces: list[str] = []
    position = 0
    for mark in marks:
        pieces += (plain[position : mark.start], mark.letter, FILL * (mark.end - mark.start - 1))
        position = mark.end
    return "".join([*pieces, plain[position:]])


# A year given by the one that the sentence names: 'in 2017/18 nine were, and 14 the year before'.
_YEAR_BESIDE = re.compile(
    r"\b(?:(?P<before>the year before(?! last)|(?:a|one) year (?:before|earlier)|the (?:previous|preceding|prior) year)"
    r"|(?:the (?:following|next) year|(?:a|one) year (?:later|on)|the year after))\b"
)


def _periods(sentence: Sentence) -> list[PeriodMention]:
    named = find_periods(sentence.text)
    if len({mention.period for mention in named}) != 1 or not re.fullmatch(r"\d{4}/\d\d", named[0].period):
        return named
    year = int(named[0].period[:4])
    for found in _YEAR_BESIDE.finditer(sentence.plain):
        other = year - 1 if found["before"] else year + 1
        named.append(PeriodMention(f"{other}/{(other + 1) % 100:02d}", *found.span()))
    return sorted(named, key=lambda mention: mention.start)


def _marks(sentence: Sentence, labels: re.Pattern[str], periods: Sequence[PeriodMention]) -> list[Mark]:
    """The marks of a sentence in order, without overlaps."""
    plain = sentence.plain
    marks = [_figure(number, plain) for number in numbers_in(sentence)]
    marks += [Mark("N", *found.span(), COUNT_WORDS.get(found[0], 0)) for found in _COUNT_WORD.finditer(plain)]
    marks += [Mark("N", *found.span(), 1.0) for found in ONLY_ONE.finditer(plain) if _names_one(sentence.text, found)]
    marks += [Mark("S", *found.span(), 0.5, "more than") for found in MOST.finditer(plain)]
    marks += [Mark("D", *span) for span in find_dates(sentence.text)]
    marks += [Mark("D", mention.start, mention.end) for mention in periods]
    marks += (of_labels := list(_labels(plain, labels)))
    marks += [Mark("N", *span) for mark in of_labels if mark.letter == "B" and (span := _no_band(plain, mark))]
    marks += [Mark("B", *found.span(), label=_rank_label(found)) for found in RANKED_BANDS.finditer(plain)]
    marks += [Mark("R", *found.span()) for found in REFERRING.finditer(plain)]
    marks += [Mark((found.lastgroup or "")[0], *found.span()) for found in _NOUN.finditer(plain)]
    marks += [Mark("O", *span) for mark in marks if mark.letter == "N" and (span := _counted_source(plain, mark.end))]
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    kept: list[Mark] = []
    for mark in marks:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


_NO = re.compile(r"(?<!\w)(no) $")
_GROUPS = re.compile(r" (?:nhs )?(?:(?:clinical )?commissioning groups|ccgs)\b")


def _no_band(plain: str, label: Mark) -> tuple[int, int] | None:
    """Where 'no' stands before a band and what is counted: 'no outstanding CCGs'."""
    found = _NO.search(plain, max(label.start - len(" no "), 0), label.start)
    return found.span(1) if found and _GROUPS.match(plain, label.end) else None


_COUNTED = re.compile(r"(?:\s[a-z-]+){0,2}?\s(?P<noun>[a-z]+s)\s(?:was|were|are|have|had|has)\b")


def _counted_source(plain: str, end: int) -> tuple[int, int] | None:
    """What a count at `end` counts where that is a document or a body of another kind: 'two audit reviews were …'."""
    found = _COUNTED.match(plain, end)
    if found is None or found["noun"] not in SOURCES or found["noun"] == "ratings":
        return None
    return found.span("noun")


def _names_one(text: str, found: re.Match[str]) -> bool:
    """Whether what stands between 'only' and CCG is a name, printed with capitals, or nothing."""
    words = [word for word in re.findall(r"[\w'’&-]+", text[found.start("name") : found.end("name")]) if word]
    return all(word[0].isupper() or word in ("and", "of", "on", "upon", "with", "the", "&") for word in words)


def _rank_label(found: re.Match[str]) -> str:
    """'#worst 2' for the two worst bands: from which end of a scale, and how many."""
    end = "best" if (found["rank"] or found["side"]) in ("highest", "best", "top", "upper") else "worst"
    many = found["many"] or found["more"] or found["so_many"] or "one"
    return f"{RANK_SIGN}{end} {RANKED_HOW_MANY.get(many, 1)}"


def _figure(number: Number, plain: str) -> Mark:
    """The mark of a number; a dozen is a rough one."""
    value = number.value / 100 if number.unit == "%" else number.value
    if number.unit in ("share", "%"):
        letter = "S" if value <= 1 else "X"
    else:
        letter = "N" if not number.unit and value.is_integer() else "X"
    is_rough = number.comparator == "=" and plain[number.start : number.end].endswith("dozen")
    return Mark(letter, number.outer_start, number.outer_end, value, "about" if is_rough else number.comparator)


# After an area, so that 'good leadership' is a rating and 'good dementia care' is none.
_AFTER_AREA = re.compile(r"\s*(?:[^\w\s]|$)|\s+(?:and|or|but|while|in|at|by|according|for|nationally)\b")


def _labels(plain: str, labels: re.Pattern[str]) -> Iterator[Mark]:
    found_labels = list(labels.finditer(plain))
    areas = {found.start(): found.end() for found in found_labels if found.lastgroup == "A"}
    for found in found_labels:
        if found.lastgroup == "A":
            yield Mark("A", *found.span())
            continue
        label = even_label(found[0])
        is_quoted = found.start() > 0 and plain[found.start() - 1] in "'\""
        is_of_area = found.end() + 1 in areas and _AFTER_AREA.match(plain, areas[found.end() + 1]) is not None
        if " " in label or is_quoted or is_of_area or AFTER_COMMON_LABEL.match(plain, found.end()):
            yield Mark("B", *found.span(), label=label)
