"""A statement that holds in a context, made a claim with its place; and what became of each number of a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.parse.text.claims.doubts.scope import reason_beside
from pipeline.parse.text.claims.sentence.gist_letters import RANK_SIGN
from pipeline.parse.text.claims.sentence.scene import Scene
from pipeline.parse.text.claims.stated.bands import are_counted_apart, bands_of
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
