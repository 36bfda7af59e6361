"""The charts of a measure: each with a title that says what it shows, its words, and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from markupsafe import Markup

from pipeline.publish.site import addresses, measure_findings, words
from pipeline.publish.site.charts import Chart
from pipeline.publish.site.divides import BRIEFLY
from pipeline.publish.site.drawings import lines, ranks, tiles
from pipeline.publish.site.drawings.keys import Key
from pipeline.publish.site.drawings.strip import Strip, middle_half, side
from pipeline.publish.site.measure_figures import REGIONS, MeasureFigures, PeriodFigures, new_sources, series
from pipeline.publish.site.released_rows import Row

# Fewer are no picture.
LEAST = 2
NO_FIGURE = "no figure"
# Units that stand in the words above a chart, since its marks have no room for them.
WRITTEN_OUT = ("per 100,000", "days", "bed days", "FTE")


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
        fan(measure, series(periods, shown), figures.undated.get(measure["measure_id"])),
        first_ten(measure, shown, ordered),
        region_strip(measure, shown, ordered),
        tile_map(figures, measure, shown, rows),
    )
    return {chart.name: chart for chart in found if chart}


def _told(chart: Chart, measure: Row, what: str, of: Row | None = None) -> Chart:
    """The chart with what and when it is of, in words and in each row of its file."""
    unit = f" ({measure['unit']})" if measure["unit"] in WRITTEN_OUT else ""
    about = f"{measure['measure_name']}{unit}, {what}"
    common = {"measure": str(measure["measure_name"]), "unit": str(measure["unit"])}
    if not of:
        return replace(chart, about=about, common=common)
    when = words.filed(of["period"], of["period_start"])
    return replace(chart, about=f"{about}, {when}", common=common | {"period": of["period"]})


def strip(measure: Row, shown: PeriodFigures) -> Markup | None:
    """All CCGs on one line, for the list of measures."""
    numbers = [row["value"] for row in shown.of["ccg"] if row["value"] is not None]
    if len(numbers) < LEAST or not is_compared(measure, shown):
        return None
    if set(numbers) <= {0, 100} and measure["unit"] == "%":
        return Markup('<span class="note">{} of {} do</span>').format(
            numbers.count(100), words.count(len(numbers), "CCG")
        )
    row = shown.row
    drawn = Strip(
        numbers, measure["polarity"], median=shown.median, middle=middle_half(numbers), standard=row["standard"]
    )
    return drawn.drawn(None, f"{words.count(len(numbers), 'CCG')}, {measure_findings.spread(measure, numbers)}")


def is_compared(measure: Row, shown: PeriodFigures) -> bool:
    """Whether organisations can be held against one another by these figures."""
    complete = shown.is_whole and not shown.row["period_inferred"]
    return bool(measure["of_any_size"] and measure["unit"] != words.YES_OR_NO and complete)


def fan(measure: Row, periods: Sequence[PeriodFigures | None], undated: float | None = None) -> Chart | None:
    """Deciles of the CCGs, England and the standard from period to period."""
    if measure["unit"] == words.YES_OR_NO or sum(found is not None for found in periods) < LEAST:
        return None
    at = [found.row if found else None for found in periods]
    deciles = _in_stretches([found.deciles if found and measure["of_any_size"] else None for found in periods])
    shown = lines.Fan(
        [words.period(row["period"]) if row else "" for row in at],
        deciles,
        [row["england"] if row else None for row in at],
        [row["standard"] if row else None for row in at],
        undated=[None if row and row["standard"] is not None else undated for row in at],
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
    chart = Chart(
        measure["measure_id"],
        "fan",
        finding,
        lines.fan(shown, label),
        header,
        rows,
        _gaps(periods, deciles),
        key=_fan_key(shown),
    )
    when = [words.filed(row["period"], row["period_start"]) for row in at if row]
    return _told(chart, measure, f"{when[0]} to {when[-1]}")


def _in_stretches(deciles: Sequence[lines.Deciles | None]) -> list[lines.Deciles | None]:
    """Without those of one period alone, of which there is no course."""
    around = [None, *deciles, None]
    return [one if before or after else None for before, one, after in zip(around, deciles, around[2:], strict=False)]


def _gaps(periods: Sequence[PeriodFigures | None], deciles: Sequence[lines.Deciles | None]) -> str:
    """Why there is nothing in some periods, where the source changes, and in which a few CCGs are missing."""
    anew = [words.period(name) for name in new_sources([one for one in periods if one])]
    sentences = [f"Another source from {words.listed(anew)} on: nothing is joined across."] if anew else []
    if not any(deciles):
        return " ".join(sentences)
    if None in deciles:
        sentences.append("The band has a gap without figures, and where more than 2% of the CCGs have no row.")
    few = [
        f"{found.missing} in {words.period(found.row['period'])}"
        for found, drawn in zip(periods, deciles, strict=True)
        if found and drawn and found.row["coverage_note"]
    ]
    if few:
        sentences.append(f"CCGs that have no row and are not in the band: {', '.join(few)}.")
    return " ".join(sentences)


def _fan_key(shown: lines.Fan) -> list[Key]:
    found = [Key("line", "england", "England")] if any(value is not None for value in shown.england) else []
    if any(shown.deciles):
        found += [
            Key("line", "median", "median CCG"),
            Key("area", "fan-inner", "middle half of the CCGs"),
            Key("area", "fan-outer", "middle eight tenths"),
        ]
    if any(value is not None for value in shown.standard):
        found.append(Key("line", "standard", "standard"))
    if any(value is not None for value in shown.undated):
        found.append(Key("line", "undated", "standard, from a date that is not known"))
    return found


def _sides(measure: Row, shown: PeriodFigures, drawn: set[str]) -> list[Key]:
    """What the colours of dots mean, of those that are drawn."""
    said = {"better": "better than the median CCG", "worse": "worse than the median CCG", "same": "at the median"}
    if measure["polarity"] == "none":
        said = {"same": "a CCG"}
    found = [Key("dot", css, text) for css, text in said.items() if css in drawn]
    if shown.row["standard"] is not None:
        limit = words.limit(shown.row["comparator"], shown.row["standard"], measure["unit"])
        found.append(Key("line", "standard", f"standard: {limit}"))
    return found


def first_ten(measure: Row, shown: PeriodFigures, ordered: Sequence[Row]) -> Chart | None:
    """The ten worst with their intervals; of no polarity the ten highest. None of many that are alike."""
    if len(ordered) < LEAST or not is_compared(measure, shown):
        return None
    rows = measure_findings.ten(ordered)
    if len(rows) < LEAST:
        return None
    drawn = [
        ranks.Ranked(
            row["name"],
            row["value"],
            measure_findings.value_words(measure, row),
            row["interval_lower"],
            row["interval_upper"],
            side(row["value"], shown.median, measure["polarity"]),
            measure_findings.ranked_words(measure, row),
        )
        for row in rows
    ]
    finding = measure_findings.first_ten(measure, ordered)
    label = f"{finding}. " + "; ".join(f"{row.name} {row.told}" for row in drawn)
    drawing = ranks.ranked_dots(drawn, label, unit=measure["unit"], standard=shown.row["standard"])
    names = ("rank", "ranked", "withheld", "interval_lower", "interval_upper", "smallest_denominator")
    header = ("org_code", "org_name", "value", *names)
    data = [(row["org_code"], row["name"], row["value"], *(row[name] for name in names)) for row in rows]
    told = measure_findings.how_sure(measure, shown, ordered)
    interval = [Key("interval", "interval", "95% interval")] if any(row["interval_lower"] for row in rows) else []
    key = [*_sides(measure, shown, {row.css for row in drawn}), *interval]
    chart = Chart(measure["measure_id"], "ten", finding, drawing, header, data, told=told, key=key)
    return _told(chart, measure, "CCGs", shown.row)


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
    finding = measure_findings.by_region(measure, stated, shown.row["england"])
    label = finding + "".join(
        f"; {region.name}: {region.words or 'no published figure'}, {words.count(len(region.values), 'CCG')}"
        for region in drawn
    )
    drawing = ranks.region_strip(
        drawn,
        label,
        polarity=measure["polarity"],
        median=shown.median,
        standard=shown.row["standard"],
        unit=measure["unit"],
    )
    css = {side(row["value"], shown.median, measure["polarity"]) for row in ordered if row["region_code"] in REGIONS}
    key = _sides(measure, shown, css)
    if published:
        key.append(Key("bar", "region", "the region’s published figure"))
    header = ("region", "org_type", "org_code", "org_name", "value")
    told = ["Better is to the right."] if measure["polarity"] == "lower" else []
    told += [BRIEFLY] if measure_findings.tells_of_a_divide(measure, stated, shown.row["england"]) else []
    chart = Chart(measure["measure_id"], "regions", finding, drawing, header, rows, told=" ".join(told), key=key)
    return _told(chart, measure, "CCGs by region, north to south", shown.row)


def tile_map(
    figures: MeasureFigures, measure: Row, shown: PeriodFigures, rows: Sequence[Row], root: str = "../"
) -> Chart | None:
    """Every CCG as a tile at its place, in four classes; `root` leads from the page to the site's folder."""
    by_code = {row["org_code"]: row for row in rows}
    places = figures.tiles_on("ccg", shown.row["organisations_on"])
    numbers = [row["value"] for code, row in by_code.items() if code in places and row["value"] is not None]
    if len(numbers) < LEAST or not is_compared(measure, shown):
        return None
    bounds, decimals = tiles.classes(numbers), tiles.tile_places(numbers)
    drawn, data = [], []
    for code, (column, line) in sorted(places.items(), key=lambda item: figures.short_name(item[0])):
        row, name = by_code.get(code), figures.short_name(code)
        value = row["value"] if row else None
        said = words.status(row["status"]) if row else NO_FIGURE
        if row and value is not None:
            said = words.shown(value, measure["unit"], row["decimals"]) + (", doubtful" if row["doubt"] else "")
        css = "withheld" if value is None else tiles.class_of(value, bounds, measure["polarity"])
        sign = "–" if row is None or value is None else tiles.tile_words(row, decimals)
        drawn.append(tiles.Tile(code, column, line, css, f"{name}: {said}", sign, f"{root}{addresses.area(code)}"))
        note = said if value is None else "doubtful" if row and row["doubt"] else ""
        data.append((code, name, value, note, column, line))
    finding = measure_findings.on_the_map(measure, bounds, rows)
    header = ("org_code", "org_name", "value", "note", "column", "row")
    known = [row for code, row in by_code.items() if code in places and row["value"] is not None]
    key = _classes(measure, bounds, known)
    if len(known) < len(places):
        key.append(Key("tile", "withheld", "suppressed or no figure"))
    if any(row["doubt"] for row in known):
        key.append(Key("sign", "withheld", "doubtful"))
    chart = Chart(measure["measure_id"], "map", finding, tiles.tile_map(drawn, finding), header, data, key=key)
    return _told(chart, measure, "CCGs", shown.row)


def _classes(measure: Row, bounds: Sequence[float], rows: Sequence[Row]) -> list[Key]:
    """From which figure to which each colour is, the best first; where neither way is better the lowest first."""
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: float(row["value"])):
        found.setdefault(tiles.class_of(row["value"], bounds, measure["polarity"]), []).append(row)
    ends = ("lowest", "highest") if measure["polarity"] == "none" else ("best", "worst")
    keys = []
    by_value = list(found.values())
    # Where one class ends and the next begins, as many decimals as tell them apart, as in the title.
    below = dict(zip(found, [None, *(inside[-1] for inside in by_value)], strict=False))
    above = dict(zip(found, [*(inside[0] for inside in by_value[1:]), None], strict=True))
    for css, inside in sorted(found.items()):
        low = measure_findings.end_words(measure, inside[0], below[css])
        high = measure_findings.end_words(measure, inside[-1], above[css])
        keys.append(Key("tile", css, low if low == high else f"{low} to {high}"))
    if len(keys) > 1:
        keys[0] = keys[0]._replace(words=f"{ends[0]}: {keys[0].words}")
        keys[-1] = keys[-1]._replace(words=f"{ends[1]}: {keys[-1].words}")
    return keys
