"""The indicators that a document lists, in bullets or within a sentence.

A sidecar maps a listing by the words before it and the printed names in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.base.folding import fold, fold_name
from pipeline.base.lines import Line
from pipeline.base.shortening import shortened
from pipeline.parse.text.facts import Listing, Reject
from pipeline.parse.text.lines.bullets import Bullet, is_bare_mark, read_bullet
from pipeline.parse.text.lists.anchors import find_anchor

LONGEST_KEPT = 300


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


def read_listing(
    lines: Sequence[Line], spec: ListingSpec, damaged: Mapping[int, str]
) -> tuple[list[Listing], list[Reject], set[int]]:
    """The indicators listed, what is missing or not mapped, and the numbers of the lines that items use.

    Where bullets follow the words, each bullet must be a known name; `names` that all stand in the words' own
    line are looked for there.
    """
    at = find_anchor(lines, spec.after)
    if at is None or lines[at].number in damaged:
        return [], [], set()
    sentence = fold(lines[at].text)
    is_sentence = bool(spec.names) and all(fold(name) in sentence for name in spec.names)
    items = [] if is_sentence else _items_after(lines, at, spec, damaged)
    if not items:
        return *_read_sentence(lines[at], spec), set()
    listings, rejects = [], []
    wanted = {fold_name(name): name for name in spec.names}
    for line, bullet in items:
        name = bullet.name if bullet else ""
        if bullet is None or line.number in damaged:
            reason = damaged.get(line.number, "stands where an item of the list should and is none")
            rejects.append(_reject(line, line.start, line.text, reason))
        elif measure_id := spec.measures.get(fold_name(name)):
            wanted.pop(fold_name(name), None)
            listings.append(_listing(line, bullet.start, name, measure_id, spec))
        else:
            rejects.append(_reject(line, bullet.start, name, f"'{shortened(name)}' is no name of a measure"))
    rejects += [_missing(lines[at], name) for name in wanted.values()]
    return listings, rejects, {line.number for line, _ in items}


def _items_after(
    lines: Sequence[Line], at: int, spec: ListingSpec, damaged: Mapping[int, str]
) -> list[tuple[Line, Bullet | None]]:
    """The items under line `at`: deeper than it when it is an item itself; they end with the first other line.

    A line that is no bullet is one of them where it stands among them, or names a measure right after one.
    """
    opening = read_bullet(lines[at])
    printed = [line for line in lines[at + 1 :] if not line.is_blank]
    items: list[tuple[Line, Bullet | None]] = []
    for line, following in zip(printed, [*printed[1:], None], strict=False):
        bullet = read_bullet(line)
        if bullet and opening and bullet.indent <= opening.indent:
            break
        if bullet or is_bare_mark(line):
            items.append((line, bullet))
            continue
        adjoins = bool(items) and line.number == items[-1][0].number + 1
        continues = following is not None and following.number == line.number + 1 and read_bullet(following) is not None
        is_damaged = line.number in damaged
        is_item = is_damaged and (adjoins or continues)
        if not is_item and not (adjoins and (continues or fold_name(line.text) in spec.measures)):
            break
        items.append((line, None))
    return items


def _read_sentence(line: Line, spec: ListingSpec) -> tuple[list[Listing], list[Reject]]:
    listings, rejects = [], []
    text = fold(line.text)
    for name in spec.names:
        found, measure_id = text.find(fold(name)), spec.measures.get(fold_name(name))
        if found == -1 or measure_id is None:
            rejects.append(_missing(line, name))
            continue
        printed = line.text[found : found + len(name)]
        listings.append(_listing(line, line.start + found, printed, measure_id, spec))
    if not spec.names:
        reason = "no indicator is listed after these words"
        rejects.append(_reject(line, line.start, line.text, reason))
    return listings, rejects


def _listing(line: Line, start: int, name: str, measure_id: str, spec: ListingSpec) -> Listing:
    place = (line.number, start, start + len(name))
    return Listing(*place, name, measure_id, spec.product, spec.area, spec.status)


def _missing(line: Line, name: str) -> Reject:
    return _reject(line, line.start, line.text, f"the indicator '{name}' that the sidecar maps is not listed here")


def _reject(line: Line, start: int, text: str, reason: str) -> Reject:
    text = text[:LONGEST_KEPT]
    remedy = "add the name to its measure in raw/reference/measures.yml, or correct the sidecar's `items`"
    return Reject(line.number, start, start + len(text), text, "listing", reason, True, remedy)
