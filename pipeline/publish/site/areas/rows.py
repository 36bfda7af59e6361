"""A row of an area page: a measure with its value, its place among all CCGs, its course, and what stands behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from pipeline.publish.site import addresses, words
from pipeline.publish.site.areas import tables
from pipeline.publish.site.areas.register import ENGLAND, LAST_DAY, Area
from pipeline.publish.site.areas.series import AreaSeries
from pipeline.publish.site.areas.sums import WorkedOut, caption, total_to_tell
from pipeline.publish.site.areas.trends import ASSURANCES, CHANGES
from pipeline.publish.site.citing import Citation, cite
from pipeline.publish.site.drawings.lines import sparkline
from pipeline.publish.site.drawings.strip import Strip, middle_half, side
from pipeline.publish.site.released_rows import Row

# Fewer dots say nothing of a place among them.
FEWEST_PEERS = 4
FEWEST_POINTS = 2
FEWEST_SUMS = 3


@dataclass(frozen=True)
class MeasureRow:
    """A measure on an area's page; `reason` says why it cannot be compared, and is None where it can."""

    measure: Row
    shown: Row
    value: str
    series: list[Row]
    benchmark: Row
    reason: str | None
    later: str
    kept_back: str
    standard: str
    standard_met: bool | None
    strip: Markup
    spark: Markup
    change: str
    assurance: str
    among: str
    after_closure: str
    similar: Row | None
    year: Row | None
    doubt: str | None
    citation: Citation
    tables: Markup
    worked_out: WorkedOut | None

    @property
    def is_sum(self) -> bool:
        """Whether its value is a sum of counts, since no source prints one."""
        return bool(self.shown["is_sum"])

    @property
    def side(self) -> str:
        """better, worse or same as the median of CCGs; empty where that cannot be said."""
        median = self.benchmark.get("median")
        if median is None or self.measure["polarity"] == "none":
            return ""
        return side(self.shown["value"], median, self.measure["polarity"])


class Rows:
    """Makes the rows of all pages; what several of them share is made once."""

    def __init__(self, found: AreaSeries, measures: Mapping[str, Row], documents: Mapping[str, Row]) -> None:
        self.found, self.measures, self.documents = found, measures, documents
        self._strips: dict[tuple[str, str, bool], Strip | None] = {}
        self._made: dict[str, list[MeasureRow]] = {}

    def of(self, area: Area) -> list[MeasureRow]:
        """The rows of an area by topic, in the order in which they are shown; those without any value are left out.

        The pages of those that merged into the area show them too.
        """
        if area.code not in self._made:
            self._made[area.code] = self._all_of(area)
        return self._made[area.code]

    def _all_of(self, area: Area) -> list[MeasureRow]:
        of_measure = self.found.of_page.get(area.code, {})
        ordered = sorted((self.measures[name] for name in of_measure), key=_place)
        return [
            self._row(area, measure, of_measure[measure["measure_id"]])
            for measure in ordered
            if of_measure[measure["measure_id"]][0]["value"] is not None
        ]

    def without_value(self, area: Area) -> list[tuple[Row, Row]]:
        """The measures of which it has cells but no value, each with its last cell."""
        of_measure = self.found.of_page.get(area.code, {})
        ordered = sorted((self.measures[name] for name in of_measure), key=_place)
        last = [(measure, of_measure[measure["measure_id"]][0]) for measure in ordered]
        return [(measure, row) for measure, row in last if row["value"] is None]

    def _row(self, area: Area, measure: Row, series: list[Row]) -> MeasureRow:
        shown, measure_id = series[0], measure["measure_id"]
        is_ccg = shown["org_type"] == "ccg"
        benchmark = self.found.benchmarks.get((shown["org_code"], measure_id), {}) if is_ccg else {}
        peers = self.found.peers.get((measure_id, shown["period"], shown["inferred"]), {})
        peers = peers if peers.get("period_start") == shown["period_start"] else {}
        strip = self._strip(measure, peers)
        reason = _reason(measure, benchmark, strip, shown["value"], peers)
        own = [one for one in series if one["is_sum"] == shown["is_sum"]]
        sums = [one for one in series if one["is_sum"]]
        worked_out = self._worked_out(area, measure, shown, sums) if sums else None
        drawn = strip if strip and reason is None and not _is_at_ends(peers["numbers"]) else None
        standard = self._standard(measure, shown, benchmark)
        value = words.shown(shown["value"], measure["unit"], shown["decimals"])
        text = _strip_label(area, measure, value, peers) if reason is None else ""
        chart = self.found.charts.get((shown["org_type"], shown["org_code"], measure_id), {})
        about = {**shown, **{name: measure[name] for name in ("measure_name", "unit")}}
        return MeasureRow(
            measure,
            shown,
            value,
            series,
            {**benchmark, "median": peers.get("median")},
            None if shown["is_sum"] else reason,
            _later(own),
            _kept_back(own),
            *standard,
            drawn.drawn(shown["value"], text) if drawn else Markup(),
            self._spark(measure, shown) if reason is None or shown["is_sum"] else Markup(),
            CHANGES.get(chart.get("variation_icon") or "", ""),
            ASSURANCES.get(chart.get("assurance") or "", ""),
            text.partition("; ")[2],
            _after_closure(area, shown),
            self.found.similar.get((shown["org_code"], measure_id)) if is_ccg else None,
            self.found.years.get((shown["org_code"], measure_id)) if is_ccg and not shown["inferred"] else None,
            self.found.doubts.get((shown["org_type"], shown["org_code"], measure_id)),
            cite(about, self.documents[shown["document_id"]], name=area.name),
            self._tables(measure, [one for one in series if not one["is_sum"]]),
            worked_out,
        )

    def _worked_out(self, area: Area, measure: Row, shown: Row, sums: list[Row]) -> WorkedOut:
        key = total_to_tell(sums, shown["period"], self.found.totals)
        total = {**self.found.totals[key], **{name: measure[name] for name in ("measure_name", "unit")}}
        document = self.documents[sums[0]["document_id"]]
        parts = self.found.parts.get(key, [])
        return WorkedOut(total, parts, cite(total, document, name=area.name), self._tables(measure, sums))

    def _strip(self, measure: Row, peers: Row) -> Strip | None:
        if not peers or len(peers["numbers"]) < FEWEST_PEERS:
            return None
        key = (peers["measure_id"], peers["period"], peers["period_inferred"])
        if key not in self._strips:
            numbers = peers["numbers"]
            self._strips[key] = Strip(
                numbers,
                measure["polarity"],
                median=peers["median"],
                middle=middle_half(numbers),
                standard=peers["standard"],
            )
        return self._strips[key]

    def _standard(self, measure: Row, shown: Row, benchmark: Row) -> tuple[str, bool | None]:
        """The standard in words, and whether the value as printed meets it."""
        row = benchmark
        if shown["org_type"] != "ccg":
            row = self.found.standards.get((measure["measure_id"], shown["period"]), {})
            if row.get("applies_to") == ENGLAND and shown["org_type"] != "national":
                row = {}
        if row.get("standard") is None:
            return "", None
        met = row["standard_met"] if "standard_met" in row else _meets(shown, row)
        return f"{row['comparator']} {words.shown(row['standard'], measure['unit'])}", met

    def _spark(self, measure: Row, shown: Row) -> Markup:
        if shown["points"] < (FEWEST_SUMS if shown["is_sum"] else FEWEST_POINTS):
            return Markup()
        own, ends = _on_grid(shown, None)
        england: list[float | None] = []
        for series in self.found.of_page.get(ENGLAND, {}).get(measure["measure_id"], []) if ends else []:
            same = all(series[name] == shown[name] for name in ("source_id", "months", "inferred", "is_sum"))
            if same and shown["page"] != ENGLAND:
                england, _ = _on_grid(series, ends)
        (first, began), *_, (last, ended) = (
            (words.shown(value, measure["unit"]), words.period(period))
            for period, value in zip(shown["periods"], shown["numbers"], strict=True)
            if value is not None
        )
        return sparkline(own, england, f"From {first} in {began} to {last} in {ended}")

    def _tables(self, measure: Row, series: list[Row]) -> Markup:
        return Markup("").join(  # the captions are escaped
            Markup(tables.html(one, measure["unit"], self._caption(measure, one))) for one in series if one["points"]
        )

    def _caption(self, measure: Row, series: Row) -> str:
        document = self.documents[series["document_id"]]
        length = tables.length(series["period"], series["months"])
        if series["is_sum"]:
            return caption(length, series, document)
        span = (series["char_start"], series["char_end"]) if series["char_start"] is not None else None
        if series["line_no"] is None:
            place = addresses.cell(series)
        else:
            place = addresses.place(series["document_id"], series["line_no"], span)
        where = f"line {series['line_no']}" if series["line_no"] is not None else series["locator"] or ""
        inferred = "; the document prints no period, we concluded it" if series["inferred"] else ""
        unit = "" if measure["unit"] in tables.UNIT_IN_CELLS else f", {measure['unit']}"
        return (
            f'{escape(length + unit + inferred)}: <a href="../{escape(place)}">'
            f"{escape(document['title'])}, {escape(where)}</a>"
        )


def _place(measure: Row) -> tuple[int, bool, bool, str]:
    return measure["topic_no"], not measure["is_behind_ratings"], not measure["has_standard"], measure["measure_name"]


def _reason(measure: Row, benchmark: Row, strip: Strip | None, value: float, peers: Row) -> str | None:
    """Why a value is not shown among those of all CCGs."""
    if measure["unit"] == words.YES_OR_NO:
        return "it is yes or no"
    if not measure["of_any_size"]:
        return "it grows with the size of the area"
    if strip is None:
        return benchmark.get("rank_note") or "no values of CCGs are published for the period"
    if not peers["numbers"][0] <= value <= peers["numbers"][-1]:
        return "it lies beyond the values of all CCGs"
    return None


def _strip_label(area: Area, measure: Row, value: str, peers: Row) -> str:
    numbers, unit = peers["numbers"], measure["unit"]
    low, high = words.shown(numbers[0], unit), words.shown(numbers[-1], unit)
    if _is_at_ends(numbers):
        at_low, at_high = numbers.count(numbers[0]), numbers.count(numbers[-1])
        between = len(numbers) - at_low - at_high
        more = f", {between} between" if between else ""
        return f"{area.short_name} {value}; {at_high} CCGs at {high}, {at_low} at {low}{more}"
    median = f"; median {words.shown(peers['median'], unit)}" if peers["median"] is not None else ""
    return f"{area.short_name} {value}; {len(numbers)} CCGs from {low} to {high}{median}"


def _later(series: list[Row]) -> str:
    """What stands in later periods that have no value."""
    last = _last(series)
    if last is None:
        return ""
    why = "suppressed (small numbers)" if last["suppressed"][-1] else "not published"
    if last["is_sum"]:
        why = "has no sum"
    return f"{words.period(last['periods'][-1])} {why}"


def _last(series: list[Row]) -> Row | None:
    """The series whose last cell is later than the value that is shown; it has no value there."""
    shown = series[0]
    last = max(series, key=lambda row: row["ends"][-1])
    return last if last["ends"][-1] > 12 * shown["period_end"].year + shown["period_end"].month else None


def _kept_back(series: list[Row]) -> str:
    """The address of the cell that is suppressed after the value that is shown, where it has a place of its own."""
    last = _last(series)
    if last is None or not last["suppressed"][-1] or last["line_no"] is not None or not last["is_one_document"]:
        return ""
    return addresses.cell({**last, "period": last["periods"][-1], "status": "suppressed"})


def _is_at_ends(numbers: Sequence[float]) -> bool:
    """Whether the middle half of CCGs spans all values: most have all or nothing, and there is no spread to draw."""
    return middle_half(numbers) == (numbers[0], numbers[-1]) and numbers[0] < numbers[-1]


def _after_closure(area: Area, shown: Row) -> str:
    """What a value is of that a CCG's code was still used for when it had closed."""
    if area.kind != "ccg" or area.closed_on is None or shown["period_start"] <= area.closed_on:
        return ""
    place = "as a sub-ICB location" if area.closed_on == LAST_DAY else "under its code"
    return f"of its place {place}, after the CCG had closed"


def _meets(shown: Row, standard: Row) -> bool:
    decimals = shown["decimals"]
    value = shown["value"] if decimals is None else round(shown["value"], decimals)
    limit = standard["standard"]
    found = {"at least": value >= limit, "more than": value > limit, "at most": value <= limit}
    return bool(found.get(standard["comparator"], value < limit))


def _on_grid(series: Row, ends: range | None) -> tuple[list[float | None], range | None]:
    """The values at equal distances, None where there is none; from the first value to the last, or as `ends` say."""
    at = dict(zip(series["ends"], series["numbers"], strict=True))
    if ends is None:
        known = [end for end, value in at.items() if value is not None]
        step = min((after - before for before, after in pairwise(series["ends"])), default=1)
        ends = range(known[0], known[-1] + 1, max(step, 1))
    return [at.get(end) for end in ends], ends
