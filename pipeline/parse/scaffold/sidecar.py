"""A first sidecar for a document, put together from what its text shows and written as YAML.

It has FILL IN where a person has to say what the text does not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from pipeline.base.lines import Line, damaged_lines, split_lines
from pipeline.parse.scaffold.columns import (
    Organisations,
    band_counts,
    bodies_spoken_of,
    column_meaning,
    fill_in,
    holds_data,
    organisation_column,
    why_of_others,
)
from pipeline.parse.scaffold.lists import FoundBandList, ListFinder
from pipeline.parse.scaffold.prose import complete_bands, contexts, find_possible_claims
from pipeline.parse.scaffold.tables import PrintedTable, TableFinder, spread_tables
from pipeline.parse.scaffold.value_lists import FoundValueList, find_value_lists
from pipeline.parse.scaffold.words import Surroundings, plain_title, published_on, surroundings, title_line
from pipeline.parse.sidecar.sidecar import FILL_IN
from pipeline.parse.text.lines.line_signs import LineSigns
from pipeline.parse.text.publications import find_publications
from pipeline.parse.text.tables.row_lines import row_lines
from pipeline.reference.organisations import Resolver, known_names
from pipeline.reference.reading import Reference

# So many lines that name a publisher make a bulletin.
FEWEST_PUBLICATIONS = 3
# So many rows without a heading are worth telling of.
FEWEST_ROWS_TOLD = 3
# Values are not broken over lines, so that one can be replaced by putting another in its line.
LONGEST_YAML = 10_000

# A name that no CCG of any time has, and why.
Unknown = tuple[str, str]


@dataclass(frozen=True)
class FoundTable:
    """A table as a sidecar maps it, the lines of its headings, and its organisations' names."""

    mapping: dict[str, Any]
    heading_lines: tuple[int, ...]
    names: list[str]
    unknown: list[Unknown]


@dataclass
class Scaffold:
    """A sidecar's plain values and what they were made from; `notes` say what looked like data and is not mapped."""

    sidecar: dict[str, Any] = field(default_factory=dict)
    tables: list[FoundTable] = field(default_factory=list)
    band_lists: list[tuple[FoundBandList, list[Unknown]]] = field(default_factory=list)
    value_lists: list[tuple[FoundValueList, list[Unknown]]] = field(default_factory=list)
    publications: int = 0
    notes: list[str] = field(default_factory=list)


class _Maker:
    """One text and what is known of it."""

    def __init__(self, text: str, reference: Reference) -> None:
        lines = split_lines(text)
        damaged = damaged_lines(text, lines)
        readable = lines.without(set(damaged))
        self.reference = reference
        self.organisations = Organisations(Resolver(reference.register))
        areas = [name for area in reference.vocabulary.areas for name in area.names]
        known_titles = [*reference.measure_by_name, *areas]
        finder = TableFinder(self.organisations.is_one, reference.vocabulary, known_titles)
        found, self.notes = finder.find(readable)
        in_rows = {number for table in found for number in table.line_numbers}
        signs = LineSigns(reference.vocabulary, known_names(reference.register))
        found += spread_tables([line for line in readable if line.number not in in_rows], signs)
        self.tables = [table for table in found if self._is_data(table)]
        used = {number for table in self.tables for number in table.line_numbers}
        self.row_numbers = sorted(row.line.number for table in self.tables for row in table.rows)
        self.prose = [line for line in readable if line.number not in used]
        unmapped = row_lines(self.prose)
        self.without_heading = unmapped | (finder.without_heading - used)
        for table in found:
            if table not in self.tables and self._is_headed(table, unmapped):
                self.without_heading -= table.line_numbers
        sentences = [line for line in self.prose if line.number not in unmapped]
        heading = title_line(sentences)
        self.title = plain_title(heading) if heading else ""
        self.claims = find_possible_claims(sentences, self.title, reference)

    def _is_data(self, table: PrintedTable) -> bool:
        named = organisation_column(table.columns, self.organisations)
        others = [texts for index, texts in enumerate(table.columns) if index != named]
        if named is None or not holds_data(others, self.reference.vocabulary):
            return False
        if why := why_of_others(table.titles, table.columns, named, self.organisations, self.reference.vocabulary):
            self.notes.append(f"line {table.headings[0].number}: {why}")
        return not why

    def _is_headed(self, table: PrintedTable, unmapped: set[int]) -> bool:
        """Whether a table that is not mapped has a heading that was read; then it is noted why it is not."""
        rows = unmapped.intersection(row.line.number for row in table.rows)
        named = organisation_column(table.columns, self.organisations)
        if named is None or len(rows) < FEWEST_ROWS_TOLD:
            return False
        if not why_of_others(table.titles, table.columns, named, self.organisations, self.reference.vocabulary):
            self.notes.append(
                f"line {table.headings[0].number}: a table of which no column holds bands of a known scale or plain "
                "numbers; colours, stars and several figures in one cell are not read"
            )
        return True

    def map_tables(self) -> Iterator[FoundTable]:
        for table, under in self._told_apart():
            columns = self._columns(table, self._around(table.headings[0]))
            named = organisation_column(table.columns, self.organisations) or 0
            names = table.columns[named]
            around = self._around(table.headings[0])
            texts = [table.titles[named], *around.above, around.title, *(line.text for line in self.prose)]
            # Councils and trusts of the same names have the same measures, and other ratings.
            bodies = bodies_spoken_of(texts, names)
            if bodies == "others" or not (bodies or any("rating" in column for column in columns)):
                whose = "words of bodies that are no CCGs" if bodies else "no word that says that they are CCGs'"
                self.notes.append(f"line {table.headings[0].number}: a table of bare names under {whose}")
                continue
            for column, cells in zip(columns, table.columns, strict=True):
                self._add_complete_bands(column, cells, len(set(names)))
            first = table.headings[0].number
            yield FoundTable(
                {"name": f"table on line {first}", **({"under": under} if under else {}), "columns": columns},
                tuple(heading.number for heading in table.headings),
                names,
                self.organisations.missed(names),
            )

    def _told_apart(self) -> Iterator[tuple[PrintedTable, str]]:
        """The tables; those with the same titles under different words each by itself, with those words."""
        for table in self.tables:
            if not self._differs_later(table, self._columns(table, self._around(table.headings[0]))):
                yield table, ""
                continue
            pieces: dict[str, list[tuple[Line, float]]] = {}
            under = ""
            ends = [*(heading.number for heading in table.headings[1:]), float("inf")]
            for heading, end in zip(table.headings, ends, strict=True):
                above = self._around(heading).above
                under = " ".join(above[0].split()) if above else under
                pieces.setdefault(under, []).append((heading, end))
            for words, parts in pieces.items():
                rows = [row for row in table.rows if any(h.number < row.line.number < end for h, end in parts)]
                yield PrintedTable(table.titles, [heading for heading, _ in parts], rows), words

    def _differs_later(self, table: PrintedTable, columns: list[dict[str, Any]]) -> bool:
        """Whether the words right above a later heading of a table say something else of its columns."""
        later = {tuple(self._around(heading).above) for heading in table.headings[1:]}
        return any(
            value != known[key] and not str(value).startswith(FILL_IN)
            for above in later
            for column, other in zip(
                columns,
                self._columns(table, Surroundings(above, "", [], self.reference.vocabulary)),
                strict=True,
            )
            for kind in ("rating", "measure")
            if (known := column.get(kind)) and kind in other
            for key, value in other[kind].items()
            if key in known
        )

    def _around(self, heading: Line) -> Surroundings:
        """The words around a heading, back to the last row before it."""
        before = bisect_left(self.row_numbers, heading.number)
        stop = self.row_numbers[before - 1] if before else 0
        return surroundings(heading, self.prose, self.title, self.reference.vocabulary, stop)

    def _columns(self, table: PrintedTable, around: Surroundings) -> list[dict[str, Any]]:
        """The columns of a sidecar's table, as the words around its heading explain them."""
        named = organisation_column(table.columns, self.organisations)

        def columns(around: Surroundings) -> list[dict[str, Any]]:
            return [
                {"title": title, "organisation": True}
                if index == named
                else {"title": title, **column_meaning(title, texts, around, self.reference, self.organisations)}
                for index, (title, texts) in enumerate(zip(table.titles, table.columns, strict=True))
            ]

        found = columns(around)
        if any(self._is_of_before(column.get("rating")) for column in found):
            # What the words around say is the period of the ratings: only its own title says that of a measure.
            apart = columns(Surroundings([], "", [], self.reference.vocabulary))
            found = [own if "measure" in own else column for column, own in zip(found, apart, strict=True)]
        return found

    def _is_of_before(self, rating: dict[str, Any] | None) -> bool:
        """Whether ratings are of a framework of one period only: a baseline, which rests on values of before."""
        framework = rating["framework"] if rating else None
        return framework in self.reference.frameworks and bool(self.reference.rating_scale_of(framework).only_period)

    def _add_complete_bands(self, meaning: dict[str, Any], texts: Sequence[str], organisations: int) -> None:
        if subject := meaning.get("rating"):
            counts = max((band_counts(texts, scale) for scale in self.reference.vocabulary.scales), key=len)
            whole = complete_bands(subject, counts, organisations, self.claims, self.reference)
            subject.update({} if whole is None else {"complete_bands": whole})

    def map_band_lists(self, finder: ListFinder) -> Iterator[tuple[FoundBandList, list[Unknown]]]:
        for listed in finder.band_lists(self.organisations):
            subject = listed.mapping["rating"]
            whole = complete_bands(subject, listed.counts, len(set(listed.names)), self.claims, self.reference)
            subject.update({} if whole is None else {"complete_bands": whole})
            yield listed, self.organisations.missed(listed.names)

    def map_value_lists(self, finder: ListFinder) -> Iterator[tuple[FoundValueList, list[Unknown]]]:
        for listed in find_value_lists(self.prose, self.title, self.organisations, self.reference, finder.anchor):
            self._add_complete_bands(listed.mapping, listed.texts, len(set(listed.names)))
            yield listed, self.organisations.missed(listed.names)


def _without_heading(numbers: set[int]) -> list[str]:
    """For people, that the lines `numbers` are rows of a table whose heading is missing, or could not be read."""
    if len(numbers) < FEWEST_ROWS_TOLD:
        return []
    return [
        f"lines {min(numbers)} to {max(numbers)}: {len(numbers)} lines look like rows of a table without a heading, or "
        "with one that could not be read; a table is mapped by the titles of its heading: write them in a line above it"
    ]


def scaffold(text: str, reference: Reference) -> Scaffold:
    """The sidecar that `text` suggests; never raises, whatever the text is."""
    maker = _Maker(text, reference)
    lists = ListFinder(maker.prose, maker.title, reference)
    tables = list(maker.map_tables())
    band_lists = list(maker.map_band_lists(lists))
    subjects = [column["rating"] for table in tables for column in table.mapping["columns"] if "rating" in column]
    value_lists = list(maker.map_value_lists(lists))
    mappings = [listed.mapping for listed, _ in band_lists] + [listed.mapping for listed, _ in value_lists]
    subjects += [mapping["rating"] for mapping in mappings if "rating" in mapping]
    listed_on = {number for listed, _ in value_lists for number in listed.line_numbers}
    notes = [*maker.notes, *_without_heading(maker.without_heading - listed_on)]
    publications, _ = find_publications(maker.prose, maker.title, reference.vocabulary.labels)
    found = {
        **contexts(subjects, maker.claims, maker.prose, maker.title, reference),
        "tables": [table.mapping for table in tables],
        "band_lists": [listed.mapping for listed, _ in band_lists],
        "value_lists": [listed.mapping for listed, _ in value_lists],
        "listings": list(lists.listings()),
        "publications": len(publications) >= FEWEST_PUBLICATIONS,
    }
    sidecar = {
        "title": maker.title or fill_in("the title under which it was published"),
        "publisher": fill_in("who published it"),
        "published_on": published_on(maker.prose, maker.title)
        or fill_in("the date of publication, as precisely as it is known: 2016-10-28, 2016-10 or 2016"),
        "licence": fill_in("on what terms its content may be used"),
        "text_kind": "original",
        **{key: value for key, value in found.items() if value},
    }
    return Scaffold(sidecar, tables, band_lists, value_lists, len(publications) if found["publications"] else 0, notes)


class _Dumper(yaml.SafeDumper):
    """Writes every value out, without references from one to another."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def sidecar_text(sidecar: dict[str, Any], document_id: str) -> str:
    """A scaffolded sidecar as YAML, with what to do next at its head."""
    head = {key: value for key, value in sidecar.items() if not isinstance(value, list | dict)}
    parts = [{key: value} for key, value in sidecar.items() if key not in head]
    return "\n".join(
        [
            f"# What {document_id}.txt is, and how it is read. Write what is wanted where it says FILL IN, look\n"
            f"# through the rest, then run: ccg-ratings check {document_id}\n"
            "# CONTRIBUTING.md explains every key; url, published_note and original_sha256 may be added.\n",
            *map(as_yaml, [head, *parts]),
        ]
    )


def as_yaml(values: dict[str, Any]) -> str:
    """Keys of a sidecar as it is written."""
    return yaml.dump(values, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=LONGEST_YAML)
