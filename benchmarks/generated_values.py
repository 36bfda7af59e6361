"""Core tables with as many measure values as wanted, as Parquet: 200 organisations, up to 500 measures, 100 quarters.

Of more than ten million values there are more organisations.

Here: making them up, with ties, suppressed cells, counts behind some values, and restatements. Not here: timing.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from pipeline.base.settings import PROJECT_DIR
from pipeline.build.core_tables import build_core
from pipeline.build.inputs import Inputs
from pipeline.reference.reading import read_reference

ORGANISATIONS, MEASURES, QUARTERS = 200, 500, 100

_QUARTER = """
    SELECT
        number,
        make_date(2000 + (number + 1) // 4, 1 + 3 * ((number + 1) % 4), 1) AS first_day,
        last_day(first_day + INTERVAL 2 MONTH)::DATE AS final_day,
        2000 + number // 4 AS year,
        format('{}/{:02d} Q{}', 2000 + number // 4, (2001 + number // 4) % 100, number % 4 + 1) AS period
    FROM range(100) AS t (number)
"""

_TABLES = {
    "organisation": """
        SELECT printf('Z%03d', number) AS org_code, 'NHS Generated ' || number || ' CCG' AS org_name,
            NULL::VARCHAR AS gss_code, NULL::VARCHAR AS earlier_gss_codes, DATE '1999-04-01' AS opened_on,
            NULL::DATE AS closed_on,
            printf('Q%02d', number % 42) AS icb_code, printf('Y%02d', number % 7) AS region_code
        FROM range({organisations}) AS t (number)""",
    "measure": """
        SELECT 'measure_' || number AS measure_id, 'Measure ' || number AS measure_name, 'mental_health' AS area,
            'Generated' AS topic, 1::BIGINT AS topic_no, '%' AS unit,
            true AS of_any_size, if(number % 3 = 0, 'lower', 'higher') AS polarity,
            'Generated' AS description, []::VARCHAR[] AS parts, []::VARCHAR[] AS other_names
        FROM range({measures}) AS t (number)""",
    "measure_standard": """
        SELECT 'measure_' || number AS measure_id, 50.0::DOUBLE AS standard, 'at least' AS comparator,
            '2010/11' AS from_period,
            DATE '2010-04-01' AS period_start, DATE '2011-03-31' AS period_end, 'Generated' AS source, true AS verified,
            'each' AS applies_to
        FROM range(0, {measures}, 2) AS t (number)""",
    "document": """
        SELECT 'values_' || number AS document_id, 'Values' AS title, 'Nobody' AS publisher,
            (final_day + INTERVAL 45 DAY)::DATE AS published_on, 'day' AS published_precision,
            NULL::VARCHAR AS published_note,
            NULL::VARCHAR AS url, NULL::VARCHAR AS source_id, NULL::VARCHAR AS product, 'none' AS licence,
            'original' AS text_kind, repeat('0', 64) AS sha256,
            repeat('0', 64) AS sidecar_sha256, 1::BIGINT AS lines, 1::BIGINT AS tables_found, 0::BIGINT AS rows_found,
            0::BIGINT AS rows_parsed, 0::BIGINT AS rows_rejected, 0::BIGINT AS claims_found,
            0::BIGINT AS figures_found
        FROM ({quarter})
        UNION ALL BY NAME
        SELECT 'policy' AS document_id, 'Policy' AS title, 'Nobody' AS publisher, DATE '2016-10-31' AS published_on,
            'day' AS published_precision, 'none' AS licence, 'original' AS text_kind, repeat('0', 64) AS sha256,
            repeat('0', 64) AS sidecar_sha256, 1 AS lines, 0 AS tables_found, 0 AS rows_found, 0 AS rows_parsed,
            0 AS rows_rejected, 0 AS claims_found, 0 AS figures_found""",
    "refresh_policy": """
        SELECT 'policy' AS document_id, 1::BIGINT AS line_no, 0::BIGINT AS char_start, 1::BIGINT AS char_end,
            'x' AS quote, 'dashboard' AS product, 'quarterly' AS cadence, 1::BIGINT AS month,
            DATE '2017-01-01' AS starts""",
    # Of each value one in fifty is suppressed and one in twenty has its counts.
    "measure_value": """
        SELECT 'values_' || quarter.number AS document_id, 1 + cell // {organisations} * {organisations} AS line_no,
            cell AS char_start, cell + 5 AS char_end, NULL::VARCHAR AS locator, 'ccg' AS org_type,
            printf('Z%03d', cell % {organisations}) AS org_code,
            'NHS Generated CCG' AS org_name_published, 'measure_' || (cell // {organisations}) AS measure_id,
            quarter.period, quarter.period AS period_published, quarter.first_day AS period_start,
            quarter.final_day AS period_end, NULL::VARCHAR AS period_note,
            if(draw % 50 = 0, NULL, draw % 1001 / 10.0)::DOUBLE AS value, 'x' AS value_published,
            if(draw % 50 = 0, NULL, 1)::BIGINT AS decimals, if(draw % 50 = 0, 'suppressed', 'published') AS status,
            if(draw % 50 = 0, 'suppressed', NULL) AS reason, NULL::DOUBLE AS lower, NULL::DOUBLE AS upper,
            if(draw % 20 = 1, round(draw % 1001 / 5.0), NULL)::DOUBLE AS numerator,
            if(draw % 20 = 1, 200, NULL)::DOUBLE AS denominator,
            NULL::VARCHAR AS count_note, NULL::BIGINT AS counts_rounded_to
        FROM (
            SELECT *, hash(number, cell) % 1000000007 AS draw FROM ({quarter}), range({cells}) AS t (cell)
        ) AS quarter""",
}


def write_tables(folder: Path, values: int) -> dict[str, Path]:
    """Writes every core table to `folder`, with `values` measure values (a multiple of 20,000); gives the files.

    Beyond ten million it must be a multiple of 50,000.
    """
    folder.mkdir(parents=True, exist_ok=True)
    organisations = max(ORGANISATIONS, values // (MEASURES * QUARTERS))
    numbers = {
        "organisations": organisations,
        "measures": values // (organisations * QUARTERS),
        "cells": values // QUARTERS,
        "quarter": _QUARTER,
    }
    empty = build_core(Inputs(read_reference(PROJECT_DIR / "raw" / "reference"))).tables
    paths = {f"core.{name}": folder / f"{name}.parquet" for name in empty}
    with duckdb.connect(config={"preserve_insertion_order": False, "memory_limit": "1GB"}) as con:
        for name, frame in empty.items():
            path = paths[f"core.{name}"]
            if query := _TABLES.get(name):
                columns = ", ".join(frame.columns)
                con.execute(f"COPY (SELECT {columns} FROM ({query.format(**numbers)})) TO '{path}' (FORMAT parquet)")
            else:
                kept = frame if name == "rating_scale" else frame.clear()
                kept.write_parquet(path)
    return paths


def count(path: Path) -> int:
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())
