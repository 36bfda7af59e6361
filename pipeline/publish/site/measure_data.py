"""Scripts that bring a measure's values of all periods to its page: a page that is a file may load no data but scripts.

Each registers what it holds by a name; the page asks for it only where a reader chooses a period or an area.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb

from pipeline.publish.site import addresses, measure_charts, words
from pipeline.publish.site.measure_figures import DOUBTS, REGIONS, MeasureFigures, PeriodFigures, gaps, new_sources
from pipeline.publish.site.measure_findings import lead
from pipeline.publish.site.released_rows import Row, rows_of

# Of each measure, period, kind of organisation, document and column of it the rows as JSON: code, value, its decimals,
# line or row; of a CCG its rank and least denominator (0 where there is none), and the ends of its interval. What all
# locators of a column begin and end with stands once.
VALUES = r"""
WITH valued AS (
    SELECT DISTINCT measure_id, period, period_inferred, org_type FROM marts.measure_current
    WHERE value IS NOT NULL AND org_type IN ('ccg', 'icb', 'stp', 'region', 'national')
),
located AS (
    SELECT *, regexp_extract(locator, '^(.*![A-Z]+|rows? )([0-9]+(?:, [0-9]+)*)(.*)$', ['head', 'rows', 'tail'])
        AS place
    FROM marts.measure_current
    WHERE value IS NOT NULL OR status = 'suppressed'
),
row_of AS (
    SELECT measure_id, period, period_inferred, org_type, org_code, located.period_start, document_id, part.part_no,
        coalesce(place.head, '') AS head, coalesce(place.tail, '') AS tail,
        concat(
            '["', org_code, '",', coalesce(located.value::VARCHAR, 'null'), ',', coalesce(located.decimals, 0), ',',
            CASE
                WHEN contains(place.rows, ',') THEN '"' || place.rows || '"'
                ELSE coalesce(nullif(place.rows, ''), to_json(locator)::VARCHAR, line_no::VARCHAR, 'null')
            END,
            CASE WHEN coalesce(rank, smallest_denominator, interval_lower) IS NOT NULL THEN
                concat(',', coalesce(rank, 0), ',', coalesce(smallest_denominator, 0))
            END,
            ',' || round(interval_lower, 3) || ',' || round(interval_upper, 3), ']'
        ) AS json
    FROM located
    INNER JOIN valued USING (measure_id, period, period_inferred, org_type)
    LEFT JOIN (
        SELECT document_id, measure_id, min(part_no) AS part_no FROM core.document_part GROUP BY ALL
    ) AS part USING (document_id, measure_id)
    LEFT JOIN (
        SELECT measure_id, period, period_inferred, 'ccg' AS org_type, org_code, rank, smallest_denominator,
            interval_lower, interval_upper
        FROM marts.measure_benchmark
    ) AS benchmark USING (measure_id, period, period_inferred, org_type, org_code)
)
SELECT measure_id, period, period_inferred, org_type, document_id, part_no, head, tail,
    min(period_start) AS period_start, '[' || string_agg(json, ',' ORDER BY org_code) || ']' AS rows
FROM row_of GROUP BY ALL ORDER BY ALL
"""
DOUBTED = f"""
SELECT measure_id, period, org_code, doubt FROM {DOUBTS} AS doubted
INNER JOIN marts.measure_current USING (document_id, measure_id, period, org_type, org_code) WHERE org_type = 'ccg'
"""
# What pages with values can name.
VALUED_DOCUMENTS = """
FROM core.document SEMI JOIN (FROM core.measure_value) AS cell USING (document_id) ORDER BY document_id
"""
# Of each CCG the last that took its place.
SUCCESSOR_OF = """
SELECT org_code, max_by(related_org_code, (steps, related_org_code)) FROM marts.organisation_lineage
WHERE relation = 'successor' GROUP BY 1
"""
REGION_OF = """
SELECT org_code, max_by(region_code, period) FROM marts.measure_benchmark WHERE region_code IS NOT NULL GROUP BY 1
"""


def registered(name: str, json_text: str) -> str:
    """A script that gives the page what it waits for under a name."""
    return f"(window.ccgRatings ??= {{}})[{json.dumps(name)}] = {json_text};\n"


def data_scripts(
    con: duckdb.DuckDBPyConnection, figures: MeasureFigures, measures: Mapping[str, Row]
) -> Iterator[tuple[str, str]]:
    """The path and text of the script of each measure with values, and of the one that names all areas."""
    rows: dict[tuple[str, str, bool], list[Row]] = defaultdict(list)
    cursor = con.execute(VALUES)
    names = [column[0] for column in cursor.description or ()]
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        rows[row["measure_id"], row["period"], row["period_inferred"]].append(row)
    doubts: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for measure_id, period, code, doubt in con.execute(DOUBTED).fetchall():
        doubts[measure_id, period][code] = doubt
    for measure_id, periods in figures.periods.items():
        measure, after_gap, anew = measures[measure_id], gaps(periods), _anew(periods)
        texts = []
        for found in periods:
            period = found.row["period"]
            more = {
                "gap": period in after_gap,
                "anew": period in anew and not found.row["period_inferred"],
                "doubts": doubts.get((measure_id, period)),
                "missing": found.missing if found.row["coverage_note"] else None,
            }
            texts.append(_period(measure, found, more, rows[measure_id, period, found.row["period_inferred"]]))
        about = json.dumps(
            {
                **{name: measure[name] for name in ("measure_name", "unit", "polarity", "of_any_size")},
                "undated": figures.undated.get(measure_id),
            }
        )
        lines = ",\n".join(texts)
        text = f'{{"measure":{about},"periods":[\n{lines}\n]}}'
        yield addresses.measure_data(measure_id), registered(f"measure {measure_id}", text)
    yield addresses.AREA_NAMES, registered("areas", _areas(con, figures))
    yield addresses.TILES, registered("tiles", _tiles(figures))


def _anew(periods: Sequence[PeriodFigures]) -> set[str]:
    """Of the periods of each length those from which on the source is another."""
    printed = [one for one in periods if not one.row["period_inferred"]]
    lengths = {one.months for one in printed}
    return {name for months in lengths for name in new_sources([one for one in printed if one.months == months])}


def _areas(con: duckdb.DuckDBPyConnection, figures: MeasureFigures) -> str:
    """Of every area its kind, code and name; of a CCG the region that it is in, and the one that took its place."""
    regions, later = dict(con.execute(REGION_OF).fetchall()), dict(con.execute(SUCCESSOR_OF).fetchall())
    areas = [
        [org_type, code, name, *((regions.get(code), later.get(code)) if org_type == "ccg" else ())]
        for (org_type, code), name in sorted(figures.names.items(), key=lambda item: (item[1], item[0]))
    ]
    documents = {row["document_id"]: row for row in rows_of(con, VALUED_DOCUMENTS)}
    found = {
        "areas": areas,
        "regions": list(REGIONS.items()),
        "publishers": {name: row["publisher"] for name, row in documents.items()},
        "sources": {name: row["source_id"] for name, row in documents.items() if row["source_id"]},
        "cited": {name: words.reference(row) for name, row in documents.items()},
    }
    return _json(found)


def _tiles(figures: MeasureFigures) -> str:
    """The sets of tiles, each with the day from which it holds."""
    sets = [
        [org_type, day.isoformat(), [[code, *place] for code, place in sorted(places.items())]]
        for (org_type, day), places in sorted(figures.tiles.items())
    ]
    return _json(sets)


def _period(measure: Row, figures: PeriodFigures, more: Row, rows: list[Row]) -> str:
    row = figures.row
    about: dict[str, Any] = {
        "period": row["period"],
        "compared": measure_charts.is_compared(measure, figures),
        **more,
        "inferred": row["period_inferred"],
        "months": figures.months,
        "when": when
        if (when := words.when(row["period"], row["period_start"])) != words.period(row["period"])
        else None,
        "start": row["period_start"].isoformat(),
        "lead": lead(measure, figures),
        "note": row["coverage_note"] or row["rank_note"],
        "ranked": (row["ranked"] or None) if figures.is_ranked else None,
        "withheld": row["withheld"] or None,
        "suppressed": row["suppressed"] or None,
        "on": row["organisations_on"] and row["organisations_on"].isoformat(),
        **{name: row[name] for name in ("england", "england_decimals", "standard", "comparator")},
        "open": row["organisations_open"],
        "intervals": bool(row["with_interval"]),
        "median": figures.median,
        "deciles": figures.deciles,
    }
    # A figure of nought is one; a count of none is left out.
    text = _json({name: value for name, value in about.items() if value is not None and value is not False})
    of = ",".join(
        f"[{_json(found['org_type'])},{_json(found['document_id'])},{found['part_no'] or 0},"
        f"{_json(found['head'])},{_json(found['tail'])},"
        # A region's figure of a quarter is not shown beside rolling years.
        f"{int(found['period_start'] == row['period_start'])},{found['rows']}]"
        for found in rows
    )
    return f'{text[:-1]},"of":[{of}]}}'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
