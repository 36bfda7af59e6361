"""From a sidecar's names of scales and measures to what extraction needs of them.

Here: that step, for a sidecar whose names are all known. Not here: the sidecar's form (`pipeline.sidecars`).
"""

from __future__ import annotations

from pipeline.extract.band_lists import BandListSpec
from pipeline.extract.cells import (
    CodeColumn,
    Column,
    IgnoredColumn,
    MeasureColumn,
    OrganisationColumn,
    RatingColumn,
)
from pipeline.extract.corrections import Correction
from pipeline.extract.document import Acceptance, DocumentSpec
from pipeline.extract.listings import ListingSpec
from pipeline.extract.tables import TableSpec
from pipeline.extract.vocabulary import Context
from pipeline.periods import Period, normal_period
from pipeline.reference import Reference
from pipeline.sidecars import ContextOf, MeasureSubject, RatingSubject, Sidecar, TableColumn


def document_spec(sidecar: Sidecar, reference: Reference) -> DocumentSpec:
    """What extraction needs of a sidecar whose names are all known."""

    def context(subject: ContextOf | RatingSubject) -> Context:
        scale = reference.scale_of(subject.framework).scale
        return Context(subject.framework, subject.area, subject.period, scale)

    default = context(sidecar.context) if sidecar.context else None
    rated = [context(subject) for _, subject in sidecar.rating_subjects]
    contexts = tuple(dict.fromkeys([*([default] if default else []), *rated, *map(context, sidecar.other_contexts)]))
    measure_names = {name: measure.measure_id for name, measure in reference.measure_by_name.items()}
    return DocumentSpec(
        title=sidecar.title,
        published_on=sidecar.known_on[0],
        tables=tuple(
            TableSpec(table.name, tuple(_column(column, reference) for column in table.columns))
            for table in sidecar.tables
        ),
        band_lists=tuple(
            BandListSpec(listed.name, reference.scale_of(listed.rating.framework), listed.after)
            for listed in sidecar.band_lists
        ),
        listings=tuple(
            ListingSpec(listing.after, listing.product, listing.area, listing.status, measure_names, listing.items)
            for listing in sidecar.listings
        ),
        lists_publications=sidecar.publications,
        contexts=contexts,
        default_context=default or (contexts[0] if len(contexts) == 1 else None),
        corrections=tuple(Correction(given.line, given.printed, given.right) for given in sidecar.corrections),
        accepted=tuple(Acceptance(accept.text, accept.reason) for accept in sidecar.accept),
    )


def _column(column: TableColumn, reference: Reference) -> Column:
    if column.rating:
        return RatingColumn(column.title, reference.scale_of(column.rating.framework), reference.vocabulary)
    if column.measure:
        measure = reference.measures[column.measure.measure_id]
        bounds = (measure.minimum, measure.maximum)
        is_whole, percentages = reference.is_whole(measure), column.measure.percentages
        return MeasureColumn(column.title, *bounds, measure.unit, is_whole, percentages)
    if column.ignore:
        return IgnoredColumn(column.title, column.ignore)
    return CodeColumn(column.title) if column.organisation == "code" else OrganisationColumn(column.title)


def subject_period(subject: RatingSubject | MeasureSubject) -> tuple[Period, str]:
    """The period of a column, and how the document prints it."""
    period = normal_period(subject.period)
    return period, subject.period_published or period.period
