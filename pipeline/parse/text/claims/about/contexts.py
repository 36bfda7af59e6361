"""Which framework, area and period a statement is about.

It is the one context of the document that fits the areas and periods that the words around the statement name, or that
its paragraph has settled.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.subjects import Subjects
from pipeline.reference.vocabulary import Context
from pipeline.schema.values import NoClaim

_CONTRAST = re.compile(r";|\s[–-]+\s|\b(?:but|while|whilst|whereas|although|though|yet|however|unlike)\b|\.\s")
# "While dementia improved, …"
_WHILE = re.compile(r"\W*(?:while|whilst|whereas|although|though|unlike|even as|as)\b")
# A phrase that says of what the sentence speaks, and nothing else: "For dementia in 2016/17,".
_ADVERBIAL = re.compile(
    rf"(?:and |but )?(?:(?:for|in|on|as for|in terms of|during) (?:the |its |their )?[AD]{FILL}*(?: (?:care|services"
    rf"|V{FILL}*))? ?){{1,2}},"
)
_VERB = re.compile(r"\b(?:were|was|are|is|had|have|has|got|received|came|fell)\b")


def contexts_of(
    position: int,
    subjects: Subjects,
    settled: tuple[frozenset[str], frozenset[str]],
    contexts: Sequence[Context] | None,
    default: Context | None,
    *,
    is_total: bool = False,
    own_period: bool = False,
) -> tuple[list[Context], NoClaim | None]:
    """The context in which a statement at `position` of its sentence holds, or why there is none.

    `settled` are the areas and periods that the paragraph has spoken of before. A total of several areas that its
    sentence names holds for each of them. With `own_period`, the period must stand beside the statement itself. Where
    `contexts` is None, the context is whatever is named, with the framework and what is not named from `default`; what
    is named in several ways is empty.
    """
    areas, reason = _named_at(position, subjects, subjects.areas)
    periods, other = _named_at(position, subjects, subjects.periods)
    # Beside an area that only says who speaks, a statement is of one only where its own phrase names it.
    named_itself = _in_own_phrase(position, subjects, subjects.areas)
    is_of_a_speaker = not named_itself and not subjects.held <= {default.area if default else ""}
    if default is not None:
        # where only the document's own is named, it does not matter for which statement it is
        areas, reason = _own(areas, reason, subjects.area_names, settled[0], default.area)
        periods, other = _own(periods, other, subjects.period_names, settled[1], default.period)
    if reason or other or is_of_a_speaker:
        return [], "several contexts"
    if not periods and default is not None and _is_of_another(subjects, settled[1], default):
        return [], "other period"
    if own_period and not (periods and _in_own_phrase(position, subjects, subjects.periods)):
        return [], "other period"
    if contexts is None:
        return _whatever_is_named(areas or settled[0], periods or settled[1], default)
    if not areas and not periods:
        return _unnamed(settled, contexts, default)
    before_areas, before_periods = settled
    areas = areas or before_areas
    periods = periods or before_periods
    fitting = _fitting(contexts, areas, periods)
    if not fitting:
        return [], "no context"
    if default is not None and not areas and default in fitting and len(periods) < 2:
        return [default], None
    if default is not None and not periods and default in fitting and len(areas) == 1:
        return [default], None
    if len(fitting) == 1 and len(areas) < 2 and len(periods) < 2:
        return fitting, None
    named_each = len(areas) == len(fitting) == len({context.area for context in fitting})
    counted_each = subjects.so_many == len(fitting) == len({context.area for context in fitting})
    if is_total and (named_each or (counted_each and not areas)):
        return fitting, None
    return [], "several contexts"


def _own(
    names: frozenset[str], reason: NoClaim | None, named: frozenset[str], before: frozenset[str], own: str
) -> tuple[frozenset[str], NoClaim | None]:
    return (frozenset({own}), None) if reason and named == {own} and before <= {own} else (names, reason)


def areas_settled(subjects: Subjects, before: frozenset[str], others: set[str]) -> frozenset[str]:
    """The areas of which a sentence leaves its paragraph speaking: those that it names, with others that its statements
    are or may be of ('Four were outstanding; the number for dementia is higher')."""
    named = subjects.area_names | subjects.held
    return named | others if named else before


_NOW = re.compile(r"\b(?:now|this time|this year|latest|newest|today|currently|since then|these days|at present)\b")


def _is_of_another(subjects: Subjects, settled: frozenset[str], default: Context) -> bool:
    """Whether a sentence that names no period of its own is of another one: it holds that of the document against its
    own, or leaves the other one, of which its paragraph has spoken, for a later."""
    own = {default.period, default.period.partition(" ")[0]}
    is_later = bool(settled) and not settled <= own and _NOW.search(subjects.marked) is not None
    return is_later or not subjects.compared.isdisjoint(own)


def _fitting(contexts: Sequence[Context], areas: frozenset[str], periods: frozenset[str]) -> list[Context]:
    return [
        context
        for context in contexts
        if (not areas or context.area in areas) and (not periods or _is_period_of(context, periods))
    ]


def _whatever_is_named(
    areas: frozenset[str], periods: frozenset[str], default: Context | None
) -> tuple[list[Context], NoClaim | None]:
    given = default or Context("", "", "", "")
    area = given.area if not areas else next(iter(areas)) if len(areas) == 1 else ""
    period = given.period if not periods else next(iter(periods)) if len(periods) == 1 else ""
    return [replace(given, area=area, period=period)], None


def _unnamed(
    settled: tuple[frozenset[str], frozenset[str]], contexts: Sequence[Context], default: Context | None
) -> tuple[list[Context], NoClaim | None]:
    """The context of a sentence without area and period of its own: what its paragraph has settled, or `default`."""
    areas, periods = settled
    if not areas and not periods:
        return ([default], None) if default is not None else ([], "several contexts" if contexts else "no context")
    if len(areas) > 1 or len(periods) > 1:
        return [], "several contexts"
    fitting = _fitting(contexts, areas, periods)
    if default in fitting:
        return [default] if default else [], None
    if len(fitting) == 1:
        return fitting, None
    return [], "several contexts" if fitting else "no context"


def _is_period_of(context: Context, periods: frozenset[str]) -> bool:
    """A year names its quarters too: the ratings 'for 2019/20' may be those of its first quarter."""
    return context.period in periods or context.period.partition(" ")[0] in periods


def _phrase_at(position: int, subjects: Subjects) -> int:
    return bisect_right(subjects.phrases, position) - 1


def _in_own_phrase(position: int, subjects: Subjects, named: Sequence[tuple[int, str]]) -> bool:
    own = _phrase_at(position, subjects)
    return any(_phrase_at(place, subjects) == own for place, _ in named)


def _named_at(
    position: int, subjects: Subjects, named: Sequence[tuple[int, str]]
) -> tuple[frozenset[str], NoClaim | None]:
    """The names that hold for a statement: those of its own phrase, else the one that its sentence names, else those of
    the phrase nearest before it, or of one without a figure right after it."""
    if not named:
        return frozenset(), None
    if bracket := _IN_BRACKETS.match(subjects.marked, position):
        within = frozenset(name for place, name in named if bracket.start(1) <= place < bracket.end(1))
        if within:
            return within, None
    if "respectively" in subjects.marked and len({name for _, name in named}) > 1:
        return frozenset(), "several contexts"
    own = _phrase_at(position, subjects)
    by_phrase: dict[int, set[str]] = {}
    for place, name in named:
        by_phrase.setdefault(_phrase_at(place, subjects), set()).add(name)
    if own in by_phrase:
        return frozenset(by_phrase[own]), None
    everything = frozenset(name for _, name in named)
    before = [phrase for phrase in by_phrase if phrase < own and not _is_before_a_change(subjects, phrase)]
    after = [phrase for phrase in by_phrase if phrase > own]
    if before:
        nearest = max(before)
        between = subjects.marked[max(0, subjects.phrases[nearest]) : position]
        if _ADVERBIAL.match(between):
            return frozenset(by_phrase[nearest]), None
        since = between[_first_place(named, nearest, subjects) - subjects.phrases[nearest] :]
        headed = _HEADED.match(subjects.marked)
        is_headed = headed is not None and headed.end() > subjects.phrases[nearest]
        contrast = None if _is_list(since) or is_headed else _CONTRAST.search(since) or _WHILE.match(between)
        if contrast and not _has_figure(subjects, nearest):
            # another clause was about that; whether this one is too is not stated
            return (frozenset(), "several contexts")
        if contrast and len(everything) > 1:
            return (frozenset(), "several contexts")
        return frozenset(by_phrase[nearest]), None
    if not after:
        return frozenset(), None
    return _named_after(position, subjects, by_phrase, min(after))


# "57 (dementia) CCGs": what a figure is about, in brackets.
_IN_BRACKETS = re.compile(rf"[NS]{FILL}*(?: [\w'{FILL}-]+)? \(([^()]{{1,60}})\)")
# A sentence headed by what it is about: "Dementia (2017/18) – 57 outstanding, 52 good".
_HEADED = re.compile(rf"\W*A{FILL}*(?: care| services)?(?:[\s,(]+D{FILL}*\)?)?\s[–-]+\s(?=[^A;]*$)")
_OWN_BRACKET = re.compile(rf"\s?\((?:for |in |on )?[AD]{FILL}*[^()]*[NS]{FILL}")
_ITEM = re.compile(r"B[^NS]*[NS]|[NS][^B]*B")


def _is_list(since: str) -> bool:
    """Whether what stands between a name and a statement is the beginning of a list: '2019/20: good 87; inadequate'."""
    head, colon, items = since.partition(":")
    stated = items.split(";")[:-1]
    return bool(colon) and not _CONTRAST.search(head) and all(_ITEM.search(item) for item in stated)


def _named_after(
    position: int, subjects: Subjects, by_phrase: Mapping[int, set[str]], nearest: int
) -> tuple[frozenset[str], NoClaim | None]:
    """The names of a statement where none is named in or before its phrase: `nearest` is the next phrase with one."""
    is_only = len(set().union(*by_phrase.values())) == 1
    if subjects.marked[position : subjects.phrases[nearest]].rstrip().endswith(";"):
        # another clause is about that
        return frozenset(), "several contexts"
    if _OWN_BRACKET.match(subjects.marked, subjects.phrases[nearest]):
        # '4 were outstanding (dementia: 57)': the area is the other figure's
        return frozenset(), None
    if not _has_figure(subjects, nearest):
        if is_only or nearest == _phrase_at(position, subjects) + 1:
            return frozenset(by_phrase[nearest]), None
        return frozenset(), "several contexts"
    stretch = subjects.marked[subjects.phrases[nearest] : _end_of(subjects, nearest)]
    if not re.search("B", stretch) or _CONTRAST.search(subjects.marked[position : subjects.phrases[nearest] + 8]):
        # '13 were good, and 9 for maternity': the area is the other figure's
        return frozenset(), None
    if is_only and not _VERB.search(stretch):
        # '24 were outstanding, 87 good and 13 inadequate for leadership'
        return frozenset(by_phrase[nearest]), None
    return frozenset(), "several contexts"


def _first_place(named: Sequence[tuple[int, str]], phrase: int, subjects: Subjects) -> int:
    return next(place for place, _ in named if _phrase_at(place, subjects) == phrase)


_BEFORE_A_CHANGE = re.compile(r"\W*(?:from|against|compared|up from|down from)\b[^BGL]*?[NS]")


def _is_before_a_change(subjects: Subjects, phrase: int) -> bool:
    """Whether a phrase gives what was before a change, and so not when what follows is: 'from 7 in 2016/17, …'."""
    return _BEFORE_A_CHANGE.match(subjects.marked[subjects.phrases[phrase] : _end_of(subjects, phrase)]) is not None


def _end_of(subjects: Subjects, phrase: int) -> int:
    return subjects.phrases[phrase + 1] if phrase + 1 < len(subjects.phrases) else len(subjects.marked)


def _has_figure(subjects: Subjects, phrase: int) -> bool:
    return re.search(r"[NS]", subjects.marked[subjects.phrases[phrase] : _end_of(subjects, phrase)]) is not None
