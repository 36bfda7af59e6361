"""A feed, a table of measures by organisation, read by its layout: every row is a value, a reject or excluded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl

from pipeline.base.sql_text import quoted
from pipeline.parse.csv.counts_account import account_for_counts
from pipeline.parse.csv.feed_account import count_outcomes, document_parts, nothing_read, rejected_rows
from pipeline.parse.csv.lines import load_lines
from pipeline.parse.csv.others import account_for_others
from pipeline.parse.csv.reasons import READ
from pipeline.parse.csv.row_outcomes import FeedRows
from pipeline.parse.csv.sums import Sums
from pipeline.parse.csv.sums_account import account_for_sums, nothing_added, write_providers
from pipeline.parse.csv.worked_out import columns_of_shares, work_out
from pipeline.parse.shares import ROUNDED_TO
from pipeline.parse.xlsx.cells import Sheet
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import LongLayout
from pipeline.reference.organisations import Resolver, known_names
from pipeline.reference.register import Register
from pipeline.schema.frames import schema_of

# How much memory is used while a file is read; what is larger goes through files beside the target.
MEMORY = "2GB"
# Of the ways to compress, the one that is written and read again fastest; for places, which all differ, a dictionary
# would be begun in vain.
WORK_FORMAT = "FORMAT parquet, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 10000"

# Written beside the target where a layout adds up the rows of providers.
PROVIDERS = "provider_value.parquet"

_TYPES = {pl.Int64: "BIGINT", pl.String: "VARCHAR", pl.Date: "DATE", pl.Float64: "DOUBLE"}


@dataclass(frozen=True)
class FeedReading:
    """What became of a file: a part for each measure code, the rows that were not read, and how many were written.

    `delimiter` and `sheet` say how the file was read. `beyond_rows` is how much more than one for each row of the file
    the parts count: of a row with several measures each counts, and so do the cells of columns that no measure has.
    """

    parts: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    values: int
    delimiter: str = ","
    sheet: str | None = None
    beyond_rows: int = 0


def read_feed(
    path: Path,
    layout: LongLayout,
    document_id: str,
    measures: Mapping[str, Measure],
    counted: Collection[str],
    register: Register,
    target: Path,
    sheets: Sequence[Sheet] | None = None,
) -> FeedReading:
    """Reads a file by its layout and writes its values to `target`, Parquet in the form of core.measure_value.

    Where rows of providers are added up, their sums are written beside it as PROVIDERS, as core.provider_value.
    `sheets` hold the cells that are carried from the file, where it need not be there.
    `measures` are by their codes in the file; `counted` are the ids of those that count, for which the bounds of
    suppressed counts hold. ValidationFailed when needed columns are missing, when the file is no CSV, or when none of
    its rows could be read: nothing is written then.
    """
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.stem}-") as folder:
        work = Path(folder)
        # Rows are numbered as they stand in the file, so their order is kept.
        config: dict[str, Any] = {"memory_limit": MEMORY, "temp_directory": str(work), "preserve_insertion_order": True}
        with duckdb.connect(config=config) as con:
            lines = load_lines(con, path, layout, work, sheets, Resolver(register).is_known, known_names(register))
            if layout.add_up:
                sums = Sums(con, work, path, layout, lines, measures, register)
                feed = FeedRows(con, work, path, sums.sum_layout, sums.sum_lines)
            else:
                sums, feed = None, FeedRows(con, work, path, layout, lines)
            feed.look_up(measures, counted, register)
            feed.place()
            return _account_and_values(feed, sums, document_id, measures, target)


def _account_and_values(
    feed: FeedRows, sums: Sums | None, document_id: str, measures: Mapping[str, Measure], target: Path
) -> FeedReading:
    """Writes the values and accounts for every row; ValidationFailed where there is no value."""
    outcomes = count_outcomes(feed)
    values = sum(count for (_, outcome), (count, _) in outcomes.items() if outcome == READ)
    if not values:
        raise (nothing_added(sums) if sums else None) or nothing_read(feed, outcomes)
    parts = document_parts(feed, document_id, outcomes)
    rejects = rejected_rows(feed, document_id)
    account_for_counts(feed, READ, parts, rejects)
    if sums:
        feed.lines.beyond_rows += account_for_sums(sums, document_id, parts, rejects)
    account_for_others(feed, document_id, parts, rejects)
    shares = work_out(feed, measures, document_id, parts) if feed.layout.shares else 0
    feed.lines.beyond_rows += shares
    if feed.lines.locator:
        printed = f", {feed.lines.printed} AS printed, total" if sums else ""
        cells = f"SELECT {feed.row} AS row, {feed.lines.locator} AS locator{printed} FROM line"
        feed.con.execute(f"CREATE TABLE place AS {cells}")
    # All that is needed of the lines has been read, and the values need the room.
    feed.con.execute("DROP TABLE line")
    _write(feed, document_id, target)
    if sums and sums.add_up.provider:
        write_providers(sums, feed, document_id, target.with_name(PROVIDERS), _TYPES)
    lines = feed.lines
    return FeedReading(parts, rejects, values + shares, lines.delimiter, lines.sheet, lines.beyond_rows)


def _write(feed: FeedRows, document_id: str, target: Path) -> None:
    """Writes the values, each with what its row's texts mean."""
    title = quoted(f", {feed.lines.value_title}")
    has_count = "coalesce(kept.numerator, kept.denominator) IS NOT NULL"
    values = {
        "document_id": quoted(document_id),
        "locator": "place.locator" if feed.lines.locator else f"'row ' || kept.row || {title}",
        "org_type": "body.org_type",
        "org_code": "body.org_code",
        "org_name_published": "body.name",
        "measure_id": "part.measure_id",
        "period": "period.period",
        "period_published": "period.printed",
        "period_start": "period.period_start",
        "period_end": "period.period_end",
        "value": "kept.value",
        "value_published": "place.printed" if feed.lines.printed else "kept.printed",
        "decimals": "kept.decimals",
        "status": "coalesce(special.status, 'published')",
        "reason": "special.reason",
        "lower": "CASE WHEN part.counts THEN special.lower END",
        "upper": "CASE WHEN part.counts THEN special.upper END",
        "numerator": "kept.numerator",
        "denominator": "kept.denominator",
        "count_note": "kept.count_note",
        "counts_rounded_to": f"CASE WHEN kept.rounded AND {has_count} THEN {ROUNDED_TO} END",
    }
    feed.con.execute(f"""
        COPY (
            SELECT {_selected(values)} FROM kept
            JOIN (SELECT DISTINCT ON (id) * FROM part) AS part ON kept.part = part.id
            JOIN period ON kept.period = period.id
            JOIN body ON kept.body = body.id
            LEFT JOIN special ON kept.printed = special.text
            {"JOIN place ON kept.row = place.row" if feed.lines.locator else ""}
            ANTI JOIN repeated ON kept.row = repeated.row
            WHERE kept.outcome = {READ}
            {_worked_out(feed, values) if feed.layout.shares else ""}
        ) TO {quoted(str(target))} ({WORK_FORMAT})""")


def _worked_out(feed: FeedRows, values: Mapping[str, str]) -> str:
    """SQL of the rows of shares, after those that are printed."""
    places = "place" if feed.lines.locator else "(SELECT row, 'row ' || row AS locator FROM kept)"
    return f"""
            UNION ALL
            SELECT {_selected(columns_of_shares(values))} FROM worked_out
            JOIN period ON worked_out.period = period.id
            JOIN body ON worked_out.body = body.id
            JOIN first_day ON worked_out.measure_id = first_day.measure_id AND worked_out.period = first_day.period
                AND body.org_type = first_day.org_type
            JOIN {places} AS of_part ON worked_out.part_row = of_part.row
            JOIN {places} AS of_whole ON worked_out.whole_row = of_whole.row"""


def _selected(values: Mapping[str, str]) -> str:
    """SQL of the columns of core.measure_value, of which those without a value are NULL."""
    types = schema_of("measure_value").items()
    return ", ".join(f"CAST({values.get(name, 'NULL')} AS {_TYPES[kind]}) AS {name}" for name, kind in types)
