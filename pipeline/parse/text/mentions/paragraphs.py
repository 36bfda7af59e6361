"""What the sentences of a paragraph mean for one another: whether one says or may say that another does not hold.

A statement of a band is read only where nothing beside it is of doubt, of another time, area or framework.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from pipeline.base.folding import fold
from pipeline.base.period_mentions import find_periods
from pipeline.parse.text.lines.sentences import Sentence
from pipeline.parse.text.subject_names import areas_named, frameworks_named
from pipeline.reference.vocabulary import Context, Vocabulary

# Words in the other sentences of a paragraph, or in the heading above it, after which a plain statement may not hold.
_DOUBT = re.compile(
    r"\b(?:not|never|no longer|nobody|none|wrong|false|untrue|incorrect|mistake[ns]?|mistaken|denie[sd]|deny|if|would"
    r"|could|might|may|suppose|imagine|should|expected|forecasts?|predicted|targets?|plans?|planned|draft|provisional"
    r"|last year|(?:a|the) year (?:ago|before|earlier)|previous(?:ly)?|former(?:ly)?|earlier|once|used to|at the start"
    r"|now|then|since|later|ago|until|after(?:wards)?|changed|moved|initial(?:ly)?|original(?:ly)?|(?:th[eo]se) days"
    r"|were the days|cqc|care quality commission|inspect(?:s|ed|ions?|ors?)|story|joke|jest|pretend|hypothetical"
    r"|imaginary|sample|dummy|before|rumours?|claims?|claimed|alleged|myth|example|fictional|invented|whether"
    r"|downgraded|upgraded|relegated|promoted|dropped|slipped|lost|appeal(?:s|ed|ing)?|following|follows)\b"
    r"|n't\b|\?"
)
# A year that is none of a period.
_YEAR = re.compile(r"(?<![\d£$€.,/-])(?:19|20)\d\d(?!\d|[.,]\d|%)")
# A heading of other bodies, under which nothing is of the organisation that a document's title names.
_OTHER_BODIES = re.compile(
    r"\b(?:trusts?|hospitals?|practices?|surger(?:y|ies)|councils?|homes?|providers?|schools?|stps?|ics|partners?)\b"
)
_POINTS_BACK = re.compile(r"\W*(?:this|that|these|those|it|they|which|both|all of (?:this|that|these|those))\b")


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a text beside a statement names, and whether it begins with a word that points back to it.

    `held` are areas that it names only to say who somebody is.
    """

    areas: frozenset[str]
    periods: frozenset[str]
    held: frozenset[str]
    years: frozenset[str]
    frameworks: frozenset[str]
    points_back: bool

    def is_of_another(self, context: Context) -> bool:
        """Whether the text names another year or framework than `context`, or an area that is called otherwise."""
        years = set(_YEAR.findall(context.period.replace("/", " 20")))
        return not (self.years <= years and self.frameworks <= {context.framework} and self.held <= {context.area})

    def says_it_was_of_another(self, context: Context) -> bool:
        """Whether the text points back to a statement with another area or period: 'That was for dementia.'"""
        return self.points_back and not self.areas | self.periods <= {context.area, context.period}


class Paragraph:
    """The sentences of a paragraph with the texts that lead to it, and what each of them may use from the others."""

    def __init__(
        self, sentences: Sequence[Sentence], leads: Sequence[str], vocabulary: Vocabulary, following: str = ""
    ) -> None:
        """`following` is the text of the next paragraph, which may point back: 'That was in 2015.'"""
        self.sentences = sentences
        self._leads, self._vocabulary = leads, vocabulary
        self._following = following if _POINTS_BACK.match(fold(following)) else ""
        self._others: dict[Context, tuple[list[bool], int, list[int]]] = {}

    @cached_property
    def _doubts(self) -> list[bool]:
        return [_DOUBT.search(sentence.plain) is not None for sentence in self.sentences]

    @cached_property
    def _sums(self) -> tuple[int, bool]:
        return sum(self._doubts), any(_DOUBT.search(fold(lead)) for lead in [*self._leads, self._following])

    def is_in_doubt(self, number: int) -> bool:
        """Whether what leads to the paragraph, another sentence of it, or one after it that points back, has a word of
        doubt or of another time."""
        doubts, are_leads_in_doubt = self._sums
        return are_leads_in_doubt or doubts > self._doubts[number]

    @cached_property
    def is_under_others(self) -> bool:
        """Whether a heading, or what leads to a list, names bodies that are no CCGs."""
        return any(_OTHER_BODIES.search(fold(lead)) for lead in self._leads)

    @cached_property
    def _led(self) -> list[_Beside]:
        return [self._beside(fold(lead), lead) for lead in self._leads]

    @cached_property
    def _besides(self) -> list[_Beside]:
        return [self._beside(sentence.plain, sentence.text) for sentence in self.sentences]

    def _beside(self, plain: str, text: str) -> _Beside:
        named = areas_named(plain, text, self._vocabulary.areas)
        return _Beside(
            frozenset(one.area for one in named if not one.is_held),
            frozenset(period.period for period in find_periods(text)),
            frozenset(one.area for one in named if one.is_held),
            frozenset(_YEAR.findall(plain)),
            frameworks_named(plain, self._vocabulary),
            _POINTS_BACK.match(plain) is not None,
        )

    def speaks_of_another(self, number: int, context: Context) -> bool:
        """Whether what stands beside a sentence speaks of another year, framework, area or period than `context`."""
        if context not in self._others:
            others = [beside.is_of_another(context) for beside in self._besides]
            back = [int(beside.says_it_was_of_another(context)) for beside in self._besides]
            following = self._beside(fold(self._following), self._following)
            led = sum(beside.is_of_another(context) for beside in [*self._led, following])
            led += following.says_it_was_of_another(context)
            after = list(accumulate(reversed([*back[1:], 0])))[::-1]
            self._others[context] = others, led + sum(others), after
        others, total, after = self._others[context]
        return total > others[number] or after[number] > 0

    @cached_property
    def _before(self) -> list[tuple[frozenset[str], frozenset[str]]]:
        """For each sentence the areas and the periods that were last named before it."""
        last: tuple[frozenset[str], frozenset[str]] = frozenset(), frozenset()
        for lead in self._led:
            last = lead.areas or last[0], lead.periods or last[1]
        before = []
        for sentence in self._besides:
            before.append(last)
            last = sentence.areas or last[0], sentence.periods or last[1]
        return before

    def named_before(self, number: int) -> tuple[frozenset[str], frozenset[str]]:
        """The areas and the periods that were last named before a sentence, in its paragraph or before that."""
        return self._before[number]
