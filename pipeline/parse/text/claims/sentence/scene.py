"""The surroundings of a statement: its sentence, what a stretch of that is about (places, other times, some of the
organisations), and what the paragraph has established before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from pipeline.base.folding import fold
from pipeline.parse.text.claims.sentence.gist import FILL, Gist
from pipeline.parse.text.claims.sentence.paragraph import Paragraph
from pipeline.parse.text.claims.sentence.phrases import (
    LOCATIVE,
    NATIONAL,
    NO_KIND,
    NO_PLACES,
    OPENING_WORDS,
    PLAIN_PHRASES,
    PUBLISHED,
    SEGMENT,
    WORD,
    is_plain_ly,
)
from pipeline.parse.text.claims.sentence.words import AFFIRMS, AWARDS, PART, PLAIN, SAYING, SOURCES
from pipeline.parse.text.lines.sentences import Sentence
from pipeline.reference.vocabulary import Vocabulary

T = TypeVar("T")


@lru_cache(maxsize=8)
def place_words(words: frozenset[str]) -> frozenset[str]:
    """Words of organisations' names without those that prose uses of anything."""
    return words - PLAIN - SOURCES - SAYING - AWARDS - {"royal"}


def subject_words(vocabulary: Vocabulary) -> frozenset[str]:
    """Words of what is rated and of places: of the names of areas and organisations, and of parts of the country."""
    names = (word for area in vocabulary.areas for name in area.names for word in fold(name).split())
    return frozenset(names) | place_words(vocabulary.places) | PART


# Of others than those counted before: "the remaining 69", "another 106", "a further 21".
THE_OTHERS = re.compile(
    r"\b(?:(?:all )?(?:the )?(?:remaining|other)|another|an? (?:further|additional)|further)(?= [NS])"
    r"|\bof the (?:remainder|rest|others)(?=,)"
)


@dataclass(frozen=True)
class Scene:
    """A sentence with what is known of it when its statements are judged.

    `understood` are the spans of its statements, `claimed` of those that are claims so far; `fewest` organisations
    there ever were.
    """

    sentence: Sentence
    gist: Gist
    places: frozenset[str]
    understood: Sequence[tuple[int, int]]
    known_marks: Collection[int]
    paragraph: Paragraph
    next_plain: str = ""
    segments: list[int] = field(default_factory=list)
    fewest: int = 0
    claimed: list[tuple[int, int]] = field(default_factory=list)
    stretches: dict[tuple[str, int, int], Any] = field(default_factory=dict)

    @cached_property
    def marked(self) -> str:
        """The marked sentence, without words of denial that affirm."""
        return AFFIRMS.sub(lambda found: _blank(found[0]), self.gist.marked)

    def of_stretch(self, name: str, start: int, end: int, find: Callable[[], T]) -> T:
        """What `find` gives of a stretch, found once: many statements of a sentence look at the same ones."""
        key = (name, start, end)
        if key not in self.stretches:
            self.stretches[key] = find()
        found: T = self.stretches[key]
        return found

    @property
    def names_area(self) -> bool:
        return any(mark.letter == "A" for mark in self.gist.marks.values())

    @cached_property
    def blanked(self) -> str:
        """The marked sentence without phrases that are plain as a whole."""
        blanked = PLAIN_PHRASES.sub(lambda found: _blank(found[0]), self.marked)
        if not self.paragraph.labels:
            first = min((start for start, _ in self.understood), default=0)
            return THE_OTHERS.sub(lambda found: _blank(found[0]) if found.start() > first else found[0], blanked)
        return THE_OTHERS.sub(lambda found: _blank(found[0]), blanked)


def segment_starts(marked: str) -> list[int]:
    """Where the segments of a marked sentence begin: between commas, brackets, dashes and conjunctions."""
    return [0, *(found.end() for found in SEGMENT.finditer(marked))]


def _blank(phrase: str) -> str:
    """As many blanks as a phrase has characters, but with its marks."""
    return "".join(char if char.isupper() or char == FILL else " " for char in phrase)


def is_capital(text: str, at: int) -> bool:
    return text[at : at + 1].isupper()


def may_be_name(word: str) -> bool:
    """Whether a word in capitals may be a name; one that begins a sentence may be that of many: 'Horoscopes say'."""
    return not word.endswith("s") or word.endswith("'s")


def is_name(scene: Scene, words: Sequence[tuple[int, str]], index: int) -> bool:
    """Whether a word belongs to an organisation's name: words in capitals before CCG or after NHS."""
    for at, word in reversed(words[max(0, index - 6) : index]):
        if word == "nhs":
            return True
        if not is_capital(scene.sentence.text, at):
            break
    for at, word in words[index : index + 8]:
        if word[0] == "G":
            return True
        if not (is_capital(scene.sentence.text, at) or word in ("and", "of", "on", "upon", "with", "the")):
            return False
    return False


def _is_plural(scene: Scene, start: int, end: int) -> bool:
    return scene.sentence.plain[start:end].endswith("s")


# Words that, in capitals where others have none, are short for something.
_SHORT_FOR = ("it", "us", "who", "am")


def is_acronym(scene: Scene, word: str, at: int) -> bool:
    """Whether a word is printed as what is short for something: 'require improvement in IT'."""
    printed = scene.sentence.text[at : at + len(word)]
    return word in _SHORT_FOR and printed.isupper() and not scene.sentence.text.isupper()


def is_known(word: str, scene: Scene, at: int) -> bool:
    if word[0].isupper():
        return True
    if is_acronym(scene, word, at):
        return False
    bare = word.removesuffix("'s")
    return (
        bare in PLAIN or bare in SOURCES or bare in SAYING or is_plain_ly(bare)
        or bare in OPENING_WORDS or scene.blanked[at] == " "
    )  # fmt: skip


def knows_all(scene: Scene, start: int = 0, end: int | None = None, also: Collection[str] = ()) -> bool:
    """Whether each word of a stretch of the sentence is known, or is one of `also`."""
    words = WORD.finditer(scene.marked, start, len(scene.marked) if end is None else end)
    return all(word[0] in also or is_known(word[0], scene, word.start()) for word in words)


def speaks_of_part(scene: Scene, start: int, end: int) -> bool:
    """Whether a stretch of the sentence names a part of the country as where, or as whose, things are so."""
    return scene.of_stretch("part", start, end, lambda: _speaks_of_part(scene, start, end))


def _speaks_of_part(scene: Scene, start: int, end: int) -> bool:
    text = scene.sentence.text
    words = [(found.start() + start, found[0]) for found in WORD.finditer(scene.marked[start:end])]
    for index, (at, word) in enumerate(words):
        if word[0].isupper():
            continue
        bare = word.removesuffix("'s")
        parts = {bare, *bare.split("-")}
        before = [other for _, other in words[max(0, index - 4) : index]]
        is_placed = index == 0 or any(LOCATIVE.fullmatch(other) for other in before)
        if not parts.isdisjoint(PART) or (bare in scene.places and is_capital(text, at)):
            if _is_speaker_place(words, index) or is_name(scene, words, index):
                continue
            if is_placed or index <= 2:
                return True
        elif (
            before
            and before[-1] in ("in", "across", "within", "around", "throughout", "outside", "near")
            and is_capital(text, at)
            and not _is_titled(text)
            and bare not in ("england", "nhs", "english", "ccgs", "ccg", "britain")
            and bare not in NO_PLACES
            and bare not in PLAIN
        ):
            return True
    return False


def _is_speaker_place(words: Sequence[tuple[int, str]], index: int) -> bool:
    return any(other in SAYING for _, other in words[index + 1 : index + 2])


def _is_titled(text: str) -> bool:
    """Whether a sentence is a title, in which most words have a capital."""
    words = [word for word in re.findall(r"[\w'’&-]+", text) if word[0].isalpha() and len(word) > 3]
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


_OF_SOME = re.compile(
    r"\s?(?:in|with|without|serving|covering|facing|led|run|based|near|around|across|from|whose|where|rated|that"
    r"|which)\s"
)


def is_of_some(scene: Scene, text: str, offset: int) -> bool:
    """Whether a stretch of the sentence is about organisations of some kind: 'smaller groups', 'CCGs with deficits'."""
    found = re.search(rf"(?:([^\W{FILL}A-Z][\w'-]*) )?([GL]{FILL}*)", text)
    if found is None or not _is_plural(scene, offset + found.start(2), offset + found.end(2)):
        return False
    if found[1] and found[1] not in NO_KIND and not is_known(found[1], scene, offset + found.start(1)):
        return True
    rest = text[found.end() :]
    after = _OF_SOME.match(rest)
    if after is None or NATIONAL.match(rest.lstrip()):
        return False
    tail = re.match(r"[^,;:.–]*", rest)
    assert tail
    return not all(is_known(word[0], scene, offset + found.end() + word.start()) for word in WORD.finditer(tail[0]))


_TODAY = re.compile(rf"\b(?:today|yesterday|now|this (?:week|morning|month)),? \((?:[a-z]+,? )?D{FILL}*\)")


def has_other_date(scene: Scene, start: int = 0, end: int | None = None) -> bool:
    """Whether a stretch of the sentence names a day, month or year that is no period and no day of publication."""
    text = _TODAY.sub(lambda found: found[0].replace("D", " "), scene.marked)[start:end]
    if PUBLISHED.search(text):
        return False
    return any(
        found[0][0] == "D" and not any(first <= start + found.start() < last for first, last in scene.gist.periods)
        for found in WORD.finditer(text)
    )
