"""The clause of a statement: whether each of its words leaves the statement's meaning alone.

It is the words between and around a figure and its bands, with asides and with bands that are joined to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.parse.text.claims.doubts.afterthoughts import limits
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import (
    DESCRIBING,
    FIGURES,
    OTHER_YEAR,
    PLAIN_PHRASES,
    PUBLISHED,
    WORD,
    is_plain_ly,
)
from pipeline.parse.text.claims.sentence.scene import (
    Scene,
    is_acronym,
    is_capital,
    is_name,
    may_be_name,
    speaks_of_part,
)
from pipeline.parse.text.claims.sentence.words import (
    AWARDS,
    CHANGE,
    DENIAL,
    OTHER_BODIES,
    OTHER_TIME,
    PART,
    PLAIN,
    SAYING,
    SOURCES,
    SPEAKERS,
    SUPPOSITION,
    word_set,
)
from pipeline.parse.text.claims.stated.links import RATED
from pipeline.schema.values import NoClaim


def own_clause(
    scene: Scene, left: int, right: int, start: int, end: int, strict: bool, is_only: bool
) -> NoClaim | None:
    """The first word of the clause that is not plain, as a reason."""
    text = scene.sentence.text
    published, is_other_year, words = scene.of_stretch("clause", left, right, lambda: _clause(scene, left, right))
    unknown: NoClaim | None = None
    if is_other_year:
        return "other period"
    if _FUTURE.search(scene.marked, start, right):
        return "forecast or supposition"
    if _PLUPERFECT.search(scene.marked, start, right) and not (
        scene.paragraph.is_reported or _is_reported(scene, start)
    ):
        return "other period"
    asides = list(_asides(scene.marked, start, end))
    for first, last in asides:
        if reason := _aside_reason(scene, first, last):
            return reason
    for index, (at, word) in enumerate(words):
        if (strict and start <= at < end) or any(first <= at < last for first, last in asides):
            continue
        letter = word[0]
        if letter.isupper():
            reason = _mark_reason(scene, at, letter, published, start)
        else:
            following = [other for _, other in words[index + 1 : index + 5]]
            previous = words[index - 1][1] if index else ""
            reason = _word_reason(word, previous, following, at, scene)
            if reason and is_only and is_name(scene, words, index):
                reason = None
            if reason == "wording not understood" and (
                _is_speaker(text, words, index, scene) or _is_outside(scene, words, index, start, end)
            ):
                reason = None
        if reason and reason != "wording not understood":
            return reason
        unknown = unknown or reason
    return unknown


def _clause(scene: Scene, left: int, right: int) -> tuple[bool, bool, list[tuple[int, str]]]:
    """Whether a clause speaks of publishing, and of another year, and its words with where they begin."""
    words = [(found.start() + left, found[0]) for found in WORD.finditer(scene.blanked[left:right])]
    return bool(PUBLISHED.search(scene.marked[left:right])), bool(OTHER_YEAR.search(scene.blanked[left:right])), words


_FUTURE = re.compile(
    rf"\b[{FIGURES}GLR]{FILL}* be\b"
    r"|\b(?:are|is|were|was) (?:all |still |now )?(?:set |due |about |bound |ready |likely )?to (?:be|get|have)\b"
)
_PLUPERFECT = re.compile(r"\bhad (?:all |each |ever )?been\b")


# "It emerged that 14 CCGs had been rated inadequate."
_COMES_OUT = word_set("emerged learned learnt transpired")


def _is_reported(scene: Scene, start: int) -> bool:
    """Whether somebody says it, so that 'had been' is the past of 'has been'."""
    before = [found[0] for found in WORD.finditer(scene.marked[:start])]
    return any(
        word in _COMES_OUT or word in SAYING or word in SOURCES
        for word in [*before, *scene.marked[start:].split()[-12:]]
    )


_ASIDE = re.compile(rf"(?:,|\s[–-]|\()\s?((?:N{FILL}* R{FILL}* )?[^,;:()–{FIGURES}B]{{1,80}}?)(?:,|\s[–-]\s|\))")


_IN_BRACKETS = re.compile(r"\(([^()B]{1,80})\)")


def _asides(marked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What stands between two commas, dashes or brackets inside a statement, without figures and bands."""
    for pattern in (_ASIDE, _IN_BRACKETS):
        for found in pattern.finditer(marked, start, end):
            yield found.span(1)


# "(Jones: four)"
_ANOTHERS = re.compile(rf"[a-z][\w' -]{{1,40}}\s?: [{FIGURES}]")


def _aside_reason(scene: Scene, start: int, end: int) -> NoClaim | None:
    """Whether an aside says that the statement does not hold, or only of some; what it describes does not matter."""
    text = scene.marked[start:end]
    if _ANOTHERS.match(text):
        return "wording not understood"
    # what a figure in brackets is of is its own
    if any(found[0][0] in FIGURES for found in WORD.finditer(text)) and "R" not in text:
        is_whole = text.startswith(("of ", "out of ", "from "))
        return "part of the country" if is_whole and speaks_of_part(scene, start, end) else None
    if DESCRIBING.match(text) or text.startswith("nhs "):
        return None
    if OTHER_YEAR.search(text):
        return "other period"
    words = [found[0].replace("'", "") for found in WORD.finditer(text)]
    if any(word in DENIAL for word in words):
        return "denial"
    if any(word in SUPPOSITION for word in words) and not PLAIN_PHRASES.search(text):
        return "forecast or supposition"
    if speaks_of_part(scene, start, end) and "G" not in text:
        return "part of the country"
    return limits(scene, start, end)


# "rated good for staff mental health"
_OF_PEOPLE = re.compile(rf"P{FILL}*(?:'s?)? A")


def _mark_reason(scene: Scene, at: int, letter: str, published: bool, start: int) -> NoClaim | None:
    if letter == "D":
        is_period = any(first <= at < last for first, last in scene.gist.periods)
        return None if is_period or published else "other period"
    if letter in "NSX":
        is_known = at in scene.known_marks or any(first <= at < last for first, last in scene.understood)
        return None if is_known else "wording not understood"
    if letter in "OP":
        before = scene.marked[:at].split()[-3:]
        is_whose = letter == "P" and at > start and not {"for", "of", "with"}.isdisjoint(before)
        is_whose = is_whose and _OF_PEOPLE.match(scene.marked, at) is None
        return None if is_whose else "other organisations"
    return None


def _word_reason(word: str, previous: str, following: Sequence[str], at: int, scene: Scene) -> NoClaim | None:
    if is_acronym(scene, word, at):
        return "wording not understood"
    bare = word.removesuffix("'s").removesuffix("s'")
    flat = word.replace("'", "")
    if flat in DENIAL or bare in DENIAL or word.endswith("n't"):
        return "denial"
    if bare in SUPPOSITION or flat in SUPPOSITION:
        return "forecast or supposition"
    if bare in CHANGE:
        return "change"
    if bare in OTHER_TIME:
        return "other period"
    is_name = is_capital(scene.sentence.text, at)
    if (is_name and bare in scene.places) or not PART.isdisjoint((bare, *bare.split("-"))):
        return "part of the country"
    if bare in PLAIN or bare in SAYING or bare in SOURCES or (bare == "overall" and scene.paragraph.of_overall):
        return "wording not understood" if previous[:1] == "A" and bare in SPEAKERS else None
    # "called inadequate", but not "called for".
    if bare in RATED and following and following[0][0] == "B":
        return None
    if bare in OTHER_BODIES:
        return "other organisations"
    if is_plain_ly(bare):
        return None
    # A word that describes a source or an award: "shocking new figures", "the coveted rating".
    if not is_name and _describes(previous, following):
        return None
    return "wording not understood"


_JOINING = word_set("a an the of to in for and or by on at from with that who is are was were be been")


# Words after which an unknown one describes an award; after another it can be what is done with it: "fear ratings".
_DETERMINERS = word_set("a an the this that these those its their his her such no any some more as")


def _describes(previous: str, following: Sequence[str]) -> bool:
    """Whether the word before these stands before a source or an award, alone or with one other that describes it."""
    for word in following[:2]:
        if word in SOURCES:
            return True
        if word in AWARDS or word[0] == "B":
            return previous in _DETERMINERS or previous in RATED
        if word in _JOINING:
            return False
    return False


_DEFINITE = re.compile(r"\b(?:the|those|these|all|all the)(?: (?:only|just))? $")


_PREDICATE = re.compile(
    rf"(?: [GLR]{FILL}*)? (?:is|are|was|were|has|have|had|gives?|makes?|means?|shows?|proves?|can|will|need)\b"
)


# What is felt is so, and what is only sworn or tempting to say may not be.
_FACTIVE = re.compile(
    r"(?:\bit [a-z]+s (?:us|me|them|everyone|people)|\b(?:news|fact|shame|scandal|disgrace|pity|outrage|concern|alarm"
    r"|anger|dismay|ratings|figures|data|results|statistics|concerned|alarmed|angry|ashamed|saddened|astonished"
    r"|surprised|appalled|furious|disappointed|relieved)) that\b"
)


def _is_outside(scene: Scene, words: Sequence[tuple[int, str]], index: int, start: int, end: int) -> bool:
    """Whether a word that is not known stands where it cannot change the statement: in what leads up to a feeling about
    what is so ('it shames us that 29 CCGs …'), or in what is said of those counted ('the 29 CCGs rated … have …')."""
    at, _ = words[index]
    if is_capital(scene.sentence.text, at) and at > 0 and not scene.sentence.text[:at].rstrip().endswith(("“", '"')):
        return False
    if at < start:
        return _FACTIVE.search(scene.gist.marked[:start]) is not None and "that" in scene.marked[at:start]
    if at >= end:
        is_definite = bool(_DEFINITE.search(scene.marked[:start])) or scene.marked[:start].strip() == "that"
        return is_definite and bool(_PREDICATE.match(scene.marked[end:]))
    return False


# "the Crisp report" says nothing itself.
_ALSO_NOUNS = word_set("report record state find count list")


def _is_speaker(text: str, words: Sequence[tuple[int, str]], index: int, scene: Scene) -> bool:
    """Whether a word belongs to the name of somebody who says it: 'Claire Murdoch said'."""
    at, word = words[index]
    if (
        not is_capital(text, at)
        or word.removesuffix("'s") in PART | scene.places
        or (at == 0 and not may_be_name(word))
    ):
        return False
    for other_at, other in words[index + 1 : index + 7]:
        if other in SAYING - _ALSO_NOUNS:
            return True
        if not (is_capital(text, other_at) or other in PLAIN | SOURCES):
            return False
    return False
