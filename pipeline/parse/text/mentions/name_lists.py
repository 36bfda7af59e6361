"""Lines that consist of names and nothing else: an item of a list, or a grid of names."""

from __future__ import annotations

import re

from pipeline.parse.text.mentions.names import Found, printed_name
from pipeline.reference.known_names import KnownNames, word_runs

# What stands between names that are listed with nothing else.
_DIVIDES = re.compile(r"[\s,;|/•·*†‡§.]{0,40}(?:\([^()]{0,60}\)|\[[^\[\]]{0,20}\])?[\s,;|/•·*†‡§.]{0,40}")

# No line of names is longer, and no name.
_LONGEST_GRID = 5_000
_LONGEST_NAME = 150


def names_alone(text: str, names: KnownNames) -> list[Found]:
    """The known names that `text` consists of, with nothing but what divides them; empty where there is more."""
    beginning = word_runs(text[:_LONGEST_NAME])[0][:2]
    if len(text) > _LONGEST_GRID or not any(names.may_begin(word) for word in beginning):
        return []
    words = word_runs(text)[0]
    found: list[Found] = []
    at, before = 0, 0
    while at < len(words):
        first = at
        while at < len(words) and words[at].plain in ("the", "nhs"):
            at += 1
        end = names.find_beginning(words, at, text) if at < len(words) and words[at].is_capital else None
        if end is None or not _DIVIDES.fullmatch(text[before : words[first].start]):
            return []
        if end < len(words) and words[end].plain in ("ccg", "ccgs"):
            end += 1
        found.append(printed_name(words, first, end, text, "", len(found)))
        at, before = end, words[end - 1].end
        if at < len(words) and words[at].plain == "and":
            before = words[at].end
            at += 1
    return found if _DIVIDES.fullmatch(text[before:]) else []
