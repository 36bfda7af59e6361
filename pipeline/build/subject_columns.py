"""Columns that say for each row what it is about: Year, Area, Organisation type. A sidecar leaves them out.

It finds the rows that say another period or area than the one that the sidecar maps, or that are of no CCG.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.base.carrying_down import carried_down
from pipeline.base.period_forms import period_in_form
from pipeline.base.periods import Period, normal_period, parse_period
from pipeline.base.shortening import shortened
from pipeline.parse.sidecar.subjects import MeasureSubject, RatingSubject
from pipeline.parse.text.tables.cells import IgnoredColumn, RatingColumn, even
from pipeline.parse.text.tables.rows import TableRows
from pipeline.reference.vocabulary import Vocabulary

REMEDY = (
    "correct the column's mapping in the sidecar, or list the row under `accept` with a reason; rows of another period "
    "or area can be a document of their own"
)

_OF_PERIODS = re.compile(
    r"(?:(?:financial|calendar|reporting|assessment|rating|data|time|ccg|iaf)\s+)*(?:year|period|quarter|month|fy)s?"
    r"(?:\s+(?:rated|assessed|covered|ending))?",
    re.IGNORECASE,
)
_OF_AREAS = re.compile(
    r"(?:(?:clinical|priority|assessed|assessment|rated|rating|service|ccg|iaf|the)\s+)*"
    r"(?:area|domain|theme|topic|service|indicator|measure|metric)s?(?:\s+(?:rated|assessed|name))?",
    re.IGNORECASE,
)
_OF_MEASURES = re.compile(r"(?:the\s+)?(?:indicator|measure|metric|statistic)s?(?:[\s_]+(?:name|id))?", re.IGNORECASE)
_OF_KINDS = re.compile(
    r"(?:(?:org(?:anisation)?|body|area|geography|commissioner)\.?[\s_]+)?(?:type|kind|level)", re.IGNORECASE
)
# A column of more texts says something of each organisation, and reading all would take long.
_MOST_PERIODS = 60
_A_CCG = re.compile(r"\bccgs?\b|\bclinical commissioning groups?\b", re.IGNORECASE)

Subject = RatingSubject | MeasureSubject


def of_another_subject(rows: TableRows, subjects: Sequence[Subject]) -> dict[int, str]:
    """The rows, by index, that a column left out says to be about something else than `subjects`, each with why."""
    found: dict[int, str] = {}
    for column, cells in zip(rows.spec.columns, rows.columns, strict=True):
        if cells is None or not isinstance(column, IgnoredColumn):
            continue
        title = " ".join(column.title.split())
        for why in _readers(title, cells.texts, rows, subjects):
            # A cell that was merged over several rows has its text in the first of them.
            texts = carried_down(cells.texts)
            meant = {text: why(text) for text in set(texts) if text}
            for row, text in enumerate(texts):
                if reason := meant.get(text):
                    found.setdefault(row, f"the column '{shortened(title)}' says '{shortened(text)}', and {reason}")
    return found


def _readers(
    title: str, texts: Sequence[str], rows: TableRows, subjects: Sequence[Subject]
) -> Iterator[Callable[[str], str]]:
    """What says of a column's text why its row is not about `subjects`, '' where nothing does."""
    periods = {subject.period for subject in subjects}
    areas = {subject.area for subject in subjects if isinstance(subject, RatingSubject)}
    measures = {subject.measure_id for subject in subjects if isinstance(subject, MeasureSubject)}
    vocabulary = next((column.vocabulary for column in rows.spec.columns if isinstance(column, RatingColumn)), None)
    distinct = {text for text in texts if text}
    is_titled = _OF_PERIODS.fullmatch(title) is not None
    if len(periods) == 1 and (is_titled or len(distinct) <= _MOST_PERIODS):
        said = {text: _said_period(text) for text in distinct}
        # Where all rows say the same, whoever mapped the table has read it.
        if is_titled or _are_periods(said, next(iter(periods))):
            yield lambda text: _other_period(said.get(text), next(iter(periods)), len(said) > 1, bool(measures))
    if _OF_AREAS.fullmatch(title) and len(areas) == 1 and not measures and vocabulary:
        yield lambda text: _other_area(text, next(iter(areas)), vocabulary)
    several = len({even(text) for text in texts if text}) > 1
    if _OF_MEASURES.fullmatch(title) and len(measures) == 1 and several:
        yield lambda text: "other rows say otherwise: which of them are the measure that is mapped is not known"
    if _OF_KINDS.fullmatch(title) and any(map(_A_CCG.search, texts)):
        yield lambda text: "" if _A_CCG.search(text) else "others say that they are of a CCG"


def _are_periods(said: Mapping[str, Period | None], mapped: str) -> bool:
    """Whether a column says of each row when it is of, whatever its title: all are periods, and some the mapped one."""
    periods = {period.period if period else None for period in said.values()}
    return len(periods) > 1 and None not in periods and mapped in periods


def _said_period(text: str) -> Period | None:
    return parse_period(text) or period_in_form(text, "financial_year") or period_in_form(text, "rolling")


def _other_period(said: Period | None, mapped: str, several: bool, of_values: bool) -> str:
    """Why a row is of another period; a rating of a year may be printed as that of a quarter, and no value may."""
    meant = normal_period(mapped)
    if said is None:
        return "that is no period that is read, where other rows name other ones" if several else ""
    overlaps = said.start <= meant.end and meant.start <= said.end
    if said.period == meant.period or (overlaps and not (several and of_values)):
        return ""
    return f"the table is mapped to {mapped}"


def _other_area(text: str, mapped: str, vocabulary: Vocabulary) -> str:
    said = {area.area for area in vocabulary.areas if even(text) in map(even, area.names)}
    return f"the table is mapped to {mapped}" if said and mapped not in said else ""
