"""The areas and frameworks that words name, and areas that only say who somebody is: 'the dementia charity said'."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.base.folding import fold
from pipeline.reference.vocabulary import Area, Vocabulary

# An area's name in capitals before another word in capitals may be part of a name ("Mental Health Watch"), unless that
# word is one of these.
_IN_A_NAME = re.compile(
    r"\s(?!(?:Services?|Care|Ratings?|Rated|Provision|Units?|Standards?|Performance|In|At|For|By)\b)[A-Z][a-z]+"
)
# Who or what is called by an area, and does not speak of it alone.
_HOLDER = (
    r"(?:charity|charities|campaign|campaigners?|minister|ministers|society|alliance|group|conference|summit|forum|network"
    r"|lead|leads|tsar|czar|director|directors|chief|specialists?|experts?|nurses?|doctors?|consultants?|clinicians?"
    r"|psychiatrists?|trusts?|foundation|correspondent|editor|reporter|spokes(?:man|woman|person|people)|body|bodies"
    r"|lobby|lobbyists|advocates?|advisers?|advisors?|organisations?|council|committee|inquiry|commission|coalition|event"
    r"|week|partnership|champions?|ambassadors?|researchers?|academics?)"
)
_WORD = re.compile(r"\w")
_HELD_AFTER = re.compile(rf"(?: (?!and\b)[a-z'-]+)? {_HOLDER}\b")
_HELD_BEFORE = re.compile(rf"\b{_HOLDER} (?:on|for|about|in|of) (?:the )?$")


class AreaNamed(NamedTuple):
    """An area and where a text names it; `is_held` says that it may do so only to say who or what something is."""

    start: int
    end: int
    area: str
    is_held: bool


@lru_cache(maxsize=8)
def _area_pattern(areas: tuple[Area, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    by_name = {fold(name): area.area for area in areas for name in area.names if name.strip()}
    words = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b" if words else r"(?!)"), by_name


def areas_named(plain: str, text: str, areas: tuple[Area, ...]) -> list[AreaNamed]:
    """The areas that `text`, which is `plain` when folded, names, in order; not those within another name, unless it
    begins with that: 'Dementia Results' may be either."""
    pattern, by_name = _area_pattern(areas)
    named = []
    for found in pattern.finditer(plain):
        is_in_a_name = _is_in_a_name(text, found)
        if not is_in_a_name or not _WORD.search(plain[: found.start()]):
            named.append(AreaNamed(*found.span(), by_name[found[0]], is_in_a_name or _is_held(plain, found)))
    return named


def _is_in_a_name(text: str, area: re.Match[str]) -> bool:
    return text[area.start() : area.end()].istitle() and _IN_A_NAME.match(text, area.end()) is not None


def _is_held(plain: str, area: re.Match[str]) -> bool:
    return _HELD_AFTER.match(plain, area.end()) is not None or _HELD_BEFORE.search(plain[: area.start()]) is not None


@lru_cache(maxsize=8)
def _framework_patterns(called: tuple[tuple[str, tuple[str, ...]], ...]) -> list[tuple[str, re.Pattern[str]]]:
    return [
        (framework, re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")) for framework, names in called if names
    ]


def frameworks_named(plain: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The frameworks that a text in lower case calls by a name that raw/reference gives them."""
    patterns = _framework_patterns(vocabulary.frameworks_called)
    return frozenset(name for name, pattern in patterns if pattern.search(plain))
