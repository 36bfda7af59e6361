"""Documents and reference data to the core tables.

Here: running the extraction over every document, turning facts into frames of the declared columns, and telling
mapped rejects as problems. Not here: what a column must hold (`pipeline.schema.tables`), files, Dagster.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.base.lines import LONGEST_LINE
from pipeline.base.periods import normal_period
from pipeline.base.problems import Problem
from pipeline.build.cells_to_rows import Columns, Resolved, resolve_band_list, resolve_table, resolve_value_list
from pipeline.build.inputs import Document, Inputs
from pipeline.build.mentions_to_rows import NamesResolved, listed_bands, listed_values, resolve_names
from pipeline.build.reference_tables import reference_tables
from pipeline.build.snapshot_reading import VersionRead, tables_of
from pipeline.parse.sidecar.mapping import document_spec
from pipeline.parse.text.document import Extracted, NotFound, extract
from pipeline.parse.text.facts import Reject
from pipeline.reference.organisations import Resolver
from pipeline.reference.reading import Reference
from pipeline.reference.register import Register
from pipeline.schema.frames import schema_of, to_frame
from pipeline.schema.tables import CORE_TABLES

ROW_STAGES = ("table", "band_list", "value_list", "organisation")


@dataclass
class DocumentFacts:
    """What one document gave: what was extracted, the resolved rows, all rejects, the problems that stop a refresh.

    `named` is what came of the names in its prose.
    """

    document: Document
    extracted: Extracted
    resolved: list[Resolved]
    named: NamesResolved
    rejects: list[Reject]
    problems: list[Problem]

    @property
    def ratings(self) -> list[Columns]:
        """The blocks of core.rating: of its tables and lists, and of its sentences."""
        return [block for found in self.resolved for block in found.ratings] + self.named.ratings

    @property
    def values(self) -> list[Columns]:
        """The blocks of core.measure_value."""
        return [block for found in self.resolved for block in found.values]

    @property
    def rows_taken(self) -> int:
        return sum(resolved.rows_taken for resolved in self.resolved)

    @property
    def rows_rejected(self) -> int:
        """Rows of mapped tables and lists that were not taken, accepted ones among them."""
        headings = self.extracted.heading_lines
        # A line may have several rows: two tables side by side, or a list of names with values.
        places = {(reject.line_no, reject.char_start) for reject in self.rejects if reject.stage in ROW_STAGES}
        return sum(line_no not in headings for line_no, _ in places)

    @property
    def name_parts(self) -> set[int]:
        """Lines that hold a part of the name of a row on another line, and are no rows."""
        return {line_no for resolved in self.resolved for line_no in resolved.parts}


@dataclass
class CoreBuild:
    """The core tables, and every problem of the documents and reference data that they were built from."""

    tables: dict[str, pl.DataFrame]
    facts: list[DocumentFacts] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    versions: list[VersionRead] = field(default_factory=list)

    def row_count(self, table: str) -> int:
        """Rows of a table, those of versions too."""
        read = [version for version in self.versions if version.is_read and table == "measure_value"]
        return self.tables[table].height + sum(version.counts["rows_parsed"] for version in read)

    @property
    def value_files(self) -> list[Path]:
        """The rows of core.measure_value that versions gave, which are too many to go from hand to hand."""
        return [version.file("measure_value") for version in self.versions if version.is_read]


def build_core(
    inputs: Inputs, versions: Sequence[VersionRead] = (), progress: Callable[[str], None] = lambda document_id: None
) -> CoreBuild:
    """All core tables of `inputs` and of the versions read; `progress` is told each document before it is read.

    The measure values of versions are not in the tables: they are in the files of `CoreBuild.value_files`.
    """
    resolver = Resolver(inputs.reference.register)
    facts = []
    for document in inputs.documents:
        progress(document.document_id)
        facts.append(read_facts(document, inputs.reference, resolver))
    problems = [*inputs.problems, *(problem for found in facts for problem in found.problems)]
    tables = {**reference_tables(inputs.reference, inputs.sources), **_document_tables(facts)}
    for name, rows in _version_tables(versions).items():
        tables[name] = pl.concat([tables[name], rows]) if name in tables else rows
    return CoreBuild({name: tables[name] for name in CORE_TABLES}, facts, problems, list(versions))


def read_facts(document: Document, reference: Reference, resolver: Resolver) -> DocumentFacts:
    """Everything that one document states, its organisations resolved."""
    sidecar = document.sidecar
    extracted = extract(document.text, document_spec(sidecar, reference), reference.vocabulary)
    scale_of = {name: framework.scale for name, framework in reference.frameworks.items()}
    tables = {table.name: table for table in sidecar.tables}
    lists = {listed.name: listed for listed in sidecar.band_lists}
    values = {listed.name: listed for listed in sidecar.value_lists}
    resolved = [resolve_table(rows, tables[rows.spec.name], resolver, scale_of) for rows in extracted.tables]
    of_bands = [
        resolve_band_list(rows, lists[rows.spec.name], resolver, rows.spec.scale.scale) for rows in extracted.band_lists
    ]
    parts = {line_no for found in resolved for line_no in found.parts}
    of_values = [resolve_value_list(rows, values[rows.spec.name], resolver) for rows in extracted.value_lists]
    resolved += [*of_bands, *of_values]
    of_tables = [block for found in resolved for block in found.ratings]
    named = resolve_names(extracted.mentions, extracted.named_bands, sidecar, of_tables, resolver)
    named.mentions += [row for found in of_bands for row in listed_bands(found)]
    for found, rows in zip(of_values, extracted.value_lists, strict=True):
        named.mentions += listed_values(found, rows)
    named.mentions.sort(key=lambda row: (row["line_no"], row["char_start"]))
    rejects = [reject for reject in extracted.rejects if not (reject.stage == "table" and reject.line_no in parts)]
    rejects += [*(reject for found in resolved for reject in found.rejects), *named.rejects]
    rejects.sort(key=lambda reject: (reject.line_no, reject.char_start))
    problems = [
        Problem(
            document.path, reject.line_no, reject.reason, f"To correct it: {reject.remedy}{_row_of(reject, extracted)}"
        )
        for reject in rejects
        if reject.mapped
    ]
    problems += _stated_twice(document, resolved, resolver.register)
    problems += [
        Problem(
            document.sidecar_path,
            document.sidecar_line(missing.place),
            f"{missing.message} (in {document.path})",
            "Correct the sidecar, or restore the document's text",
        )
        for missing in [*extracted.not_found, *_given_in_vain(document, extracted, rejects)]
    ]
    return DocumentFacts(document, extracted, resolved, named, rejects, problems)


# Of a row that was not taken, its beginning is shown.
_SHOWN = 60


def _row_of(reject: Reject, extracted: Extracted) -> str:
    """How the row begins that was not taken, to be told after the rest; nothing for what is no row."""
    if reject.stage not in ROW_STAGES or reject.line_no in extracted.heading_lines:
        return ""
    row = " ".join(extracted.lines.texts[reject.line_no - 1].split())
    begins = row if len(row) <= _SHOWN else f"{row[:_SHOWN].rstrip()}…"
    return f". The row begins “{begins}”"


def _stated_twice(document: Document, resolved: Sequence[Resolved], register: Register) -> list[Problem]:
    """The rows of organisations that have the same rating or value in a table or list before."""
    by_subject: dict[tuple[str, ...], list[Columns]] = {}
    for block in (block for found in resolved for block in [*found.ratings, *found.values]):
        subject = tuple(block[name] for name in ("framework", "area", "measure_id", "period") if name in block)
        by_subject.setdefault(subject, []).append(block)
    problems = []
    for subject, blocks in by_subject.items():
        # Within one table or list an organisation has one row.
        first: dict[str, int] = {}
        for block in blocks if len(blocks) > 1 else ():
            for code, line_no in zip(block["org_code"], block["line_no"], strict=True):
                if code in first:
                    whose = f"{register.by_code[code]}, after that of line {first[code]}"
                    message = f"a second {' '.join(subject)} for {whose}"
                    remedy = "Keep the right one, or map the other to what it is about"
                    problems.append(Problem(document.path, line_no, message, remedy))
            first.update(dict(zip(block["org_code"], block["line_no"], strict=True)))
    return problems


def _given_in_vain(document: Document, extracted: Extracted, rejects: Sequence[Reject]) -> list[NotFound]:
    """What is under `accept` and stands in no rejected line, and what is under `corrections` and was not found."""
    numbers = {reject.line_no for reject in rejects}
    texts = [text for number, text in enumerate(extracted.lines.texts, 1) if number in numbers]
    found = [
        NotFound(("accept", place), f"nothing that holds '{accept.text}' was rejected")
        for place, accept in enumerate(document.sidecar.accept)
        if not any(accept.text in text for text in texts)
    ]
    made = {corrected.place for corrected in extracted.corrected}
    return found + [
        NotFound(("corrections", place), f"line {given.line} has no cell, name or claim '{given.printed}'")
        for place, given in enumerate(document.sidecar.corrections)
        # A row that does not read for another reason is told for that.
        if place not in made and given.line not in numbers
    ]


# The column that holds the published text of a cell.
_TEXT_COLUMN = {"rating": "quote", "measure_value": "value_published"}


def _block(table: str, document_id: str, columns: Columns) -> pl.DataFrame:
    """A block of columns, of which those with one value for all rows are given as that value."""
    schema = schema_of(table)
    data = {"document_id": document_id, "locator": None, "org_type": "ccg", **columns}
    data[_TEXT_COLUMN[table]] = columns["text"]
    lists = {name: pl.Series(name, data[name], schema[name]) for name in schema if isinstance(data.get(name), list)}
    end = pl.col("char_start") + pl.col(_TEXT_COLUMN[table]).str.len_chars().cast(pl.Int64)
    rest = [pl.lit(data[name], schema[name]).alias(name) for name in schema if name not in lists and name != "char_end"]
    return pl.DataFrame(lists).with_columns(end.alias("char_end"), *rest).select(list(schema))


def _blocks(table: str, blocks: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([to_frame(table, []), *blocks])


def _document_tables(facts: Sequence[DocumentFacts]) -> dict[str, pl.DataFrame]:
    def rows(table: str, of: Callable[[DocumentFacts], Sequence[Any]]) -> pl.DataFrame:
        names = list(schema_of(table))
        found = [{"document_id": fact.document.document_id, **asdict(item)} for fact in facts for item in of(fact)]
        return to_frame(table, [{name: row.get(name) for name in names} for row in found])

    ratings = [(fact.document.document_id, block) for fact in facts for block in fact.ratings]
    values = [(fact.document.document_id, block) for fact in facts for block in fact.values]
    return {
        "document": to_frame("document", [_document_row(fact) for fact in facts]),
        "source_line": _blocks("source_line", [_source_lines(fact) for fact in facts]),
        "rating": _blocks("rating", [_block("rating", *block) for block in ratings]),
        "measure_value": _blocks("measure_value", [_block("measure_value", *block) for block in values]),
        "mention": to_frame("mention", [row for fact in facts for row in _mention_rows(fact)]),
        "claim": to_frame("claim", [row for fact in facts for row in _claim_rows(fact)]),
        "figure": rows("figure", lambda fact: fact.extracted.figures),
        "publication": rows("publication", lambda fact: fact.extracted.publications),
        "measure_listing": rows("measure_listing", lambda fact: fact.extracted.listings),
        "refresh_policy": rows("refresh_policy", lambda fact: fact.extracted.policies),
        "correction": to_frame("correction", [row for fact in facts for row in _correction_rows(fact)]),
        "rejected_row": rows("rejected_row", lambda fact: fact.rejects).unique(maintain_order=True),
    }


def _version_tables(versions: Sequence[VersionRead]) -> dict[str, pl.DataFrame]:
    return {
        "document": to_frame("document", [version.document_row for version in versions if version.is_read]),
        "source_version": to_frame("source_version", [version.version_row for version in versions]),
        **tables_of(versions),
    }


def _source_lines(fact: DocumentFacts) -> pl.DataFrame:
    """Every line on which a fact of the document stands."""
    found = fact.extracted
    prose: list[Sequence[Any]] = [
        found.mentions,
        found.claims,
        found.figures,
        found.publications,
        found.listings,
        found.policies,
        fact.rejects,
        found.corrected,
    ]
    numbers = fact.name_parts | {item.line_no for items in prose for item in items}
    for block in [*fact.ratings, *fact.values]:
        numbers.update(block["line_no"])
    chosen = [number - 1 for number in sorted(numbers) if number <= len(found.lines)]
    columns = {
        "line_no": [index + 1 for index in chosen],
        "char_start": [found.lines.starts[index] for index in chosen],
        "text": [found.lines.texts[index][:LONGEST_LINE] for index in chosen],
    }
    schema = schema_of("source_line")
    rows = pl.DataFrame(columns, schema_overrides={name: schema[name] for name in columns})
    return rows.select(pl.lit(fact.document.document_id).alias("document_id"), *columns)


def _document_row(fact: DocumentFacts) -> dict[str, Any]:
    document, sidecar = fact.document, fact.document.sidecar
    published_on, precision = sidecar.known_on
    return {
        "document_id": document.document_id,
        "title": sidecar.title,
        "publisher": sidecar.publisher,
        "published_on": published_on,
        "published_precision": precision,
        "published_note": sidecar.published_note,
        "url": sidecar.url,
        "source_id": None,
        "product": None,
        "licence": sidecar.licence,
        "text_kind": document.text_kind,
        "sha256": document.sha256,
        "sidecar_sha256": document.sidecar_sha256,
        "lines": len(fact.extracted.lines),
        "tables_found": len(fact.resolved),
        "rows_found": fact.extracted.rows_seen - len(fact.name_parts),
        "rows_parsed": fact.rows_taken,
        "rows_rejected": fact.rows_rejected,
        "claims_found": len(fact.extracted.claims),
        "figures_found": len(fact.extracted.figures),
    }


def _claim_rows(fact: DocumentFacts) -> list[dict[str, Any]]:
    """The claims with their ids: document, line, place among the line's claims; the same in abstract and original."""
    document_id = fact.document.document_id
    seen: dict[int, int] = {}
    rows = []
    for claim in fact.extracted.claims:
        place = seen[claim.line_no] = seen.get(claim.line_no, 0) + 1
        claim_id = f"{document_id}:{claim.line_no}.{place}"
        period = normal_period(claim.period)
        days = {"period_start": period.start, "period_end": period.end}
        row = {"claim_id": claim_id, "document_id": document_id, **asdict(claim), "bands": list(claim.bands)}
        rows.append(row | days)
    return rows


def _mention_rows(fact: DocumentFacts) -> list[dict[str, Any]]:
    return [{"document_id": fact.document.document_id, **row} for row in fact.named.mentions]


def _correction_rows(fact: DocumentFacts) -> list[dict[str, Any]]:
    given = fact.document.sidecar.corrections
    return [
        {
            "document_id": fact.document.document_id,
            **asdict(corrected),
            "printed": given[corrected.place].printed,
            "right_value": given[corrected.place].right,
            "reason": given[corrected.place].reason,
            "authority": given[corrected.place].authority,
        }
        for corrected in fact.extracted.corrected
    ]
