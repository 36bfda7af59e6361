"""The bands that the labels of a statement mean in a scale."""

from __future__ import annotations

from functools import lru_cache

from pipeline.parse.text.claim_gist import even_label
from pipeline.parse.text.claim_gist_letters import RANK_SIGN
from pipeline.parse.text.claim_statements import Statement
from pipeline.reference.vocabulary import Scale


@lru_cache(maxsize=64)
def _labels_of(scale: Scale) -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """The bands of a scale by even label, its labels as the scale has them, and its collective wordings."""
    return (
        {even_label(label): band.band for band in scale.bands for label in band.labels},
        frozenset(even_label(band.band) for band in scale.bands),
        frozenset(map(even_label, scale.below_standard)),
    )


def bands_of(statement: Statement, scale: Scale, is_own: bool) -> tuple[str, ...] | None:
    """The bands that the labels of a statement mean in `scale`, in its order; None if one means nothing there.

    Collective wordings such as 'need improvement' count for shares in the context's own scale, unless the scale's label
    itself was given.
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
            # Where the sentence counts the other bands by themselves, the label is that of its own band.
            if by_label.keys().isdisjoint(statement.labels_beside):
                meant.update(scale.below_standard_bands)
            elif label in by_label:
                meant.add(by_label[label])
            else:
                return None
        elif label in collective and statement.is_divided and not is_label:
            return None
        elif label in by_label:
            meant.add(by_label[label])
        else:
            return None
    positions = [band.position for band in scale.bands if band.band in meant]
    bands = tuple(
        band.band
        for band in scale.bands
        if (band.band in meant and not statement.beyond.startswith("only"))
        or (statement.beyond.endswith("better") and positions and band.position < min(positions))
        or (statement.beyond.endswith("worse") and positions and band.position > max(positions))
    )
    # Below the worst of them there is none.
    return bands or (None if statement.labels else ())


def _ranked(scale: Scale, label: str) -> list[str]:
    """The bands that a place in the scale means: '#worst 2' the two at its end."""
    end, many = label.removeprefix(RANK_SIGN).split()
    ordered = [band.band for band in sorted(scale.bands, key=lambda band: band.position)]
    return ordered[: int(many)] if end == "best" else ordered[-int(many) :]
