"""Lists of organisations under bands that have lost their marks, as text copied from a web page has: a name a line.

A table with a cell a line has bands and names on lines of their own, too. So such lines are items only where each band
heads one list, some band heads several names, and nothing can be read the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.base.lines import Line
from pipeline.parse.text.lines.bullets import Bullet, read_bullet
from pipeline.parse.text.lines.line_signs import MARKS
from pipeline.reference.known_names import KnownNames

_LONGEST_NAME = 120
_MARKED = re.compile(r"\b(?:CCG|Clinical Commissioning Group)\b", re.IGNORECASE)
_NOBODY = re.compile(r"(?:none|nil|no (?:ccgs?|organisations?)|[-–])\.?", re.IGNORECASE)


def plain_items(lines: Sequence[Line], band_of: Callable[[Line], str | None], names: KnownNames) -> dict[int, Bullet]:
    """The lines, by number, that are items without a mark under a band; none of `lines` is blank.

    `band_of` gives the band that a line heads. All of them or none: what leaves a choice anywhere leaves it everywhere.
    """
    found: dict[int, Bullet] = {}
    bands: list[str] = []
    sizes: list[int] = []
    is_below_name: list[bool] = []
    band: str | None = None
    before: Line | None = None
    for line in lines:
        if read_bullet(line):
            band = None
        elif heads := band_of(line):
            if not found and before and (_is_name(before, names) or before.text.strip().startswith("NHS ")):
                return {}
            band = heads
            bands.append(band)
            sizes.append(0)
            is_below_name.append(before is not None and before.number in found)
        elif sizes and not sizes[-1] and _NOBODY.fullmatch(line.text.strip()):
            is_below_name[-1] = False
            band = None
        elif band and _is_name(line, names):
            text = line.text.strip()
            found[line.number] = Bullet(line.number, 0, text, line.start + line.text.index(text))
            sizes[-1] += 1
        else:
            band = None
        before = line
    # A band below a name that heads none is perhaps that name's cell.
    is_cell = any(below and not size for below, size in zip(is_below_name, sizes, strict=True))
    heading = [heads for heads, size in zip(bands, sizes, strict=True) if size]
    marked = {bool(_MARKED.search(item.text)) for item in found.values()}
    is_list = not is_cell and max(sizes, default=0) > 1 and len(set(heading)) == len(heading) and len(marked) == 1
    return found if is_list else {}


def _is_name(line: Line, names: KnownNames) -> bool:
    return len(line.text) <= _LONGEST_NAME and names.holds(line.text.strip(MARKS))
