"""Whether a whole document is about a part of the country, as its title, its opening or a note on its figures says.

In such a document a statement is of all organisations only where its own paragraph says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.base.folding import fold
from pipeline.base.lines import Line
from pipeline.parse.text.claim_scene import place_words
from pipeline.parse.text.claim_sections import is_heading
from pipeline.parse.text.claim_words import PART, word_set
from pipeline.reference.vocabulary import Vocabulary

# Words of places that mean something else at the beginning of a title, or in one with capitals.
_COMMON = word_set(
    """
    black borough capital castle central chase city cities cluster clusters coast county counties countys district
    districts forest great greater heath high home hub hubs isle locality localities neighbourhood pilot pilots point
    reading region regional regions sample sampled tower town towns uk britain british vale valley valleys village
    villages constituency constituencies footprint footprints patch ics icss icb icbs stp stps borough boroughs rugby
    chiltern vanguard vanguards shire shires
    """
)
# What a place in a title names beside itself: a body, which may speak of all of England.
_BODIES = word_set("trust university hospital hospitals college school foundation infirmary press")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# "our region", "the vanguard areas", "rural CCGs", "our members"
_OWN = re.compile(
    r"\b(?:our|this|my|the) (?:own )?(?:[a-z]+ )?(?:region|county|city|town|borough|district|stp|ics|icb|footprint"
    r"|patch|locality|neighbourhood|constituency|vanguards?|pilots?|sample)\b(?! of (?:every|each|all))"
    r"|\bour (?:own )?(?:area|ccgs?|members?|clinical commissioning groups?|neighbours)\b"
    r"|\b(?:rural|urban|coastal|northern|southern|eastern|western|inner-city|deprived|metropolitan|smaller|larger|merged"
    r"|pilot|vanguard|member) (?:ccgs|groups|areas|clinical commissioning groups|commissioners)\b"
)
# "These figures are for London only."
_FIGURES_ARE = re.compile(
    r"\b(?:figures?|numbers?|counts?|ratings|results|data|totals?)\b(?: [\w'-]+){0,6}?"
    r" (?:(?:is|are|was|were)(?: [a-z]+){0,2} (?:for|of|from)|covers?|relates? to|refers? to|concerns?"
    r"|includes? only)\b"
)
# "* Excludes London"
_LEAVES_OUT = re.compile(
    r"\W*(?:(?:notes?:?|[0-9]|(?:the|these|all) )?(?:figures?|data|numbers?|counts?|ratings|results|totals?)? ?)"
    r"(?:exclud(?:es?|ing)|omits?|leaves? out|(?:does|do) not (?:cover|include))\b"
)
_ENGLAND = re.compile(
    r"\b(?:nationally|nationwide|countrywide|england-wide|england as a whole"
    r"|(?:in|across|throughout|over|of|for|from) (?:all of |the whole of |all )?(?:england|the country|the nation)"
    r"|england's|the country's|the nation's|english (?:ccgs|clinical commissioning groups|groups))\b"
    r"(?!'s)(?! (?:north|south|east|west|midlands))"
)
_MOST_OPENING = 6


def speaks_of_england(text: str) -> bool:
    """Whether a folded text says that it is about all of England."""
    return _ENGLAND.search(text) is not None


def part_begins(lines: Sequence[Line], title: str, vocabulary: Vocabulary) -> float:
    """The number of the line after which statements are of a part unless they say otherwise; infinite if there is none.

    `title` is what the document is called elsewhere; it may be missing from `lines`.
    """
    places = place_words(vocabulary.places)
    prose = [line for line in lines if not line.is_blank]
    if names_part(title, places) or any(_limits_figures(line.text, places) for line in prose):
        return 0
    return next((line.number for line in _opening(prose) if names_part(line.text, places)), float("inf"))


def _opening(prose: Sequence[Line]) -> Iterator[Line]:
    """The headings, datelines and salutations with which a text begins, and the first paragraph after them."""
    for line in prose[:_MOST_OPENING]:
        yield line
        if not is_heading(line) and not line.text.rstrip().endswith(","):
            return


def names_part(text: str, places: frozenset[str]) -> bool:
    """Whether a title or an opening names a part of England or another nation, or speaks of some organisations."""
    if _OWN.search(fold(text)):
        return True
    words = [found[0] for found in _WORD.finditer(text)]
    capitals = sum(word[0].isupper() for word in words if len(word) > 3)
    is_titled = capitals > 0.7 * sum(len(word) > 3 for word in words)
    for index, word in enumerate(words):
        parts = {_bare(word), *_bare(word).split("-")}
        if not word[0].isupper() or parts.isdisjoint(places | PART):
            continue
        if not parts.isdisjoint(_COMMON) and (index == 0 or is_titled):
            continue
        if not _is_of_body(words, index):
            return True
    return False


def _bare(word: str) -> str:
    return fold(word).removesuffix("'s").removesuffix("s'")


def _is_of_body(words: Sequence[str], index: int) -> bool:
    """Whether a place belongs to the name of a body that is no organisation rated here: 'Leeds University'."""
    for word in words[index + 1 : index + 8]:
        if _bare(word) in _BODIES:
            return True
        if not word[0].isupper() and word not in ("and", "of"):
            break
    return index > 1 and words[index - 1] == "of" and _bare(words[index - 2]) in _BODIES


def _limits_figures(text: str, places: frozenset[str]) -> bool:
    """Whether a sentence of a paragraph says that the document's figures are of a part."""
    for sentence in re.split(r"(?<=[.;!?])\s", text):
        plain = fold(sentence)
        found = (_FIGURES_ARE.search(plain) or _LEAVES_OUT.match(plain)) if len(sentence) < 200 else None
        rest = sentence[found.end() :] if found and not re.search(r"\d", sentence[: found.start()]) else ""
        if names_part("the " + rest, places) and not speaks_of_england(fold(rest)):
            return True
    return False
