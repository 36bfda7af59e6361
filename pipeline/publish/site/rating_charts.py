"""The charts of a set of ratings: its bands as one bar, its map, and the moves from one set to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.publish.site import addresses, words
from pipeline.publish.site.charts import Chart
from pipeline.publish.site.drawings import chips, flows, tiles
from pipeline.publish.site.released_rows import Row

NOT_LISTED = "not listed"


def distribution(page: str, name: str, bands: Sequence[Row], finding: str) -> Chart | None:
    """The organisations of each band as one bar of 100%; nothing where some bands are not listed."""
    if any(row["organisations"] is None for row in bands):
        return None
    counts = [(row["band"], row["position"], row["organisations"]) for row in bands]
    label = f"{finding}. " + "; ".join(
        f"{row['band']}: {row['organisations']}, {words.share(row['share'])}" for row in bands
    )
    rows = [(row["band"], row["organisations"], row["organisations_rated"], row["share"]) for row in bands]
    header = ("band", "organisations", "organisations_rated", "share")
    return Chart(page, name, finding, chips.band_bar(counts, label), header, rows)


def band_map(
    page: str, name: str, ratings: Sequence[Row], places: Mapping[str, tuple[int, int]], names: Mapping[str, str]
) -> Chart | None:
    """Every organisation of the register of the day as a tile with its band; those without one say why."""
    if not places:
        return None
    rated = {row["org_code"]: row for row in ratings}
    drawn, rows = [], []
    for code, (column, line) in sorted(places.items()):
        row = rated.get(code)
        has = row is not None and row["band"] is not None
        said = words.band(row) if row else NOT_LISTED
        css = chips.band_css(row["position"]) if row and has else "withheld"
        sign = chips.band_sign(row["position"]) if row and has else ""
        href = f"../{addresses.area(code)}"
        drawn.append(tiles.Tile(code, column, line, css, f"{names.get(code, code)}: {said}", sign, href))
        rows.append((code, names.get(code, code), said if has else "", "" if has else said, column, line))
    finding = _map_finding(rows)
    header = ("org_code", "org_name", "band", "reason", "column", "row")
    return Chart(page, name, finding, tiles.tile_map(drawn, finding), header, rows)


def _map_finding(rows: Sequence[tuple[object, ...]]) -> str:
    without = sum(not row[2] for row in rows)
    text = f"On the map: {words.count(len(rows) - without, 'CCG')} with a band"
    return f"{text}, {without} without" if without else text


def transitions(page: str, name: str, rows: Sequence[Row], bands: Mapping[str, Sequence[flows.Band]]) -> Chart:
    """How many moved from which band to which; those without a later band stand in columns of their own."""
    first = rows[0]
    later = [*bands[first["to_scale"]]] if first["to_scale"] else []
    without = dict.fromkeys(words.status(row["to_status"]) for row in rows if row["to_status"] != "rated")
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        to = row["to_band"] if row["to_status"] == "rated" else words.status(row["to_status"])
        counts[row["from_band"], to] = counts.get((row["from_band"], to), 0) + row["organisations"]
    listed = [band for band in bands[first["from_scale"]] if any(band[0] == row["from_band"] for row in rows)]
    finding = move_finding(rows)
    matrix = flows.transition_matrix(listed, later, counts, finding, list(without))
    data = [
        (row["from_band"], row["to_band"] or words.status(row["to_status"]), row["organisations"], row["share"])
        for row in rows
    ]
    return Chart(page, name, finding, matrix, ("from_band", "to", "organisations", "share"), data)


def move_finding(rows: Sequence[Row]) -> str:
    """What the moves show, in a sentence; between two scales nothing can be read of them."""
    first = rows[0]
    if not first["comparable"]:
        listed = words.count(sum(row["organisations"] for row in rows), "organisation")
        return f"What became of {listed} listed in {first['from_period']}; two scales, so no change can be read"
    rated = [row for row in rows if row["to_status"] == "rated"]
    largest = max(rated or rows, key=lambda row: int(row["organisations"]))
    to = largest["to_band"] or words.status(largest["to_status"])
    way = f"from {largest['from_band']} to {to}"
    counted = words.count(largest["organisations"], "organisation")
    return f"The most usual way from {first['from_period']} to {first['to_period']}: {way}, {counted}"
