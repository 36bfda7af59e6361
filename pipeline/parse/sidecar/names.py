"""Whether the names in a sidecar are those of raw/reference: frameworks, areas, bands, measures, and their periods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from pipeline.base.folding import fold_name
from pipeline.parse.sidecar.counts import CountTable
from pipeline.parse.sidecar.subjects import ContextOf, MeasureSubject, RatingSubject
from pipeline.reference.reading import Reference

Place = tuple[str | int, ...]


class Described(Protocol):
    """What a sidecar has that holds names."""

    @property
    def rating_subjects(self) -> list[tuple[Place, RatingSubject]]: ...
    @property
    def measure_subjects(self) -> list[tuple[Place, MeasureSubject]]: ...
    @property
    def context(self) -> ContextOf | None: ...
    @property
    def other_contexts(self) -> Sequence[ContextOf]: ...
    @property
    def counts(self) -> Sequence[CountTable]: ...
    @property
    def listings(self) -> Sequence[Any]: ...


def names_not_known(sidecar: Described, reference: Reference) -> list[tuple[Any, str, str, str]]:
    """Each name that raw/reference does not have: its place in the sidecar, the file, what is wrong, what to do."""
    problems: list[tuple[Any, str, str, str]] = []

    def known(kind: str, name: str, names: Any, place: tuple[str | int, ...], file: str) -> None:
        if name not in names:
            choices = ", ".join(sorted(names))
            problems.append(
                (place, file, f"no {kind} '{name}'", f"Use one of {choices}, or add it to raw/reference/{file}")
            )

    areas = {area.area for area in reference.vocabulary.areas}
    contexts = [(("context",), sidecar.context)] if sidecar.context else []
    subjects: list[tuple[Any, Any]] = [*sidecar.rating_subjects, *contexts]
    subjects += [(("other_contexts", i), context) for i, context in enumerate(sidecar.other_contexts)]
    subjects += [(("counts", i, *at), what) for i, counts in enumerate(sidecar.counts) for at, what in counts.contexts]
    for place, subject in subjects:
        known("framework", subject.framework, reference.frameworks, (*place, "framework"), "scales.yml")
        known("area", subject.area, areas, (*place, "area"), "scales.yml")
        if isinstance(subject, RatingSubject) and subject.framework in reference.frameworks:
            if why := reference.rating_scale_of(subject.framework).why_not_of(subject.period):
                remedy = "Give the period that was rated, or the framework under which it was"
                problems.append(((*place, "period"), "scales.yml", why, remedy))
            bands = [band.band for band in reference.scale_of(subject.framework).bands]
            for band in subject.complete_bands:
                known("band", band, bands, (*place, "complete_bands"), "scales.yml")
            for printed, band in subject.labels.items():
                meant = [*bands, *reference.vocabulary.missing_labels]
                known("band", band, meant, (*place, "labels", printed), "scales.yml")
    for place, measured in sidecar.measure_subjects:
        known("measure", measured.measure_id, reference.measures, (*place, "measure_id"), "measures.yml")
    for i, counts in enumerate(sidecar.counts):
        frameworks = {context.framework for _, context in counts.contexts} & reference.frameworks.keys()
        bands = [band.band for framework in frameworks for band in reference.scale_of(framework).bands]
        for at, band in counts.bands:
            known("band", band, bands, ("counts", i, *at), "scales.yml")
    for i, listing in enumerate(sidecar.listings):
        known("area", listing.area, areas, ("listings", i, "area"), "scales.yml")
    return [*problems, *_unknown_listed(sidecar, reference)]


def _unknown_listed(sidecar: Described, reference: Reference) -> list[tuple[Any, str, str, str]]:
    """The same for each name of the sidecar's listings that no measure has."""
    remedy = "Add it to its measure in raw/reference/measures.yml"
    return [
        (("listings", i, "items", n), "measures.yml", f"'{name}' is no name of a measure", remedy)
        for i, listing in enumerate(sidecar.listings)
        for n, name in enumerate(listing.items)
        if fold_name(name) not in reference.measure_by_name
    ]
