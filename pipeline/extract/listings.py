"""The indicators that a document lists, in bullets or within a sentence.

Here: a listing that a sidecar maps by the words before it and the printed names in it. Not here: which
measures there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.anchors import find_anchor, plain
from pipeline.extract.bullets import Bullet, read_bullet
from pipeline.extract.facts import Listing, Reject
from pipeline.extract.lines import Line


@dataclass(frozen=True)
class ListingSpec:
    """Indicators listed after the words `after`, for one product and area.

    `measures` maps every known name, as `plain` gives it, to its measure_id. `names` are those that must stand
    there as printed; empty, the bullets alone say what is listed.
    """

    after: str
    product: str
    area: str
    status: str
    measures: Mapping[str, str]
    names: tuple[str, ...] = ()


def read_listing(lines: Sequence[Line], spec: ListingSpec) -> tuple[list[Listing], list[Reject], set[int]]:
    """The indicators listed, what is missing or not mapped, and the numbers of the lines that bullets take.

    Where bullets follow the words, each bullet must be a known name; otherwise `names` are looked for in the
    words' own line.
    """
    at = find_anchor(lines, spec.after)
    if at is None:
        return [], [], set()
    bullets = _bullets_after(lines, at)
    if not bullets:
        return *_read_sentence(lines[at], spec), set()
    listings, rejects = [], []
    wanted = {plain(name): name for name in spec.names}
    for bullet in bullets:
        name = bullet.text.rstrip(" ;,.")
        end = bullet.start + len(name)
        if measure_id := spec.measures.get(plain(name)):
            wanted.pop(plain(name), None)
            listings.append(_listing(bullet.line_no, bullet.start, end, name, measure_id, spec))
        else:
            reason = f"'{name}' is no name of a measure"
            rejects.append(_reject(bullet.line_no, bullet.start, end, name, reason))
    rejects += [_missing(lines[at], name) for name in wanted.values()]
    return listings, rejects, {bullet.line_no for bullet in bullets}


def _bullets_after(lines: Sequence[Line], at: int) -> list[Bullet]:
    """The items under line `at`: deeper than it when it is an item itself; they end with the first other line."""
    opening = read_bullet(lines[at])
    bullets: list[Bullet] = []
    for line in lines[at + 1 :]:
        if line.is_blank:
            continue
        bullet = read_bullet(line)
        if not bullet or (opening and bullet.indent <= opening.indent):
            break
        bullets.append(bullet)
    return bullets


def _read_sentence(line: Line, spec: ListingSpec) -> tuple[list[Listing], list[Reject]]:
    listings, rejects = [], []
    text = plain(line.text)
    for name in spec.names:
        found = text.find(plain(name))
        if found == -1:
            rejects.append(_missing(line, name))
            continue
        start, end = line.start + found, line.start + found + len(name)
        measure_id = spec.measures[plain(name)]
        listings.append(_listing(line.number, start, end, line.text[found : found + len(name)], measure_id, spec))
    if not spec.names:
        rejects.append(_missing(line, "(none is named under `items`)"))
    return listings, rejects


def _listing(line_no: int, start: int, end: int, name: str, measure_id: str, spec: ListingSpec) -> Listing:
    return Listing(line_no, start, end, name, measure_id, spec.product, spec.area, spec.status)


def _missing(line: Line, name: str) -> Reject:
    text = line.text[:300]
    reason = f"the indicator '{name}' that the sidecar maps is not listed here"
    return _reject(line.number, line.start, line.start + len(text), text, reason)


def _reject(line_no: int, start: int, end: int, text: str, reason: str) -> Reject:
    remedy = "add the name to its measure in raw/reference/measures.yml, or correct the sidecar's `items`"
    return Reject(line_no, start, end, text, "listing", reason, True, remedy)
