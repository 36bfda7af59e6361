"""The cells of workbooks and feeds as they are printed, with their headings around them: a page for each measure.

A page holds all the cells that a document has of a measure, organisations down and periods across, so a value's source
is one click away without a page for each value. They come from the release alone, in one query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
from markupsafe import Markup

from pipeline.publish.site import addresses
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.released_rows import Row, rows_of

# So many rows are drawn together: what is far from the window is not drawn before somebody comes near it.
ROWS_OF_A_BLOCK = 12

# Markup is put together here, for a page has thousands of cells: each text is escaped, and ids are as addresses.cell
# makes them. Where a sheet has organisations down and periods across too, they have its numbers and letters.
_TABLES = r"""
CREATE OR REPLACE TEMP MACRO escaped(text) AS
replace(replace(replace(replace(text, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&#34;');
CREATE OR REPLACE TEMP MACRO id_part(text) AS replace(
    replace(url_encode(replace(replace(text, '/', '-'), ' ', '-')), '%3A', ':'), '%', '~'
);
WITH part AS (
    SELECT row_number() OVER () AS part_no, *
    FROM (SELECT document_id, measure_id, count(*) AS cells, count(value) AS with_value,
            max(length(value_published)) AS longest
        FROM core.measure_value WHERE locator IS NOT NULL GROUP BY ALL)
),
cell AS (
    SELECT part_no, if(org_type = 'ccg', org_code, org_type || '.' || org_code) AS organisation, org_type, org_code,
        org_name_published, period, period_published, period_start, period_end, status, value_published,
        if(contains(locator, '!'), regexp_extract(locator, '^(.*)!([A-Z]+)([0-9]+)$', ['sheet', 'letters', 'number']),
            NULL) AS spot
    FROM core.measure_value INNER JOIN part USING (document_id, measure_id) WHERE locator IS NOT NULL
),
sheet AS (
    SELECT part_no, if(
        count(DISTINCT spot.sheet) = 1 AND min(spot.sheet) <> ''
        AND count(DISTINCT spot.letters) = count(DISTINCT period)
        AND count(DISTINCT spot.number) = count(DISTINCT organisation), min(spot.sheet), NULL
    ) AS sheet
    FROM cell GROUP BY part_no
),
across AS (
    SELECT part_no, period, id_part(period) AS id, min(period_published) AS printed, min(spot.letters) AS letters,
        row_number() OVER (PARTITION BY part_no ORDER BY min(period_end), min(period_start), period) AS place
    FROM cell GROUP BY part_no, period
),
down AS (
    SELECT part_no, organisation, id_part(organisation) AS id, any_value(org_code) AS org_code,
        arg_max(org_name_published, period_end) AS name, min(spot.number) AS number,
        row_number() OVER (
            PARTITION BY part_no ORDER BY min(try_cast(spot.number AS INTEGER)), any_value(org_type) <> 'national',
                any_value(org_type), arg_max(org_name_published, period_end), organisation
        ) AS place
    FROM cell GROUP BY part_no, organisation
),
grid AS (
    SELECT down.part_no, down.place AS row_place, down.id AS row_id, across.place, across.id, cell.status,
        cell.value_published
    FROM down
    INNER JOIN across ON down.part_no = across.part_no
    LEFT JOIN cell
        ON down.part_no = cell.part_no AND down.organisation = cell.organisation AND across.period = cell.period
),
cells_of_row AS (
    SELECT part_no, row_place AS place, string_agg(
        CASE
            WHEN status IS NULL THEN '<td></td>'
            WHEN status IN ('not_available', 'not_applicable', 'not_published')
                THEN '<td>' || escaped(value_published) || '</td>'
            ELSE '<td id="' || row_id || '-' || id || '">' || escaped(value_published) || '</td>'
        END, '' ORDER BY place
    ) AS markup
    FROM grid GROUP BY part_no, row_place
),
block AS (
    SELECT part_no, (place - 1) // $rows AS block, string_agg(
        '<tr>' || if(sheet IS NULL, '', '<th>' || down.number || '</th>')
        || '<th scope="row" id="' || down.id || '">' || escaped(down.name) || ' <small>' || escaped(down.org_code)
        || '</small></th>' || cells_of_row.markup || '</tr>', chr(10) ORDER BY place
    ) AS markup
    FROM down INNER JOIN sheet USING (part_no) INNER JOIN cells_of_row USING (part_no, place) GROUP BY ALL
),
body AS (SELECT part_no, list(markup ORDER BY block) AS blocks FROM block GROUP BY part_no),
head AS (
    SELECT part_no, list(letters ORDER BY place) AS letters, list(printed ORDER BY place) AS printed
    FROM across GROUP BY part_no
)
SELECT document_id, measure_id, cells, with_value, longest, sheet, letters, printed, blocks
FROM part INNER JOIN sheet USING (part_no) INNER JOIN head USING (part_no) INNER JOIN body USING (part_no)
ORDER BY document_id, measure_id
"""


def read_cell_tables(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """The cells of each measure in each document that is no text, as rows of markup."""
    return rows_of(con, _TABLES, rows=ROWS_OF_A_BLOCK)


def cell_pages(tables: Sequence[Row], measures: Mapping[str, Row], documents: Mapping[str, Row]) -> Pages:
    """A page for each measure of each document."""
    for table in tables:
        document, measure = documents[table["document_id"]], measures[table["measure_id"]]
        yield Page(
            addresses.cells(table["document_id"], table["measure_id"]),
            "cells.html",
            {
                "title": f"{measure['measure_name']}, as printed",
                "document": document,
                "measure": measure,
                **table,
                "blocks": [Markup(block) for block in table["blocks"]],
            },
        )
