"""The cells of workbooks and feeds as they are printed, with their headings around them: a page for each measure.

A page holds the cells that a document has of a measure, organisations down and periods across, so a value's source is
one click away without a page for each value; months have a page for each year of theirs, for a feed of years of months
is too long for one. The cells come from the release alone, in one query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

import duckdb
from markupsafe import Markup

from pipeline.publish.site import addresses
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.released_rows import Row, rows_of

# So many rows are drawn together: what is far from the window is not drawn before somebody comes near it.
ROWS_OF_A_BLOCK = 12
_NO_CELLS: Row = {"cells": 0, "with_value": 0, "longest": 0, "sheet": None, "letters": [], "printed": [], "blocks": []}

# Markup is put together here, for a page has thousands of cells: each text is escaped, and ids are as addresses.cell
# makes them. Where a sheet has organisations down and periods across too, they have its numbers and letters.
_TABLES = r"""
CREATE OR REPLACE TEMP MACRO escaped(text) AS
replace(replace(replace(replace(text, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&#34;');
CREATE OR REPLACE TEMP MACRO id_part(text) AS replace(
    replace(url_encode(replace(replace(text, '/', '-'), ' ', '-')), '%3A', ':'), '%', '~'
);
CREATE OR REPLACE TEMP MACRO page_year(period) AS if(regexp_full_match(period, '@month'), period[:4], '');
WITH part AS (
    SELECT row_number() OVER () AS part_no, *
    FROM (SELECT document_id, measure_id, page_year(period) AS year, count(*) AS cells, count(value) AS with_value,
            max(length(value_published)) AS longest
        FROM core.measure_value WHERE locator IS NOT NULL GROUP BY ALL)
),
cell AS (
    SELECT part_no, if(org_type = 'ccg', org_code, org_type || '.' || org_code) AS organisation, org_type, org_code,
        org_name_published, period, period_published, period_start, period_end, status, value_published,
        if(contains(locator, '!'), regexp_extract(locator, '^(.*)!([A-Z]+)([0-9]+)$', ['sheet', 'letters', 'number']),
            NULL) AS spot
    FROM core.measure_value AS value
    INNER JOIN part
        ON value.document_id = part.document_id AND value.measure_id = part.measure_id
        AND page_year(value.period) = part.year
    WHERE locator IS NOT NULL
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
SELECT document_id, measure_id, year, cells, with_value, longest, sheet, letters, printed, blocks
FROM part INNER JOIN sheet USING (part_no) INNER JOIN head USING (part_no) INNER JOIN body USING (part_no)
ORDER BY document_id, measure_id, year
"""


def read_cell_tables(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """The cells of each measure in each document that is no text, as rows of markup; of months those of a year."""
    return rows_of(con, _TABLES.replace("@month", addresses.MONTH), rows=ROWS_OF_A_BLOCK)


def first_pages(tables: Sequence[Row]) -> dict[tuple[str, str], str]:
    """The first page with cells that each document has of a measure."""
    keys = [(table["document_id"], table["measure_id"], table["year"]) for table in reversed(tables)]
    return {
        (document_id, measure_id): addresses.cells(document_id, measure_id, year)
        for document_id, measure_id, year in keys
    }


def cell_pages(tables: Sequence[Row], measures: Mapping[str, Row], documents: Mapping[str, Row]) -> Pages:
    """The pages of each measure of each document: one of its quarters and longer periods, and one a year of months.

    Where there are months alone, the first has no table and leads to the others.
    """
    for (document_id, measure_id), found in groupby(tables, itemgetter("document_id", "measure_id")):
        of_years = {table["year"]: table for table in found}
        for year in dict.fromkeys(["", *of_years]):
            table = of_years.get(year, _NO_CELLS)
            yield Page(
                addresses.cells(document_id, measure_id, year),
                "cells.html",
                {
                    "title": f"{measures[measure_id]['measure_name']}, as printed{f', {year}' if year else ''}",
                    "document": documents[document_id],
                    "measure": measures[measure_id],
                    **table,
                    "document_id": document_id,
                    "measure_id": measure_id,
                    "year": year,
                    "years": list(of_years),
                    "blocks": [Markup(block) for block in table["blocks"]],
                },
            )
