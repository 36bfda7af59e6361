"""The bands that a sentence states of organisations that it names.

The few forms of sentence that are read are read wholly or not at all, for the one of the document's contexts that the
sentence is about. A denial, a change, a guess, another year or area are of no such form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from pipeline.base.folding import fold
from pipeline.base.lines import Line
from pipeline.base.period_mentions import find_periods
from pipeline.parse.text.lines.sentences import Sentence, split_sentences
from pipeline.parse.text.mentions.names import Found
from pipeline.parse.text.mentions.paragraphs import Paragraph
from pipeline.parse.text.number_words import SMALL
from pipeline.parse.text.subject_names import AreaNamed, areas_named
from pipeline.reference.vocabulary import Context, Scale, Vocabulary

NO_CONTEXT = "names a band, and the sidecar gives no context"
OTHER_FORM = "names a band, and is not wholly a statement of who has it"
IN_DOUBT = "stands beside words of doubt, denial or another time"
NO_BAND_THERE = "names no band of the scale that it speaks of"
SEVERAL = "names several areas or periods"
NOT_WHOSE = "names none of the areas and periods that the sidecar gives, or does not settle which"
COUNTS_OTHERWISE = "says another number of organisations than it names"

_VERB = "(?:was|were|is|are|has been|have been)"
_RATED = "(?:rated|judged|graded|ranked|assessed|classed)(?: as| to be)?"
_NAMES = "(?:(?:the|both|all|only) )*G(?:(?:, and |, | and |; )(?:the )?G)*"
_GROUPS = "(?:ccgs?|groups?|clinical commissioning groups?)"
_OF = "(?:,? (?:(?:for|on|in) (?:its |their |the )?A(?: services| care)?|(?:in|for|during) (?:the )?P))*"
_BY = "(?:,? by nhs england)?"
_END = "[.]?"
_CLAUSE = rf"{_NAMES} {_VERB} (?:both |all |each )?{_RATED} B{_OF}{_BY}"
_FURTHER = rf"(?:,? and|,? while|,? whilst|;) {_NAMES}(?: {_VERB})?(?: {_RATED})? B{_OF}"
_COUNTED = rf"(?:the )?(?:only )?(?:following )?(?:(?P<count>[0-9]{{1,3}}|{'|'.join(SMALL)}) )?"
_LEAD = (
    rf"{_COUNTED}(?:{_GROUPS} (?:(?:that |which )?(?:was|were|are|is) )?)?(?:{_RATED} )?B(?: {_GROUPS})?{_OF}{_BY}"
    r"(?: \((?P<listed>[0-9]{1,3})\))?"
)
_IS = "(?:is|are|was|were|includes?|included)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:(?:in|for) (?:the )?[PA],? )?{_CLAUSE}(?:{_FURTHER})*{_END}",
        rf"nhs england (?:has )?(?:rated|judged|graded|classed) {_NAMES} (?:as )?B{_OF}{_END}",
        rf"{_NAMES} (?:received|got|has|have|holds?|achieved|earned|(?:was|were) (?:given|awarded)) (?:an? |the )?"
        rf"(?:rating of B|B rating){_OF}{_BY}{_END}",
        rf"nhs england (?:has )?(?:gave|given) {_NAMES} (?:an? )?(?:rating of B|B rating){_OF}{_END}",
        rf"{_LEAD}(?::| {_IS}:?) {_NAMES}{_END}",
        rf"{_COUNTED}{_GROUPS}(?: \({_NAMES}\)|, {_NAMES},|(?P<dash> [–-]) {_NAMES}(?P=dash)) {_VERB} {_RATED} B"
        rf"{_OF}{_BY}{_END}",
        rf"{_NAMES} {_VERB} (?:the only|among the) (?:[0-9]{{1,3}} )?{_GROUPS} (?:(?:that|which) (?:was|were) )?"
        rf"{_RATED} B{_OF}{_BY}{_END}",
    )
)
_LIST_LEAD = re.compile(_LEAD)
# What stands between such a lead and its names; of a sentence only so many are looked at.
_TURNS = re.compile(rf":[ \xa0]|[ \xa0]{_IS}:?[ \xa0]")
_MOST_TURNS = 4
_OWN_SUBJECT = re.compile(
    rf"A(?: rating)?(?::| [:–-]) B{_END}|(?:its )?A(?: rating)? {_VERB} (?:{_RATED} )?B{_OF}{_END}"
)
_IT = re.compile(r"\b(?:it|they|both)\b")
# CCGs after a list of names, and what stands in brackets after a name that says no more than it: (CCG), (00V).
_AFTER_NAMES = re.compile(
    r"(?:[ \xa0]?(?:ccgs?|clinical commissioning groups?)\b'?)?(?:[ \xa0]\((?:(?:the )?ccgs?|[0-9]{2}[a-z])\))?"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A band and the context it is stated in, or why there is none."""

    band: str | None = None
    context: Context | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Gist:
    """A sentence with letters for what it names: G organisations, D doubtful ones, B a band, A an area, P a period."""

    text: str
    marks: tuple[tuple[str, str | int], ...]

    def all_of(self, letter: str) -> list[str | int]:
        return [what for kind, what in self.marks if kind == letter]


class BandReader:
    """Reads the sentences of one document, whose prose speaks in `contexts`, and by itself in `default`."""

    def __init__(self, vocabulary: Vocabulary, contexts: Sequence[Context], default: Context | None) -> None:
        self.vocabulary, self._default = vocabulary, default
        self._contexts = list(dict.fromkeys([*contexts, *([default] if default else [])]))
        self._labels = _labels_pattern(vocabulary.scales)

    def bare_lists(self, line: Line) -> list[int]:
        """Where in `line` bare names begin that a sentence says to have one band: 'The CCGs rated good were Bury'."""
        if not self._labels.search(fold(line.text)):
            return []
        begins = []
        for sentence in split_sentences(line):
            for turn in islice(_TURNS.finditer(sentence.plain), _MOST_TURNS):
                gist = self._gist(sentence.plain[: turn.start()], sentence.text[: turn.start()], ())
                if _LIST_LEAD.fullmatch(gist.text):
                    begins.append(sentence.start - line.start + turn.end())
                    break
        return begins

    def stated(self, paragraph: Paragraph, number: int, line_start: int, found: Sequence[Found]) -> list[Stated]:
        """What a sentence of a paragraph states of each of the organisations `found` in it, in their order."""
        sentence = paragraph.sentences[number]
        gist = self._gist(sentence.plain, sentence.text, _moved(found, sentence.start - line_start))
        nothing = Stated(reason=OTHER_FORM if gist.all_of("B") else None)
        form = next((match for form in _FORMS if (match := form.fullmatch(gist.text))), None)
        if form is None:
            return [nothing] * len(found)
        count = form.groupdict().get("count") or form.groupdict().get("listed")
        if count and (SMALL[count] if count in SMALL else int(count)) != len(found):
            return [Stated(reason=COUNTS_OTHERWISE)] * len(found)
        context, reason = self._context(gist, paragraph, number)
        if context is None:
            return [Stated(reason=reason)] * len(found)
        by_group = _bands_of_groups(gist)
        return [self._in(context, by_group.get(one.group)) for one in found]

    def of_own_subject(self, paragraph: Paragraph, number: int) -> tuple[Stated, int, int] | None:
        """What 'Leadership: Good' states of the one organisation of the document, and where its band stands."""
        sentence = paragraph.sentences[number]
        gist = self._gist(sentence.plain, sentence.text, ())
        if not _OWN_SUBJECT.fullmatch(gist.text):
            return None
        label = self._labels.search(sentence.plain)
        if label is None or paragraph.is_under_others:
            return None
        context, reason = self._context(gist, paragraph, number)
        stated = self._in(context, str(gist.all_of("B")[0])) if context else Stated(reason=reason)
        return stated, *label.span()

    def _goes_on_with_it(self, sentence: Sentence) -> bool:
        """Whether a sentence may say what band the same organisation has besides: 'Today it is inadequate.'"""
        return _IT.search(sentence.plain) is not None and self.names_band(sentence.text)

    def names_band(self, text: str) -> bool:
        """Whether `text` has the label of a band."""
        return self._labels.search(fold(text)) is not None

    def _in(self, context: Context, label: str | int | None) -> Stated:
        scale = self.vocabulary.scale_by_id[context.scale]
        band = scale.by_label.get(str(label))
        return Stated(band, context) if band else Stated(reason=NO_BAND_THERE)

    def _context(self, gist: _Gist, paragraph: Paragraph, number: int) -> tuple[Context | None, str]:
        """The one context that a statement speaks of, or None and why it is not certain."""
        if not self._contexts:
            return None, NO_CONTEXT
        after = paragraph.sentences[number + 1 :]
        if paragraph.is_in_doubt(number) or any(map(self._goes_on_with_it, after)):
            return None, IN_DOUBT
        own = (frozenset(map(str, gist.all_of(letter))) for letter in "AP")
        area, period = (here or before for here, before in zip(own, paragraph.named_before(number), strict=True))
        if len(area) > 1 or len(period) > 1:
            return None, SEVERAL
        fits = [
            context
            for context in self._contexts
            if (not area or context.area in area) and (not period or context.period in period)
        ]
        if self._default and (self._default in fits):
            fits = [self._default]
        elif self._default and len(fits) > 1:
            fits = [context for context in fits if context.period == self._default.period]
        if len(fits) != 1 or not (area or period or fits == [self._default]):
            return None, NOT_WHOSE
        return (None, IN_DOUBT) if paragraph.speaks_of_another(number, fits[0]) else (fits[0], "")

    def _areas(self, plain: str, text: str) -> list[AreaNamed]:
        return areas_named(plain, text, self.vocabulary.areas)

    def _gist(self, plain: str, text: str, found: Sequence[Found]) -> _Gist:
        spans: list[tuple[int, int, str, str | int]] = []
        groups: dict[int, list[Found]] = {}
        for one in found:
            groups.setdefault(one.group, []).append(one)
        for group, members in groups.items():
            after = _AFTER_NAMES.match(plain, members[-1].end)
            end = after.end() if after else members[-1].end
            letter = "D" if any(one.doubt for one in members) else "G"
            spans.append((members[0].start, end, letter, group))
        spans += [(named.start, named.end, "P", named.period) for named in find_periods(text)]
        spans += [(one.start, one.end, "A", one.area) for one in self._areas(plain, text) if not one.is_held]
        spans += [(*label.span(), "B", " ".join(label[0].split())) for label in self._labels.finditer(plain)]
        is_used = bytearray(len(plain))
        kept = []
        for start, end, letter, what in spans:
            if not any(is_used[start:end]):
                is_used[start:end] = b"\1" * (end - start)
                kept.append((start, end, letter, what))
        kept.sort(key=lambda span: span[0])
        parts, at = [], 0
        for start, end, letter, _ in kept:
            parts += [plain[at:start], letter]
            at = end
        gist = " ".join(re.sub(r"[\"'*_]+(?=[BGDAP])|(?<=[BGDAP])[\"'*_]+", "", "".join([*parts, plain[at:]])).split())
        return _Gist(gist, tuple((letter, what) for _, _, letter, what in kept))


def _moved(found: Iterable[Found], by: int) -> list[Found]:
    return [one._replace(start=one.start - by, end=one.end - by) for one in found]


def _bands_of_groups(gist: _Gist) -> dict[int, str]:
    """The label that each group of names has: that of its clause, which may stand before or after all of them."""
    labels: dict[int, str] = {}
    named = [(letter, what) for letter, what in gist.marks if letter in "GB"]
    if named and named[0][0] == "B":
        return {int(what): str(named[0][1]) for letter, what in named if letter == "G"}
    pending: list[int] = []
    for letter, what in named:
        if letter == "G":
            pending.append(int(what))
        else:
            labels |= dict.fromkeys(pending, str(what))
            pending = []
    return labels


@lru_cache(maxsize=8)
def _labels_pattern(scales: tuple[Scale, ...]) -> re.Pattern[str]:
    labels = {fold(label) for scale in scales for label in scale.by_label}
    words = "|".join(r"\s+".join(map(re.escape, label.split())) for label in sorted(labels, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])" if words else r"(?!)")
