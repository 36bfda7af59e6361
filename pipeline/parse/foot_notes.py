"""Notes at the foot of a table or a file: what they say of the rows that have their mark, or whose CCG they name.

'* Figure for Q3, as Q4 was not returned.' 'The figure for NHS Bolton CCG covers April to September.'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pipeline.base.notes_beside import NOT_MEASURED_WORDS, is_one_of
from pipeline.base.period_mentions import find_dates, find_periods
from pipeline.base.period_runs import find_runs
from pipeline.base.periods import Period, parse_period
from pipeline.reference.known_names import KnownNames, word_runs

# Signs of a direction or a choice, which can also be the mark of a note.
ARROWS = "▲▼►◄△▽▶◀↑↓→←↔↕↗↘⇧⇩⬆⬇➔●○◆★☆■"
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NOTE = re.compile(
    rf"\W{{0,3}}?(?P<mark>[*†‡§¶{ARROWS}]{{1,3}}|[¹²³⁰⁴-⁹]{{1,3}}"
    r"|(?:note )?\d{1,2}(?=[\s\]).:<])|[a-z]{1,2}(?=[\])]))"
    r"(?:</sup>)?[\])]?[\s.:–-]*(?P<says>\w.*)",
    re.IGNORECASE,
)
# The mark at the end of a name, also a number that is glued to it or stands after it.
_AT_END = re.compile(
    r"\s?(?:[*†‡§¶]{1,3}|[¹²³⁰⁴-⁹]{1,3}|[(\[](?:note )?[0-9a-z]{1,2}[)\]]|<sup>[^<>]{1,8}</sup>|(?<=[^\W\d_])\d{1,2}"
    r"|(?<=\s)\d{1,2})$",
    re.IGNORECASE,
)
_BEGINS_NOTE = re.compile(r"\W{0,3}(?:please note|(?:foot)?notes?|n\.?b)\b", re.IGNORECASE)
_HEADS_NOTES = re.compile(r"\W*(?:foot)?notes?(?: (?:to|on) [\w ]{1,40})?\W*", re.IGNORECASE)
_FIGURE = re.compile(
    r"\b(?:figures?|data|values?|rates?|numbers?|returns?|submissions?|results?|ratings?|percentages?|counts?)\b",
    re.IGNORECASE,
)
# A figure that was published first and stands for its period all the same is none of these.
_NOT_MEASURED = NOT_MEASURED_WORDS.replace("|provisional|preliminary", "")
_CHANGES = re.compile(
    rf"\b(?:{_NOT_MEASURED}|includ\w+|exclud\w+|cover\w*|only|combined|jointly|relat(?:es?|ing) to|refers? to|based on"
    r"|missing|part(?:ly)?|not (?:submitted|returned|available)|previous|earlier|last (?:year|quarter|month)|on behalf"
    r"|whole of|sum of)\b",
    re.IGNORECASE,
)
# What a note says of a row that stays what the others are: of its organisation, or how its figure compares.
_OF_A_STANDARD = (
    r"(?:the\s+)?(?:(?:england|national|regional|english)\s+)?(?:average|mean|median|standard|target|england)"
)
_LEAVES = re.compile(
    r"(?:(?:an?|the|was|is|has|were|are|have|been|ccg|figures?|data|values?|ratings?|results?)\s+)*(?:"
    r"(?:provisional|preliminary|final|revised|suppressed)(?:\s+(?:figures?|data|values?|ratings?|results?))?"
    r"|(?:(?:newly\s+)?(?:formed|created|established|merged|renamed|dissolved)|open(?:ed)?|closed|formerly|now\s+part\s+of)\b"
    r"[^,;:]{0,80}"
    rf"|(?:statistically\s+)?(?:significantly\s+)?(?:above|below|better\s+than|worse\s+than|higher\s+than|lower\s+than|met"
    rf"|meets|missed|did\s+not\s+meet)\s+{_OF_A_STANDARD}"
    r"|(?:in|under)\s+(?:special\s+measures|(?:legal\s+)?directions))",
    re.IGNORECASE,
)
# In prose a sentence says so with its verb: 'ratings, including that of Bury, rose' says nothing of a figure.
_STATES_CHANGE = re.compile(
    r"\b(?:includes?|excludes?|covers?|relates? to|refers? to"
    rf"|(?:is|are|was|were)\s+(?:(?:an?|only|in)\s+)?(?:{_NOT_MEASURED}|based on|missing|for|from|that of|those of"
    r"|as at|not (?:submitted|returned|available)))\b",
    re.IGNORECASE,
)
# 'The figures shown are for March 2018': then comes the period.
_STATES_PERIOD = re.compile(
    r"\b(?:all|these|those|the)?\s*(?:figures?|data|values?|rates?|results?|ratings?|percentages?)"
    r"(?:\s+(?:shown|given|printed|presented|above|below|here|in\s+(?:this|the)\s+table))*\s+"
    r"(?:(?:are|is|were|was)(?:\s+(?:those|that))?(?:\s+(?:for|from|of|as\s+at|at))?|relates?\s+to|refers?\s+to|covers?)"
    r"\s+(?:the\s+)?",
    re.IGNORECASE,
)
_DAY = re.compile(r"^\d{1,2}(?:st|nd|rd|th)?\s+")
_SENTENCE = re.compile(r"(?<=[.;!?])\s+")

# More words before the period may be of something else: 'are higher than in 2017/18'.
_BEFORE_PERIOD = re.compile(
    r"(?!(?:the\s+)?(?:financial\s+|calendar\s+)?(?:quarter|year|month|period|end)\b)"
    r"(?!(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Q[1-4]|H[12]|\d|FY))",
    re.IGNORECASE,
)

# Lines of a text, each with its number.
Numbered = Iterable[tuple[int, str]]


def marked_note(text: str) -> tuple[str, str] | None:
    """The mark of the note that a line is, as marks are compared, and what the note says; None for no such note."""
    found = _NOTE.match(text)
    return (key_of(found["mark"]), found["says"]) if found else None


def key_of(mark: str) -> str:
    """A mark as it is compared: without brackets, raised or not."""
    bare = re.sub(r"</?sup>|[\s()\[\]\xa0]", "", mark.casefold()).translate(_SUPERSCRIPTS)
    return bare.removeprefix("note")


def mark_at_end(name: str) -> str:
    """The mark that a name may end with, as marks are compared; only a note with it shows that it is one."""
    found = _AT_END.search(name)
    return key_of(found[0]) if found and found.start() else ""


def may_change(says: str, is_other: Callable[[Period], bool]) -> bool:
    """Whether a note may say that what it is on is of something else, or of another period."""
    if says.casefold().startswith("source"):
        return False
    named = _first_period(says)
    return (named is not None and is_other(named)) or _CHANGES.search(says) is not None


def leaves_as_it_is(says: str, is_other: Callable[[Period], bool]) -> bool:
    """Whether a note with a mark is known to say nothing of the kind: a mark stands on a row for something."""
    if may_change(says, is_other):
        return False
    if says.casefold().startswith("source") or _first_period(says) is not None:
        return True
    parts = (part.strip(" .;!?") for part in _SENTENCE.split(says))
    return all(_LEAVES.fullmatch(part) for part in parts if part)


def may_change_cell(comment: str, harmless: Iterable[str]) -> bool:
    """Whether a comment on a cell or a title may say that its figures are of something else than the others."""
    return may_change(comment, lambda period: True) and not is_one_of(comment, harmless)


def names_noted(
    lines: Numbered, names: KnownNames, is_other: Callable[[Period], bool]
) -> Iterator[tuple[tuple[str, ...], int, str]]:
    """The CCGs of which a note or sentence says that their figure is another, each with its line and the sentence.

    What stands under 'Notes' or after 'Note:' is a note; elsewhere a sentence has to speak of figures.
    """
    is_below_notes = False
    for number, text in lines:
        if _HEADS_NOTES.fullmatch(text):
            is_below_notes = True
            continue
        is_note = is_below_notes or _BEGINS_NOTE.match(text) is not None
        if not is_note and not (_FIGURE.search(text) and _STATES_CHANGE.search(text)):
            continue
        for sentence in _SENTENCE.split(text):
            is_noted = _FIGURE.search(sentence) and _STATES_CHANGE.search(sentence)
            if is_noted or (is_note and may_change(sentence, is_other)):
                for name in _names_in(sentence, names):
                    yield name, number, sentence.strip()


def other_period_stated(
    lines: Numbered, names: KnownNames, is_other: Callable[[Period], bool]
) -> tuple[int, str] | None:
    """The first sentence that says of which period all figures are, where that is another; with its line."""
    for number, text in lines:
        for sentence in _SENTENCE.split(text):
            stated = _STATES_PERIOD.search(sentence)
            # A sentence on the figures of one CCG says nothing of the others.
            if stated is None or any(_names_in(sentence, names)):
                continue
            rest = sentence[stated.end() :]
            named = _first_period(rest, as_at=True)
            if named and not _BEFORE_PERIOD.match(rest) and is_other(named):
                return number, sentence.strip()
    return None


def _names_in(text: str, names: KnownNames) -> Iterator[tuple[str, ...]]:
    for words in word_runs(text):
        at = 0
        while at < len(words):
            end = names.find_beginning(words, at, text) if words[at].is_capital else None
            if end:
                yield tuple(word.plain for word in words[at:end])
            at = end or at + 1


def _first_period(text: str, as_at: bool = False) -> Period | None:
    """The first period or month that a text names: one that it is compared with stands behind.

    Of figures that are given `as_at` a day it is the month of the day.
    """
    spans = [(mention.start, mention.period) for mention in [*find_runs(text), *find_periods(text)]]
    days = [(start, text[start:end]) for start, end in find_dates(text) if not text[start:end].isdecimal()]
    months = [(start, _DAY.sub("", day) if as_at else day) for start, day in days]
    return next((period for _, label in sorted([*spans, *months]) if (period := parse_period(label))), None)
