"""The framework that words name: 'the baseline' is not the ratings of a later year, whatever the document is about."""

from __future__ import annotations

from collections.abc import Sequence, Set

from pipeline.parse.text.claims.stated.bands import bands_of, is_of_scale_alone
from pipeline.parse.text.claims.stated.statements import Statement
from pipeline.reference.vocabulary import Context, Vocabulary


def contexts_of_frameworks(
    statement: Statement, contexts: Sequence[Context], known: Sequence[Context] | None, vocabulary: Vocabulary,
    named: Set[str], settled: Set[str], periods: Set[str],
) -> list[Context]:  # fmt: skip
    """`contexts` where they are of the frameworks that their sentence names, or else the one known context that is.

    `settled` are the frameworks that the paragraph has named before, of which it may still speak or no more: there is
    no context, unless a label is of the scale of `contexts` alone. `periods` are those that the sentence or its
    paragraph names. Where no context is known, all stay.
    """
    if known is None:
        return list(contexts)
    if not named and contexts and is_of_scale_alone(statement, contexts[0].scale, vocabulary.scales):
        return list(contexts)
    meant = named or settled
    if not meant or all(context.framework in meant for context in contexts):
        return list(contexts)
    if not named:
        return []
    areas = {context.area for context in contexts}
    others = [
        context
        for context in known
        if context.framework in meant
        and context.area in areas
        and periods <= {context.period, context.period.partition(" ")[0]}
    ]
    if not len(others) == len(contexts) == 1:
        return []
    scale = vocabulary.scale_by_id.get(others[0].scale)
    fits = scale is None or not statement.labels or bands_of(statement, scale, True) is not None
    return others if fits else []
