"""The rows behind the pages of measures: each measure's periods, and the values of every organisation in them.

A few queries for all measures. What is compared is what the warehouse ranks; what it refuses to compare is not drawn.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

import duckdb

from pipeline.base.periods import normal_period
from pipeline.publish.site import words
from pipeline.publish.site.measure_sums import Sums, read_sums
from pipeline.publish.site.released_rows import Row, rows_of

# Fewer values have no deciles.
LEAST_FOR_DECILES = 10
# Of how many of the CCGs that were open the row may be missing where all are drawn together, each chart saying so.
MOST_MISSING = 0.02
# North to south, the regions since 2019.
REGIONS = {
    "Y63": "North East and Yorkshire",
    "Y62": "North West",
    "Y60": "Midlands",
    "Y61": "East of England",
    "Y56": "London",
    "Y59": "South East",
    "Y58": "South West",
}
# England's and a region's figure of a quarter does not stand beside a rolling year: so it has the CCGs' first day.
# Deciles are of what is ranked, or would be if one way were better; `all_deciles` are of every value.
# The source of most values of CCGs is that of their band.
PERIODS = """
WITH source_of AS (SELECT document_id, coalesce(source_id, document_id) AS source_id FROM core.document),
window_of AS (
    SELECT measure_id, period, period_inferred,
        coalesce(min(period_start) FILTER (org_type = 'ccg'), min(period_start)) AS period_start,
        coalesce(max(period_end) FILTER (org_type = 'ccg'), max(period_end)) AS period_end,
        count(*) FILTER (org_type = 'ccg') AS of_ccgs,
        list(DISTINCT document_id ORDER BY document_id) FILTER (org_type IN ('ccg', 'national')) AS document_ids,
        mode(source_id ORDER BY source_id) FILTER (org_type = 'ccg') AS ccg_source
    FROM marts.measure_current INNER JOIN source_of USING (document_id) WHERE value IS NOT NULL GROUP BY ALL
),
england AS (
    SELECT measure_id, period, period_inferred, period_start, value, decimals, document_id, line_no, locator, source_id
    FROM marts.measure_current INNER JOIN source_of USING (document_id)
    WHERE org_type = 'national' AND org_code = 'England' AND value IS NOT NULL
),
benchmark AS (
    SELECT measure_id, period, period_inferred, any_value(standard) AS standard, any_value(comparator) AS comparator,
        count(*) FILTER (standard_met) AS met, count(standard_met) AS judged,
        count(*) FILTER (status = 'suppressed') AS suppressed, count(rank) AS with_rank,
        if(count(DISTINCT rank_note) FILTER (value IS NOT NULL) = 1, any_value(rank_note) FILTER (value IS NOT NULL),
            NULL) AS rank_note,
        count(interval_lower) AS with_interval,
        quantile_cont(value, [0.1, 0.25, 0.5, 0.75, 0.9]) FILTER (rank IS NOT NULL OR polarity = 'none') AS deciles,
        quantile_cont(value, [0.1, 0.25, 0.5, 0.75, 0.9]) FILTER (value IS NOT NULL) AS all_deciles
    FROM marts.measure_benchmark GROUP BY ALL
)
SELECT window_of.*, england.value AS england, england.decimals AS england_decimals,
    england.source_id AS england_source,
    england.document_id AS england_document_id, england.line_no AS england_line_no, england.locator AS england_locator,
    benchmark.standard, benchmark.comparator, benchmark.met, benchmark.judged, benchmark.suppressed,
    benchmark.with_rank, benchmark.rank_note, benchmark.with_interval, benchmark.deciles, benchmark.all_deciles,
    peers.median, peers.ranked, peers.withheld, peers.did_not_exist, peers.coverage_note, peers.organisations_on,
    peers.organisations_open, peers.organisations_listed, peers.other_values
FROM window_of
LEFT JOIN england USING (measure_id, period, period_inferred, period_start)
LEFT JOIN benchmark USING (measure_id, period, period_inferred)
LEFT JOIN (FROM marts.measure_peer_group WHERE peers = 'England') AS peers
    USING (measure_id, period, period_inferred)
ORDER BY measure_id, period_inferred, window_of.period_start, window_of.period_end, period
"""
# Why a value is doubted, in words; it stays as it is published.
DOUBTS = """(
    SELECT document_id, measure_id, period, org_type, org_code,
        string_agg(concat_ws('; ', evidence, note), '; ' ORDER BY doubt) AS doubt
    FROM marts.value_doubt GROUP BY ALL
)"""
# Every organisation with a value, or with one that is kept back, of the periods that are asked for.
VALUES = f"""
SELECT current.measure_id, current.period, current.org_type, current.org_code, current.period_start, current.value,
    current.decimals, current.status, current.document_id, current.line_no, current.locator, cell.char_start,
    cell.char_end, part.part_no, benchmark.rank, benchmark.ranked, benchmark.withheld, benchmark.interval_lower,
    benchmark.interval_upper, benchmark.smallest_denominator, benchmark.against_standard, benchmark.region_code,
    current.correction, current.conflict, doubted.doubt
FROM (SELECT unnest($shown, recursive := true)) AS shown
INNER JOIN marts.measure_current AS current USING (measure_id, period, period_inferred)
INNER JOIN core.measure_value AS cell USING (document_id, measure_id, period, org_type, org_code)
LEFT JOIN (
    SELECT document_id, measure_id, min(part_no) AS part_no FROM core.document_part GROUP BY ALL
) AS part USING (document_id, measure_id)
LEFT JOIN (SELECT *, 'ccg' AS org_type FROM marts.measure_benchmark) AS benchmark
    USING (org_type, org_code, measure_id, period, period_inferred)
LEFT JOIN {DOUBTS} AS doubted USING (document_id, measure_id, period, org_type, org_code)
WHERE current.value IS NOT NULL OR current.status = 'suppressed'
ORDER BY current.org_code
"""
AREAS = """
SELECT 'ccg' AS org_type, org_code, org_name AS name FROM core.organisation
UNION ALL SELECT area_type, area_code, area_name FROM core.area WHERE area_type IN ('region', 'icb', 'stp')
UNION ALL SELECT DISTINCT 'national', 'England', 'England'
"""


# What is asked of each organisation from a day on that is not known.
UNDATED = """
SELECT measure_id, any_value(standard) FROM core.measure_standard
WHERE from_period IS NULL AND applies_to = 'each' GROUP BY measure_id HAVING count(DISTINCT standard) = 1
"""
TILES = "SELECT org_type, open_on, org_code, tile_column, tile_row FROM core.area_tile"


@dataclass
class PeriodFigures:
    """A period of a measure: its own row, and the rows of its organisations by their kind."""

    row: Row
    of: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    @property
    def months(self) -> int:
        """How long the period is by its name: of a rolling year that is a quarter."""
        return normal_period(self.row["period"]).months

    @property
    def is_ranked(self) -> bool:
        return bool(self.row["with_rank"])

    @property
    def missing(self) -> int:
        """How many CCGs that were open have no row."""
        return max((self.row["organisations_open"] or 0) - (self.row["organisations_listed"] or 0), 0)

    @property
    def is_whole(self) -> bool:
        """Whether the CCGs can be drawn together: every one that was open has a row, or all but one in fifty."""
        if not self.row["coverage_note"]:
            return True
        few = 0 < self.missing <= MOST_MISSING * (self.row["organisations_open"] or 0)
        return few and not self.row["other_values"]

    @property
    def deciles(self) -> tuple[float, float, float, float, float] | None:
        """Of the ranked values, where the warehouse gives their median; and of all where it all but does."""
        all_but = bool(self.row["coverage_note"]) and self.is_whole
        found = self.row["all_deciles" if all_but else "deciles"]
        enough = (self.row["ranked"] or 0) >= LEAST_FOR_DECILES and (all_but or self.row["median"] is not None)
        foreign = not self.is_ranked and self.row["other_values"]
        return tuple(found) if enough and found and not foreign else None

    @property
    def median(self) -> float | None:
        """The warehouse's; where it gives none for want of few rows, that of the values there are."""
        given: float | None = self.row["median"]
        return self.deciles[2] if given is None and self.deciles else given


@dataclass(frozen=True)
class MeasureFigures:
    """The periods of each measure in order of time, which of them its page shows first, and the names of all areas.

    `sums` are of the measures of which a source has the counts.
    """

    periods: dict[str, list[PeriodFigures]]
    shown: dict[str, PeriodFigures]
    names: dict[tuple[str, str], str]
    tiles: dict[tuple[str, date], dict[str, tuple[int, int]]]
    undated: dict[str, float] = field(default_factory=dict)
    sums: dict[str, Sums] = field(default_factory=dict)

    def short_name(self, org_code: str) -> str:
        """The name of a CCG without what is the same in most of them."""
        name = self.names.get(("ccg", org_code), org_code)
        return name.removeprefix("NHS ").removesuffix(" CCG")

    def tiles_on(self, org_type: str, day: date | None) -> dict[str, tuple[int, int]]:
        """The column and row of each organisation of a kind in the set of the register of a day."""
        days = [open_on for kind, open_on in self.tiles if kind == org_type and day and open_on <= day]
        return self.tiles[org_type, max(days)] if days else {}


def read(con: duckdb.DuckDBPyConnection) -> MeasureFigures:
    """What the pages of measures draw, from an open release file; rows of organisations only of what is shown first."""

    periods: dict[str, list[PeriodFigures]] = defaultdict(list)
    for row in rows_of(con, PERIODS):
        periods[row["measure_id"]].append(PeriodFigures(row))
    shown = {measure_id: latest(found) for measure_id, found in periods.items()}
    keys = [
        {name: figures.row[name] for name in ("measure_id", "period", "period_inferred")} for figures in shown.values()
    ]
    for row in rows_of(con, VALUES, shown=keys) if keys else []:
        shown[row["measure_id"]].of[row["org_type"]].append(row)
    names = {(row["org_type"], row["org_code"]): words.proper(row["name"]) for row in rows_of(con, AREAS)}
    tiles: dict[tuple[str, date], dict[str, tuple[int, int]]] = defaultdict(dict)
    for org_type, open_on, code, column, line in con.execute(TILES).fetchall():
        tiles[org_type, open_on][code] = (column, line)
    undated = dict(con.execute(UNDATED).fetchall())
    return MeasureFigures(dict(periods), shown, names, dict(tiles), undated, read_sums(con))


def latest(periods: Sequence[PeriodFigures]) -> PeriodFigures:
    """The period that a page shows first: the latest with values of CCGs.

    Of several that end on one day it is the kind of which there are most, so that its way over time can be seen.
    """
    shown = [figures for figures in periods if not figures.row["period_inferred"]] or list(periods)
    of_ccgs = [figures for figures in shown if figures.row["of_ccgs"] > 1] or shown
    alike = Counter(figures.months for figures in of_ccgs)
    return max(of_ccgs, key=lambda figures: (figures.row["period_end"], alike[figures.months], figures.is_ranked))


def new_sources(periods: Sequence[PeriodFigures]) -> list[str]:
    """The periods from which on England's figure or most of the CCGs' are of another source than before."""
    found: list[str] = []
    last: dict[str, str] = {}
    for one in periods:
        known = {name: one.row[name] for name in ("england_source", "ccg_source") if one.row[name]}
        if any(last.get(name, source) != source for name, source in known.items()):
            found.append(one.row["period"])
        last |= known
    return found


def of_one_source(periods: Sequence[PeriodFigures | None]) -> list[list[PeriodFigures]]:
    """A series in its stretches of one source each: nothing is told of two together."""
    known = [one for one in periods if one]
    at = new_sources(known)
    found: list[list[PeriodFigures]] = [[]]
    for one in known:
        if one.row["period"] in at:
            found.append([])
        found[-1].append(one)
    return found


def series(periods: Sequence[PeriodFigures], like: PeriodFigures) -> list[PeriodFigures | None]:
    """The periods as long as `like`, in order of time; None stands between two that are not joined.

    That is where one is missing between them, and where the source changes.
    """
    alike = [one for one in periods if one.months == like.months and not one.row["period_inferred"]]
    found: list[PeriodFigures | None] = [*alike[:1]]
    anew = new_sources(alike)
    for before, after in pairwise(alike):
        if after.row["period"] in anew or normal_period(after.row["period"]).start - _end(before) > timedelta(1):
            found.append(None)
        found.append(after)
    return found


def _end(figures: PeriodFigures) -> date:
    return normal_period(figures.row["period"]).end


def gaps(periods: Sequence[PeriodFigures]) -> set[str]:
    """The periods that are not joined to the one before that is as long."""
    found = set()
    for months in {one.months for one in periods}:
        like = next(one for one in periods if one.months == months)
        found |= {after.row["period"] for before, after in pairwise(series(periods, like)) if after and not before}
    return found


def latest_first(periods: Sequence[PeriodFigures], shown: PeriodFigures) -> list[tuple[int, list[PeriodFigures]]]:
    """For a list to choose from: those as long as `shown` first, then the longest; of each length the latest first."""
    lengths = sorted({one.months for one in periods}, key=lambda months: (months != shown.months, -months))
    newest = sorted(periods, key=lambda found: -found.row["period_end"].toordinal())
    return [(months, [one for one in newest if one.months == months]) for months in lengths]
