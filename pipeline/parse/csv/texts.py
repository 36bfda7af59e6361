"""The texts of a feed, each looked up once: groups, organisations, periods, measures, and values that are special.

A special value is one that is no plain number, such as a marker. What the texts mean is stored in tables.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipeline.base.periods import Period
from pipeline.base.sql_text import quoted
from pipeline.parse.csv.columns import KEEPS, group_of, holds, refused
from pipeline.parse.csv.feed_file import FeedFile
from pipeline.parse.csv.periods import PeriodTexts
from pipeline.parse.csv.sql import PLAIN, matches
from pipeline.parse.csv.table import Lines
from pipeline.parse.printed_cells import read_cell
from pipeline.parse.scales import why_scaled_below
from pipeline.parse.shares import MOST_AS_FRACTION
from pipeline.reference.entries import Measure
from pipeline.reference.layout_parts import Group, Marker
from pipeline.reference.layouts import LongLayout
from pipeline.reference.organisation_of import Body, OrganisationOf
from pipeline.reference.organisations import Resolver
from pipeline.reference.register import Register

# Of a share that is printed as a fraction, whatever its measure allows.
_MOST_SHARE = 100 * MOST_AS_FRACTION
_EVER = (date.min, date.max)
# A comma that can only be that of decimals, and one that can be that of thousands too.
DECIMAL_COMMA = "[-+]?[0-9]+,([0-9]{1,2}|[0-9]{4,15})[ ]?%?"
EITHER_COMMA = "[-+]?[0-9]{1,3},[0-9]{3}[ ]?%?"


class FeedTexts(FeedFile):
    """One file whose texts have been looked up: a table for each set of texts that has a meaning."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        work: Path,
        path: Path,
        layout: LongLayout,
        lines: Lines,
    ) -> None:
        super().__init__(con, work, path, layout, lines)
        dated = [layout.period] if layout.period else [layout.period_start, layout.period_end]
        if layout.period_days and None not in map(lines.columns.place, layout.period_days):
            dated = [*dated, *layout.period_days]
        self.dated = [self.column(name) for name in dated if name] or [quoted(layout.period_is or "")]
        self.group = self.column(layout.group) if layout.group else quoted(layout.group_is or "")
        self.measure, self.value = self.lines.measure, self.lines.value
        self.code = self.name = "''"
        self.parts: list[dict[str, Any]] = []
        self.periods: list[Period | str] = []
        self.bodies: list[Body | str] = []
        self.organisations: OrganisationOf | None = None
        # What the texts of this file make necessary to check in its rows.
        self.kinds_change = self.has_ccgs = self.has_signs = self.has_counts = self.has_scales = False

    @property
    def meanings(self) -> str:
        """SQL that joins lines to their organisations and periods, without the breakdowns that are excluded."""
        dated = " AND ".join(f"{column} = period.text_{place}" for place, column in enumerate(self.dated))
        only = "".join(
            f" JOIN only_{place} ON {self.column(only.column)} = only_{place}.text"
            for place, only in enumerate(self.layout.only)
        )
        whose = f"{self.group} = body.grouped AND {self.code} = body.code AND {self.name} = body.printed"
        if self.kinds_change:
            ends = "coalesce(period.period_end, DATE '0001-01-01')"
            whose += f" AND {ends} >= body.since AND {ends} < body.until"
        return f"JOIN period ON {dated} JOIN body ON {whose}{only}"

    def look_up(self, measures: Mapping[str, Measure], counted: Collection[str], register: Register) -> None:
        """Finds out once what each text that the file has means, and stores it in tables."""
        self.organisations = OrganisationOf(Resolver(register), self.layout.misnamed)
        self._look_up_groups(self.organisations)
        self._look_up_parts({code.strip(): measure for code, measure in measures.items()}, counted)
        self._look_up_values()
        self._refuse_decimal_commas()
        for place, only in enumerate(self.layout.only):
            texts = self.query(f"SELECT DISTINCT {self.column(only.column)} FROM line")
            self.table(f"only_{place}", {"text": pl.String}, (row for row in texts if holds(row[0], only.values)))

    def _look_up_groups(self, organisations: OrganisationOf) -> None:
        texts = self.query(f"SELECT DISTINCT {self.group} FROM line ORDER BY ALL")
        groups = {text: group for (text,) in texts if (group := group_of(text, self.layout.groups))}
        self.table("named", {"text": pl.String}, ((text,) for text in groups))
        self.code = self._by_group({text: group.code for text, group in groups.items()})
        self.name = self._by_group({text: group.name for text, group in groups.items()})
        self.kinds_change = any(group.before for group in groups.values())
        targets: dict[tuple[str, str], int] = {}
        rows: list[tuple[Any, ...]] = []
        for text, code, name in self.query(
            f"SELECT DISTINCT {self.group}, {self.code}, {self.name} FROM line"
            f" WHERE {self.group} IN (SELECT text FROM named) ORDER BY ALL"
        ):
            group = groups[text]
            printed = (code if group.code else "", name if group.name else "")
            for org_type, since, until in _kinds(group):
                body, opened, closed = self._body(organisations, org_type, *printed, group.code)
                meant: tuple[Any, ...] = (None,) * 4
                if isinstance(body, Body):
                    target = targets.setdefault((body.org_type, body.org_code), len(targets))
                    meant = (target, body.org_type, body.org_code, body.name)
                self.has_ccgs |= (opened, closed) != _EVER
                rows.append((len(rows), text, code, name, *meant, opened, closed, since, until))
                self.bodies.append(body)
        schema = {"id": pl.Int64, "grouped": pl.String, "code": pl.String, "printed": pl.String, "target": pl.Int64}
        schema |= dict.fromkeys(("org_type", "org_code", "name"), pl.String)
        self.table("body", schema | dict.fromkeys(("opened", "closed", "since", "until"), pl.Date), rows)

    def _body(
        self, organisations: OrganisationOf, org_type: str, code: str, name: str, column: str | None
    ) -> tuple[Body | str, date, date]:
        """Whose rows with a code and a name are, or why nobody's, and the days between which their periods must end."""
        body = organisations.body(org_type, code, name, column or "")
        if not isinstance(body, Body) or body.org_type != "ccg":
            return body, *_EVER
        if day := self.layout.organisations_on:
            # The figures are mapped to the organisations of that day, whatever their period.
            is_open = organisations.was_open(body.org_code, day)
            return (body if is_open else organisations.when_open(body.org_code, day, True)), *_EVER
        opened, closed = organisations.days_of(body.org_code)
        return body, opened, closed or date.max

    def _by_group(self, columns: Mapping[str, str | None]) -> str:
        """SQL of the cell that stands in the column of a row's group; it is empty where the group has none."""
        texts: dict[str, list[str]] = {}
        for text, name in columns.items():
            if name:
                texts.setdefault(self.column(name), []).append(quoted(text))
        # The column of most groups is read without looking at the group, since a row is seldom of another.
        usual, *others = sorted(texts, key=lambda column: -len(texts[column])) or ["''"]
        cases = "".join(f" WHEN {self.group} IN ({', '.join(texts[column])}) THEN {column}" for column in others)
        return f"CASE{cases} ELSE {usual} END" if cases else usual

    def _look_up_parts(self, measures: Mapping[str, Measure], counted: Collection[str]) -> None:
        """The parts, with the periods: one pass over the lines gives both."""
        dated = ", ".join(self.dated)
        found = self.query(f"SELECT min(rowid), count(*), {self.measure}, {dated} FROM line GROUP BY ALL ORDER BY 1")
        meanings = PeriodTexts(self.layout, {days[0] for _, _, _, *days in found})
        if meanings.question:
            remedy = f"Say `period_form: month` or `period_form: financial_year` in raw/sources.yml; {KEEPS}"
            raise refused(self.path, None, f"in its column {self.layout.period} {meanings.question}", remedy)
        periods: dict[tuple[str, ...], int] = {}
        parts: dict[str, dict[str, Any]] = {}
        codes: dict[str, str] = {}
        for first, rows, printed, *days in found:
            code = codes[printed] = printed.strip()
            part = parts.setdefault(code, {"code": code, "first": first, "rows": 0, "latest": None})
            part["rows"] += rows
            if (place := periods.setdefault(tuple(days), len(periods))) == len(self.periods):
                self.periods.append(self.lines.periods.get(days[0]) or meanings.period(days))
            period = self.periods[place]
            if isinstance(period, Period) and (part["latest"] is None or part["latest"][0] < period.end):
                part["latest"] = (period.end, days[-1])
        self.parts = list(parts.values())
        titles = self._titles([part["first"] for part in self.parts])
        for part in self.parts:
            part |= {"measure": measures.get(part["code"]), "title": titles.get(part["first"])}
        self._write_parts(codes, counted)
        self._write_periods(periods)

    def _titles(self, rows: Sequence[int]) -> dict[int, str]:
        if self.layout.measures:
            listed = ", ".join(map(str, rows))
            return dict(self.query(f"SELECT rowid, title_ FROM line WHERE rowid IN ({listed})"))
        if self.layout.measure_name is None:
            return {}
        name, listed = self.column(self.layout.measure_name), ", ".join(map(str, rows))
        return {
            row: text for row, text in self.query(f"SELECT rowid, {name} FROM line WHERE rowid IN ({listed})") if text
        }

    def _write_parts(self, codes: Mapping[str, str], counted: Collection[str]) -> None:
        place_of = {part["code"]: place for place, part in enumerate(self.parts)}
        ids = {part["measure"].measure_id for part in self.parts if part["measure"]}
        number_of = {measure_id: number for number, measure_id in enumerate(sorted(ids))}
        rows = []
        for printed, code in codes.items():
            if measure := self.parts[place_of[code]]["measure"]:
                # Shares printed as fractions are kept as percent.
                as_share = self.layout.prints_as_fraction(measure.unit, code)
                maximum = min(measure.maximum or _MOST_SHARE, _MOST_SHARE) if as_share else measure.maximum
                counts = measure.measure_id in counted
                self.has_counts |= counts and measure.whole
                is_unconfirmed = measure.unit == "%" and not self.layout.confirms(code)
                bounds = (measure.minimum, maximum, as_share, counts, counts and measure.whole, is_unconfirmed)
                title = self.parts[place_of[code]]["title"] or code
                self.has_scales |= (is_scaled := why_scaled_below(title, measure.unit, self.lines.beside) != "")
                subject = (measure.measure_id, number_of[measure.measure_id], measure.unit)
                rows.append((place_of[code], printed, *subject, *bounds, is_scaled))
        schema = {"id": pl.Int64, "text": pl.String, "measure_id": pl.String, "target": pl.Int64, "unit": pl.String}
        schema |= dict.fromkeys(("minimum", "maximum"), pl.Float64)
        schema |= dict.fromkeys(("as_share", "counts", "is_whole", "is_unconfirmed", "is_scaled"), pl.Boolean)
        self.table("part", schema, rows)

    def _write_periods(self, printed: Mapping[tuple[str, ...], int]) -> None:
        rows: list[tuple[Any, ...]] = []
        targets: dict[str, int] = {}
        for texts, place in printed.items():
            period = self.periods[place]
            meant: tuple[Any, ...] = (None,) * 4
            if isinstance(period, Period):
                target = targets.setdefault(period.period, len(targets))
                meant = (target, period.period, period.start, period.end)
            rows.append((place, *texts, texts[0] if self.layout.period else " to ".join(texts), *meant))
        texts_schema = {f"text_{place}": pl.String for place in range(len(self.dated))}
        schema = {"id": pl.Int64, **texts_schema, "printed": pl.String, "target": pl.Int64, "period": pl.String}
        self.table("period", schema | {"period_start": pl.Date, "period_end": pl.Date}, rows)

    def _look_up_values(self) -> None:
        markers = self.layout.markers
        numeric = [key.strip() for key in markers if re.fullmatch(PLAIN, key.strip())]
        named = f" OR {self.value} IN ({', '.join(map(quoted, numeric))})" if numeric else ""
        found = self.query(f"SELECT DISTINCT {self.value} FROM line WHERE NOT {matches(self.value, PLAIN)}{named}")
        rows = []
        for (text,) in found:
            cell = read_cell(text, markers)
            marker = _marker_row(markers, cell.marker)
            numbers = (cell.value(), cell.decimals(), cell.value(True), cell.decimals(True))
            self.has_signs |= cell.sign != ""
            is_whole = None if cell.number is None else cell.is_whole
            rows.append((text, *numbers, cell.sign, is_whole, *marker))
        schema = {"text": pl.String, "number": pl.Float64, "decimals": pl.Int64, "share": pl.Float64}
        schema |= {"share_decimals": pl.Int64, "sign": pl.String, "is_whole": pl.Boolean}
        marked = {"status": pl.String, "reason": pl.String, "lower": pl.Float64, "upper": pl.Float64}
        self.table("special", schema | marked, rows)

    def _refuse_decimal_commas(self) -> None:
        """Programs that write a comma for the decimal point divide cells by semicolons: then 1,234 can be 1.234."""
        if self.lines.delimiter != ";":
            return
        ((decimal, either),) = self.query(f"""
            SELECT min(text) FILTER ({matches("trim(text)", DECIMAL_COMMA)}),
                min(text) FILTER ({matches("trim(text)", EITHER_COMMA)}) FROM special""")
        if decimal and either:
            message = (
                f"'{decimal.strip()}' has a decimal comma, so nobody knows whether '{either.strip()}' is thousands"
            )
            raise refused(self.path, None, message, f"Ask its publisher for decimal points; {KEEPS}")


def _kinds(group: Group) -> list[tuple[str, date, date]]:
    """The kinds of organisation that a group's rows are about, with the first day and that after the last of each."""
    if group.before is None:
        return [(group.org_type, date.min, date.max)]
    day = group.before.day
    return [(group.before.org_type, date.min, day), (group.org_type, day, date.max)]


def _marker_row(markers: Mapping[str, Marker], key: str | None) -> tuple[Any, ...]:
    if key is None:
        return (None,) * 4
    marker = markers[key]
    return marker.status, marker.reason, marker.lower, marker.upper
