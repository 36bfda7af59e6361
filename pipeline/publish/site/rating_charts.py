"""The charts of a set of ratings: its bands as one bar and by region, its map, and the moves to another set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.publish.site import addresses, words
from pipeline.publish.site.charts import Chart
from pipeline.publish.site.drawings import chips, flows, tiles
from pipeline.publish.site.drawings.keys import Key
from pipeline.publish.site.measure_figures import REGIONS
from pipeline.publish.site.released_rows import Row

NOT_LISTED = "not listed"
# The bands that are counted as good: the better half of a scale of four.
GOOD = 2
# So many of the worst band in one area are told by its name; so few in all by their own.
CLUSTER = 3


def distribution(page: str, name: str, bands: Sequence[Row], finding: str, about: str = "") -> Chart | None:
    """The organisations of each band as one bar of 100%; nothing where some bands are not listed."""
    if any(row["organisations"] is None for row in bands):
        return None
    counts = [(row["band"], row["position"], row["organisations"]) for row in bands]
    label = f"{finding}. " + "; ".join(
        f"{row['band']}: {row['organisations']}, {words.share(row['share'])}" for row in bands
    )
    rows = [(row["band"], row["organisations"], row["organisations_rated"], row["share"]) for row in bands]
    header = ("band", "organisations", "organisations_rated", "share")
    shares = [f" ({words.share(row['share'])})" if row["share"] else "" for row in bands]
    key = [_key(row, f"{row['band']}: {row['organisations']}{share}") for row, share in zip(bands, shares, strict=True)]
    return Chart(page, name, finding, chips.band_bar(counts, label), header, rows, **_of(about), key=key)


def _of(about: str) -> dict[str, Any]:
    return {"about": about, "common": {"ratings": about} if about else {}}


def _key(band: Row, said: str) -> Key:
    return Key("tile", chips.band_css(band["position"]), f"{chips.band_sign(band['position'])} {said}")


def by_region(
    page: str, name: str, bands: Sequence[Row], ratings: Sequence[Row], region_of: Mapping[str, str], about: str = ""
) -> Chart | None:
    """The bands of each region from north to south; nothing where some bands are not listed."""
    if any(row["organisations"] is None for row in bands):
        return None
    counts = Counter((region_of.get(row["org_code"]), row["band"]) for row in ratings if row["band"])
    drawn, data, told = [], [], []
    good = [row["band"] for row in bands if row["position"] <= GOOD]
    for code, region in REGIONS.items():
        found = [(row["band"], row["position"], counts[code, row["band"]]) for row in bands]
        whole, best = sum(count for *_, count in found), sum(counts[code, band] for band in good)
        if whole:
            drawn.append((region, f"{best} of {whole}", found))
            told.append((best / whole, region, f"{best} of {whole}"))
            data += [(region, band, count) for band, _, count in found]
    if len(drawn) < len(REGIONS):
        return None
    low, high = min(told), max(told)
    finding = f"{' or '.join(good)}: from {low[2]} CCGs in {low[1]} to {high[2]} in {high[1]}"
    label = f"{finding}. " + "; ".join(f"{region}: {said}" for region, said, _ in drawn)
    return Chart(
        page,
        name,
        finding,
        chips.band_bars(drawn, label),
        ("region", "band", "organisations"),
        data,
        note="Regions as they are since 2019; a CCG that closed before counts where it lay. At the right: how many "
        f"were {' or '.join(good)}. Bands are judgements, so nothing is said of a divide between north and south.",
        about=f"{about}, by region, north to south",
        common={"ratings": about},
        key=[_key(row, row["band"]) for row in bands],
    )


def band_map(
    page: str,
    name: str,
    ratings: Sequence[Row],
    places: Mapping[str, tuple[int, int]],
    names: Mapping[str, str],
    board_of: Mapping[str, str] | None = None,
    about: str = "",
) -> Chart | None:
    """Every organisation of the register of the day as a tile with its band; those without one say why.

    `board_of` names the area of the integrated care board in which each lies.
    """
    if not places:
        return None
    rated = {row["org_code"]: row for row in ratings}
    drawn, rows = [], []
    for code, (column, line) in sorted(places.items()):
        row = rated.get(code)
        has = row is not None and row["band"] is not None
        said = words.band(row) if row else NOT_LISTED
        css = chips.band_css(row["position"]) if row and has else "withheld"
        sign = chips.band_sign(row["position"]) if row and has else "–"
        href = f"../{addresses.area(code)}"
        drawn.append(tiles.Tile(code, column, line, css, f"{names.get(code, code)}: {said}", sign, href))
        rows.append((code, names.get(code, code), said if has else "", "" if has else said, column, line))
    bands = {row["position"]: row["band"] for code, row in rated.items() if code in places and row["band"] is not None}
    finding = _map_finding(rows, bands[max(bands)] if bands else "", board_of or {})
    header = ("org_code", "org_name", "band", "reason", "column", "row")
    key = [_key({"position": position}, band) for position, band in sorted(bands.items())]
    if any(not row[2] for row in rows):
        no_band = dict.fromkeys(NOT_LISTED if row[3] == NOT_LISTED else "no band" for row in rows if not row[2])
        key.append(Key("tile", "withheld", " or ".join(no_band)))
    return Chart(page, name, finding, tiles.tile_map(drawn, finding), header, rows, **_of(about), key=key)


def _map_finding(rows: Sequence[tuple[str, str, str, str, int, int]], worst: str, board_of: Mapping[str, str]) -> str:
    """Where those of the worst band lie: by their names if few, else by the areas that have several of them."""
    found = [row for row in rows if row[2] == worst]
    # Of one that a document does not list it is not known that it has none.
    unlisted = sum(row[3] == NOT_LISTED for row in rows)
    without = sum(not row[2] for row in rows) - unlisted
    said = [f"{number} {what}" for number, what in ((without, "without a band"), (unlisted, NOT_LISTED)) if number]
    behind = f"; {words.listed(said)}" if said else ""
    if not worst:
        return f"On the map: {words.count(len(rows), 'CCG')}, {words.listed(said)}"
    if len(found) <= CLUSTER:
        return f"{len(found)} {worst}: {words.listed([row[1] for row in found])}{behind}"
    of = Counter(board_of.get(row[0], "") for row in found)
    ordered = sorted(of.items(), key=lambda one: (-one[1], one[0]))
    clusters = [(board, count) for board, count in ordered if board and count >= CLUSTER]
    if not clusters:
        return f"{len(found)} {worst}, no three of them in the area of one ICB{behind}"
    others = len(found) - sum(count for _, count in clusters)
    parts = [f"{count} in {board}" for board, count in clusters] + ([f"{others} elsewhere"] if others else [])
    return f"{len(found)} {worst}: {words.listed(parts)}{behind}"


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
