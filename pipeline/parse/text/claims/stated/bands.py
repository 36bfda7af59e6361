"""The bands that the labels of a statement mean in a scale."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from pipeline.parse.text.claims.sentence.gist import even_label
from pipeline.parse.text.claims.sentence.gist_letters import RANK_SIGN
from pipeline.parse.text.claims.stated.statements import Statement
from pipeline.reference.vocabulary import Context, Scale


@lru_cache(maxsize=64)
def _labels_of(scale: Scale) -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """The bands of a scale by even label, its labels as the scale has them, and its collective wordings."""
    return (
        {even_label(label): band.band for band in scale.bands for label in band.labels},
        frozenset(even_label(band.band) for band in scale.bands),
        frozenset(map(even_label, scale.below_standard)),
    )


class BandsMeant(NamedTuple):
    """The bands of a statement in the order of their scale; `together` are those that its words may mean instead."""

    bands: tuple[str, ...]
    together: tuple[str, ...] = ()


def bands_of(statement: Statement, scale: Scale, is_own: bool, is_name: bool = True) -> BandsMeant | None:
    """The bands that the labels of a statement mean in `scale`; None if one means nothing there.

    Collective wordings such as 'need improvement' count for shares in the context's own scale, unless the scale's label
    itself was given; elsewhere they may mean all bands on that side of the standard together. `is_name` says that the
    label is printed as a name, with a capital, and so means its own band alone.
    """
    meant: set[str] = set()
    together: tuple[str, ...] = ()
    for label in statement.labels:
        found = _meant_by(label, statement, scale, is_own, is_name)
        if found is None:
            return None
        meant.update(found.bands)
        together = found.together
    positions = [band.position for band in scale.bands if band.band in meant]
    bands = tuple(
        band.band
        for band in scale.bands
        if (band.band in meant and not statement.beyond.startswith("only"))
        or (statement.beyond.endswith("better") and positions and band.position < min(positions))
        or (statement.beyond.endswith("worse") and positions and band.position > max(positions))
    )
    # Below the worst of them there is none.
    if not bands and statement.labels:
        return None
    return BandsMeant(bands, () if len(statement.labels) > 1 or statement.beyond else together)


def are_counted_apart(quote: str, bands: Sequence[str], scale: Scale) -> bool:
    """Whether bands that 'and' joins lie apart in their scale, so that none has both: 'good and inadequate'."""
    positions = [band.position for band in scale.bands if band.band in bands]
    is_apart = len(positions) > 1 and len(positions) <= max(positions) - min(positions)
    return is_apart and " and " in quote and " or " not in quote


def contexts_of_labels(
    statement: Statement, contexts: Sequence[Context], known: Sequence[Context] | None, scales: Sequence[Scale],
    periods: Set[str],
) -> list[Context]:  # fmt: skip
    """The contexts of a statement, or the one other known context of its area on whose scale alone its labels are.

    `periods` are those that its sentence, or else its paragraph, names: with another one than that context's, there is
    none.
    """
    by_name = {scale.scale: scale for scale in scales}
    own = by_name.get(contexts[0].scale) if len(contexts) == 1 else None
    if own is None or known is None or not statement.labels or bands_of(statement, own, True) is not None:
        return list(contexts)
    others = [
        context
        for context in known
        if context.area == contexts[0].area and context.scale != own.scale and context.scale in by_name
        and bands_of(statement, by_name[context.scale], True) is not None
    ]  # fmt: skip
    if not others:
        return list(contexts)
    # 'need improvement' may be said of any scale; a label as the scale has it is of that
    is_exact = all(set(statement.labels) <= _labels_of(by_name[context.scale])[1] for context in others)
    fits = len(others) == 1 and is_exact and periods <= {others[0].period, others[0].period.partition(" ")[0]}
    return others if fits else []


def is_of_scale_alone(statement: Statement, scale: str, scales: Sequence[Scale]) -> bool:
    """Whether a statement has a label that is a band of `scale` as it is printed, and of no other."""
    of_others = {label for other in scales if other.scale != scale for label in other.by_label}
    own = {label for each in scales if each.scale == scale for label in each.by_label}
    return any(label in own and label not in of_others for label in statement.labels)


def _meant_by(label: str, statement: Statement, scale: Scale, is_own: bool, is_name: bool) -> BandsMeant | None:
    """The bands that one label of a statement means, and those that it may mean together instead."""
    by_label, exact, collective = _labels_of(scale)
    if label.startswith(RANK_SIGN):
        return BandsMeant(tuple(_ranked(scale, label))) if is_own else None
    own = (by_label[label],) if label in by_label else ()
    is_label = statement.is_rated and label in exact
    is_collective = label in collective and not is_label
    others = {by_label[other] for other in statement.labels_beside if other in by_label}
    side = side_of(scale, by_label.get(label)) if is_own and not is_label else ()
    if is_own and is_collective and not others and statement.describes:
        return BandsMeant(scale.below_standard_bands, own)
    if statement.divided and not (is_own and statement.describes) and (is_collective or side):
        # Some of what is counted is counted again: of all bands on that side, if those are the ones.
        is_of_side = side and statement.divided != "with" and others <= set(side)
        return BandsMeant(side) if is_of_side else None
    if not own:
        return None
    both = side_of(scale, own[0]) if is_own and statement.divided and is_label else ()
    if both and others and others < set(both):
        # 'Rated good, four of them outstanding' counts both; 'with four outstanding' may.
        return BandsMeant(own, both) if statement.divided == "with" else BandsMeant(both)
    # Where the sentence counts the other bands by themselves, the label is that of its own band.
    is_open = statement.label_start is not None and not (is_name and label in exact) and others.isdisjoint(side)
    return BandsMeant(own, side if is_open else ())


def side_of(scale: Scale, band: str | None) -> tuple[str, ...]:
    """All bands on the side of the standard on which `band` is; none where it is the outermost, which means itself."""
    if band is None or not scale.below_standard_bands:
        return ()
    ordered = [each.band for each in sorted(scale.bands, key=lambda each: each.position)]
    if band in (ordered[0], ordered[-1]):
        return ()
    is_below = band in scale.below_standard_bands
    return tuple(each for each in ordered if (each in scale.below_standard_bands) == is_below)


def _ranked(scale: Scale, label: str) -> list[str]:
    """The bands that a place in the scale means: '#worst 2' the two at its end."""
    end, many = label.removeprefix(RANK_SIGN).split()
    ordered = [band.band for band in sorted(scale.bands, key=lambda band: band.position)]
    return ordered[: int(many)] if end == "best" else ordered[-int(many) :]
