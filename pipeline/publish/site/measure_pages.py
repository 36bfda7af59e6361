"""The pages of the measures: what is measured, its standard, and how the organisations compare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from pipeline.base.periods import normal_period
from pipeline.publish.site import addresses, measure_charts, words
from pipeline.publish.site.charts import Chart
from pipeline.publish.site.content import Content, Row
from pipeline.publish.site.pages import Page, Pages

MIN_TREND_PERIODS = 3
# Columns that a league table has only where a row fills them; empty they would take room from the others.
OF_SOME_SETS = {"interval_lower": "95% interval", "against_standard": "Against the standard", "rank": "Rank"}


def measure_pages(content: Content) -> Pages:
    """The list of measures, and a page for each."""
    yield Page(addresses.MEASURES, "measures.html", {"title": "Measures", "measures": list(content.measures.values())})
    for measure_id, measure in content.measures.items():
        values = content.values_of_measure.get(measure_id, [])
        yield Page(
            addresses.measure(measure_id),
            "measure.html",
            {
                "title": measure["measure_name"],
                "measure": measure,
                "trend": content.trends.get(measure_id, []),
                "trend_chart": england_over_time(measure, content.trends.get(measure_id, [])),
                "sets": [_set(content, measure, rows) for rows in _by_period(values)],
                "standards": content.standards.get(measure_id, []),
                "listings": content.listings.get(measure_id, []),
                "parts_of_it": [content.measures[part] for part in measure["parts"] if part in content.measures],
            },
        )


def england_over_time(measure: Row, rows: Sequence[Row]) -> Chart | None:
    """England from period to period, where there are enough to see a way in."""
    if len(rows) < MIN_TREND_PERIODS or measure["unit"] == words.YES_OR_NO:
        return None
    first, *_, last = (f"{words.number(row['value'], measure['unit'])} in {row['period']}" for row in rows)
    dashed = "; dashed: the standard of the time" if any(row["standard"] is not None for row in rows) else ""
    finding = f"England: {first}, {last}{dashed}"
    return measure_charts.trend(_in_stretches(rows), measure, finding, "marts.measure_current")


def _in_stretches(rows: Sequence[Row]) -> list[Row]:
    """The rows with the number of their stretch: where a period has no value a new one begins."""
    stretch = 0
    found = []
    for before, row in zip([None, *rows], rows, strict=False):
        if before and _is_gap(before, row):
            stretch += 1
        found.append({**row, "stretch": stretch})
    return found


def _is_gap(before: Row, row: Row) -> bool:
    """Whether a period between two is missing; of rolling years, which overlap, the periods printed show that."""
    ended: date = before["period_end"]
    begins: date = row["period_start"]
    return (begins if begins > ended else normal_period(row["period"]).start) - ended > timedelta(1)


def _by_period(values: Sequence[Row]) -> list[list[Row]]:
    return [list(rows) for _, rows in groupby(values, key=lambda row: (row["period"], row["period_inferred"]))]


def _set(content: Content, measure: Row, values: list[Row]) -> dict[str, Any]:
    first = values[0]
    organisations = [row for row in values if row["org_type"] == "ccg"]
    # England's quarter does not stand beside a rolling year.
    first_days = {row["period_start"] for row in organisations}
    nations = [row for row in values if row["org_type"] == "national"]
    england = next((row for row in nations if not first_days or row["period_start"] in first_days), None)
    peers = content.peers.get((measure["measure_id"], first["period"], first["period_inferred"]))
    with_value = [row for row in organisations if row["value"] is not None]
    standard = next((row for row in organisations if row["standard"] is not None), None)
    table = "marts.measure_benchmark"
    found = []
    if len(with_value) > 1 and measure["unit"] != words.YES_OR_NO:
        # Beside the counts of CCGs England's would leave no room for theirs.
        comparable = measure["of_any_size"]
        marks = [("England", england["value"])] if comparable and england and england["value"] is not None else []
        marks += [("median", peers["median"])] if peers and peers["median"] is not None else []
        marks += [("standard", standard["standard"])] if standard else []
        finding = value_finding(measure, organisations, standard)
        found.append(measure_charts.values(with_value, marks, measure, finding, table))
    if any(row["funnel_position"] for row in organisations):
        outside = [row for row in organisations if row["funnel_position"] not in (None, "within")]
        positioned = [row for row in organisations if row["funnel_position"]]
        finding = (
            f"{words.count(len(outside), 'organisation')} of {len(positioned)} "
            "further from England's figure than chance alone would put 95 in 100"
        )
        found.append(measure_charts.funnel(positioned, finding, table))
    return {
        "id": addresses.anchor(first["period"], "inferred" if first["period_inferred"] else "printed"),
        "first": first,
        "organisations": organisations,
        "others": [row for row in values if row["org_type"] != "ccg"],
        "england": england,
        "peers": peers,
        "standard": standard,
        **{note: _common(organisations, note) for note in ("rank_note", "interval_note", "standard_note")},
        "has": {
            name: heading
            for name, heading in OF_SOME_SETS.items()
            if any(row[name] is not None for row in organisations)
        },
        "charts": found,
    }


def _common(organisations: Sequence[Row], note: str) -> str | None:
    """What a note says of all organisations with a value; None where it does not say the same of all."""
    notes = {row[note] for row in organisations if row["value"] is not None}
    return notes.pop() if len(notes) == 1 else None


def value_finding(measure: Row, organisations: Sequence[Row], standard: Row | None) -> str:
    """What the values show, in a sentence."""
    numbers = [row["value"] for row in organisations if row["value"] is not None]
    period = organisations[0]["period"]
    ends = " to ".join(words.number(number, measure["unit"]) for number in (min(numbers), max(numbers)))
    if standard:
        met = sum(row["standard_met"] is True for row in organisations)
        judged = sum(row["standard_met"] is not None for row in organisations)
        without_value = len(organisations) - judged
        limit = words.number(standard["standard"], measure["unit"])
        text = f"{period}: {met} of {judged} organisations meet the standard of {standard['comparator']} {limit}"
        return f"{text}; {without_value} have no value" if without_value else text
    return f"{period}: {words.count(len(numbers), 'value')}, {ends}"
