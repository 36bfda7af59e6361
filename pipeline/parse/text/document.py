"""One document: its text and what its sidecar maps, to everything that it states.

The readers get the lines in a fixed order, so that each line is read once and its rows can be counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pipeline.base.lines import Line, Lines, damaged_lines, split_lines
from pipeline.parse.text.claims.put_right import correct_claims
from pipeline.parse.text.claims.reading import find_claims
from pipeline.parse.text.corrections import Corrected, Correction, Corrections
from pipeline.parse.text.facts import (
    Claim,
    Figure,
    Listing,
    Mention,
    NamedBand,
    NumberRead,
    Policy,
    Publication,
    Reject,
)
from pipeline.parse.text.figures import find_figures
from pipeline.parse.text.lines.line_signs import LineSigns
from pipeline.parse.text.lists.band_lists import BandListRows, BandListSpec, correct_list, read_band_list
from pipeline.parse.text.lists.listings import ListingSpec, read_listing
from pipeline.parse.text.lists.noted_lists import without_noted_items
from pipeline.parse.text.lists.value_lists import ValueListRows, ValueListSpec, correct_values, read_value_list
from pipeline.parse.text.mentions.named_bands import BandReader
from pipeline.parse.text.mentions.reading import read_mentions
from pipeline.parse.text.named_in_place import without_doubted
from pipeline.parse.text.policies import find_policies
from pipeline.parse.text.publications import find_publications
from pipeline.parse.text.tables.counts import CountsSpec, read_counts
from pipeline.parse.text.tables.notes_below import without_noted
from pipeline.parse.text.tables.reading import read_tables
from pipeline.parse.text.tables.row_lines import row_lines
from pipeline.parse.text.tables.rows import TableRows, TableSpec
from pipeline.parse.text.tables.spread_rows import read_spread_tables
from pipeline.parse.text.unmapped import find_unmapped
from pipeline.reference.known_names import KnownNames
from pipeline.reference.vocabulary import Context, Vocabulary


@dataclass(frozen=True)
class Acceptance:
    """Text that the sidecar accepts as a reject: any line that holds `text`, with the reason."""

    text: str
    reason: str


@dataclass(frozen=True)
class DocumentSpec:
    """What a sidecar says of a document's text: where its data stand, and what its prose speaks of.

    `names` are those of all organisations that the register knows.
    """

    title: str
    published_on: date
    tables: tuple[TableSpec, ...] = ()
    band_lists: tuple[BandListSpec, ...] = ()
    value_lists: tuple[ValueListSpec, ...] = ()
    counts: tuple[CountsSpec, ...] = ()
    listings: tuple[ListingSpec, ...] = ()
    lists_publications: bool = False
    contexts: tuple[Context, ...] = ()
    default_context: Context | None = None
    accepted: tuple[Acceptance, ...] = ()
    corrections: tuple[Correction, ...] = ()
    names: KnownNames = field(default_factory=KnownNames)


@dataclass(frozen=True)
class NotFound:
    """A part of the sidecar, by its place there, that matches nothing in the document."""

    place: tuple[str | int, ...]
    message: str


@dataclass
class Extracted:
    """Everything that a document states, and what in it was rejected.

    `rows_seen` counts the lines that stand where rows of mapped tables and lists do, read or not. `table_lines` are
    all lines from a table's heading to its last row, `list_lines` those of listings, of lists of values and of counts,
    `prose_lines` those that were read as prose; `claimed_numbers` are the numbers that are part of a claim.
    `not_found` are the parts that the sidecar maps and the document does not have; whether accepted text was
    rejected shows only when names are resolved.
    """

    lines: Lines
    rows_seen: int = 0
    heading_lines: set[int] = field(default_factory=set)
    table_lines: set[int] = field(default_factory=set)
    list_lines: set[int] = field(default_factory=set)
    prose_lines: set[int] = field(default_factory=set)
    claimed_numbers: list[NumberRead] = field(default_factory=list)
    tables: list[TableRows] = field(default_factory=list)
    band_lists: list[BandListRows] = field(default_factory=list)
    value_lists: list[ValueListRows] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    named_bands: list[NamedBand] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    corrected: list[Corrected] = field(default_factory=list)
    not_found: list[NotFound] = field(default_factory=list)


def extract(text: str, spec: DocumentSpec, vocabulary: Vocabulary) -> Extracted:
    """All facts of `text`; never raises, whatever the text is."""
    lines = split_lines(text)
    damaged = damaged_lines(text, lines)
    result = Extracted(lines)
    if not text.strip():
        mapped = bool(spec.tables or spec.band_lists or spec.listings or spec.lists_publications)
        reject = Reject(1, 0, 0, "", "document", "the document is empty", mapped, "restore its text")
        result.rejects.append(reject)
        return result
    used: set[int] = set()
    corrections = Corrections(spec.corrections, result.corrected)
    if spec.tables:
        signs = LineSigns(vocabulary, spec.names)
        used = result.table_lines = _read_tables(text, lines, spec, damaged, corrections, signs, result)
    rest = lines.without(used)
    for index, band_list in enumerate(spec.band_lists):
        rows, rejects, used_lines = read_band_list(rest, band_list, damaged, spec.names)
        correct_list(rows, corrections)
        result.band_lists.append(rows)
        result.rows_seen += len(used_lines)
        result.rejects += rejects
        rest = _unused(rest, used_lines)
        if not rows.line_nos:
            _miss(result, ("band_lists", index), f"'{band_list.name}': no organisation is listed under a band")
    unread = {line.number for line in rest}
    rest = _read_value_lists(rest, spec, damaged, corrections, result)
    rest, counted = _read_counts(rest, spec, damaged, result)
    in_mapped = unread.difference(line.number for line in rest)
    result.rejects += without_noted_items([*result.band_lists, *result.value_lists], lines, used, spec.names)
    _read_names(_unused(rest, set(damaged)), spec, vocabulary, result)
    listed: set[int] = set()
    for index, listing in enumerate(spec.listings):
        found, rejects, used_lines = read_listing(rest, listing, damaged)
        result.listings += found
        result.rejects += rejects
        listed |= used_lines
        if not found and not rejects:
            _miss(result, ("listings", index), f"no line holds the words '{listing.after}'")
    result.list_lines = listed | in_mapped
    unmapped = _read_prose(_unused(rest, listed | damaged.keys()), spec, vocabulary, result)
    result.claims = sorted([*counted, *result.claims], key=lambda claim: claim.line_no)
    result.claims = correct_claims(result.claims, corrections)
    reported = {reject.line_no for reject in result.rejects} | {stated.line_no for stated in result.named_bands}
    reported.update(number for rows in result.band_lists for number in rows.headings)
    result.rejects += find_unmapped(_unused(rest, reported), damaged, vocabulary, unmapped, spec.names)
    _accept(result, spec.accepted)
    result.rejects.sort(key=lambda reject: (reject.line_no, reject.char_start))
    return result


def _miss(result: Extracted, place: tuple[str | int, ...], message: str) -> None:
    result.not_found.append(NotFound(place, message))


def _read_tables(
    text: str,
    lines: Lines,
    spec: DocumentSpec,
    damaged: dict[int, str],
    corrections: Corrections,
    signs: LineSigns,
    result: Extracted,
) -> set[int]:
    read = read_tables(text, lines, spec.tables, damaged, corrections)
    read_spread_tables(lines, damaged, corrections, signs, read)
    read.tables = [without_noted(table, lines, read.lines_used, spec.names, read.rejects) for table in read.tables]
    result.tables, result.rows_seen, result.heading_lines = read.tables, read.rows_seen, read.heading_lines
    result.rejects += read.rejects
    for table in read.not_found:
        titles = " | ".join(column.title for column in table.columns)
        _miss(result, ("tables", spec.tables.index(table)), f"no line of the document is the heading {titles}")
    return read.lines_used


def _unused(lines: Sequence[Line], used: set[int]) -> list[Line]:
    return [line for line in lines if line.number not in used]


def _read_value_lists(
    rest: list[Line], spec: DocumentSpec, damaged: dict[int, str], corrections: Corrections, result: Extracted
) -> list[Line]:
    """Reads the mapped lists of names with values, and gives the lines that are left."""
    for index, listed in enumerate(spec.value_lists):
        rows, rejects, used_lines = read_value_list(rest, listed, damaged)
        correct_values(rows, corrections)
        result.value_lists.append(rows)
        result.rows_seen += len(rows.line_nos) + len(rejects)
        result.rejects += rejects
        rest = _unused(rest, used_lines)
        if not rows.line_nos:
            _miss(result, ("value_lists", index), f"'{listed.name}': no organisation is listed with a value")
    return rest


def _read_counts(
    rest: list[Line], spec: DocumentSpec, damaged: dict[int, str], result: Extracted
) -> tuple[list[Line], list[Claim]]:
    """Reads the mapped tables of counts, and gives the lines that are left and the claims."""
    claims: list[Claim] = []
    for index, counts in enumerate(spec.counts):
        found, rejects, used_lines = read_counts(rest, counts, damaged)
        claims += found
        result.rejects += rejects
        rest = _unused(rest, used_lines)
        if not used_lines:
            titles = " | ".join([counts.first_title, *(column.title for column in counts.columns)])
            _miss(result, ("counts", index), f"no line of the document is the heading {titles}")
    return rest, claims


def _read_names(lines: Sequence[Line], spec: DocumentSpec, vocabulary: Vocabulary, result: Extracted) -> None:
    named = read_mentions(lines, spec.title, spec.names, BandReader(vocabulary, spec.contexts, spec.default_context))
    named = without_doubted(named, lines, vocabulary, spec.contexts, spec.default_context, spec.title)
    result.mentions, result.named_bands = named.mentions, named.bands
    result.rejects += named.rejects


def _read_prose(lines: Sequence[Line], spec: DocumentSpec, vocabulary: Vocabulary, result: Extracted) -> set[int]:
    """Adds what prose states; gives the numbers of the lines that are rows of data, which state nothing."""
    if spec.lists_publications:
        result.publications, rejects = find_publications(lines, spec.title, vocabulary.labels)
        result.rejects += rejects
        if not result.publications:
            _miss(result, ("publications",), "no item with a publisher is listed")
    rows = row_lines(lines)
    lines = _unused(lines, rows)
    result.prose_lines = {line.number for line in lines}
    claims = find_claims(lines, vocabulary, spec.contexts, spec.default_context, spec.title)
    result.claims = claims.claims
    result.claimed_numbers = [number for number in claims.numbers if number.reason is None]
    result.figures = find_figures(lines, claims.numbers)
    result.policies = find_policies(lines, spec.published_on)
    return rows - {item.line_no for item in result.publications}


def _accept(result: Extracted, accepted: Sequence[Acceptance]) -> None:
    """Turns rejects whose line holds accepted text into ones that stop nothing, with the given reason.

    Rows that hold it get the reason too, for what is wrong with them may show only when their names are resolved.
    """
    rows: list[TableRows | BandListRows | ValueListRows] = [
        *result.tables,
        *result.band_lists,
        *result.value_lists,
    ]
    spread = {number for table in result.tables for number in table.lines}
    for acceptance in accepted:
        numbers = {number for number, text in enumerate(result.lines.texts, 1) if acceptance.text in text}
        reason = f"accepted: {acceptance.reason}"
        for found in rows:
            if isinstance(found, TableRows) and found.lines:
                found.accepted_names |= {name: reason for name in found.names_on(numbers) if _names(acceptance, name)}
            else:
                found.accepted |= dict.fromkeys(numbers, reason)
        for index, reject in enumerate(result.rejects):
            is_other = reject.stage == "table" and reject.line_no in spread and not _names(acceptance, reject.text)
            if reject.line_no in numbers and not is_other:
                result.rejects[index] = replace(reject, mapped=False, reason=reason)


def _names(acceptance: Acceptance, cell: str) -> bool:
    """Whether accepted text means a cell, on a line that holds cells of several rows."""
    return acceptance.text in cell or cell in acceptance.text
