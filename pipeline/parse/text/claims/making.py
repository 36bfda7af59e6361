"""A statement that holds in a context, made a claim with its place."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.parse.text.claims.stated.bands import are_counted_apart, bands_of
from pipeline.parse.text.claims.stated.statements import Statement
from pipeline.parse.text.facts import Claim
from pipeline.parse.text.lines.sentences import Sentence
from pipeline.parse.text.numbers import last_place
from pipeline.reference.vocabulary import Context, Vocabulary


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
