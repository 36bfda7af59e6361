"""From a sidecar whose names are all known to the scales, measures and columns that a text is read by."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.base.folding import fold
from pipeline.base.periods import Period, normal_period
from pipeline.parse.sidecar.counts import CountTable
from pipeline.parse.sidecar.sidecar import BandList, Sidecar, Table, TableColumn
from pipeline.parse.sidecar.subjects import ContextOf, MeasureSubject, RatingSubject
from pipeline.parse.text.corrections import Correction
from pipeline.parse.text.document import Acceptance, DocumentSpec
from pipeline.parse.text.lists.band_headings import HeadingSubject
from pipeline.parse.text.lists.band_lists import BandListSpec
from pipeline.parse.text.lists.listings import ListingSpec
from pipeline.parse.text.lists.value_lists import ValueListSpec
from pipeline.parse.text.tables.captions import CaptionSubject
from pipeline.parse.text.tables.cells import (
    MARKERS,
    Cell,
    CodeColumn,
    Column,
    IgnoredColumn,
    MeasureColumn,
    OrganisationColumn,
    RatingColumn,
    even,
)
from pipeline.parse.text.tables.counts import CountColumnSpec, CountsSpec
from pipeline.parse.text.tables.note_columns import NoteColumn
from pipeline.parse.text.tables.rows import TableSpec
from pipeline.parse.text.tables.section_rows import Sections
from pipeline.reference.known_names import KnownNames
from pipeline.reference.layout_parts import Marker
from pipeline.reference.organisations import Resolver, known_names
from pipeline.reference.reading import Reference
from pipeline.reference.vocabulary import Context, Vocabulary


def document_spec(sidecar: Sidecar, reference: Reference) -> DocumentSpec:
    """What extraction needs of a sidecar whose names are all known."""

    def context(subject: ContextOf | RatingSubject) -> Context:
        scale = reference.scale_of(subject.framework).scale
        return Context(subject.framework, subject.area, subject.period, scale)

    default = context(sidecar.context) if sidecar.context else None
    rated = [context(subject) for _, subject in sidecar.rating_subjects]
    contexts = tuple(dict.fromkeys([*([default] if default else []), *rated, *map(context, sidecar.other_contexts)]))
    measure_names = {name: measure.measure_id for name, measure in reference.measure_by_name.items()}
    areas = {fold(name): area.area for area in reference.vocabulary.areas for name in area.names}
    subject_names = areas | {fold(name): measure_id for name, measure_id in measure_names.items()}
    names = known_names(reference.register)
    is_place = _is_place(reference, names)
    return DocumentSpec(
        title=sidecar.title,
        published_on=sidecar.known_on[0],
        tables=tuple(
            TableSpec(
                table.name,
                tuple(_column(column, reference) for column in table.columns),
                table.under,
                _caption_subject(table, reference.vocabulary),
                _sections(table, subject_names, is_place),
                table.notes,
            )
            for table in sidecar.tables
        ),
        band_lists=tuple(_band_list(listed, reference) for listed in sidecar.band_lists),
        value_lists=tuple(
            ValueListSpec(
                listed.name,
                listed.after,
                _subject_column(listed.name, listed.subject, reference),
                (listed.subject.period,),
                listed.notes,
            )
            for listed in sidecar.value_lists
        ),
        counts=tuple(_counts(counts, reference, context) for counts in sidecar.counts),
        listings=tuple(
            ListingSpec(listing.after, listing.product, listing.area, listing.status, measure_names, listing.items)
            for listing in sidecar.listings
        ),
        lists_publications=sidecar.publications,
        contexts=contexts,
        default_context=default or (contexts[0] if len(contexts) == 1 else None),
        corrections=tuple(Correction(given.line, given.printed, given.right) for given in sidecar.corrections),
        names=names,
        accepted=tuple(Acceptance(accept.text, accept.reason) for accept in sidecar.accept),
    )


def _caption_subject(table: Table, vocabulary: Vocabulary) -> CaptionSubject:
    """What the ratings and values of a table are of, as far as its titles do not say it."""
    ratings = [column.rating for column in table.columns if column.rating]
    names = tuple((fold(name), area.area) for area in vocabulary.areas for name in area.names)
    periods = dict.fromkeys(subject.period for column in table.columns if (subject := column.rating or column.measure))
    return CaptionSubject(frozenset(rating.area for rating in ratings), names, tuple(periods))


def _is_place(reference: Reference, names: KnownNames) -> Callable[[str], bool]:
    """Whether words are the name of an organisation, an area or a sum of them, or a part of a CCG's."""
    resolvers: list[Resolver] = []

    def is_place(words: str) -> bool:
        resolvers.extend([] if resolvers else [Resolver(reference.register)])
        return resolvers[0].is_known(words) or names.holds_part(words)

    return is_place


def _sections(table: Table, by_name: Mapping[str, str], is_place: Callable[[str], bool]) -> Sections:
    """What the columns of a table are of, to be held against the lines that divide its rows."""
    periods = dict.fromkeys(subject.period for column in table.columns if (subject := column.rating or column.measure))
    measures = {column.measure.measure_id for column in table.columns if column.measure}
    areas = {column.rating.area for column in table.columns if column.rating}
    return Sections(tuple(periods), frozenset(measures | areas), by_name, is_place)


def _own_cells(
    labels: Mapping[str, str], markers: Mapping[str, Marker], vocabulary: Vocabulary, counts: bool = True
) -> dict[str, Cell]:
    """What a sidecar's labels and markers mean, by their even form; bounds hold where a measure counts."""
    missing = vocabulary.missing_labels
    cells = {
        even(printed): Cell(missing[band]) if band in missing else Cell("rated", band=band)
        for printed, band in labels.items()
    }
    for printed, marker in markers.items():
        lower, upper = (marker.lower, marker.upper) if counts else (None, None)
        cells[even(printed)] = Cell(marker.status, reason=marker.reason, lower=lower, upper=upper)
    return cells


def _measure_column(title: str, subject: MeasureSubject, reference: Reference) -> MeasureColumn:
    measure = reference.measures[subject.measure_id]
    # A marker that the sidecar gives counts before one that is known without it.
    given = {even(printed) for printed in subject.markers}
    known = {printed: marker for printed, marker in MARKERS.items() if even(printed) not in given}
    return MeasureColumn(
        title, measure.minimum, measure.maximum, measure.unit,
        counts=reference.is_whole(measure),
        percentages=subject.percentages,
        markers={**subject.markers, **known},
    )  # fmt: skip


def _counts(counts: CountTable, reference: Reference, context: Callable[[ContextOf], Context]) -> CountsSpec:
    return CountsSpec(
        name=counts.name,
        first_title=counts.first,
        columns=tuple(
            CountColumnSpec(
                column.title, context(column.context) if column.context else None, column.band, bool(column.total)
            )
            for column in counts.columns
        ),
        rows={even(printed): context(subject) for printed, subject in counts.rows.items()},
        total_rows=frozenset(map(even, counts.total_rows)),
        labels={even(printed): band for printed, band in counts.labels.items()},
        scales=reference.vocabulary.scale_by_id,
    )


def _band_list(listed: BandList, reference: Reference) -> BandListSpec:
    rating = listed.rating
    own = [area.names for area in reference.vocabulary.areas if area.area == rating.area]
    others = [area.names for area in reference.vocabulary.areas if area.area != rating.area]
    periods = dict.fromkeys([rating.period, rating.period_published or rating.period])
    about = HeadingSubject(
        areas=tuple(fold(name) for names in own for name in names),
        periods=tuple(map(fold, periods)),
        other_areas=tuple(fold(name) for names in others for name in names),
    )
    scale = reference.scale_of(rating.framework)
    return BandListSpec(listed.name, scale, listed.after, rating.labels, about, (rating.period,), listed.notes)


def _subject_column(
    title: str, subject: RatingSubject | MeasureSubject, reference: Reference
) -> RatingColumn | MeasureColumn:
    if isinstance(subject, MeasureSubject):
        return _measure_column(title, subject, reference)
    own = _own_cells(subject.labels, subject.markers, reference.vocabulary)
    return RatingColumn(title, reference.scale_of(subject.framework), reference.vocabulary, own)


def _column(column: TableColumn, reference: Reference) -> Column:
    if subject := column.rating or column.measure:
        return _subject_column(column.title, subject, reference)
    if column.notes is not None:
        return NoteColumn(column.title, "notes on the rows", column.notes)
    if column.ignore:
        return IgnoredColumn(column.title, column.ignore)
    return CodeColumn(column.title) if column.organisation == "code" else OrganisationColumn(column.title)


def subject_period(subject: RatingSubject | MeasureSubject) -> tuple[Period, str]:
    """The period of a column, and how the document prints it."""
    period = normal_period(subject.period)
    return period, subject.period_published or period.period
