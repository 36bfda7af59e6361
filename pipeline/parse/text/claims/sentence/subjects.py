"""The areas and periods that a sentence names, and where its phrases begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.parse.text.claims.sentence.gist import FILL, Gist
from pipeline.parse.text.lines.sentences import Sentence
from pipeline.parse.text.subject_names import areas_named
from pipeline.reference.vocabulary import Area

# Where a phrase begins: between commas, or with the next counted thing.
_PHRASE = re.compile(
    r"[;|,]\s?|:\s|\s[–-]+\s|\s(?=(?:while|whilst|whereas|but|although|though|compared)\s)"
    r"|\s(?=and\s(?:[\w'-]+\s){0,5}?[NS])|\s(?=(?:to|from|against)\s(?:only\s|just\s)?[NS])"
    rf"|(?<={FILL})\s(?=and\s(?:in|for|on)\s)|\s(?=\([^()]{{0,12}}[AD]{FILL})"
)
# "three areas": how many areas a total is of.
_SO_MANY_AREAS = re.compile(r"\b(two|three|four|five|six|[2-6])\b(?: [\w'-]+){0,3} areas\b")
_MANY = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


@dataclass(frozen=True, slots=True)
class Subjects:
    """The areas and periods that a sentence names, in order, with where; `phrases` are where its phrases begin.

    `so_many` is the number of areas of which it says that it speaks; 0 if it does not; `compared` are periods that it
    only holds its own against; `held` areas that it names only to say who somebody is.
    """

    marked: str
    phrases: Sequence[int]
    areas: tuple[tuple[int, str], ...]
    periods: tuple[tuple[int, str], ...]
    so_many: int = 0
    compared: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()

    @property
    def area_names(self) -> frozenset[str]:
        return frozenset(name for _, name in self.areas)

    @property
    def period_names(self) -> frozenset[str]:
        return frozenset(name for _, name in self.periods)


def read_subjects(sentence: Sentence, gist: Gist, areas: tuple[Area, ...]) -> Subjects:
    """The areas and periods that `sentence` names."""
    found = areas_named(sentence.plain, sentence.text, areas)
    named = tuple((one.start, one.area) for one in found if not one.is_held)
    held = frozenset(one.area for one in found if one.is_held)
    compared = [each for each in gist.named_periods if _COMPARED_WITH.search(gist.marked[: each.start])]
    periods = tuple((each.start, each.period) for each in gist.named_periods if each not in compared)
    many = _SO_MANY_AREAS.search(sentence.plain)
    phrases = [0, *(found.end() for found in _PHRASE.finditer(gist.marked) if not _joins_two(gist.marked, found.end()))]
    against = frozenset(each.period for each in compared)
    return Subjects(gist.marked, phrases, named, periods, _so_many(many), against, held)


def _so_many(found: re.Match[str] | None) -> int:
    return (_MANY.get(found[1], 0) or int(found[1])) if found else 0


# A period that is only what another is held against: "as many as in 2016/17", "up on 2016/17", "since 2016/17".
_COMPARED_WITH = re.compile(
    r"\b(?:than|(?:many|few|much|bad|good|well|poor|poorly|high|low|same) as|as(?= (?:in|for|it|they|was|were)\b)|like"
    r"|unlike|since|after|before|(?:compared?|comparison|contrast|line|along|together) (?:with|to)"
    r"|(?:up|down|improve(?:d|ment)?|advance[sd]?|better|progress|build(?:s|ing)?) (?:on|upon|from)"
    r"|(?:start\w*|began|begun|begins|introduced|launched)(?: [a-z]+){0,3})"
    r"(?: (?:in|for|was|were|with|the|those|that|of|at|it|they|had|did|end|ratings|results|figures?))* (?:in )?$"
)
_SAME_AGAIN = re.compile(rf"and (?:the )?([AD]){FILL}")


def _joins_two(marked: str, place: int) -> bool:
    """Whether an 'and' at `place` joins two areas or two periods rather than two phrases."""
    after = _SAME_AGAIN.match(marked, place)
    before = marked[:place].rstrip().rstrip(FILL)
    return after is not None and before[-1:] == after[1]
