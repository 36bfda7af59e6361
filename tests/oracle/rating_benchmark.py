"""Each rating against its peers, worked out with loops over core rows.

Here: the same answers as marts.rating_benchmark gives, found by comparing each pair; the bounds by giving the
withheld organisations a band better or worse than all. Not here: SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import inf
from typing import Any

from oracle.publication_order import came_out

Row = dict[str, Any]
Key = tuple[str, str, str, str]
COUNTS = ("rated", "better", "equal", "worse", "withheld")
SHARES = ("share_better", "share_equal", "share_worse", "relative_position")
BOUNDS = ("relative_position_lower", "relative_position_upper")


def rating_benchmark(tables: Mapping[str, Iterable[Row]]) -> dict[Key, Row]:
    """The table by its key."""
    organisations = {row["org_code"]: row for row in tables["organisation"]}
    place = came_out(list(tables["document"]))
    positions = {(row["scale"], row["band"]): row["position"] for row in tables["rating_scale"]}
    sets: dict[tuple[str, str, str], dict[str, Row]] = defaultdict(dict)
    # Of several documents the last one counts.
    for row in sorted(tables["rating"], key=lambda row: place[row["document_id"]]):
        sets[row["framework"], row["area"], row["period"]][row["org_code"]] = row
    answers = {}
    for (framework, area, period), cells in sets.items():
        day: date = next(iter(cells.values()))["period_end"]
        peers = {
            code
            for code, organisation in organisations.items()
            if organisation["opened_on"] <= day <= (organisation["closed_on"] or date.max)
        }
        listed = [cell for code, cell in cells.items() if code in peers]
        places = [positions[cell["scale"], cell["band"]] for cell in listed if cell["status"] == "rated"]
        withheld = [cell for cell in listed if cell["status"] in ("insufficient_data", "not_published")]
        for org_code, cell in cells.items():
            if cell["status"] != "rated":
                continue
            answer: Row = dict.fromkeys((*COUNTS, *SHARES, *BOUNDS)) | {"band": cell["band"], "note": None}
            if len(listed) < len(peers):
                answer["note"] = f"{len(listed)} of the {len(peers)} organisations open then have a row"
            elif org_code not in peers:
                answer["note"] = f"not open on {day}"
            else:
                answer |= compared(positions[cell["scale"], cell["band"]], places, len(withheld))
            answers[framework, area, period, org_code] = answer
    return answers


def compared(place: int, places: Sequence[int], withheld: int) -> Row:
    rated = len(places)
    better, equal, worse = (
        sum(1 for other in places if (other > place) - (other < place) == sign) for sign in (-1, 0, 1)
    )
    return {
        "rated": rated,
        "better": better,
        "equal": equal,
        "worse": worse,
        "withheld": withheld,
        "share_better": better / rated,
        "share_equal": equal / rated,
        "share_worse": worse / rated,
        "relative_position": ridit(place, places),
        "relative_position_lower": ridit(place, [*places, *[-inf] * withheld]),
        "relative_position_upper": ridit(place, [*places, *[inf] * withheld]),
    }


def ridit(place: float, places: Sequence[float]) -> float:
    """The chance that one of `places` drawn at random is worse, ties counted half."""
    return sum(1 if other > place else 0.5 if other == place else 0 for other in places) / len(places)
