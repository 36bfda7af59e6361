"""Each kind of page can be read by everybody: axe-core finds nothing to object to.

Here: the rules of WCAG 2.2 A and AA and axe's best practice, in both colour schemes, on a desk and on a telephone.
Not here: whether it all fits (test_layout.py), what is done with the pages (test_reading.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from kinds import DESK, KINDS, TELEPHONE
from visits import Visit

OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # It would ask for the style sheets once more, which a page that lies in a file may not.
    "preload": False,
}

# Every row is looked at in one window; in the others only the first ones of each kind, for it takes seconds.
LATER_ROWS = {"exclude": [["tbody tr:nth-child(n+31)"], [".lines li:nth-child(n+61)"], ["section:nth-of-type(n+13)"]]}


def violations(told: dict[str, Any]) -> list[str]:
    """Each violation in words: the rule, its help, and each element with what is wrong with it."""
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n  {node['html'][:200]}\n  {node['failureSummary']}"
        for rule in told["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK, TELEPHONE])
def test_axe_finds_no_violation(visit: Visit, kind: str, width: int, scheme: str) -> None:
    page = visit(kind, width=width, scheme=scheme)
    whole = (width, scheme) == (DESK, "light")
    told = Axe().run(page, context=None if whole else LATER_ROWS, options=OPTIONS).response
    assert "\n".join(violations(told)) == ""


def test_there_is_a_page_of_each_kind(site: Path) -> None:
    folders = {path.parent.relative_to(site).as_posix() for path in site.rglob("*.html")}
    tested = {Path(place).parent.as_posix() for place in KINDS.values() if place.endswith(".html")}
    assert folders == tested
