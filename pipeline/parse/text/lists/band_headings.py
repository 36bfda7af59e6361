"""The headings that name a band: 'Rated outstanding:', 'Good (12), in alphabetical order'.

Only certain words may stand around a band in the heading of a list without changing what is listed. Everything else
makes it a heading of something else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.base.folding import fold
from pipeline.base.period_mentions import find_periods
from pipeline.parse.text.number_words import SMALL

LONGEST_HEADING = 120

# What may stand around a band that heads a list: mark-up, a colon.
_AROUND = " \t\r\xa0#*_>“”‘’\"':–—-.,"
_GROUPS = "ccgs?|clinical commissioning groups?|groups?|organisations?|commissioners?"
_VERB = "rated|judged|graded|ranked|assessed|classed|classified"
_COUNT = re.compile(rf"[\s:–-]*[(\[]?(?<![/.,])\b(\d{{1,4}})(?:\s+(?:{_GROUPS}))?[)\]]?$")
_LEADING_COUNT = re.compile(rf"(\d{{1,3}}|{'|'.join(SMALL)})\s(?={_GROUPS})")
_ORDER = re.compile(
    r"[\s,;:(–-]*\b(?:listed )?(?:in (?:alphabetical|no particular) order|alphabetically|by name|a to z)\)?$"
)
_REMARK = re.compile(r"[\s,;:–-]*[(\[]([^()\[\]]{1,80})[)\]]$")
_LEADING = re.compile(
    rf"(?:(?:the|all|these|those|following|{_GROUPS})\s|(?:that|which|who)\s|(?:are|were|is|was)\s"
    rf"|(?:{_VERB})\s(?:as\s|to be\s)?|(?:rating|band|category)\s?[:–-]?\s)"
)
_TRAILING = re.compile(rf"\s(?:{_GROUPS}|rating|band|category|(?:(?:are|were|is|was)(?: {_VERB})?))$")
# A remark with one of these may say that other organisations are listed than those that have the band.
_CHANGES_WHAT = re.compile(
    r"\b(?:not?|none|never|nor|last|previous(?:ly)?|former(?:ly)?|earlier|before|years?|ago|expected|forecast|provisional"
    r"|draft|targets?|planned|from|to|moved|up|down|except|excluding|but|was|were|would|could|should|if|nearly|almost"
    r"|until|since|than|only|some|selected|examples?|no longer|once|other|also|both|either|or|near|close|new|again)\b"
)


@dataclass(frozen=True)
class HeadingSubject:
    """What the bands of a list are about, as headings may say it; `other_areas` are the names of all other areas."""

    areas: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    other_areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BandHeading:
    """What a heading says: its `band`, None where it is not understood as one, and how many it says are listed.

    `bare` is what is left of its text, for a look at how near it comes to a band.
    """

    bare: str
    band: str | None = None
    count: int | None = None


def read_band_heading(text: str, by_label: Mapping[str, str], about: HeadingSubject | None = None) -> BandHeading:
    """What `text` heads a list with; `by_label` gives the band of each case-folded label."""
    if len(text) > LONGEST_HEADING:
        return BandHeading("")
    about = about or HeadingSubject()
    bare = " ".join(fold(text).strip(_AROUND).split())
    count: int | None = None
    while bare not in by_label:
        counted = _COUNT.search(bare) or _LEADING_COUNT.match(bare)
        if counted and (len(counted[1]) < 4 or counted[1] in SMALL or _is_year_of(counted[1], about)):
            number = SMALL.get(counted[1]) or (int(counted[1]) if len(counted[1]) < 4 else None)
            count = count if number is None else int(number)
            bare = _without(bare, counted)
        elif found := _what_changes_nothing(bare, about):
            bare = _without(bare, found)
        else:
            return BandHeading(bare)
    return BandHeading(bare, by_label[bare], count)


def _without(bare: str, found: re.Match[str]) -> str:
    return (bare[: found.start()] + bare[found.end() :]).strip(_AROUND)


def _what_changes_nothing(bare: str, about: HeadingSubject) -> re.Match[str] | None:
    """The next words at an end of `bare` that leave what is listed as it is, or None."""
    remark = _REMARK.search(bare)
    if remark and not _changes_nothing(remark[1], about):
        remark = None
    return _ORDER.search(bare) or remark or _subject(bare, about) or _TRAILING.search(bare) or _LEADING.match(bare)


def _is_year_of(year: str, about: HeadingSubject) -> bool:
    return not about.periods or any(period.startswith(year) for period in about.periods)


def _changes_nothing(remark: str, about: HeadingSubject) -> bool:
    """Whether a remark in brackets leaves what is listed: it may name the list's own area and period."""
    if remark in about.areas or remark in about.periods:
        return True
    names_another = any(re.search(rf"\b{re.escape(area)}\b", remark) for area in about.other_areas)
    return not (names_another or find_periods(remark) or re.search(r"\d{3}", remark) or _CHANGES_WHAT.search(remark))


def _subject(bare: str, about: HeadingSubject) -> re.Match[str] | None:
    """The end of `bare` that names the list's own area or period, or None."""
    for words in (*about.areas, *about.periods):
        if found := re.search(rf"[\s,;:–-]*(?:\b(?:for|on|in|at)\s)?(?:the\s)?\b{re.escape(words)}$", bare):
            return found
    return None
