"""Whom the rows of a table are about beside the CCG that each names: a practice, a ward, people of an age.

A value of a part of a CCG, or of some of its people, is not the CCG's; a person has to say which are of all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.base.parts_beside import CARERS, OF_ONE, WHOLE, tells_people_apart
from pipeline.parse.scaffold.tables import NUMBER

_PLACES = (
    r"\b(?:councils?|local authorit(?:y|ies)|boroughs?|constituenc(?:y|ies)|unitary|count(?:y|ies)|districts?|towns?)\b"
)
_OTHER_BODIES = re.compile(rf"{CARERS.pattern}|{_PLACES}", re.IGNORECASE)
COMMISSIONERS = re.compile(
    r"\b(?:ccgs?|clinical commissioning groups?|commissioners?|org(?:anisation)?s?)\b", re.IGNORECASE
)
# A longer text is a remark.
_LONGEST_NAME = 60


def is_of_other_bodies(title: str) -> bool:
    """Whether the title of a column of names says that they are not those of CCGs: Trust, Provider name."""
    return bool(_OTHER_BODIES.search(title)) and not COMMISSIONERS.search(title)


def speaks_of_bodies(text: str) -> bool:
    """Whether words name a kind of body, CCGs or others."""
    return bool(COMMISSIONERS.search(text) or _OTHER_BODIES.search(text))


def subject_beside(titles: Sequence[str], columns: Sequence[Sequence[str]], named: int) -> str:
    """The title of a column of bodies that the rows are about, where the organisations in column `named` are not.

    A value beside a practice and its CCG is the practice's. A place is what the rows are about if it stands first.
    """
    for index, (title, texts) in enumerate(zip(titles, columns, strict=True)):
        is_subject = CARERS.search(title) or index < named
        if index == named or not is_subject or not is_of_other_bodies(title) or OF_ONE.search(title):
            continue
        if _are_names(texts):
            return title
    return ""


def part_beside(
    titles: Sequence[str], columns: Sequence[Sequence[str]], keys: Sequence[Sequence[str]], taken: Sequence[int]
) -> str:
    """The title of a column of names that tell rows of the same organisation, measure and period apart.

    `keys` are the cells of each row that say these; `taken` are the places of columns that are something else.
    """
    distinct = {tuple(key) for key in keys}
    if not 1 < len(distinct) < len(keys):
        return ""
    for index, (title, texts) in enumerate(zip(titles, columns, strict=True)):
        rows = {(*key, text) for key, text in zip(keys, texts, strict=True)}
        if index not in taken and len(rows) == len(keys) and _are_names(texts) and len(set(texts)) > len(texts) / 2:
            return title
    return ""


def broken_down_by(titles: Sequence[str], columns: Sequence[Sequence[str]]) -> str:
    """The title of a column by which people are told apart, such as their age, if it holds more than the whole."""
    for title, texts in zip(titles, columns, strict=True):
        filled = [text for text in texts if text]
        numbers = sum(bool(NUMBER.fullmatch(text)) for text in filled)
        if tells_people_apart(title) and 2 * numbers < len(filled) and not all(map(WHOLE.fullmatch, filled)):
            return title
    return ""


def why_of_parts(titles: Sequence[str], columns: Sequence[Sequence[str]], named: int, data: Sequence[int] = ()) -> str:
    """Why the rows of a table are not those of the CCGs in its column `named`; '' where they are.

    `data` are the places of columns of bands and numbers.
    """
    if is_of_other_bodies(titles[named]):
        return f"a table by '{titles[named]}', which are no CCGs, whatever their names"
    keys = [(name,) for name in columns[named]]
    subject = subject_beside(titles, columns, named) or part_beside(titles, columns, keys, [named, *data])
    if subject:
        return f"a table by '{subject}': its figures are not those of the CCG that stands beside each"
    people = broken_down_by(titles, columns)
    return people and f"a table by '{people}': figures of some people are not those of all of a CCG"


def _are_names(texts: Sequence[str]) -> bool:
    """Whether most texts begin with a letter and are as short as names."""
    filled = [text for text in texts if text]
    return 2 * sum(text[0].isalpha() and len(text) <= _LONGEST_NAME for text in filled) > len(filled)
