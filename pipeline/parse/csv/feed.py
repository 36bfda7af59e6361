"""Tables of measures by organisation: every row a value, a reject with its reason, or left out on purpose.

Here: reading a file by its layout, repeated rows, and what became of each row. Not here: what a printed text means
(`pipeline.parse.csv.columns`), where files come from, the release.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl

from pipeline.base.problems import ValidationFailed
from pipeline.parse.csv.columns import KEEPS, quoted, refused
from pipeline.parse.csv.counts import lay_down_counts, tell_counts
from pipeline.parse.csv.others import tell_others
from pipeline.parse.csv.reasons import (
    BAD_BODY,
    BAD_COUNT,
    BAD_PERIOD,
    BAD_VALUE,
    CLOSED,
    CONTRADICTED,
    NO_COUNT,
    NO_MEASURE,
    OTHER_UNIT,
    OUT_OF_RANGE,
    OUTCOMES,
    PRINTED_OTHERWISE,
    REPEATED,
    TAKEN,
    why_not_taken,
)
from pipeline.parse.csv.sql import counts_agree, decimals_of, is_no_count, is_other_unit, printed_otherwise, value_of
from pipeline.parse.csv.table import MOST_LISTED
from pipeline.parse.csv.texts import FeedTexts
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import LongLayout
from pipeline.reference.register import Register
from pipeline.schema.frames import schema_of

# What is held in memory while a file is read; what is larger goes through files beside the target.
MEMORY = "2GB"
# Of the ways to compress, the one that is written and read again fastest; for places, which all differ, a dictionary
# would be begun in vain.
WORK_FORMAT = "FORMAT parquet, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 10000"
_MOST_BITS = 200_000_000

_TYPES = {pl.Int64: "BIGINT", pl.String: "VARCHAR", pl.Date: "DATE", pl.Float64: "DOUBLE"}


@dataclass(frozen=True)
class FeedReading:
    """What became of a file: a part for each measure code, the rows that were not taken, and how many were written.

    `delimiter` and `sheet` say how the file was read. `beyond_rows` is how much more than one for each row of the file
    the parts tell: of a row with several measures each is told, and so are the cells of columns that no measure has.
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
) -> FeedReading:
    """Reads a file by its layout and writes its values to `target`, Parquet in the form of core.measure_value.

    `measures` are by their codes in the file; `counted` are the ids of those that count, for which the bounds of
    suppressed counts hold. ValidationFailed when needed columns are missing, when the file is no CSV, or when none of
    its rows could be read: nothing is written then.
    """
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.stem}-") as folder:
        work = Path(folder)
        # Rows are numbered as they stand in the file, so their order is kept.
        config: dict[str, Any] = {"memory_limit": MEMORY, "temp_directory": str(work), "preserve_insertion_order": True}
        with duckdb.connect(config=config) as con:
            feed = _Feed(con, work, path, layout)
            feed.look_up(measures, counted, register)
            feed.place()
            return feed.reading(document_id, target)


class _Feed(FeedTexts):
    """One file whose texts were looked up: `kept` are its rows that are not left out, `repeated` those said before."""

    def place(self) -> None:
        """Joins each row that is not left out to what its texts mean, and finds those that repeat another."""
        counts = self.counts = lay_down_counts(self)
        # What no text of the file calls for is not asked of its rows.
        was_closed = "body.opened > period.period_end OR body.closed < period.period_end" if self.has_ccgs else "false"
        fits = f"NOT coalesce({is_other_unit()}, false)" if self.has_signs else "true"
        no_count = f"part.is_whole AND coalesce({is_no_count(self.value)}, false)" if self.has_counts else "false"
        signed = "coalesce(odd.sign, '') = '%'" if self.has_signs else "false"
        agrees = f"CASE WHEN unit = '%' AND fits THEN {counts_agree()} END" if counts.are_both else "NULL"
        self.con.execute(f"""
            CREATE TABLE kept AS
            WITH found AS (
                SELECT {self.row} AS row, part.id AS part, period.id AS period, body.id AS body,
                    {self.value} AS printed, {counts.number("numerator")} AS numerator,
                    {counts.number("denominator")} AS denominator, {counts.note} AS count_note, odd.status,
                    {value_of(self.value)} AS value, {decimals_of(self.value)} AS decimals,
                    period.target AS of_period, body.target AS of_body, part.target AS of_measure, minimum, maximum,
                    part.unit, {counts.is_rounded} AS rounded, {fits} AS fits, {no_count} AS is_no_count,
                    {counts.is_wrong} AS is_wrong, {was_closed} AS was_closed, {signed} AS signed
                FROM line
                JOIN part ON {self.measure} = part.text
                {self.meanings}
                LEFT JOIN odd ON {self.value} = odd.text{counts.joins}
            ), compared AS (
                SELECT *, {agrees} AS agrees FROM found
            ), told AS (
                SELECT *, CASE
                    WHEN of_period IS NULL THEN {BAD_PERIOD} WHEN of_body IS NULL THEN {BAD_BODY}
                    WHEN was_closed AND coalesce(status, '') NOT IN ('not_available', 'not_applicable') THEN {CLOSED}
                    WHEN value IS NULL AND status IS NULL THEN {BAD_VALUE}
                    WHEN NOT fits THEN {OTHER_UNIT}
                    WHEN value < minimum OR value > maximum THEN {OUT_OF_RANGE}
                    WHEN is_no_count THEN {NO_COUNT}
                    WHEN is_wrong THEN {BAD_COUNT}
                    WHEN NOT agrees THEN {CONTRADICTED} ELSE {TAKEN} END AS outcome
                FROM compared
            )
            SELECT row, part, period, body, printed, numerator, denominator, count_note, value, decimals,
                outcome::UTINYINT AS outcome, signed OR coalesce(agrees AND value <> 0, false) AS proved,
                CASE WHEN outcome = {TAKEN} THEN (of_measure * {len(self.periods) + 1} + of_period)
                    * {len(self.bodies) + 1} + of_body END AS key
            FROM told""")
        self._refuse_printed_otherwise()
        self._find_repeated()

    def _refuse_printed_otherwise(self) -> None:
        """Takes out all values of a part and a period whose shares may be printed otherwise than the layout says."""
        asked = "SELECT DISTINCT id, as_share FROM part WHERE asked"
        if not self.query(f"{asked} LIMIT 1"):
            return
        self.con.execute(f"""
            CREATE TABLE doubted AS
            SELECT part, period FROM kept JOIN ({asked}) AS asked ON kept.part = asked.id
            WHERE outcome IN ({TAKEN}, {OUT_OF_RANGE}) AND NOT (as_share AND proved)
            GROUP BY ALL HAVING {printed_otherwise()}""")
        if self.query("FROM doubted LIMIT 1"):
            self.con.execute(f"""
                UPDATE kept SET outcome = {PRINTED_OTHERWISE}, key = NULL
                WHERE outcome = {TAKEN} AND value IS NOT NULL AND (part, period) IN (FROM doubted)""")

    def _find_repeated(self) -> None:
        """The table of rows whose measure, period and organisation an earlier row has."""
        keys = "SELECT key, min(row) AS row FROM kept WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1"
        if self.keys < _MOST_BITS:
            # A bit for each key tells in a fraction of the time whether there are as many keys as rows.
            fewer = f"SELECT bit_count(bitstring_agg(key, 0, {self.keys})) < count(key) FROM kept"
            if not self.query(fewer)[0][0]:
                keys = "SELECT 0 AS key, 0 AS row WHERE false"
        self.con.execute(f"CREATE TABLE first AS {keys}")
        self.con.execute("""
            CREATE TABLE repeated AS
            SELECT again.row, again.part, again.period, again.body, again.printed, said.row AS first,
                again.printed = said.printed AND again.numerator IS NOT DISTINCT FROM said.numerator
                    AND again.denominator IS NOT DISTINCT FROM said.denominator AS says_the_same
            FROM kept AS again JOIN first USING (key) JOIN kept AS said ON said.row = first.row
            WHERE again.row > first.row""")

    @property
    def keys(self) -> int:
        """More than any key can be."""
        return (len(self.parts) + 1) * (len(self.periods) + 1) * (len(self.bodies) + 1)

    def reading(self, document_id: str, target: Path) -> FeedReading:
        """Writes the values and tells of every row; ValidationFailed where there is no value."""
        outcomes = self._outcomes()
        values = sum(count for (_, outcome), (count, _) in outcomes.items() if outcome == TAKEN)
        if not values:
            raise self._nothing_taken(outcomes)
        parts = self._document_parts(document_id, outcomes)
        rejects = self._rejects(document_id)
        tell_counts(self, TAKEN, parts, rejects)
        tell_others(self, document_id, parts, rejects)
        if self.lines.locator:
            cells = f"SELECT {self.row} AS row, {self.lines.locator} AS locator FROM line"
            self.con.execute(f"CREATE TABLE place AS {cells}")
        # The lines have told all they can, and the values need the room.
        self.con.execute("DROP TABLE line")
        self._write(document_id, target)
        lines = self.lines
        return FeedReading(parts, rejects, values, lines.delimiter, lines.sheet, lines.beyond_rows)

    def _outcomes(self) -> dict[tuple[int, int], tuple[int, int]]:
        """How many rows of a part met a outcome, and how many of those have a number."""
        outcome = f"CASE WHEN row IN (SELECT row FROM repeated) THEN {REPEATED} ELSE outcome END"
        found = self.query(f"SELECT part, {outcome} AS outcome, count(*), count(value) FROM kept GROUP BY ALL")
        return {(part, outcome): (count, numbers) for part, outcome, count, numbers in found}

    def _nothing_taken(self, outcomes: Mapping[tuple[int, int], tuple[int, int]]) -> ValidationFailed:
        # Rows of counts are none of their own: where no value is taken, no count is.
        counts = {code for given in self.layout.counts.values() for code in (given.numerator, given.denominator)}
        told = [part for part in self.parts if part["measure"] or part["code"] not in counts]
        rows = sum(part["rows"] for part in told)
        mapped = sum(part["rows"] for part in told if part["measure"])
        # What failed of the rows of a known measure is the reason, however many of others stand around them.
        why = Counter[str]() if mapped else Counter({NO_MEASURE: rows})
        for (_, outcome), (count, _) in outcomes.items():
            why[OUTCOMES[outcome]] += count
        if mapped:
            why["a group that the layout does not name, or a breakdown that it leaves out"] = mapped - why.total()
        reason, count = why.most_common(1)[0]
        of_known = f", {mapped:,} of them of a known measure" if 0 < mapped < rows else ""
        message = f"not one of its {rows:,} rows could be taken{of_known}; of {count:,} the reason is: {reason}"
        remedy = f"Correct the layout in raw/sources.yml or the codes in measures.yml; {KEEPS}"
        return refused(self.path, None, message, remedy)

    def _document_parts(
        self, document_id: str, outcomes: Mapping[tuple[int, int], tuple[int, int]]
    ) -> list[dict[str, Any]]:
        parts = []
        kept = Counter[int]()
        for (place, _), (count, _) in outcomes.items():
            kept[place] += count
        # Where all rows of all measures are kept none is left out; else they are counted, so that none is lost unseen.
        all_kept = all(kept[place] == part["rows"] for place, part in enumerate(self.parts) if part["measure"])
        left_out = {} if all_kept else self._left_out()
        for place, part in enumerate(self.parts):
            taken, published = outcomes.get((place, TAKEN), (0, 0))
            rejected = sum(outcomes.get((place, outcome), (0, 0))[0] for outcome in OUTCOMES)
            known: Measure | None = part["measure"]
            told = {
                "document_id": document_id,
                "part": part["code"],
                "part_no": place + 1,
                "title": part["title"],
                "state": "read" if known else "left_out",
                "reason": None if known else NO_MEASURE,
                "measure_id": known.measure_id if known else None,
                "latest_period_published": part["latest"][1] if part["latest"] else None,
                "cells": part["rows"],
                "labels": 0,
                "published": published,
                "without_value": taken - published,
                "rejected": rejected,
                "left_out": left_out.get(place, 0) if known else part["rows"],
            }
            parts.append({name: told.get(name) for name in schema_of("document_part")})
        return parts

    def _left_out(self) -> dict[int, int]:
        """How many rows of each part are of a group or a breakdown that the layout leaves out, asked of all rows."""
        only = "".join(
            f" AND {self.column(only.column)} IN (FROM only_{place})" for place, only in enumerate(self.layout.only)
        )
        found = self.query(
            f"SELECT {self.measure}, count(*) FROM line WHERE NOT ({self.group} IN (FROM named){only}) GROUP BY 1"
        )
        place_of = {part["code"]: place for place, part in enumerate(self.parts)}
        counts: Counter[int] = Counter()
        for printed, rows in found:
            counts[place_of[printed.strip()]] += rows
        return counts

    # -- what is not taken --------------------------------------------------------------------------------------------

    def _rejects(self, document_id: str) -> list[dict[str, Any]]:
        self.con.execute(f"""
            CREATE TABLE rejected AS
            SELECT row, outcome, part, period, body, printed, NULL::BIGINT AS first, NULL::BOOLEAN AS says_the_same
            FROM kept WHERE outcome <> {TAKEN}
            UNION ALL SELECT row, {REPEATED}, part, period, body, printed, first, says_the_same FROM repeated""")
        listed = self.query(f"FROM rejected ORDER BY row LIMIT {MOST_LISTED}")
        counts = self.counts.printed(self, [row for row, *_ in listed])
        texts = self.row_texts([row for row, *_ in listed])
        places = self.places([row for row, *_, first, _ in listed for row in (row, first) if row is not None])
        told = []
        for row, outcome, part, period, body, printed, first, same in listed:
            said = places[first][1] if first is not None else ""
            reason = why_not_taken(self, counts[row], outcome, part, period, body, printed, said, same)
            told.append((places[row][0], *texts[row], reason))
        if len(listed) == MOST_LISTED:
            rest = self.query(
                f"SELECT outcome, count(*), min(row), max(row) FROM rejected WHERE row > {listed[-1][0]}"
                " GROUP BY outcome ORDER BY outcome"
            )
            for outcome, count, first, last in rest:
                ends = self.places([first, last])
                locator = ends[first][0] if first == last else f"{ends[first][0]} to {ends[last][0]}"
                told.append((locator, f"… and {count:,} more row{'s' * (count > 1)}", None, OUTCOMES[outcome]))
        return [
            {name: known.get(name) for name in schema_of("rejected_row")}
            for locator, text, cells, reason in told
            for known in (
                {"document_id": document_id, "locator": locator, "text": text, "cells": cells, "stage": "feed"}
                | {"reason": reason},
            )
        ]

    # -- what is taken ------------------------------------------------------------------------------------------------

    def _write(self, document_id: str, target: Path) -> None:
        title = quoted(f", {self.lines.value_title}")
        values = {
            "document_id": quoted(document_id),
            "locator": "place.locator" if self.lines.locator else f"'row ' || kept.row || {title}",
            "org_type": "body.org_type",
            "org_code": "body.org_code",
            "org_name_published": "body.name",
            "measure_id": "part.measure_id",
            "period": "period.period",
            "period_published": "period.printed",
            "period_start": "period.period_start",
            "period_end": "period.period_end",
            "value": "kept.value",
            "value_published": "kept.printed",
            "decimals": "kept.decimals",
            "status": "coalesce(odd.status, 'published')",
            "reason": "odd.reason",
            "lower": "CASE WHEN part.counts THEN odd.lower END",
            "upper": "CASE WHEN part.counts THEN odd.upper END",
            "numerator": "kept.numerator",
            "denominator": "kept.denominator",
            "count_note": "kept.count_note",
        }
        selected = ", ".join(
            f"CAST({values.get(name, 'NULL')} AS {_TYPES[kind]}) AS {name}"
            for name, kind in schema_of("measure_value").items()
        )
        self.con.execute(f"""
            COPY (
                SELECT {selected} FROM kept
                JOIN (SELECT DISTINCT ON (id) * FROM part) AS part ON kept.part = part.id
                JOIN period ON kept.period = period.id
                JOIN body ON kept.body = body.id
                LEFT JOIN odd ON kept.printed = odd.text
                {"JOIN place ON kept.row = place.row" if self.lines.locator else ""}
                ANTI JOIN repeated ON kept.row = repeated.row
                WHERE kept.outcome = {TAKEN}
            ) TO {quoted(str(target))} ({WORK_FORMAT})""")
