"""Counts and shares of bands that stand together, and whether they can add up to all organisations of England.

The bands of a scale share the organisations out: shares come to a whole, and the counts of all bands to no fewer than
there ever were. What does not is of a part, or of something else: scores, codes, a measure by band.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from pipeline.parse.text.facts import Claim, NumberRead
from pipeline.reference.vocabulary import Scale, Vocabulary

# Claims so many lines apart stand together; a blank line between two is one of them.
_NEAR = 2
# What rounding may add to a whole, and organisations without a band take from it.
_MOST, _LEAST = 1.05, 0.9
# So many bands with figures of one digit are marked, or measured.
_SEVERAL, _DIGITS = 3, 10


def impossible(claims: Sequence[Claim], vocabulary: Vocabulary) -> list[Claim]:
    """Those of the claims, which are in the order of their places, that cannot be of all organisations together."""
    scales = {scale.scale: scale for scale in vocabulary.scales}
    single = [claim for claim in claims if len(claim.bands) == 1 and claim.comparator == "="]
    return [
        claim
        for kind in dict.fromkeys(map(_kind, single))
        for together in _together([claim for claim in single if _kind(claim) == kind])
        if not _can_be(together, scales[together[0].scale], vocabulary.fewest_organisations)
        for claim in together
    ]


def without(numbers: Sequence[NumberRead], dropped: Sequence[Claim], kept: Sequence[Claim]) -> list[NumberRead]:
    """The numbers, those of the dropped claims with a reason."""
    if not dropped:
        return list(numbers)
    is_dropped, is_kept = _covers(dropped), _covers(kept)
    return [
        replace(number, reason="wording not understood")
        if number.reason is None and is_dropped(number.char_start) and not is_kept(number.char_start)
        else number
        for number in numbers
    ]


def _covers(claims: Sequence[Claim]) -> Callable[[int], bool]:
    """Whether a place is in one of the claims, which are in the order of their places."""
    starts = [claim.char_start for claim in claims]
    ends = list(accumulate((claim.char_end for claim in claims), max, initial=0))
    return lambda place: place < ends[bisect_right(starts, place)]


def _kind(claim: Claim) -> tuple[str, str, str, str, str]:
    return claim.statistic, claim.framework, claim.area, claim.period, claim.scale


def _together(claims: Sequence[Claim]) -> Iterator[list[Claim]]:
    """The claims of one kind in runs: each band once, none far from the one before."""
    run: list[Claim] = []
    for claim in claims:
        if run and (claim.line_no - run[-1].line_no > _NEAR or any(claim.bands == other.bands for other in run)):
            yield run
            run = []
        run.append(claim)
    if run:
        yield run


def _can_be(together: Sequence[Claim], scale: Scale, fewest: int) -> bool:
    total = sum(claim.value for claim in together)
    is_whole = len(together) == len(scale.bands)
    if together[0].statistic == "share":
        return total <= _MOST and not (is_whole and total < _LEAST)
    if len(together) >= _SEVERAL and max(claim.value for claim in together) < _DIGITS:
        return False
    return not is_whole or total >= fewest
