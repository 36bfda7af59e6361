"""Lines between the rows of a table that say what the rows below each are of: a period, a measure or an area alone, or
words that may say so. What notes with a mark or a name say is in notes_below.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.base.folding import fold
from pipeline.base.notes_beside import is_not_measured, is_one_of
from pipeline.base.period_alone import AROUND, is_other_period, period_alone
from pipeline.base.shortening import shortened
from pipeline.base.words_between import may_head
from pipeline.parse.foot_notes import marked_note, may_change
from pipeline.parse.text.tables.row_splitting import Body
from pipeline.reference.known_names import OF_A_CCG

MAY_HEAD = "which may say what the rows below it are of"
MAY_BE_OF = "which may say what the row is of"
_WIDE_SPACE = re.compile(r"\s{2,}|\t")
# Below a row, a remark on its name.
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*")
_IS_REMARK = re.compile(r"\W*?(?:[(\[]|[-–—]\s)")
_ENDS_IN_CCG = re.compile(r"\b(?:CCG|Clinical Commissioning Group)$", re.IGNORECASE)
# What may stand after the name of an area.
_RATED = re.compile(r"\s+(?:ratings?|services?)$")


@dataclass(frozen=True)
class Sections:
    """What a table's columns are of: their periods, and their measures and areas among all names of such.

    `is_place` says whether words are the name of a place, of a sum or a part of a name, which only divide rows.
    """

    periods: tuple[str, ...] = ()
    subjects: frozenset[str] = frozenset()
    by_name: Mapping[str, str] = field(default_factory=dict, hash=False)
    is_place: Callable[[str], bool] = field(default=lambda words: False, hash=False, compare=False)

    def named(self, text: str) -> str | None:
        """The measure or area that a text names alone."""
        words = fold(text)
        return self.by_name.get(words) or self.by_name.get(_RATED.sub("", words))


def rows_of_other_sections(
    numbers: Sequence[int], printed: Body, labels: Mapping[int, str], sections: Sections
) -> Mapping[int, str]:
    """Those of the rows `numbers` that stand below a line that names another period, measure or area than is mapped.

    Each has its reason, and so has that line. Where lines name measures or areas, one that names neither begins a
    section that nobody knows.
    """
    if not labels or not numbers or not sections.periods:
        return {}
    rows = set(numbers)
    found: dict[int, str] = {}
    period: tuple[int, str] | None = None
    subject: tuple[int, str] | None = None
    is_by_subject = False
    for number in printed.numbers:
        label = labels.get(number, "")
        if label and (named := period_alone(label)):
            period = (number, label) if any(is_other_period(named, mapped) for mapped in sections.periods) else None
        elif label and (named_subject := sections.named(label)):
            subject = None if named_subject in sections.subjects else (number, label)
            is_by_subject = True
        elif label and is_by_subject and not OF_A_CCG.search(label):
            subject = number, label
        elif number in rows and (above := period or subject):
            found[above[0]] = "says what the rows below it are of, and not what the table is mapped to"
            mapped = " and ".join([*sections.periods] if period else sorted(sections.subjects))
            found[number] = f"stands under '{shortened(above[1])}' on line {above[0]}, and is mapped to {mapped}"
    return found


def rows_below_words(
    numbers: Sequence[int],
    labels: Mapping[int, str],
    sections: Sections,
    titles: Sequence[str],
    is_damaged: Callable[[str], bool],
) -> Mapping[int, str]:
    """Those of the rows `numbers` that stand below words alone, which may say what they are of; each with its reason.

    Words above the first row are of all of them, as a title is. `is_damaged` says whether a line is a damaged row.
    """
    own = {" ".join(title.split()).casefold() for title in titles}
    for number, label in labels.items() if numbers and sections.periods else ():
        if not numbers[0] < number < numbers[-1] or sections.named(label):
            continue
        is_row = is_damaged(label) or (_ENDS_IN_CCG.search(label) and not _may_change(label))
        if not is_row and may_head(label, own, (), sections.is_place):
            reason = f"stands below '{shortened(label)}' on line {number}, {MAY_HEAD}"
            below = {row: reason for row in numbers if row > number}
            return {number: f"stands between rows, {MAY_HEAD}"} | below
    return {}


def rows_above_remarks(
    numbers: Sequence[int], printed: Body, labels: Mapping[int, str], harmless: Collection[str]
) -> Mapping[int, str]:
    """Those of the rows `numbers` right below which a remark stands that may say what they are of; with their reasons.

    A remark is in brackets, begins with a dash or stands further in than the row. A note with a mark is on what has it.
    """
    found: dict[int, str] = {}
    rows = set(numbers) if labels else ()
    for place, number in enumerate(printed.numbers if rows else ()):
        if number - 1 not in rows or not place or printed.numbers[place - 1] != number - 1:
            continue
        label, text = labels.get(number, ""), printed.texts[place]
        is_remark = _IS_REMARK.match(text) or _indent(text) > _indent(printed.texts[place - 1])
        if not is_remark or not label or marked_note(text) or is_one_of(label, harmless):
            continue
        if _may_change(label):
            found[number - 1] = f"stands above '{shortened(label)}' on line {number}, {MAY_BE_OF}"
    return found


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def labels_of(printed: Body, delimiter: str | None, rows: Collection[int]) -> dict[int, str]:
    """What stands in each line that has one filled cell; where nothing divides cells, none of the `rows` has."""
    around = f"{AROUND}{delimiter or ''}"
    printed_lines = zip(printed.numbers, printed.texts, strict=True)
    if delimiter:
        # What is between a line's first and last sign holds a delimiter where there is another filled cell; a line that
        # has one and neither begins nor ends in it need not be looked at further.
        return {
            number: bare
            for number, text in printed_lines
            if (delimiter not in text or text[-1] in around or text[0] in around)
            and (bare := text.strip(around))
            and delimiter not in bare
        }
    return {
        number: bare
        for number, text in printed_lines
        if (bare := text.strip(around)) and number not in rows and not _WIDE_SPACE.search(bare)
        if not (number - 1 in rows and _IN_BRACKETS.fullmatch(text) and not _may_change(bare))
    }


def _may_change(remark: str) -> bool:
    """Whether a remark may say that figures are of something else: then it is no part of a name."""
    return is_not_measured(remark) or may_change(remark, lambda period: True)
