"""The names that the register knows, found whole within a line of prose.

For each word of a line it gives the longest known name that begins or ends there, so that a comma within a name does
not divide it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# As names are normalised: an apostrophe joins what it stands in, & is a word, every other mark divides.
_JOINING = "'‘’`\u00ad\u200b\ufeff"
_WORD = re.compile(rf"[^\W_]+(?:[{_JOINING}]+[^\W_]+)*|&(?:amp;)?")
_JOINED = re.compile(f"[{_JOINING}]")
_POSSESSIVE = re.compile("['‘’`]s$", re.IGNORECASE)
# What may stand between two words of one name; a stop only after St.
_MARKS = r"[ \t\xa0,/‐‑–-]"
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WITHIN_NAME = re.compile(rf"{_MARKS}{{1,4}}|{_MARKS}{{0,2}}(?:{_BRACKETED.pattern}){_MARKS}{{0,2}}")
_AFTER_ST = re.compile(r"\.[ \xa0]?")
# Words by which a printed name says that it is that of a CCG, and of no place.
OF_A_CCG = re.compile(r"\b(?:NHS|CCGs?|Clinical Commissioning Groups?)\b", re.IGNORECASE)
_AFFIXES = ("nhs", "ccg", "ccgs")


class Word(NamedTuple):
    """A word of a line: as compared in `plain`, from `start` to `end` of the line; `owns` where it ends in 's."""

    plain: str
    start: int
    end: int
    is_capital: bool
    owns: bool


def words_of(text: str) -> list[Word]:
    """The words of `text`, in order; those of marks and numbers among them."""
    words = []
    for found in _WORD.finditer(text):
        printed = found[0]
        bare = _POSSESSIVE.sub("", printed)
        # The mark of possession after CCG is none of its letters; within a name, as in King's, it is.
        owns = len(bare) < len(printed)
        is_affix = bare.casefold() in _AFFIXES
        plain = "and" if printed[0] == "&" else _JOINED.sub("", bare if is_affix else printed).casefold()
        words.append(Word(plain, found.start(), found.end(), printed[0].isupper(), owns))
    return words


def word_runs(text: str) -> list[list[Word]]:
    """The words of `text` outside of brackets, which only say more of a name, and those within each pair of them."""
    words = words_of(text)
    brackets = [found.span() for found in _BRACKETED.finditer(text)]
    if not brackets:
        return [words]
    runs: list[list[Word]] = [[] for _ in range(len(brackets) + 1)]
    at = 0
    for word in words:
        while at < len(brackets) and brackets[at][1] <= word.start:
            at += 1
        is_within = at < len(brackets) and brackets[at][0] < word.start
        runs[at + 1 if is_within else 0].append(word)
    return runs


@dataclass(frozen=True)
class KnownNames:
    """Normalised names; `find_ending` and `find_beginning` look at no more words than the longest name has."""

    names: frozenset[tuple[str, ...]] = frozenset()
    longest: int = 0
    first_words: frozenset[str] = frozenset()

    @staticmethod
    def of(names: Iterable[str]) -> KnownNames:
        """Those of `names`, which are normalised, that are not empty."""
        split = frozenset(tuple(name.split()) for name in names if name)
        return KnownNames(split, max(map(len, split), default=0), frozenset(words[0] for words in split))

    def may_begin(self, word: Word) -> bool:
        """Whether a name may begin with `word`, or with NHS or the article before it."""
        return word.plain in self.first_words or word.plain in ("nhs", "the")

    def holds(self, text: str) -> bool:
        """Whether `text` is a known name and nothing else, NHS and CCG left aside."""
        return self.key(text) in self.names

    def holds_part(self, text: str) -> bool:
        """Whether the words of `text`, NHS and CCG left aside, stand beside one another in a known name."""
        part = self.key(text)
        within = f" {' '.join(part)} "
        return bool(part) and any(within in f" {' '.join(name)} " for name in self.names)

    def key(self, text: str) -> tuple[str, ...]:
        """The words of a printed name, NHS and CCG left aside, as the names here are kept."""
        words = word_runs(text)[0]
        first, last = 0, len(words)
        if last and words[0].plain == "the":
            first = 1
        if first < last and words[first].plain == "nhs":
            first += 1
        return tuple(word.plain for word in words[first : without_suffix(words, first, last)])

    def find_ending(self, words: Sequence[Word], end: int, text: str, first: int = 0) -> int | None:
        """Where the longest known name begins that ends before word `end`, not before word `first`; None if none."""
        begin = end
        found = None
        while begin > first and end - begin < self.longest:
            if begin < end and not hangs_together(words, begin - 1, text):
                break
            begin -= 1
            if tuple(word.plain for word in words[begin:end]) in self.names:
                found = begin
        return found

    def find_beginning(self, words: Sequence[Word], begin: int, text: str) -> int | None:
        """After which word the longest known name ends that begins with word `begin`; None if none does."""
        end = begin
        found = None
        while end < len(words) and end - begin < self.longest:
            if end > begin and not hangs_together(words, end - 1, text):
                break
            end += 1
            if tuple(word.plain for word in words[begin:end]) in self.names:
                found = end
        return found


def without_suffix(words: Sequence[Word], first: int, last: int) -> int:
    """`last` without CCG or clinical commissioning group before it."""
    if last > first and words[last - 1].plain == "ccg":
        return last - 1
    if [word.plain for word in words[max(first, last - 3) : last]] == ["clinical", "commissioning", "group"]:
        return last - 3
    return last


def hangs_together(words: Sequence[Word], before: int, text: str) -> bool:
    """Whether nothing but what a name may hold stands between a word and the one after it."""
    left, right = words[before], words[before + 1]
    gap = text[left.end : right.start]
    return bool(_WITHIN_NAME.fullmatch(gap) or (left.plain == "st" and _AFTER_ST.fullmatch(gap)))
