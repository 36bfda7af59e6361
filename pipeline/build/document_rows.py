"""The facts of documents as rows of the core tables, in the columns that the tables declare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import polars as pl

from pipeline.base.lines import LONGEST_LINE
from pipeline.base.periods import normal_period
from pipeline.build.cells_to_rows import Columns
from pipeline.build.document_facts import DocumentFacts
from pipeline.schema.frames import schema_of, to_frame

# The tables that documents fill.
TABLES = (
    "document", "source_line", "rating", "measure_value", "mention", "claim", "figure", "publication",
    "measure_listing", "refresh_policy", "correction", "rejected_row",
)  # fmt: skip
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


def _blocks(table: str, document_id: str, blocks: Sequence[Columns]) -> pl.DataFrame:
    return pl.concat([to_frame(table, []), *(_block(table, document_id, block) for block in blocks)])


def rows_of_document(fact: DocumentFacts) -> dict[str, pl.DataFrame]:
    """The rows that a document gives each of TABLES."""
    document_id = fact.document.document_id

    def rows(table: str, items: Sequence[Any]) -> pl.DataFrame:
        names = list(schema_of(table))
        found = [{"document_id": document_id, **asdict(item)} for item in items]
        return to_frame(table, [{name: row.get(name) for name in names} for row in found])

    return {
        "document": to_frame("document", [_document_row(fact)]),
        "source_line": _source_lines(fact),
        "rating": _blocks("rating", document_id, fact.ratings),
        "measure_value": _blocks("measure_value", document_id, fact.values),
        "mention": to_frame("mention", _mention_rows(fact)),
        "claim": to_frame("claim", _claim_rows(fact)),
        "figure": rows("figure", fact.extracted.figures),
        "publication": rows("publication", fact.extracted.publications),
        "measure_listing": rows("measure_listing", fact.extracted.listings),
        "refresh_policy": rows("refresh_policy", fact.extracted.policies),
        "correction": to_frame("correction", _correction_rows(fact)),
        "rejected_row": rows("rejected_row", fact.rejects).unique(maintain_order=True),
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
        "product": sidecar.product,
        "licence": sidecar.licence,
        "text_kind": document.text_kind,
        "sha256": document.sha256,
        "sidecar_sha256": document.sidecar_sha256,
        "lines": len(fact.extracted.lines),
        "tables_found": len(fact.resolved),
        "rows_found": fact.extracted.rows_seen - len(fact.name_parts),
        "rows_parsed": fact.rows_accepted,
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
        bands = {"bands": list(claim.bands), "bands_together": list(claim.bands_together)}
        rows.append({"claim_id": claim_id, "document_id": document_id, **asdict(claim), **bands, **days})
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
