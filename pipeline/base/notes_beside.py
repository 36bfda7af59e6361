"""Notes that stand beside values, in a column of their own: 'Figure for 2017/18', 'estimate', 'includes NHS Bury CCG'.

Nobody can say of any note whether its row is still what the other rows are, so a row with one is taken only where
somebody has said that the note changes nothing. In any other column a word such as 'Forecast' says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# The titles of such columns: Notes, Value note, Data quality comments, Footnote, Flag.
_OF_NOTES = re.compile(
    r"(?:[\w /&'’-]{0,60}[\s_/-])?"
    r"(?:(?:foot)?notes?|comments?|commentary|remarks?|caveats?|flags?|annotations?|qualifiers?|warnings?|narrative"
    r"|exclusions?|exceptions?|limitations?|explanations?|further information|additional information)"
    r"(?:[\s_]+(?:\d{1,2}|ref(?:erence)?s?|text|code|column|on[\s_]+(?:the[\s_]+)?(?:data|values?|figures?)))?",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(r"[\W_]*|none|nil|null|n\W?a|not applicable|no (?:notes?|comments?)\W?", re.IGNORECASE)
# What a figure is in place of one that was measured.
NOT_MEASURED_WORDS = (
    r"(?:targets?|plan(?:s|ned)?|trajector(?:y|ies)|ambitions?|forecasts?|predict(?:ed|ions?)|project(?:ed|ions?)"
    r"|expected|modell?ed|estimate[sd]?|imputed|assum(?:ed|ption)|indicative|provisional|preliminary|draft|proxy"
    r"|budget(?:ed)?|interpolated|superseded|partial|incomplete|not comparable)"
)
# What a figure is in place of the value itself: an end of its interval, a rank, a part; or one in other units.
OTHER_FIGURE_WORDS = (
    r"(?:lower|upper|confidence|interval|limit|bound|[lu]ci|[lu]cl|ci|numerator|denominator"
    r"|standard (?:error|deviation)|rank(?:ing)?|percentile|decile|quartile|z.?score"
    r"|thousands?|millions?|'?000s?|£ ?(?:m|k|'?000s?)|per 1?0{2,3}(?:,?000)?)"
)
_OTHER_FIGURE = re.compile(
    rf"(?:(?:in|of|the|95|99|%|\d{{1,2}}(?:\.\d)?%|national|england|people|patients|population)\s*)*{OTHER_FIGURE_WORDS}"
    rf"(?:[\s_-]+(?:{OTHER_FIGURE_WORDS}|value|of people|people|patients|population|\d{{1,2}}%?))*s?",
    re.IGNORECASE,
)
# What may stand beside such a word; 'above target' is no such figure.
_NOT_MEASURED = re.compile(
    r"(?:(?:an?|the|final|latest|first|initial|early|local|national|ccg|nhs|internal|operating|annual|statistical)\s+)*"
    + NOT_MEASURED_WORDS
    + r"(?:\s+(?:figures?|values?|data|rates?|numbers?|only|position|outturn|returns?|submission))*",
    re.IGNORECASE,
)
_IN_WORDS = re.compile("[A-Za-z]{3}")
_AROUND = " \t\r\n()[]*:."
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{3,40}[)\]]")


def is_of_notes(title: str) -> bool:
    """Whether a column's title says that notes on its rows stand below it."""
    return _OF_NOTES.fullmatch(title.strip(" \t\r\n*:.()[]")) is not None


def says_nothing(text: str) -> bool:
    """Whether what stands in a column of notes is none: a dash, 'n/a'."""
    return _SAYS_NOTHING.fullmatch(text.strip()) is not None


def is_not_measured(text: str) -> bool:
    """Whether a text says that the figure beside it is none that was measured, or not the last: 'Forecast', 'draft'.

    It may say so in brackets: 'Local audit (estimate)'.
    """
    parts = [part.strip(_AROUND) for part in (text, *_IN_BRACKETS.findall(text))]
    return any(_NOT_MEASURED.fullmatch(part) for part in parts)


def is_other_figure(text: str) -> bool:
    """Whether a text says that the figure beside it is not the value itself: 'Upper CI', 'Rank', 'thousands'."""
    return _OTHER_FIGURE.fullmatch(text.strip(_AROUND)) is not None


def is_one_of(text: str, harmless: Iterable[str]) -> bool:
    """Whether a note is one of those that are said to change nothing, in which * stands for any characters."""
    words = " ".join(text.split()).casefold()
    return any(_fits(words, " ".join(pattern.split()).casefold()) for pattern in harmless)


def may_change(title: str, text: str, harmless: Iterable[str]) -> bool:
    """Whether what stands in a column that is not read may say that its row is of something else."""
    if not title:
        # Arrows and numbers beside values are no notes.
        says = _IN_WORDS.search(text) is not None
    else:
        is_other = is_not_measured(text) or is_other_figure(text)
        says = not says_nothing(text) if is_of_notes(title) else is_other
    return says and not is_one_of(text, harmless)


def _fits(words: str, pattern: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), words) is not None
