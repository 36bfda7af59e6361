"""A statement that holds in a context, made a claim with its place; and what became of each number of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.parse.text.claims.doubts.scope import reason_beside
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.gist_letters import RANK_SIGN
from pipeline.parse.text.claims.sentence.scene import Scene
from pipeline.parse.text.claims.stated.bands import are_counted_apart, bands_of, side_of
from pipeline.parse.text.claims.stated.statements import Statement
from pipeline.parse.text.facts import Claim, ClaimsFound, NumberRead
from pipeline.parse.text.lines.sentences import Sentence
from pipeline.parse.text.numbers import last_place
from pipeline.reference.vocabulary import Context, Vocabulary
from pipeline.schema.values import NoClaim


def claim_of(statement: Statement, sentence: Sentence, context: Context, vocabulary: Vocabulary) -> Iterator[Claim]:
    """The claim that a statement of a sentence makes in `context`: its labels are of the context's scale if they fit
    that."""
    for scale in sorted(vocabulary.scales, key=lambda scale: scale.scale != context.scale):
        is_name = statement.label_start is not None and sentence.text[statement.label_start].isupper()
        meant = bands_of(statement, scale, scale.scale == context.scale, is_name)
        if meant is None:
            continue
        if are_counted_apart(sentence.plain[statement.start : statement.end], meant.bands, scale):
            return
        printed = sentence.text[statement.figure.start : statement.figure.end]
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
            bands=meant.bands,
            value=statement.figure.value,
            whole=statement.whole,
            bands_together=meant.together,
            last_place=last_place(printed) if statement.figure.letter == "S" else None,
        )
        return


def of_their_parts(claims: Sequence[Claim], vocabulary: Vocabulary) -> list[Claim]:
    """The claims of a sentence; a count whose words may mean all bands on one side of the standard means them if they
    are counted after it and add up to it: '127 need improvement: 106 need improvement, 21 have the greatest need'."""
    return [
        replace(claim, bands=parts, bands_together=()) if (parts := _parts(claim, claims, vocabulary)) else claim
        for claim in claims
    ]


def _parts(claim: Claim, claims: Sequence[Claim], vocabulary: Vocabulary) -> tuple[str, ...]:
    if claim.statistic != "band_count" or len(claim.bands) != 1:
        return ()
    counted = {
        part.bands[0]: part.value
        for part in claims
        if part.statistic == "band_count"
        and len(part.bands) == 1
        and part.char_start > claim.char_start
        and _subject(part) == _subject(claim)
    }
    side = side_of(vocabulary.scale_by_id[claim.scale], claim.bands[0])
    return side if side and sum(counted.get(band, 0) for band in side) == claim.value else ()


def _subject(claim: Claim) -> tuple[str, ...]:
    return claim.framework, claim.area, claim.period, claim.scale


def record_numbers(found: ClaimsFound, scene: Scene, claimed: set[int], reasons: dict[int, NoClaim | None]) -> None:
    """Every number of the sentence that counts organisations or stands beside a band."""
    gist, start = scene.gist, scene.sentence.start
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
            found.numbers.append(NumberRead(start + mark.start, start + mark.end, reason_beside(scene, mark)))
        elif _OF_ORGANISATIONS.match(gist.marked, mark.end):
            found.numbers.append(NumberRead(start + mark.start, start + mark.end, "no band named"))


# "157 of the 209 CCGs", "three quarters of CCGs", "12 local CCGs"
_OF_ORGANISATIONS = re.compile(
    rf"(?: (?:out )?of)?(?: (?:the|all|these|those|our|their))*(?: N{FILL}*)?(?: [a-z-]+)? G{FILL}"
)
