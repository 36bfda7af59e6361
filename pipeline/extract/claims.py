"""Claims: what prose says of how many organisations, or what share of them, got a band or were assessed.

Here: finding the wordings of `claim_wordings` in a sentence's gist, and turning them into facts. Not here: the
wordings themselves, and which framework, area and period a claim speaks of (`claim_contexts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extract.claim_contexts import contexts_of, read_subjects
from pipeline.extract.claim_gist import (
    Gist,
    Mark,
    even_label,
    labels_pattern,
    read_gist,
)
from pipeline.extract.claim_wordings import (
    BEYOND,
    DIVIDED_TOTALS,
    FREE_WORDS,
    NOT_STATED,
    RATED,
    RELATIVE,
    SEPARATING,
    TOTALS,
    VERB_AFTER_BANDS,
    WORDINGS,
    Wording,
)
from pipeline.extract.facts import Claim, Reject
from pipeline.extract.lines import Line
from pipeline.extract.sentences import Sentence, split_sentences
from pipeline.extract.vocabulary import Context, Scale, Vocabulary


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure and the labels it is stated for (none: a total), before it is known what it speaks of.

    `start` and `end` bound the quote in its sentence. `beyond` is 'better' or 'worse' where further bands count
    too. `is_rated` says that a word of rating leads to the labels, `describes` that the labels may be no more than
    a description.
    """

    start: int
    end: int
    figure: Mark
    labels: tuple[str, ...] = ()
    whole: float | None = None
    beyond: str = ""
    is_rated: bool = False
    describes: bool = False

    @property
    def statistic(self) -> str:
        if not self.labels:
            return "assessed_total"
        return "share" if self.figure.letter == "S" else "band_count"


def find_claims(
    lines: Sequence[Line], vocabulary: Vocabulary, contexts: Sequence[Context], default: Context | None
) -> tuple[list[Claim], list[Reject]]:
    """The claims of `lines` in the order of their places, and as rejects those of which no context is known.

    A statement that fits several contexts is a claim in each, in their order. Where there is no context at all,
    nothing is looked for.
    """
    known = list(dict.fromkeys(contexts))
    if default is not None and default not in known:
        known.insert(0, default)
    claims: list[Claim] = []
    rejects: list[Reject] = []
    if not known:
        return claims, rejects
    labels = labels_pattern(vocabulary.scales, vocabulary.areas)
    for line in lines:
        counted = ""
        for sentence in split_sentences(line):
            gist = read_gist(sentence, labels)
            if gist is None:
                continue
            statements = _statements(gist, counted)
            counted = _last_counted(gist, len(gist.text)) or counted
            if not statements:
                continue
            subjects = read_subjects(sentence, vocabulary.areas)
            for statement in statements:
                speaks_of, reason = contexts_of(statement.figure.start, subjects, known, default)
                for context in speaks_of:
                    claims += _claims(sentence, statement, context, vocabulary.scales)
                if reason and any(_bands(statement, scale, True) is not None for scale in vocabulary.scales):
                    rejects.append(_reject(sentence, statement, reason))
    return claims, rejects


# From a gist to statements.

_COUNTED = re.compile(r"[NS](?: [a-zA]+){0,3} ([GLOP])")
_BODY = re.compile(r"[GLO]")
_NEAR = 400


def _statements(gist: Gist, counted_before: str) -> list[Statement]:
    """The statements of a gist in order; `counted_before` is the letter of what was last counted before it."""
    readings = _readings(gist, counted_before)
    totals: dict[float, Statement] = {}
    used = {found.start("figure") for found in readings}
    for found in readings:
        if _place(found, "whole") is not None:
            total = _total(gist, found, "whole")
            totals.setdefault(total.figure.value, total)
            used.add(found.start("whole"))
    for pattern in [*TOTALS, *(DIVIDED_TOTALS if readings else ())]:
        for found in pattern.finditer(gist.text):
            if found.start("figure") not in used:
                total = _total(gist, found, "figure")
                totals.setdefault(total.figure.value, total)
    only_total = next(iter(totals)) if len(totals) == 1 else None
    counted = {found.start("bands") for found in readings if found["figure"] == "N"}
    statements = [_statement(gist, found, only_total, counted) for found in readings]
    return sorted([*statements, *totals.values()], key=lambda statement: (statement.start, statement.end))


def _readings(gist: Gist, counted_before: str) -> list[re.Match[str]]:
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
        is_free = figure not in used and (wording.shares_bands or bands not in bands_used)
        if is_free and _holds(gist, wording, found, counted_before):
            readings.append(found)
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
    if NOT_STATED.search(gist.text[max(0, found.start("figure") - 16) : found.start("figure")]):
        return False
    link = found.groupdict().get("link") or ""
    words = link.split()
    if not SEPARATING.isdisjoint(words):
        return False
    noun = _place(found, "noun", "group")
    if noun is not None and gist.text[noun] == "V" and figure.letter == "N":
        return False
    if noun is None:
        counted = _last_counted(gist, found.start("figure")) or counted_before
        leads = words[0] if words and found.start("figure") < found.start("bands") else ""
        if counted in ("O", "P") or leads == "of" or (leads and leads not in wording.linking | RATED):
            return False
    if _place(found, "whole") is not None and RELATIVE.match(link) and VERB_AFTER_BANDS.match(gist.text, found.end()):
        return False
    free = sum(word not in wording.linking and word not in RATED and word not in "AGLVD" for word in words)
    return free <= (0 if RATED.isdisjoint(words) else FREE_WORDS)


def _last_counted(gist: Gist, end: int) -> str:
    """The letter of what was last counted before `end`, else of the body last named; empty if there is neither."""
    before = gist.text[max(0, end - _NEAR) : end]
    letters: list[str] = _COUNTED.findall(before) or _BODY.findall(before) or [""]
    return letters[-1]


def _statement(gist: Gist, found: re.Match[str], only_total: float | None, counted: set[int]) -> Statement:
    """What a match states; `counted` are the places of the labels that a count is stated for."""
    figure = gist.marks[found.start("figure")]
    groups = found.groupdict()
    bands = [mark for mark in gist.marks_in(*found.span("bands")) if mark.letter == "B"]
    whole = _place(found, "whole")
    comes_first = found.start("figure") < found.start("bands")
    return Statement(
        start=min(figure.start, bands[0].start),
        end=max(figure.end, bands[-1].end),
        figure=figure,
        labels=tuple(band.label for band in bands),
        whole=only_total if whole is None else gist.marks[whole].value,
        beyond=BEYOND.get((groups.get("beyond") or "").split(" ")[-1], ""),
        is_rated=not RATED.isdisjoint((groups.get("link") or "").split()),
        describes=figure.letter == "S" and comes_first and found.start("bands") not in counted,
    )


def _total(gist: Gist, found: re.Match[str], name: str) -> Statement:
    figure = gist.marks[found.start(name)]
    noun = _place(found, "noun", "group")
    end = gist.marks[noun].end if noun is not None and noun > found.start(name) else figure.end
    return Statement(figure.start, end, figure)


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


def _claims(sentence: Sentence, statement: Statement, context: Context, scales: Sequence[Scale]) -> Iterator[Claim]:
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


def _reject(sentence: Sentence, statement: Statement, reason: str) -> Reject:
    start, end = sentence.start + statement.start, sentence.start + statement.end
    return Reject(sentence.line_no, start, end, sentence.text[statement.start : statement.end], "claim", reason)
