"""Sentences that count an organisation among others: 'Hull is one of 21 CCGs rated …' counts 21 in England."""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.words import OTHER_BODIES, word_set
from pipeline.parse.text.lines.sentences import Sentence, part_of

_MEMBER = re.compile(
    r"\W*(?:(?:but|and|yet|so|meanwhile|however),? )?(?P<who>[^,;:.()0-9]{2,90}?)"
    r" (?:is|was|are|were|has been|have been) (?:now |also |thus |therefore |again )?"
    r"(?:(?:celebrating|delighted|happy|pleased|proud|thrilled) (?:after being|to be|to have been|at being) )?"
    r"(?:(?:named|listed|rated) (?:as )?)?(?:one of|among) "
    r"(?=(?:(?:only|just|the|the only|the just) )?(?:[0-9]{1,3}|[a-z]+(?:-[a-z]+)?) (?:[a-z]+ ){0,3}"
    r"(?:ccgs|groups|areas|organisations|clinical commissioning groups|commissioners|(?:that|which|to be|rated)\b))"
)
_SELF = re.compile(
    r"(?:we|it|ours|(?:our|the|this|that)(?: own| local)? (?:ccg|group|organisation|clinical commissioning group))"
)
_IN_NAMES = word_set("and of on upon with the ccg clinical commissioning group")


def count_of_members(sentence: Sentence) -> Sentence:
    """The sentence from the count on, where one organisation is said to be among so many; else the sentence."""
    found = _MEMBER.match(sentence.plain)
    if found is None or not _is_organisation(sentence.text[found.start("who") : found.end("who")], found["who"]):
        return sentence
    return part_of(sentence, found.end(), len(sentence.plain))


def _is_organisation(printed: str, folded: str) -> bool:
    """Whether words are a name, printed with capitals, or stand for the organisation that speaks."""
    if _SELF.fullmatch(folded):
        return True
    words = folded.split()
    if len(words) > 12 or not OTHER_BODIES.isdisjoint(words):
        return False
    # "The North West is one of four areas": those are regions.
    if words[0] == "the" and "ccg" not in words and "group" not in words:
        return False
    return all(word[0].isupper() or word in _IN_NAMES or word == "&" for word in printed.split())
