"""The areas and periods that a sentence names, and where its phrases begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.base.folding import fold
from pipeline.parse.text.claims.gist import FILL, Gist
from pipeline.parse.text.lines.sentences import Sentence
from pipeline.reference.vocabulary import Area

# Where a phrase begins: between commas, or with the next counted thing.
_PHRASE = re.compile(
    r"[;|,]\s?|:\s|\s[–-]+\s|\s(?=(?:while|whilst|whereas|but|although|though|compared)\s)"
    r"|\s(?=and\s(?:[\w'-]+\s){0,5}?[NS])|\s(?=(?:to|from|against)\s(?:only\s|just\s)?[NS])"
    rf"|(?<={FILL})\s(?=and\s(?:in|for|on)\s)|\s(?=\([^()]{{0,12}}[AD]{FILL})"
)
# An area's name in capitals before another word in capitals is part of a name ("Mental Health Watch"),
# unless that word is one of these.
_IN_A_NAME = re.compile(
    r"\s(?!(?:Services?|Care|Ratings?|Rated|Provision|Units?|Standards?|Performance|In|At|For|By)\b)[A-Z][a-z]+"
)
# An area that says who somebody is, or what people meet for, is not yet what they speak of: "the dementia charity".
_HOLDER = (
    r"(?:charity|charities|campaign|campaigners?|minister|ministers|society|alliance|group|conference|summit|forum|network"
    r"|lead|leads|tsar|czar|director|directors|chief|specialists?|experts?|nurses?|doctors?|consultants?|clinicians?"
    r"|psychiatrists?|trusts?|foundation|team|correspondent|editor|reporter|spokes(?:man|woman|person|people)|body|bodies"
    r"|lobby|lobbyists|advocates?|advisers?|advisors?|organisations?|council|committee|inquiry|commission|coalition|event"
    r"|week|partnership|champions?|ambassadors?|researchers?|academics?|patients?|carers?)"
)
_HELD_AFTER = re.compile(rf"(?: (?!and\b)[a-z'-]+)? {_HOLDER}\b")
_HELD_BEFORE = re.compile(rf"\b{_HOLDER} (?:on|for|about|in|of) (?:the )?$")
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


@lru_cache(maxsize=8)
def _area_pattern(areas: tuple[Area, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    by_name = {fold(name): area.area for area in areas for name in area.names if name.strip()}
    words = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b" if words else r"(?!)"), by_name


def read_subjects(sentence: Sentence, gist: Gist, areas: tuple[Area, ...]) -> Subjects:
    """The areas and periods that `sentence` names."""
    pattern, by_name = _area_pattern(areas)
    found_areas = [
        (found, by_name[found[0]])
        for found in pattern.finditer(sentence.plain)
        if not (sentence.text[found.start() : found.end()].istitle() and _IN_A_NAME.match(sentence.text, found.end()))
    ]
    named = tuple((found.start(), area) for found, area in found_areas if not _is_held(sentence.plain, found))
    held = frozenset(area for found, area in found_areas if _is_held(sentence.plain, found))
    compared = [each for each in gist.named_periods if _COMPARED_WITH.search(gist.marked[: each.start])]
    periods = tuple((each.start, each.period) for each in gist.named_periods if each not in compared)
    many = _SO_MANY_AREAS.search(sentence.plain)
    phrases = [0, *(found.end() for found in _PHRASE.finditer(gist.marked) if not _joins_two(gist.marked, found.end()))]
    against = frozenset(each.period for each in compared)
    return Subjects(gist.marked, phrases, named, periods, _so_many(many), against, held)


def _is_held(plain: str, area: re.Match[str]) -> bool:
    return _HELD_AFTER.match(plain, area.end()) is not None or _HELD_BEFORE.search(plain[: area.start()]) is not None


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
