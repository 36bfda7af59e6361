"""Claims: what prose says of how many organisations, or what share of them, got a band or were assessed.

Here: finding the wordings of `claim_wordings` in a sentence's gist, and turning them into facts. Not here: the
wordings themselves, whether a statement is a claim at all (`claim_scope`), and which framework, area and period it
speaks of (`claim_contexts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, zip_longest

from pipeline.extract.claim_contexts import contexts_of, read_subjects
from pipeline.extract.claim_gist import FILL, Gist, Mark, even_label, labels_pattern, read_gist
from pipeline.extract.claim_scope import Paragraph, Scene, goes_on, place_words, segment_starts, why_no_claim
from pipeline.extract.claim_wordings import (
    BEFORE_THE_CHANGE,
    BEYOND,
    DIVIDED_TOTALS,
    ELLIPSES,
    ELLIPTICAL_SENTENCES,
    LEFT_OUT_BEFORE,
    NOT_STATED,
    RANK_SIGN,
    RATED,
    RELATIVE,
    SEPARATING,
    TOTALS,
    VERB_AFTER_BANDS,
    WORDINGS,
    Wording,
)
from pipeline.extract.facts import Claim, NoClaim, NumberRead
from pipeline.extract.lines import Line
from pipeline.extract.sentences import Sentence, split_sentences
from pipeline.extract.vocabulary import Context, Scale, Vocabulary

# A longer sentence is none of prose.
LONGEST_SENTENCE = 2_000


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure and the labels it is stated for (none: a total), before it is known what it speaks of.

    `start` and `end` bound the quote in its sentence, `first` and `last` the words that the wording reads. `whole_mark`
    is the total that it is said to be of, `only_total` the one total that its sentence names. `beyond` is 'better' or
    'worse' where further bands count too. `is_rated` says that a word of rating leads to the labels, `describes` that
    the labels may be no more than a description, `strict` that its wording names each of its words, `is_past` that it
    is what stood before a change.
    """

    start: int
    end: int
    first: int
    last: int
    figure: Mark
    labels: tuple[str, ...] = ()
    whole_mark: Mark | None = None
    only_total: float | None = None
    beyond: str = ""
    is_rated: bool = False
    describes: bool = False
    strict: bool = False
    is_past: bool = False
    has_noun: bool = True

    @property
    def statistic(self) -> str:
        if not self.labels:
            return "assessed_total"
        return "share" if self.figure.letter == "S" else "band_count"

    @property
    def whole(self) -> float | None:
        return self.whole_mark.value if self.whole_mark else self.only_total


@dataclass
class ClaimsFound:
    """The claims of a text in the order of their places, and what became of the numbers that count organisations."""

    claims: list[Claim]
    numbers: list[NumberRead]


def find_claims(
    lines: Sequence[Line], vocabulary: Vocabulary, contexts: Sequence[Context] | None, default: Context | None
) -> ClaimsFound:
    """The claims of `lines`; every number that counts organisations or a share of them, and is none, with the reason.

    Lines with blank lines or others between them are of different paragraphs. Where there is no context at all,
    nothing is looked for; where `contexts` is None, a claim speaks of whatever its words name.
    """
    known = None if contexts is None else list(dict.fromkeys([*([default] if default else []), *contexts]))
    found = ClaimsFound([], [])
    if known is not None and not known:
        return found
    labels = labels_pattern(vocabulary.scales, vocabulary.areas)
    paragraph, previous = Paragraph(), -1
    for line in lines:
        if line.is_blank or line.number != previous + 1:
            paragraph = Paragraph()
        previous = line.number
        sentences = split_sentences(line)
        for sentence, following in zip_longest(sentences, sentences[1:]):
            if len(sentence.text) > LONGEST_SENTENCE:
                paragraph = Paragraph(is_unknown=True)
                continue
            reader = _SentenceReader(sentence, following, vocabulary, labels, known, default, paragraph)
            reader.read(found)
    return found


class _SentenceReader:
    """One sentence: its statements, of which each is a claim or has a reason, and what it settles for those after it."""

    def __init__(
        self,
        sentence: Sentence,
        following: Sentence | None,
        vocabulary: Vocabulary,
        labels: re.Pattern[str],
        known: Sequence[Context] | None,
        default: Context | None,
        paragraph: Paragraph,
    ) -> None:
        self.sentence, self.vocabulary, self.known, self.default = sentence, vocabulary, known, default
        self.paragraph = paragraph
        self.gist = read_gist(sentence, labels)
        self.subjects = read_subjects(sentence, self.gist, vocabulary.areas)
        self.following = following.plain if following else ""

    def read(self, found: ClaimsFound) -> None:
        gist, paragraph = self.gist, self.paragraph
        has_figures = any(mark.letter in "NS" for mark in gist.marks.values())
        statements = _statements(gist, paragraph.counted) if has_figures else []
        statements = statements or self._elliptical_sentence()
        known_marks = {mark.start for statement in statements for mark in _figures_of(statement)}
        known_marks |= _pronouns(gist)
        if not any(statement.labels for statement in statements):
            known_marks |= {mark.start for mark in gist.marks.values() if _COUNTS_AREAS.match(gist.marked, mark.start)}
        spans = [(statement.first, statement.last) for statement in statements]
        scene = Scene(
            self.sentence, gist, place_words(self.vocabulary.places), spans, known_marks, paragraph, self.following,
            segment_starts(gist.marked),
        )  # fmt: skip
        reasons: dict[int, NoClaim | None] = {}
        claimed: set[int] = set()
        for statement in statements:
            claims, reason = self._claims(scene, statement)
            found.claims += claims
            for mark in _figures_of(statement):
                if claims:
                    claimed.add(mark.start)
                else:
                    reasons.setdefault(mark.start, reason)
            if statement.labels:
                paragraph.last_statement = statement
        found.claims.sort(key=lambda claim: claim.char_start)
        self._tell_numbers(found, claimed, reasons)
        goes_on(paragraph, scene, bool(claimed))
        paragraph.areas = self.subjects.area_names or paragraph.areas
        paragraph.periods = self.subjects.period_names or paragraph.periods
        paragraph.last_count = _last_count(gist, len(gist.text)) or paragraph.last_count
        paragraph.counted = _last_counted(gist, len(gist.text)) or paragraph.counted

    def _elliptical_sentence(self) -> list[Statement]:
        """The statement of a sentence that leaves out the bands of the one before."""
        before = self.paragraph.last_statement
        if not isinstance(before, Statement):
            return []
        for pattern in ELLIPTICAL_SENTENCES:
            found = pattern.match(self.gist.text)
            figure = self.gist.marks[found.start("figure")] if found else None
            if figure and before.statistic == ("share" if figure.letter == "S" else "band_count"):
                return [
                    replace(
                        before,
                        start=figure.start,
                        end=figure.end,
                        first=0,
                        last=len(self.sentence.text),
                        figure=figure,
                        whole_mark=None,
                        only_total=None,
                        strict=True,
                        is_past=False,
                    )  # fmt: skip
                ]
        return []

    def _claims(self, scene: Scene, statement: Statement) -> tuple[list[Claim], NoClaim | None]:
        """The claims that a statement makes (several only for a total of several areas), or why it makes none."""
        scales = self.vocabulary.scales
        if statement.labels and not any(_bands(statement, scale, True) is not None for scale in scales):
            return [], "wording not understood"
        fewest = self.vocabulary.fewest_organisations
        if any(total is not None and total < fewest for total in (statement.whole, _total_of(statement))):
            return [], "part of the country"
        if _is_of_few(self.gist, statement, fewest, self.paragraph.last_count):
            return [], "part of the country"
        is_only = statement.figure.value == 1 and "only" in self.sentence.plain
        if reason := why_no_claim(
            scene, statement.first, statement.last,
            strict=statement.strict, has_noun=statement.has_noun, is_only=is_only,
        ):  # fmt: skip
            return [], reason
        settled = (self.paragraph.areas, self.paragraph.periods)
        contexts, reason = contexts_of(
            statement.figure.start, self.subjects, settled, self.known, self.default,
            is_total=not statement.labels, own_period=statement.is_past,
        )  # fmt: skip
        claims = [claim for context in contexts for claim in _claim(self.sentence, statement, context, scales)]
        return claims, None if claims else reason or "wording not understood"

    def _tell_numbers(self, found: ClaimsFound, claimed: set[int], reasons: dict[int, NoClaim | None]) -> None:
        """Every number of the sentence that counts organisations or stands beside a band."""
        gist, start = self.gist, self.sentence.start
        is_of_bands = any(mark.letter == "B" for mark in gist.marks.values())
        for mark in gist.marks.values():
            if mark.label.startswith(RANK_SIGN):
                # the 'two' of 'the two lowest bands' counts bands
                found.numbers.append(NumberRead(start + mark.start, start + mark.end, None))
            if mark.letter not in "NSX":
                continue
            if mark.start in claimed:
                found.numbers.append(NumberRead(start + mark.start, start + mark.end, None))
            elif mark.start in reasons:
                found.numbers.append(NumberRead(start + mark.start, start + mark.end, reasons[mark.start]))
            elif is_of_bands and mark.letter in "NS":
                reason = _reason_beside(gist, mark)
                found.numbers.append(NumberRead(start + mark.start, start + mark.end, reason))


_COUNTS_AREAS = re.compile(rf"N{FILL}*(?: [\w'-]+){{0,3}} L{FILL}{{4}}\b")


def _pronouns(gist: Gist) -> set[int]:
    """Where 'one' stands for a rating: 'an outstanding rating, 105 a good one'."""
    marks = list(gist.marks.values())
    return {
        mark.start
        for before, mark in pairwise(marks)
        if before.letter == "B" and mark.letter == "N" and mark.value == 1 and mark.start == before.end + 1
    }


_COUNT = re.compile(r"N(?: [a-zA]+){0,3} [GL]")


def _last_count(gist: Gist, end: int) -> float | None:
    """How many organisations were last counted before a place of the gist."""
    found = list(_COUNT.finditer(gist.text[:end]))
    return gist.marks[found[-1].start()].value if found else None


def _is_of_few(gist: Gist, statement: Statement, fewest: int, counted_before: float | None) -> bool:
    """Whether a statement of some 'of them' or 'of which' speaks of fewer than there ever were."""
    figure = gist_place(gist, statement.figure)
    if not re.search(r"R,? $", gist.text[max(0, figure - 3) : figure]) and not re.match(
        r",? R", gist.text[figure + 1 :]
    ):
        return False
    counted = _last_count(gist, figure) or counted_before
    return counted is not None and counted < fewest


def _figures_of(statement: Statement) -> list[Mark]:
    return [statement.figure, *([statement.whole_mark] if statement.whole_mark else [])]


def _total_of(statement: Statement) -> float | None:
    return None if statement.labels else statement.figure.value


# Why a number beside a band is none that a wording reads.
_BESIDE = (
    (re.compile(r"(?:between|from|anything from|anywhere between) ?[NS]? ?(?:and|to)? ?$"), "range"),
    (re.compile(r"[NS](?:-|–| to | or )$"), "range"),
)
_CHANGED = re.compile(r" (?:more|fewer|less)\b")


def _reason_beside(gist: Gist, mark: Mark) -> NoClaim:
    at = next(place for place, other in gist.marks.items() if other.start == mark.start)
    before, after = gist.text[max(0, at - 24) : at], gist.text[at + 1 : at + 16]
    if any(pattern.search(before) for pattern, _ in _BESIDE) or re.match(r"(?:-|–| to | or )[NS]", after):
        return "range"
    if _CHANGED.match(after):
        return "change"
    if re.search(r"[OP]", after):
        return "other organisations"
    return "wording not understood"


# From a gist to statements.

_COUNTED = re.compile(r"[NS](?: [a-zA]+){0,3} ([GLOP])")
_BODY = re.compile(r"[GLO]")
_OF_BODY = re.compile(r"\b(?:of|among) (?:the |all |all the )?([GO])\b")
_NEAR = 400


def _statements(gist: Gist, counted_before: str) -> list[Statement]:
    """The statements of a gist in order; `counted_before` is the letter of what was last counted before it."""
    readings = _readings(gist, counted_before)
    totals: dict[float, Statement] = {}
    used = {found.start("figure") for _, found in readings}
    for _, found in readings:
        if _place(found, "whole") is not None:
            total = _total(gist, found, "whole")
            totals.setdefault(total.figure.value, total)
            used.add(found.start("whole"))
    for pattern in [*TOTALS, *(DIVIDED_TOTALS if readings else ())]:
        for found in pattern.finditer(gist.text):
            if found.start("figure") not in used:
                total = replace(_total(gist, found, "figure"), strict=True)
                totals.setdefault(total.figure.value, total)
    only_total = next(iter(totals)) if len(totals) == 1 else None
    counted = {found.start("bands") for _, found in readings if found["figure"] == "N"}
    statements = [_statement(gist, wording, found, only_total, counted) for wording, found in readings]
    statements += _elliptical(gist, statements, used | {gist_place(gist, total.figure) for total in totals.values()})
    return sorted([*statements, *totals.values()], key=lambda statement: (statement.start, statement.end))


def gist_place(gist: Gist, mark: Mark) -> int:
    return next(place for place, other in gist.marks.items() if other is mark)


def _elliptical(gist: Gist, statements: Sequence[Statement], used: set[int]) -> list[Statement]:
    """Figures that leave out the bands of the statement before: 'and 57 for dementia', 'up from 4 in 2016/17'."""
    found_statements: list[Statement] = []
    taken = set(used)
    leaders = [
        (max(gist_place(gist, statement.figure), _last_place(gist, statement)), statement)
        for statement in statements
        if statement.labels
    ]
    for patterns, is_past in ((ELLIPSES, False), (BEFORE_THE_CHANGE, True)):
        for pattern in patterns:
            for found in pattern.finditer(gist.text):
                at = found.start("figure")
                if at in taken:
                    continue
                leader = _leader(gist, found, at, leaders, is_past)
                if leader is None:
                    continue
                taken.add(at)
                figure = gist.marks[at]
                last = max((mark.end for mark in gist.marks_in(*found.span())), default=figure.end)
                statement = replace(
                    leader, start=figure.start, end=figure.end, figure=figure,
                    first=leader.first if is_past else figure.start, last=max(last, leader.last) if is_past else last,
                    whole_mark=None, only_total=None, strict=True, is_past=is_past,
                )  # fmt: skip
                found_statements.append(statement)
                if not is_past:
                    leaders.append((at, statement))
    return found_statements


def _leader(
    gist: Gist, found: re.Match[str], at: int, leaders: Sequence[tuple[int, Statement]], is_past: bool
) -> Statement | None:
    """The statement whose bands a figure at `at` leaves out: the one before it; for the past, also the one around or
    after it."""
    start = gist.marks[at].start
    letter = gist.marks[at].letter
    alike = [
        (place, leader) for place, leader in leaders if leader.statistic == ("share" if letter == "S" else "band_count")
    ]
    around = [leader for _, leader in alike if leader.first <= start < leader.last]
    before = [(place, leader) for place, leader in alike if place < at]
    after = [(place, leader) for place, leader in alike if place > at]
    if is_past and around:
        return around[0]
    if before:
        place, leader = max(before, key=lambda each: each[0])
        between = gist.text[place + 1 : found.start()]
        # a share in brackets after its count is no figure between
        between = re.sub(r" ?\([NS]\)", "", between)
        return None if re.search(r"[BOP;.]", between) or (is_past and re.search(r"[NS]", between)) else leader
    if is_past and after:
        place, leader = min(after, key=lambda each: each[0])
        return leader
    return None


def _last_place(gist: Gist, statement: Statement) -> int:
    return max(place for place, mark in gist.marks.items() if mark.end <= statement.end)


def _readings(gist: Gist, counted_before: str) -> list[tuple[Wording, re.Match[str]]]:
    """The matches of wordings that hold: no figure in two of them, and no bands with two figures of a kind."""
    candidates = [
        (not wording.shares_bands, found.start(), wording, found)
        for wording in WORDINGS
        for found in _matches(wording.pattern, gist.text)
    ]
    used: set[int] = set()
    bands_used: set[tuple[int, str]] = set()
    readings = []
    for _, _, wording, found in sorted(candidates, key=lambda candidate: candidate[:2]):
        figure, bands = found.start("figure"), (found.start("bands"), found["figure"])
        is_bracketed = gist.text[figure - 1 : figure] == "(" or wording.shares_bands
        is_free = figure not in used and (is_bracketed or bands not in bands_used)
        if is_free and _holds(gist, wording, found, counted_before):
            readings.append((wording, found))
            used.add(figure)
            if (whole := _place(found, "whole")) is not None:
                used.add(whole)
            if not wording.shares_bands:
                bands_used.add(bands)
    return readings


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All matches in order, also those that begin inside another."""
    found = pattern.search(text)
    while found:
        yield found
        found = pattern.search(text, found.start() + 1)


def _place(found: re.Match[str], *names: str) -> int | None:
    """Where the first of the named groups that matched begins; patterns need not have them all."""
    groups = found.groupdict()
    return next((found.start(name) for name in names if groups.get(name)), None)


def _holds(gist: Gist, wording: Wording, found: re.Match[str], counted_before: str) -> bool:
    """Whether a match means what its wording says, by the words that link it and by what is counted."""
    figure = gist.marks[found.start("figure")]
    before = gist.text[max(0, found.start("figure") - 40) : found.start("figure")]
    if not wording.strict and (NOT_STATED.search(before[-16:]) or LEFT_OUT_BEFORE.search(before)):
        return False
    link = found.groupdict().get("link") or ""
    words = link.split()
    if not SEPARATING.isdisjoint(words) or _changes_clause(words):
        return False
    noun = _place(found, "noun", "group")
    if noun is not None and gist.text[noun] == "V" and figure.letter == "N":
        return False
    if noun is None:
        counted = _last_counted(gist, found.start("figure")) or counted_before
        leads = words[0] if words and found.start("figure") < found.start("bands") else ""
        if counted in ("O", "P") or leads == "of":
            return False
    return not (
        _place(found, "whole") is not None and RELATIVE.match(link) and VERB_AFTER_BANDS.match(gist.text, found.end())
    )


def _changes_clause(words: Sequence[str]) -> bool:
    """Whether the words between a figure and bands join another clause, and not a further verb of the same."""
    return any(
        word in ("and", "but", "or", "while", "yet")
        and (after not in RATED and after not in ("were", "was", "found", "then"))
        for word, after in pairwise([*words, ""])
    )


def _last_counted(gist: Gist, end: int) -> str:
    """The letter of what was last counted before `end`, else of the body last named; empty if there is neither."""
    before = gist.text[max(0, end - _NEAR) : end]
    counted = list(_COUNTED.finditer(before))
    since = before[counted[-1].end() :] if counted else before
    letters: list[str] = _OF_BODY.findall(since) or [found[1] for found in counted] or _BODY.findall(before) or [""]
    return letters[-1]


def _statement(
    gist: Gist, wording: Wording, found: re.Match[str], only_total: float | None, counted: set[int]
) -> Statement:
    """What a match states; `counted` are the places of the labels that a count is stated for."""
    figure = gist.marks[found.start("figure")]
    groups = found.groupdict()
    bands = [mark for mark in gist.marks_in(*found.span("bands")) if mark.letter == "B"]
    whole = _place(found, "whole")
    comes_first = found.start("figure") < found.start("bands")
    marks = gist.marks_in(*found.span())
    return Statement(
        start=min(figure.start, bands[0].start),
        end=max(figure.end, bands[-1].end),
        first=min(mark.start for mark in marks),
        last=max(mark.end for mark in marks),
        figure=figure,
        labels=tuple(band.label for band in bands),
        whole_mark=None if whole is None else gist.marks[whole],
        only_total=only_total,
        beyond=BEYOND.get((groups.get("beyond") or "").split(" ")[-1], ""),
        is_rated=not RATED.isdisjoint((groups.get("link") or "").split()),
        describes=figure.letter == "S" and comes_first and found.start("bands") not in counted,
        strict=wording.strict,
        has_noun=any(mark.letter in "GL" for mark in marks),
    )


def _total(gist: Gist, found: re.Match[str], name: str) -> Statement:
    figure = gist.marks[found.start(name)]
    noun = _place(found, "noun", "group")
    end = gist.marks[noun].end if noun is not None and noun > found.start(name) else figure.end
    marks = gist.marks_in(*found.span())
    first, last = min(mark.start for mark in marks), max(mark.end for mark in marks)
    return Statement(figure.start, end, min(first, figure.start), max(last, end), figure)


# From statements to claims.


@lru_cache(maxsize=64)
def _labels_of(scale: Scale) -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """The bands of a scale by even label, its labels as the scale has them, and its collective wordings."""
    return (
        {even_label(label): band.band for band in scale.bands for label in band.labels},
        frozenset(even_label(band.band) for band in scale.bands),
        frozenset(map(even_label, scale.below_standard)),
    )


def _bands(statement: Statement, scale: Scale, is_own: bool) -> tuple[str, ...] | None:
    """The bands that the labels of a statement mean in `scale`, in its order; None if one means nothing there.

    Collective wordings count for shares in the context's own scale, unless the scale's label itself was given.
    """
    by_label, exact, collective = _labels_of(scale)
    meant: set[str] = set()
    for label in statement.labels:
        if label.startswith(RANK_SIGN):
            if not is_own:
                return None
            meant.update(_ranked(scale, label))
            continue
        is_label = statement.is_rated and label in exact
        if is_own and statement.describes and label in collective and not is_label:
            meant.update(scale.below_standard_bands)
        elif label in by_label:
            meant.add(by_label[label])
        else:
            return None
    positions = [band.position for band in scale.bands if band.band in meant]
    return tuple(
        band.band
        for band in scale.bands
        if band.band in meant
        or (statement.beyond == "better" and positions and band.position < min(positions))
        or (statement.beyond == "worse" and positions and band.position > max(positions))
    )


def _ranked(scale: Scale, label: str) -> list[str]:
    """The bands that a place in the scale means: '#worst 2' the two at its end."""
    end, many = label.removeprefix(RANK_SIGN).split()
    ordered = [band.band for band in sorted(scale.bands, key=lambda band: band.position)]
    return ordered[: int(many)] if end == "best" else ordered[-int(many) :]


def _claim(sentence: Sentence, statement: Statement, context: Context, scales: Sequence[Scale]) -> Iterator[Claim]:
    """The claim that a statement makes in `context`: its labels are of the context's scale if they fit that."""
    own_first = sorted(scales, key=lambda scale: scale.scale != context.scale)
    for scale in own_first:
        bands = _bands(statement, scale, scale.scale == context.scale)
        if bands is None:
            continue
        yield Claim(
            line_no=sentence.line_no,
            char_start=sentence.start + statement.start,
            char_end=sentence.start + statement.end,
            quote=sentence.text[statement.start : statement.end],
            framework=context.framework,
            area=context.area,
            period=context.period,
            scale=scale.scale if statement.labels else context.scale,
            statistic=statement.statistic,
            comparator=statement.figure.comparator,
            bands=bands,
            value=statement.figure.value,
            whole=statement.whole,
        )
        return
