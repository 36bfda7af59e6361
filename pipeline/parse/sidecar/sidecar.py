"""The schema of a document's sidecar: what the document is, and how its tables, lists and prose are to be read.

The names in a sidecar are checked against raw/reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from pipeline.base.periods import last_day
from pipeline.base.problems import Problem
from pipeline.base.validation_problems import validation_problems
from pipeline.base.yaml_lines import LineOf, NotYaml, yaml_with_lines
from pipeline.parse.sidecar.counts import CountTable
from pipeline.parse.sidecar.names import names_not_known
from pipeline.parse.sidecar.printed_texts import texts_with_two_meanings
from pipeline.parse.sidecar.subjects import ContextOf, MeasureSubject, RatingSubject, Strict
from pipeline.reference.reading import Reference
from pipeline.reference.register import Day
from pipeline.reference.sources import WebAddress
from pipeline.schema.values import SHA256

# What stands before the words that say what is wanted, where a scaffolded sidecar has no value yet.
FILL_IN = "FILL IN"


def _dated(published: object) -> str:
    text = str(published)
    last_day(text)
    return text


PublishedOn = Annotated[str, BeforeValidator(_dated)]


class TableColumn(Strict):
    """A printed title, and the one thing that stands under it.

    `organisation` is true for the column of names or codes, and code for a column of codes beside that of the names.
    `notes` are those texts of a column of notes that change nothing of their rows; * stands for any characters.
    """

    title: str = Field(min_length=1)
    organisation: Literal[True, "code"] | None = None
    rating: RatingSubject | None = None
    measure: MeasureSubject | None = None
    ignore: str | None = Field(None, min_length=1, description="why the column is left out")
    notes: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _one_meaning(self) -> TableColumn:
        given = [self.organisation, self.rating, self.measure, self.ignore, self.notes]
        if sum(meaning is not None for meaning in given) != 1:
            raise ValueError("give exactly one of organisation, rating, measure, ignore, notes")
        return self


class Table(Strict):
    """A table: its columns by their printed titles, in any order.

    `under` are words in a line above it, where several tables have the same titles. `organisations_on` is the day whose
    organisations the figures are mapped to, where that is not the period's. `notes` are words between its rows and
    below it that change nothing of them; * stands for any characters.
    """

    name: str
    under: str | None = Field(None, min_length=1)
    columns: tuple[TableColumn, ...]
    organisations_on: Day | None = None
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _columns_differ(self) -> Table:
        if sum(column.organisation is True for column in self.columns) != 1:
            raise ValueError("exactly one column must be the organisation's")
        if sum(column.organisation == "code" for column in self.columns) > 1:
            raise ValueError("only one column can hold the organisation's code beside its name")
        subjects = [about.key for column in self.columns if (about := column.rating or column.measure)]
        if len(set(subjects)) < len(subjects):
            raise ValueError("two columns are mapped to the same rating or measure and period")
        titles = ["".join(column.title.split()).casefold() for column in self.columns]
        if len(set(titles)) < len(titles):
            raise ValueError("two columns have the same title")
        return self


class BandList(Strict):
    """Organisations in bullets under the headings of bands, after the words `after` where they are given."""

    name: str
    rating: RatingSubject
    after: str | None = None
    organisations_on: Day | None = None
    notes: tuple[str, ...] = ()


class ValueList(Strict):
    """Organisations listed with a value or a band after the words `after`: in the rest of their line, or below it."""

    name: str
    measure: MeasureSubject | None = None
    rating: RatingSubject | None = None
    after: str = Field(min_length=1)
    organisations_on: Day | None = None
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_meaning(self) -> ValueList:
        if (self.measure is None) == (self.rating is None):
            raise ValueError("give exactly one of measure, rating")
        return self

    @property
    def subject(self) -> MeasureSubject | RatingSubject:
        subject = self.measure or self.rating
        assert subject is not None
        return subject


class MeasureListing(Strict):
    """Indicators listed after the words `after`, in bullets or, as `items` names them, within the sentence.

    Their names are those of raw/reference/measures.yml.
    """

    after: str
    product: Literal["rating", "dashboard"]
    area: str
    status: Literal["in_use", "planned"]
    items: tuple[str, ...] = ()


class Accept(Strict):
    """Text that looks like data, is none, and is recorded as a reject with this reason."""

    text: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class SidecarCorrection(Strict):
    """A known error of the document: on `line` stands `printed`, and `right` is what should stand there.

    Of a cell of a mapped table, a name or a band in a mapped list, or the figure of a claim in digits. `authority`
    says who knows better and where that stands.
    """

    line: int = Field(ge=1)
    printed: str = Field(min_length=1)
    right: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    authority: str = Field(min_length=1)


class Sidecar(Strict):
    """Everything that a document's text does not say about itself, or not in a form that a program reads.

    `published_on` is as precise as it is known: 2016-10-28, 2016-10 or 2016. `product` is what the document is itself
    an edition of, for which its due date waits; what reports or copies some of its figures is none.
    """

    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    published_on: PublishedOn
    published_note: str | None = None
    url: WebAddress | None = None
    licence: str = Field(min_length=1)
    text_kind: Literal["original", "abstract"]
    original_sha256: str | None = Field(None, pattern=SHA256)
    product: Literal["rating", "dashboard"] | None = None
    tables: tuple[Table, ...] = ()
    band_lists: tuple[BandList, ...] = ()
    value_lists: tuple[ValueList, ...] = ()
    counts: tuple[CountTable, ...] = ()
    listings: tuple[MeasureListing, ...] = ()
    publications: bool = False
    context: ContextOf | None = None
    other_contexts: tuple[ContextOf, ...] = ()
    accept: tuple[Accept, ...] = ()
    corrections: tuple[SidecarCorrection, ...] = ()

    @property
    def known_on(self) -> tuple[date, str]:
        """The last day on which it can have been published, and the precision: day, month or year."""
        return last_day(self.published_on)

    @property
    def rating_subjects(self) -> list[tuple[tuple[str | int, ...], RatingSubject]]:
        """Every rating that a table or list holds, with its place in the sidecar."""
        subjects: list[tuple[tuple[str | int, ...], RatingSubject]] = [
            (("tables", t, "columns", c, "rating"), column.rating)
            for t, table in enumerate(self.tables)
            for c, column in enumerate(table.columns)
            if column.rating
        ]
        subjects += [(("band_lists", i, "rating"), listed.rating) for i, listed in enumerate(self.band_lists)]
        return subjects + [
            (("value_lists", i, "rating"), listed.rating) for i, listed in enumerate(self.value_lists) if listed.rating
        ]

    @property
    def speaks_of_ratings(self) -> bool:
        """Whether it says of which ratings its prose can speak: by a context, or by a table or list of ratings."""
        return bool(self.context or self.other_contexts or self.rating_subjects)

    @property
    def measure_subjects(self) -> list[tuple[tuple[str | int, ...], MeasureSubject]]:
        """Every measure whose values a table or list holds, with its place in the sidecar."""
        subjects: list[tuple[tuple[str | int, ...], MeasureSubject]] = [
            (("tables", t, "columns", c, "measure"), column.measure)
            for t, table in enumerate(self.tables)
            for c, column in enumerate(table.columns)
            if column.measure
        ]
        return subjects + [
            (("value_lists", i, "measure"), listed.measure)
            for i, listed in enumerate(self.value_lists)
            if listed.measure
        ]


def read_sidecar(text: str, path: str, reference: Reference) -> tuple[Sidecar | None, list[Problem], LineOf]:
    """The sidecar that `text` is, or None with its problems; `path` names it in them."""
    try:
        data, line_of = yaml_with_lines(text)
    except NotYaml as error:
        return None, [Problem(path, error.line_no, str(error), "Correct the YAML")], lambda place: 1
    if not isinstance(data, dict):
        return None, [Problem(path, 1, "holds no keys", "Describe the document: see CONTRIBUTING.md")], line_of
    problems = [
        Problem(path, line_of(place), f"'{'.'.join(map(str, place))}' is still to be filled in", f"Write {wanted}")
        for place, wanted in left_to_fill_in(data)
    ]
    try:
        sidecar = Sidecar.model_validate(data)
    except ValidationError as error:
        lines = {problem.line_no for problem in problems}
        problems += [problem for problem in validation_problems(error, path, line_of) if problem.line_no not in lines]
    if problems:
        return None, sorted(problems, key=lambda problem: problem.line_no or 0), line_of
    unknown = names_not_known(sidecar, reference)
    # A reference file that cannot be read whole has problems of its own; what it then lacks is none of the sidecar's.
    unknown_names = [
        Problem(path, line_of(place), *rest) for place, file, *rest in unknown if file not in reference.broken_files
    ]
    disagreements = [
        Problem(path, line_of(place), message, remedy)
        for place, message, remedy in (
            *_given_twice(sidecar),
            *texts_with_two_meanings(sidecar.rating_subjects, sidecar.measure_subjects, sidecar.counts, reference),
        )
    ]
    return None if unknown else sidecar, [*unknown_names, *disagreements], line_of


def _given_twice(sidecar: Sidecar) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Names of tables and lists, and corrections: the place of each that is given again, what is wrong, what to do."""
    names: set[str] = set()
    for kind in ("tables", "band_lists", "value_lists", "counts"):
        for place, entry in enumerate(getattr(sidecar, kind)):
            if entry.name in names:
                yield (kind, place, "name"), f"a second table or list of the name '{entry.name}'", "Rename it"
            names.add(entry.name)
    corrected: set[tuple[int, str]] = set()
    for place, given in enumerate(sidecar.corrections):
        if (given.line, given.printed) in corrected:
            message = f"a second correction of '{given.printed}' on line {given.line}"
            yield ("corrections", place), message, "Keep the one that is right"
        corrected.add((given.line, given.printed))


def left_to_fill_in(data: Any, place: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], str]]:
    """The places of a sidecar's plain values that still say FILL IN, in order, each with what is wanted there."""
    if isinstance(data, str) and data.startswith(FILL_IN):
        return [(place, data.removeprefix(FILL_IN).lstrip(": ") or "what belongs there")]
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for part, value in parts for found in left_to_fill_in(value, (*place, part))]
