"""Printed texts to which a sidecar gives a meaning, and which have another already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.parse.sidecar.counts import CountTable
from pipeline.parse.sidecar.subjects import MeasureSubject, RatingSubject
from pipeline.parse.text.tables.cells import even
from pipeline.reference.reading import Reference

Place = tuple[str | int, ...]

_REMEDY = "Give each printed text once, and a band no other meaning; a cell that is wrong belongs under `corrections`"


def texts_with_two_meanings(
    ratings: Sequence[tuple[Place, RatingSubject]],
    measures: Sequence[tuple[Place, MeasureSubject]],
    counts: Sequence[CountTable],
    reference: Reference,
) -> Iterator[tuple[Place, str, str]]:
    """Labels and markers that are bands of another meaning, or are given twice: place, what is wrong, a remedy."""
    for place, rating in ratings:
        meanings = {(*place, "labels", printed): band for printed, band in rating.labels.items()}
        markers = dict.fromkeys(((*place, "markers", printed) for printed in rating.markers), None)
        yield from _two_meanings({**meanings, **markers}, _bands([rating.framework], reference))
    for number, table in enumerate(counts):
        meanings = {("counts", number, "labels", printed): band for printed, band in table.labels.items()}
        yield from _two_meanings(meanings, _bands([context.framework for _, context in table.contexts], reference))
    for place, measure in measures:
        yield from _two_meanings(dict.fromkeys((*place, "markers", printed) for printed in measure.markers), {})


def _bands(frameworks: Sequence[str], reference: Reference) -> dict[str, str]:
    """The bands of these frameworks by their labels; of one that is not known, none."""
    known = [framework for framework in frameworks if framework in reference.frameworks]
    return {label: band for framework in known for label, band in reference.scale_of(framework).by_label.items()}


def _two_meanings(meanings: Mapping[Place, str | None], bands: Mapping[str, str]) -> Iterator[tuple[Place, str, str]]:
    """Of printed texts, by their places: what each means, None where that is no band."""
    seen: dict[str, str] = {}
    for place, meant in meanings.items():
        printed = str(place[-1])
        text = even(printed)
        if text in bands and bands[text] != meant:
            message = f"'{printed}' is the band {bands[text]}, and cannot stand for {meant or 'a missing one'}"
            yield place, message, _REMEDY
        elif text in seen:
            yield place, f"'{printed}' has a meaning already: it is read as '{seen[text]}' is", _REMEDY
        seen.setdefault(text, printed)
