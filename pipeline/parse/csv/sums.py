"""Shares that a feed does not print: sums of the counts of several rows, made into the rows of a table of their own.

A sum is made only where every row that belongs to it is a count of a known organisation, is there once, and where no
month of its period is missing from the file as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from pipeline.base.sql_text import quoted
from pipeline.parse.csv.columns import KEEPS, Columns, holds, refused
from pipeline.parse.csv.feed_file import FeedFile
from pipeline.parse.csv.sql import PLAIN_COUNT, matches
from pipeline.parse.csv.sums_periods import periods_of
from pipeline.parse.csv.table import Lines
from pipeline.parse.csv.whole_country import sums_of_few
from pipeline.parse.printed_cells import PrintedCount, read_count
from pipeline.reference.entries import Measure
from pipeline.reference.layout_parts import AddUp, Group, Marker
from pipeline.reference.layouts import LongLayout
from pipeline.reference.organisation_of import NATIONAL, Body, OrganisationOf
from pipeline.reference.organisations import Resolver
from pipeline.reference.register import Register

_COLUMNS = ("group", "code", "name", "measure", "period", "value", "numerator", "denominator")
NOTHING_COUNTED = "nothing was counted: the denominator is 0"
# A share that was worked out has no end; of its decimals so many are given.
DECIMALS = 9
# Of more runs of rows than these the first and the last row are told, and what they have in common.
_MOST_RUNS = 40


class Sums(FeedFile):
    """The rows of a file whose counts are added up, and the sums.

    The table `added` has a row for each row of a known measure, with its fault or the row that it repeats; `member` has
    the rows of each sum, and `total` the sums, each with its fault or its place in the new table `line`.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        work: Path,
        path: Path,
        layout: LongLayout,
        lines: Lines,
        measures: Mapping[str, Measure],
        register: Register,
    ) -> None:
        assert layout.add_up
        super().__init__(con, work, path, layout, lines)
        self.add_up: AddUp = layout.add_up
        self.group = layout.groups[next(name for name in layout.groups if holds(name, [layout.group_is or ""]))]
        self._resolver = Resolver(register)
        self._organisations = OrganisationOf(self._resolver, layout.misnamed)
        self.rows_of = {
            str(code): int(rows)
            for code, rows in self.query(f"SELECT trim({self.lines.measure}), count(*) FROM line GROUP BY 1 ORDER BY 1")
        }
        known = {code.strip(): measure for code, measure in measures.items()}
        self.measured = {code: known[code] for code in self.rows_of if code in known}
        self._refuse_uncertain()
        self._take_rows()
        self._look_up_periods()
        self._find_faults()
        self._look_up_bodies()
        self._add()

    def _refuse_uncertain(self) -> None:
        """A row whose cells are uncertain can belong to any sum."""
        other_units = sorted({one.measure_id for one in self.measured.values() if one.unit != "%"})
        if other_units:
            message = f"its layout adds up shares, and {', '.join(other_units)} is not in %"
            raise refused(self.path, None, message, f"Correct the codes in measures.yml; {KEEPS}")
        stray = next((row for row in self.lines.stray if (row.cells or 0) > 1), None)
        if stray or self.lines.strays > len(self.lines.stray):
            where = f"row {stray.number} {stray.reason}" if stray else "some rows are none of the table"
            raise refused(self.path, None, f"{where}, and a sum may lack it", f"Ask its publisher; {KEEPS}")

    def _take_rows(self) -> None:
        """The table `added`, the rows of known measures that the layout wants."""
        conditions = [f"trim({self.lines.measure}) IN ({', '.join(map(quoted, self.measured)) or 'NULL'})"]
        for place, only in enumerate(self.layout.only):
            column = self.column(only.column)
            found = self.query(f"SELECT DISTINCT {column} FROM line")
            self.table(f"added_only_{place}", {"text": pl.String}, (row for row in found if holds(row[0], only.values)))
            conditions.append(f"{column} IN (FROM added_only_{place})")
        provider = self.add_up.provider
        texts = {
            "label": self.column(self.layout.period),
            "org": self.column(self.group.code),
            "org_name": self.column(self.group.name) if self.group.name else "''",
            "provider": self.column(provider.code) if provider else "''",
            "provider_name": self.column(provider.name) if provider and provider.name else "''",
        }
        selected = ", ".join(f"{column} AS {name}" for name, column in texts.items())
        counts = (*self.add_up.numerator, *self.add_up.denominator)
        printed = ", ".join(f"{self.column(name)} AS count_{place}" for place, name in enumerate(counts))
        self.con.execute(f"""
            CREATE TABLE added_text AS
            SELECT {self.lines.number or f"rowid + {self.lines.first}"} AS row_no, rowid AS id,
                trim({self.lines.measure}) AS code, {selected}, {printed}, {self._parts} AS parts
            FROM line WHERE {" AND ".join(conditions)}""")

    @property
    def _parts(self) -> str:
        """SQL of the sum of the columns that come to the denominator; NULL where one is not there or is no count."""
        parts = self.add_up.parts
        if not parts or None in map(self.lines.columns.place, parts):
            return "NULL::BIGINT"
        return " + ".join(f"TRY_CAST(replace(trim({self.column(part)}), ',', '') AS BIGINT)" for part in parts)

    def _find_faults(self) -> None:
        """The table `added`, with the numbers of each row, why it cannot be added, or which row it repeats."""
        names = (*self.add_up.numerator, *self.add_up.denominator)
        tops = range(len(self.add_up.numerator))
        bottoms = range(len(tops), len(names))
        texts = {
            text
            for place in range(len(names))
            for (text,) in self.query(
                f"SELECT DISTINCT count_{place} FROM added_text WHERE NOT {matches(f'count_{place}', PLAIN_COUNT)}"
            )
        }
        found = {text: read_count(text, self.layout.markers) for text in sorted(texts)}
        rows = [(text, count.number, _why(text, count)) for text, count in found.items()]
        self.table("added_count", {"text": pl.String, "number": pl.Float64, "why": pl.String}, rows)
        number = {
            place: f"coalesce(text_{place}.number, TRY_CAST(count_{place} AS DOUBLE))" for place in range(len(names))
        }
        why = ", ".join(f"text_{place}.why || {quoted(f' in {name}')}" for place, name in enumerate(names))
        joins = " ".join(
            f"LEFT JOIN added_count AS text_{place} ON count_{place} = text_{place}.text" for place in number
        )
        counted = ", ".join(f"count_{place}" for place in number)
        self.con.execute(f"""
            CREATE TABLE added AS
            WITH read AS (
                SELECT row_no, id, code, label, org, org_name, provider, provider_name, parts,
                    {" + ".join(number[place] for place in tops)} AS numerator,
                    {" + ".join(number[place] for place in bottoms)} AS denominator,
                    nullif(concat_ws('; ', {why}), '') AS unread, month, concat_ws('|', {counted}) AS counts
                FROM added_text JOIN added_label USING (label) {joins}
            ), compared AS (
                SELECT *, min(row_no) OVER same AS first, min(counts) OVER same <> max(counts) OVER same AS differs
                FROM read
                WINDOW same AS (PARTITION BY code, month, upper(trim(org)), upper(trim(provider)))
            )
            SELECT * EXCLUDE (unread, counts, first, differs, parts),
                CASE WHEN row_no > first THEN first END AS repeats,
                CASE WHEN unread IS NOT NULL THEN unread
                    WHEN numerator > denominator THEN 'its numerator, ' || numerator::BIGINT
                        || ', is more than its denominator, ' || denominator::BIGINT
                    WHEN parts <> denominator THEN 'its denominator is ' || denominator::BIGINT
                        || ', and the columns that are parts of it come to ' || parts
                    WHEN differs THEN 'another row has other counts of the same organisation and month'
                END AS fault
            FROM compared""")

    def _look_up_periods(self) -> None:
        """The tables `added_label`, the months of labels, and `added_period`, the sums of each month, by measure."""
        labels: dict[str, list[str]] = {}
        for code, label in self.query("SELECT DISTINCT code, label FROM added_text ORDER BY ALL"):
            labels.setdefault(code, []).append(label)
        self.periods = {code: periods_of(self.path, self.layout, printed) for code, printed in labels.items()}
        months = {label: month for found in self.periods.values() for label, month in found.month_of.items()}
        self.table("added_label", {"label": pl.String, "month": pl.Date}, months.items())
        spans = [(code, *span) for code, found in self.periods.items() for span in found.sums_of]
        self.table("added_period", {"code": pl.String, "month": pl.Date, "period": pl.String}, spans)

    def _look_up_bodies(self) -> None:
        """The table `added_body`: whose rows with a code and a name are, or whose they may be and why that is open."""
        rows: list[tuple[str, str, str, str, str | None]] = []
        for code, name in self.query("SELECT DISTINCT org, org_name FROM added ORDER BY ALL"):
            body = self._organisations.body(self.group.org_type, code, name, self.group.code or "")
            if isinstance(body, Body):
                rows.append((code, name, body.org_type, body.org_code, None))
                continue
            meant = {self._organisations.ods_code(code), *(one.org_code for one in self._resolver.matches(name))} - {""}
            known: list[tuple[str, str]] = [(self.group.org_type, one) for one in sorted(meant)]
            known = known or [("", code.strip().upper())]
            rows += [(code, name, *one, body) for one in known]
        schema = dict.fromkeys(("org", "org_name", "org_type", "org_code", "open"), pl.String)
        self.table("added_body", schema, rows)

    def _add(self) -> None:
        """The tables `member`, `total` and the new `line`."""
        national = (
            f"""UNION ALL SELECT 'national', {quoted(NATIONAL)}, '', '', NULL, added.* FROM added
            WHERE repeats IS NULL"""
            if self.add_up.england
            else ""
        )
        self.con.execute(f"""
            CREATE TABLE member AS
            SELECT dense_rank() OVER (ORDER BY code, org_type, org_code, period) AS total, *
            FROM (
                SELECT org_type, org_code, added.org AS org_text, added.org_name AS name_text, open, added.*
                FROM added JOIN added_body USING (org, org_name) WHERE repeats IS NULL {national}
            ) AS of_body JOIN added_period USING (code, month)""")
        few = sums_of_few(self.con, self._resolver.register) if self.group.org_type == "ccg" else ()
        self.table("of_few", {"total": pl.Int64, "why": pl.String}, few)
        # Of the rows that stand in the way of a sum one is told.
        self.con.execute("""
            CREATE TABLE total AS
            SELECT total, code, org_type, org_code, period, arg_max(org_text, row_no) AS org_text,
                arg_max(name_text, row_no) AS name_text, sum(numerator) AS numerator, sum(denominator) AS denominator,
                arg_min('row ' || row_no || ': ' || coalesce(fault, open), row_no)
                    FILTER (fault IS NOT NULL OR open IS NOT NULL) AS fault
            FROM member GROUP BY ALL""")
        self.con.execute("UPDATE total SET fault = why FROM of_few WHERE total.total = of_few.total")
        self.con.execute(f"CREATE TABLE total_place AS {self.places_by('total')}")
        group = quoted(self.layout.group_is or "")
        self.con.execute(f"""
            CREATE OR REPLACE TABLE line AS
            SELECT CASE org_type WHEN 'national' THEN {quoted(NATIONAL)} ELSE {group} END AS c0, org_text AS c1,
                name_text AS c2, code AS c3, period AS c4, {self.share("''")} AS c5,
                numerator::BIGINT::VARCHAR AS c6, denominator::BIGINT::VARCHAR AS c7, total,
                numerator::BIGINT || ' of ' || denominator::BIGINT AS printed_, locator AS cell_
            FROM total JOIN total_place USING (total) WHERE fault IS NULL ORDER BY total""")

    def share(self, none: str) -> str:
        """SQL of the share of a numerator and a denominator as a text; `none` where nothing was counted."""
        return (
            f"CASE WHEN denominator = 0 THEN {none} ELSE format('{{:.{DECIMALS}f}}', 100 * numerator / denominator) END"
        )

    def places_by(self, keys: str) -> str:
        """SQL of where the rows of `member` stand that have the same `keys`: rows 12, 45–47, and their columns."""
        columns = f"{' + '.join(self.add_up.numerator)} of {' + '.join(self.add_up.denominator)}"
        return f"""
            WITH placed AS (
                SELECT {keys}, code, period, month, row_no,
                    row_no - row_number() OVER (PARTITION BY {keys} ORDER BY row_no) AS run
                FROM member
            ), runs AS (
                SELECT {keys}, code, period, min(row_no) AS first, max(row_no) AS last, count(*) AS rows,
                    list(DISTINCT month) AS months
                FROM placed GROUP BY {keys}, code, period, run
            ), whole AS (
                SELECT code, period, count(*) AS months FROM added_period GROUP BY ALL
            ), joined AS (
                SELECT {keys}, code, period, whole.months, sum(rows) AS rows, min(first) AS first, max(last) AS last,
                    len(list_distinct(flatten(list(runs.months)))) AS found, count(*) AS runs,
                    string_agg(CASE first WHEN last THEN first::VARCHAR ELSE first || '–' || last END, ', '
                        ORDER BY first) AS listed
                FROM runs JOIN whole USING (code, period) GROUP BY {keys}, code, period, whole.months
            )
            SELECT {keys}, CASE
                    WHEN rows = 1 THEN 'row ' || first
                    WHEN runs <= {_MOST_RUNS} THEN 'rows ' || listed
                    ELSE rows || ' rows of ' || period || ' with ' || code || ', row ' || first || ' to row ' || last
                END || CASE WHEN found < months THEN ' (' || found || ' of its ' || months || ' months)' ELSE '' END
                || {quoted(", " + columns)} AS locator
            FROM joined"""

    @property
    def sum_lines(self) -> Lines:
        """The description of the new table `line`, whose rows are sums."""
        named = [f"c{place}" for place in range(len(_COLUMNS))]
        texts = dict(zip(_COLUMNS, named, strict=True))
        old = self.lines
        meaning = {label: period for found in self.periods.values() for label, period in found.meaning.items()}
        return Lines(
            Columns(_COLUMNS), old.delimiter, old.sheet, first=0, measure=texts["measure"], value=texts["value"],
            value_title="value", numerator=texts["numerator"], denominator=texts["denominator"], number="rowid",
            locator="cell_", is_by_cell=True, printed="printed_", periods=meaning, stray=old.stray,
            strays=old.strays, parts=old.parts, beyond_rows=old.beyond_rows,
        )  # fmt: skip

    @property
    def sum_layout(self) -> LongLayout:
        """The layout of the new table `line`."""
        coded = Group(org_type=self.group.org_type, code="code", name="name")
        return LongLayout(
            period="period", period_form="month", group="group",
            groups={self.layout.group_is or "": coded, NATIONAL: Group(org_type="national")},
            measure=("measure",), value=("value",), numerator=("numerator",), denominator=("denominator",),
            organisations_on=self.layout.organisations_on, misnamed=self.layout.misnamed,
            percentages="percent", markers={"": Marker(status="not_applicable", reason=NOTHING_COUNTED)},
        )  # fmt: skip


def _why(text: str, count: PrintedCount) -> str | None:
    """Why a text is nothing that can be added; None of a whole number."""
    bare = text.strip()
    if not bare:
        return "nothing stands"
    if count.number is None:
        return count.problem or f"'{bare}' stands for no count ({count.note})"
    return None if count.number.is_integer() else f"'{bare}' is no whole number"
