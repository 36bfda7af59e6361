"""Organisations listed in bullets under the heading of a band.

Here: lists such as a line "Top performing" followed by bulleted names, for the scale that a sidecar names.
Not here: tables, and which organisation a name means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.anchors import find_anchor
from pipeline.extract.bullets import read_bullet
from pipeline.extract.facts import Reject
from pipeline.extract.lines import Line
from pipeline.extract.vocabulary import Scale

# What may stand around a band that heads a list: mark-up, a colon, the number of organisations in brackets.
_AROUND_BAND = re.compile(r"[\s#*_>“”‘’\"']*(.+?)[\s:*_–—-]*(?:\(\d+\))?[\s:*_“”‘’\"']*")


@dataclass(frozen=True)
class BandListSpec:
    """Lists that a sidecar maps: bands of `scale` as headings, after the words `after` where that is given."""

    name: str
    scale: Scale
    after: str | None = None


@dataclass
class BandListRows:
    """Organisations listed under bands: names with their offsets, and the band each stands under."""

    spec: BandListSpec
    line_nos: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    bands: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


def read_band_list(
    lines: Sequence[Line], spec: BandListSpec, damaged: dict[int, str]
) -> tuple[BandListRows, list[Reject], set[int]]:
    """The organisations of one mapped set of lists, what in it is none, and the numbers of the lines it takes."""
    rows, rejects, used = BandListRows(spec), [], set()
    at = find_anchor(lines, spec.after) if spec.after else 0
    if at is None:
        return rows, [], used
    band = heading = None
    for line in lines[at:]:
        if line.is_blank:
            continue
        bullet = read_bullet(line)
        if line.number in damaged:
            if band:
                used.add(line.number)
                rejects.append(_reject(line, damaged[line.number]))
        elif bullet and band and heading:
            used.add(line.number)
            rows.line_nos.append(line.number)
            rows.names.append(bullet.text.rstrip(" ;,."))
            rows.starts.append(bullet.start)
            rows.bands.append(band)
            rows.headings.append(heading)
        elif not bullet and (match := _AROUND_BAND.fullmatch(line.text)):
            heading = match[1]
            band = spec.scale.by_label.get(" ".join(heading.casefold().split()))
        else:
            band = None
    return rows, rejects, used


def _reject(line: Line, reason: str) -> Reject:
    text = line.text[:300]
    return Reject(
        line.number, line.start, line.start + len(text), text, "band_list", reason, True, "restore the list's item"
    )
