"""What the words of a text show of it: its title, its date of publication, areas, periods.

Every reading is a proposal that a person looks through; where words leave a choice, nothing is proposed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.base.folding import fold
from pipeline.base.lines import Line
from pipeline.base.period_mentions import PeriodMention, find_dates, find_periods
from pipeline.base.periods import last_day
from pipeline.parse.scaffold.stated_periods import has_loose_part, stated_periods
from pipeline.parse.text.claims.doubts.other_raters import ALWAYS_THEIRS
from pipeline.parse.text.claims.doubts.raters import OTHER_RATERS, OURS
from pipeline.parse.text.claims.sentence.topics import OVERALL
from pipeline.parse.text.lines.bullets import read_bullet
from pipeline.parse.text.lines.sentences import split_sentences
from pipeline.reference.vocabulary import Vocabulary
from pipeline.schema.values import OVERALL_AREA

LONGEST_TITLE = 200
FEWEST_WORDS = 3
# How far up the words that belong to a table may stand, in lines that are not blank.
LINES_ABOVE = 3
# So many lines at the beginning may say who publishes what follows.
LINES_OF_MASTHEAD = 8
_OTHER_RATERS = re.compile(rf"\b{OTHER_RATERS}\b")

_MARKS = re.compile(r"^[\s#*_>]+|[\s*_]+$")
_WORD = re.compile(r"[^\W\d_]{2,}")
# What the pages of web sites begin with instead of their titles.
_NO_TITLE = re.compile(r"\t|\b(?:browsers?|cookies?|javascript|log ?in|sign ?in|subscribe|skip to|menu)\b", re.I)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = (
    r"(?:(?P<iso>(?:19|20)\d\d-\d\d(?:-\d\d)?)|(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>(?:19|20)\d\d)"
    r"|(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? )?(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})"
    r" (?P<year>(?:19|20)\d\d))"
)
_PUBLISHED = re.compile(
    r"[\s#*_>]*(?:(?:first )?published|date published|date of publication|publication date|posted|issued|released|date)"
    rf"[\s*_]*(?:on |in )?[\s:*_–-]*(?:[a-z]+day,? )?{_DATE}(?!\d)",
    re.I,
)
_DATE_AT_END = re.compile(rf"(?<!\w){_DATE}[\s).*_]*$", re.I)
# A longer title is a sentence.
_MOST_OF_TITLE = 8
_WORD_OF_RATINGS = re.compile(
    r"rat(?:ings?|ed?)|band(?:s|ings?)?|assess(?:ments?|ed)|grade[ds]?|results?|outcomes?|category|level|status"
    r"|position|judgements?|label|performance|published|final|overall|current|new|latest|now|previous|prior|last"
    r"|earlier|former|old|years?|annual|quarter|qtr|half|month|first|second|third|fourth|ccgs?|nhse?|england|ccgiaf"
    r"|iaf|improvement|framework|and|the|of|for|in|by|at|to|its|this",
    re.IGNORECASE,
)
_OVERALL = re.compile(r"\boverall\b", re.IGNORECASE)
_OF_RATINGS = re.compile(r"\b(?:ratings?|rated|frameworks?|assess(?:ed|ment)|grad(?:ed|ing))\b", re.I)


def title_line(lines: Iterable[Line]) -> Line | None:
    """The first line that reads as a title: short, of several words, no list item and no sentence."""
    for line in lines:
        text = plain_title(line)
        has_words = len(text.split()) >= FEWEST_WORDS and len(_WORD.findall(text)) > 1
        is_other = text.endswith((".", ":", ";", ",")) or read_bullet(line) or _NO_TITLE.search(text)
        if has_words and len(text) <= LONGEST_TITLE and not is_other:
            return line
    return None


def plain_title(line: Line) -> str:
    """A line without the marks of headings and emphasis around it, and with single spaces."""
    return " ".join(_MARKS.sub("", line.text).split())


def published_on(lines: Iterable[Line], title: str) -> str | None:
    """The date of publication that a line of its own states, or that ends the title; 2016-10-28 or 2016-10."""
    for line in lines:
        if found := _PUBLISHED.match(line.text):
            return _iso(found)
    found = _DATE_AT_END.search(title)
    return _iso(found) if found and (found["day"] or found["iso"] or found["d"]) else None


def _iso(found: re.Match[str]) -> str | None:
    if found["iso"]:
        written = found["iso"]
    elif found["d"]:
        written = f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}"
    else:
        written = f"{found['year']}-{_MONTHS.index(found['month'][:3].casefold()) + 1:02}"
        written += f"-{int(found['day']):02}" if found["day"] else ""
    try:
        last_day(written)
    except ValueError:
        return None
    return written


def is_of_ratings_alone(title: str) -> bool:
    """Whether a title of few words speaks of ratings, their rater and a time, and of nothing else."""
    spans = [(mention.start, mention.end) for mention in find_periods(title)] + find_dates(title)
    bare = "".join(" " if any(start <= i < end for start, end in spans) else char for i, char in enumerate(title))
    words = _WORD.findall(bare)
    return len(words) > _MOST_OF_TITLE or all(map(_WORD_OF_RATINGS.fullmatch, words))


def areas_in(text: str, vocabulary: Vocabulary) -> list[str]:
    """The areas that `text` names, each once, in the order of the vocabulary."""
    words = " ".join(text.casefold().split())
    return [
        area.area
        for area in vocabulary.areas
        if any(re.search(rf"\b{re.escape(name.casefold())}\b", words) for name in area.names)
    ]


@dataclass(frozen=True)
class Surroundings:
    """The words around a table or list: `above` the nearest lines before it, the nearest first; `title` the document's.

    `prose` are the lines of the document that belong to no table.
    """

    above: Sequence[str]
    title: str
    prose: Sequence[Line]
    vocabulary: Vocabulary

    def area(self, own_title: str = "") -> str | None:
        """The one area that the nearest words name which name any; None where they name several or none do.

        A title that names no area and is not of ratings in general is of something else: 'Finance'. An overall rating
        is of an area only where words speak of the ratings of that area, and of all that a CCG does where they say so.
        """
        if own_title and not areas_in(own_title, self.vocabulary) and not is_of_ratings_alone(own_title):
            return None
        is_overall = _OVERALL.search(own_title) is not None
        for text in (own_title, *self.above, self.title):
            if areas := areas_in(text, self.vocabulary):
                return areas[0] if len(areas) == 1 and (not is_overall or _OF_RATINGS.search(text)) else None
        # what a column calls overall may be of the measures beside it
        if any(OVERALL.search(fold(text)) for text in (*self.above, self.title)):
            return OVERALL_AREA
        areas = areas_in(" ".join(line.text for line in self.prose), self.vocabulary)
        return areas[0] if len(areas) == 1 else None

    def has_other_raters(self, own_title: str) -> bool:
        """Whether the nearest words that name a rater or an exercise name that of others: 'CQC ratings', 'survey'."""
        masthead = (line.text for line in self.prose[:LINES_OF_MASTHEAD])
        for text in map(str.casefold, (own_title, *self.above, self.title, *masthead)):
            if OURS.search(text):
                return False
            if ALWAYS_THEIRS.search(text) or _OTHER_RATERS.search(text):
                return True
        return False

    def period(self, area: str | None, own_title: str = "", *, of_ratings: bool) -> tuple[str, str] | None:
        """The one period, and its printed form, that the nearest words name which name any.

        A rating's may also be the only one that sentences on ratings name; a measure's may be a month.
        """
        for text in (own_title, *self.above, self.title):
            mentions = stated_periods(
                text, of_ratings=of_ratings, is_title=text == self.title, is_own=text == own_title
            )
            if mentions is None:
                return None
            if mentions:
                period = _period_of_area(text, mentions, area, self.vocabulary)
                return _printed(text, period) if period else None
        return period_of_ratings(self.prose) if of_ratings else None


def surroundings(line: Line, prose: Sequence[Line], title: str, vocabulary: Vocabulary, stop: int = 0) -> Surroundings:
    """What stands above `line`, but for list items, back to line number `stop`; `prose` is in order."""
    above: list[str] = []
    for index in range(bisect_left(prose, line.number, key=lambda other: other.number) - 1, -1, -1):
        other = prose[index]
        if other.number <= stop or len(above) == LINES_ABOVE:
            break
        if not other.is_blank and not read_bullet(other):
            above.append(other.text)
    return Surroundings(above, title, prose, vocabulary)


def period_of_ratings(prose: Iterable[Line]) -> tuple[str, str] | None:
    """The one period, and its printed form, that sentences on ratings name."""
    found: dict[str, tuple[str, str]] = {}
    for line in prose:
        if not _OF_RATINGS.search(line.text):
            continue
        for sentence in split_sentences(line):
            if _OF_RATINGS.search(sentence.text):
                mentions = find_periods(sentence.text)
                if mentions and has_loose_part(sentence.text, mentions):
                    return None
                for mention in mentions:
                    found.setdefault(mention.period, _printed(sentence.text, mention))
    return next(iter(found.values())) if len(found) == 1 else None


def _printed(text: str, mention: PeriodMention) -> tuple[str, str]:
    return mention.period, " ".join(text[mention.start : mention.end].split())


def _period_of_area(
    text: str, mentions: Sequence[PeriodMention], area: str | None, vocabulary: Vocabulary
) -> PeriodMention | None:
    """The period that `text` gives an area: 'Leadership Q1 2019/20 and services for 2017/18' gives two.

    A period belongs to the areas named since the one before it; one without areas, to all others. Where areas
    follow the last period, or the first period comes before any that has one, it is not clear which way the text pairs
    them: '2018/19: leadership, with the change on 2017/18'. Nor is it which of several a measure is of.
    """
    if len({mention.period for mention in mentions}) == 1:
        return mentions[0]
    is_mixed = areas_in(text, vocabulary) and not areas_in(text[: mentions[0].start], vocabulary)
    if area is None or is_mixed or areas_in(text[mentions[-1].end :], vocabulary):
        return None
    start = 0
    of_others: list[PeriodMention] = []
    of_area: list[PeriodMention] = []
    for mention in mentions:
        areas = areas_in(text[start : mention.start], vocabulary)
        start = mention.end
        if not areas:
            of_others.append(mention)
        elif area in areas:
            of_area.append(mention)
    chosen = of_area or of_others
    return chosen[0] if len({mention.period for mention in chosen}) == 1 else None
