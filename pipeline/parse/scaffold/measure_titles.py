"""Which measure the title of a column names, and whether it says no more than its name, its unit and a period.

What else a title says may change what is counted: '(target)', '(BAME)', 'change on the year', '£000'.
"""

from __future__ import annotations

import re

from pipeline.base.folding import fold_name
from pipeline.base.period_mentions import find_dates, find_periods
from pipeline.base.period_runs import find_runs
from pipeline.parse.scaffold.breakdowns import COMMISSIONERS
from pipeline.parse.scaffold.words import Surroundings
from pipeline.parse.text.tables.footnotes import mark_of
from pipeline.reference.entries import Measure
from pipeline.reference.reading import Reference

_IN_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_PERCENT = re.compile(r"%|\bper ?cent(?:age)?\b", re.IGNORECASE)
_SHARE = re.compile(r"(?:a )?(?:%|per ?cent|percentage|proportion|share|rate)(?: \(?%\)?)?", re.IGNORECASE)
# One mark at a time, from where the marks begin: blanks that can be divided in many ways would be tried in all of them.
_AT_THE_END = re.compile(r"(?<![\s:,–-])(?:[\s:,–-]|\s(?:as (?:at|of)|at|in|for|during|of|the))+$", re.IGNORECASE)
# Units of which a figure stands for many.
_MULTIPLES = re.compile(r"['’ ]?000s?\b|\b(?:thousands?|millions?)\b|£ ?(?:k|m|mn|bn)\b", re.IGNORECASE)
# People of whom figures may be, that are not all whom a measure counts.
_OF_SOME = re.compile(
    r"\bage(?:d|s)? (?:\d|over|under|between)|\b\d\d ?(?:\+|(?:and|or) (?:over|above)|years)"
    r"|\b(?:fe)?males?\b|\b(?:wo)?men\b|\bethnic\w*|\bbame\b|\b(?:older|younger) (?:people|adults|patients)"
    r"|\bby (?:age|sex|gender|ethnicity|deprivation)\b",
    re.IGNORECASE,
)
# What figures of a measure may be in place of what was measured.
_NOT_MEASURED = re.compile(
    r"\btargets?\b|\bplan(?:s|ned)?\b|\btrajector(?:y|ies)\b|\bambitions?\b|\bforecasts?\b|\bpredict(?:ed|ions?)\b"
    r"|\bproject(?:ed|ions)\b|\bexpected\b|\bmodell(?:ed|ing)\b|\bchanges?\b|\bdifferences?\b|\bvariances?\b|\bgap\b"
    r"|\bpercentage points?\b|\branks?\b|\branking\b|\b(?:quart|dec|percent|quint)iles?\b|\bupper\b|\blower\b"
    r"|\blimits?\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\bnumbers?\b|\bcounts?\b", re.IGNORECASE)
# A longer line above is prose, which speaks of other figures too.
_LONGEST_HEADING = 150
# A longer text is no title, and looking through it would only cost time.
LONGEST_TITLE = 1000
_PER = re.compile(r"\bper (\d[\d,]*|head|capita|million|thousand)\b", re.IGNORECASE)


def measure_of_title(title: str, around: Surroundings, reference: Reference) -> tuple[str | None, bool]:
    """The measure that a title names or may name, and whether it is certain."""
    if len(title) > LONGEST_TITLE:
        return None, False
    names = reference.measure_by_name
    title = title.removesuffix(mark_of(title))
    if measure := names.get(fold_name(title)):
        return measure.measure_id, not words_of_doubt(measure, title, around, reference)
    dateless = _dateless(title)
    units = [text.strip(" ,") for found in _IN_BRACKETS.findall(dateless) if (text := "".join(found)).strip(" ,")]
    bare = _IN_BRACKETS.sub(" ", dateless)
    units += _PERCENT.findall(bare)
    bare = fold_name(_AT_THE_END.sub("", _PERCENT.sub(" ", bare)).strip())
    if measure := names.get(bare):
        is_certain = all(_is_unit(text, measure.unit) for text in units)
        return measure.measure_id, is_certain and not words_of_doubt(measure, title, around, reference)
    words = set(bare.split())
    longer = {name: len(name.split()) for name in names if len(words) > 1 and words <= set(name.split())}
    # Of the names that say more than the title, those that say the least more.
    near = [name for name, length in longer.items() if length == min(longer.values())]
    found = {names[name].measure_id for name in near or (name for name in names if name in bare)}
    return (found.pop(), False) if len(found) == 1 else (None, False)


def words_of_others(text: str) -> str:
    """The words of a title that say that figures are of some people, or none that were measured; '' if none do."""
    found = _OF_SOME.search(text) or _NOT_MEASURED.search(text)
    return found[0] if found else ""


def words_of_doubt(measure: Measure, title: str, around: Surroundings, reference: Reference) -> str:
    """The words around a measure's name that say that figures are of something else: 'targets', 'women', '£000'."""
    above = [text for text in around.above if len(text) <= _LONGEST_HEADING and not text.rstrip().endswith(".")]
    own = [name for name, other in reference.measure_by_name.items() if other.measure_id == measure.measure_id]
    patterns = [_OF_SOME, _NOT_MEASURED] + ([_COUNTED] if measure.unit == "%" else [])
    for pattern in patterns:
        # The name of a measure of targets, or of older people, has these words of its own.
        if any(map(pattern.search, [*own, measure.measure_name])):
            continue
        if found := next(filter(None, map(pattern.search, [title, *above, around.title])), None):
            return found[0]
    return _in_brackets_beside(own, [*above, around.title], measure.unit) or _scaled_as(
        measure.unit, [title, *around.above]
    )


def _in_brackets_beside(names: list[str], texts: list[str], unit: str) -> str:
    """Words in brackets of a line that names a measure: 'EIP 2 Week Wait, Q3 2017/18 (incomplete pathways)'."""
    for text in texts:
        if any(fold_name(name) in fold_name(text) for name in names):
            for found in _IN_BRACKETS.findall(_dateless(text)):
                words = " ".join("".join(found).split()).strip(" ,")
                if len(words.split()) > 1 and not (COMMISSIONERS.search(words) or _is_unit(words, unit)):
                    return words
    return ""


def _dateless(text: str) -> str:
    spans = [(mention.start, mention.end) for mention in [*find_periods(text), *find_runs(text)]] + find_dates(text)
    return "".join(char for i, char in enumerate(text) if not any(start <= i < end for start, end in spans))


def _is_unit(text: str, unit: str) -> bool:
    """Whether words beside a measure's name are its unit and no more."""
    if unit == "%":
        return _SHARE.fullmatch(text) is not None
    words, own = " ".join(text.casefold().split()), unit.casefold()
    return words in (own, f"number of {own}") or (own.startswith("per ") and words.startswith((own, f"rate {own}")))


def _scaled_as(unit: str, texts: list[str]) -> str:
    """The words around figures that say that each is of many, or per another number than the unit's."""
    for text in texts:
        if unit != "%" and not unit.startswith("per ") and (found := _MULTIPLES.search(text)):
            return found[0]
        for found in _PER.finditer(text):
            if f"per {found[1].casefold()}" not in unit:
                return found[0]
    return ""
