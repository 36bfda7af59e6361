"""Which framework, area and period a statement speaks of.

Here: the areas and periods that the words around a statement name, and the contexts of the document that fit
them. Not here: what the statement says (`claims`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extract.folding import fold
from pipeline.extract.sentences import Sentence, clause_starts, starts_after, stretch_at
from pipeline.extract.vocabulary import Area, Context
from pipeline.periods import find_periods

# Smaller than a clause: what stands between commas or brackets, or begins with the next counted thing.
_PHRASE = re.compile(
    r"[;|,()]\s?|:\s|\s[–-]\s|\s(?:while|whilst|whereas|but|although|though)\s"
    r"|\sand\s(?=(?:(?:the|all|only|just|a|further|another|other|some|about|almost|nearly)\s){0,3}[0-9])"
)
# An area's name in capitals before another word in capitals is part of a name ("Mental Health Watch"),
# unless that word is one of these.
_IN_A_NAME = re.compile(
    r"\s(?!(?:Services?|Care|Ratings?|Rated|Provision|Units?|Standards?|Performance|In|At|For|By)\b)[A-Z][a-z]+"
)


@dataclass(frozen=True, slots=True)
class Named:
    """What a sentence names of one kind, in order: where, and what."""

    places: tuple[int, ...]
    names: tuple[str, ...]

    def within(self, start: int, end: int) -> frozenset[str]:
        return frozenset(self.names[bisect_left(self.places, start) : bisect_left(self.places, end)])


@dataclass(frozen=True, slots=True)
class Subjects:
    """The areas and periods that a sentence names; `levels` are where its phrases, clauses and itself begin."""

    length: int
    levels: tuple[Sequence[int], ...]
    areas: Named
    periods: Named


@lru_cache(maxsize=8)
def _area_pattern(areas: tuple[Area, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    by_name = {fold(name): area.area for area in areas for name in area.names if name.strip()}
    words = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b" if words else r"(?!)"), by_name


def read_subjects(sentence: Sentence, areas: tuple[Area, ...]) -> Subjects:
    """The areas and periods that `sentence` names."""
    pattern, by_name = _area_pattern(areas)
    named = [
        (found.start(), by_name[found[0]])
        for found in pattern.finditer(sentence.plain)
        if not (sentence.text[found.start() : found.end()].istitle() and _IN_A_NAME.match(sentence.text, found.end()))
    ]
    periods = [(mention.start, mention.period) for mention in find_periods(sentence.text)]
    return Subjects(
        len(sentence.plain),
        (starts_after(_PHRASE, sentence.plain), clause_starts(sentence.plain), [0]),
        _named(named),
        _named(periods),
    )


def _named(mentions: Sequence[tuple[int, str]]) -> Named:
    return Named(tuple(place for place, _ in mentions), tuple(name for _, name in mentions))


def _speaks_of_area(context: Context, areas: frozenset[str]) -> bool:
    return context.area in areas


def _speaks_of_period(context: Context, periods: frozenset[str]) -> bool:
    """A year names its quarters too: the ratings 'for 2019/20' may be those of its first quarter."""
    return context.period in periods or context.period.partition(" ")[0] in periods


def contexts_of(
    position: int, subjects: Subjects, contexts: Sequence[Context], default: Context | None
) -> tuple[list[Context], str]:
    """The contexts in which a statement at `position` of its sentence holds, or why there is none.

    The nearest words count first: of the phrase, then the clause, then the whole sentence. What a nearer
    stretch has settled, a wider one may narrow but not overturn. Where nothing is named, `default` it is.
    """
    kinds: dict[str, tuple[Named, Callable[[Context, frozenset[str]], bool]]] = {
        "area": (subjects.areas, _speaks_of_area),
        "period": (subjects.periods, _speaks_of_period),
    }
    left = list(contexts)
    settled: set[str] = set()
    unknown: list[str] = []
    for level, starts in enumerate(subjects.levels):
        stretch = stretch_at(starts, position, subjects.length)
        for kind, (named, speaks_of) in kinds.items():
            names = named.within(*stretch)
            if kind in settled or not names:
                continue
            if narrowed := [context for context in left if speaks_of(context, names)]:
                left = narrowed
                settled.add(kind)
            elif not settled and level < 2:
                unknown += sorted(names)
    if settled:
        return left, ""
    if unknown:
        return [], f"speaks of {unknown[0]}, for which the sidecar gives no context"
    if default is not None:
        return [default], ""
    return [], "names neither an area nor a period of the sidecar's contexts, and the sidecar gives no default"
