"""The charts of a measure: each with a title that says what it shows, its words, and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from pipeline.publish.site import addresses, measure_findings, words
from pipeline.publish.site.charts import Chart
from pipeline.publish.site.drawings import lines, ranks, tiles
from pipeline.publish.site.drawings.strip import Strip, middle_half, side
from pipeline.publish.site.measure_figures import REGIONS, MeasureFigures, PeriodFigures, series
from pipeline.publish.site.released_rows import Row

# Fewer are no picture.
LEAST = 2
NO_FIGURE = "no figure"


def charts(
    figures: MeasureFigures,
    measure: Row,
    shown: PeriodFigures,
    periods: Sequence[PeriodFigures],
    ordered: Sequence[Row],
    rows: Sequence[Row],
) -> dict[str, Chart]:
    """The charts that the figures bear, by name; ranks and classes are not drawn of what is not comparable."""
    found: Iterable[Chart | None] = (
        fan(measure, series(periods, shown)),
        first_ten(measure, shown, ordered),
        region_strip(measure, shown, ordered),
        tile_map(figures, measure, shown, rows),
    )
    return {chart.name: chart for chart in found if chart}


def strip(measure: Row, shown: PeriodFigures) -> Markup | None:
    """All CCGs on one line, for the list of measures."""
    numbers = [row["value"] for row in shown.of["ccg"] if row["value"] is not None]
    if len(numbers) < LEAST or not is_compared(measure, shown):
        return None
    row = shown.row
    drawn = Strip(
        numbers, measure["polarity"], median=row["median"], middle=middle_half(numbers), standard=row["standard"]
    )
    return drawn.drawn(None, f"{words.count(len(numbers), 'CCG')}, {measure_findings.spread(measure, numbers)}")


def is_compared(measure: Row, shown: PeriodFigures) -> bool:
    """Whether organisations can be held against one another by these figures."""
    complete = not shown.row["coverage_note"] and not shown.row["period_inferred"]
    return bool(measure["of_any_size"] and measure["unit"] != words.YES_OR_NO and complete)


def fan(measure: Row, periods: Sequence[PeriodFigures | None]) -> Chart | None:
    """Deciles of the CCGs, England and the standard from period to period."""
    if measure["unit"] == words.YES_OR_NO or sum(found is not None for found in periods) < LEAST:
        return None
    at = [found.row if found else None for found in periods]
    compared = measure["of_any_size"]
    shown = lines.Fan(
        [row["period"] if row else "" for row in at],
        [found.deciles if found and compared else None for found in periods],
        [row["england"] if row else None for row in at],
        [row["standard"] if row else None for row in at],
        unit=measure["unit"],
    )
    if not any(shown.deciles) and len([value for value in shown.england if value is not None]) < LEAST:
        return None
    header = ("period", "decile_1", "lower_quartile", "median", "upper_quartile", "decile_9", "england", "standard")
    rows = [
        (row["period"], *(deciles or (None,) * 5), row["england"], row["standard"])
        for row, deciles in zip(at, shown.deciles, strict=True)
        if row
    ]
    finding = measure_findings.over_time(measure, periods)
    label = f"{finding}. {measure_findings.fan_words(measure, periods)}"
    gaps = "A gap is a period without figures, or one in which CCGs that were open have no row."
    return Chart(
        measure["measure_id"],
        "fan",
        finding,
        lines.fan(shown, label),
        header,
        rows,
        gaps if None in shown.deciles else "",
    )


def first_ten(measure: Row, shown: PeriodFigures, ordered: Sequence[Row]) -> Chart | None:
    """The ten worst with their intervals, or between which ranks they may lie; of no polarity the ten highest."""
    if len(ordered) < LEAST or not is_compared(measure, shown):
        return None
    rows = ordered[: measure_findings.TEN]
    drawn = [
        ranks.Ranked(
            row["name"],
            row["value"],
            measure_findings.ranked_words(measure, row),
            row["interval_lower"],
            row["interval_upper"],
            side(row["value"], shown.row["median"], measure["polarity"]),
        )
        for row in rows
    ]
    finding = measure_findings.first_ten(measure, ordered)
    label = f"{finding}. " + "; ".join(f"{row.name} {row.words}" for row in drawn)
    drawing = ranks.ranked_dots(drawn, label, unit=measure["unit"], standard=shown.row["standard"])
    names = ("rank", "ranked", "withheld", "interval_lower", "interval_upper", "smallest_denominator")
    header = ("org_code", "org_name", "value", *names)
    data = [(row["org_code"], row["name"], row["value"], *(row[name] for name in names)) for row in rows]
    return Chart(measure["measure_id"], "ten", finding, drawing, header, data)


def region_strip(measure: Row, shown: PeriodFigures, ordered: Sequence[Row]) -> Chart | None:
    """Every CCG by region, with the region's published figure where it is of the same days."""
    if len(ordered) < LEAST or not is_compared(measure, shown):
        return None
    published = {
        row["org_code"]: row
        for row in shown.of.get("region", [])
        if row["value"] is not None and row["period_start"] == shown.row["period_start"]
    }
    # Above a bar there is no room for more than a sign.
    sign = measure["unit"] if measure["unit"] in ("%", "£") else ""
    drawn, rows, stated = [], [], []
    for code, name in REGIONS.items():
        inside = [row for row in ordered if row["region_code"] == code]
        own = published.get(code)
        value, places = (own["value"], own["decimals"]) if own else (None, None)
        stated.append((name, value, places))
        dots = [
            (f"{row['name']}: {words.shown(row['value'], measure['unit'], row['decimals'])}", row["value"])
            for row in inside
        ]
        drawn.append(ranks.Region(name, dots, value, words.shown(value, sign, places)))
        rows += [(name, "region", code, name, value)] if own else []
        rows += [(name, "ccg", row["org_code"], row["name"], row["value"]) for row in inside]
    if not any(region.values for region in drawn):
        return None
    finding = measure_findings.by_region(measure, stated)
    label = finding + "".join(
        f"; {region.name}: {region.words or 'no published figure'}, {words.count(len(region.values), 'CCG')}"
        for region in drawn
    )
    drawing = ranks.region_strip(
        drawn,
        label,
        polarity=measure["polarity"],
        median=shown.row["median"],
        standard=shown.row["standard"],
        unit=measure["unit"],
    )
    return Chart(
        measure["measure_id"],
        "regions",
        finding,
        drawing,
        ("region", "org_type", "org_code", "org_name", "value"),
        rows,
    )


def tile_map(
    figures: MeasureFigures, measure: Row, shown: PeriodFigures, rows: Sequence[Row], root: str = "../"
) -> Chart | None:
    """Every CCG as a tile at its place, in four classes; `root` leads from the page to the site's folder."""
    by_code = {row["org_code"]: row for row in rows}
    places = figures.tiles_on("ccg", shown.row["organisations_on"])
    numbers = [row["value"] for code, row in by_code.items() if code in places and row["value"] is not None]
    if len(numbers) < LEAST or not is_compared(measure, shown):
        return None
    bounds = tiles.classes(numbers)
    drawn, data = [], []
    for code, (column, line) in sorted(places.items(), key=lambda item: figures.short_name(item[0])):
        row, name = by_code.get(code), figures.short_name(code)
        value = row["value"] if row else None
        said = words.status(row["status"]) if row else NO_FIGURE
        if row and value is not None:
            said = words.shown(value, measure["unit"], row["decimals"])
        css = "withheld" if value is None else tiles.class_of(value, bounds, measure["polarity"])
        sign = "" if value is None else measure_findings.tile_sign(value)
        drawn.append(tiles.Tile(code, column, line, css, f"{name}: {said}", sign, f"{root}{addresses.area(code)}"))
        data.append((code, name, value, column, line))
    finding = measure_findings.on_the_map(measure, bounds, rows)
    header = ("org_code", "org_name", "value", "column", "row")
    return Chart(measure["measure_id"], "map", finding, tiles.tile_map(drawn, finding), header, data)
