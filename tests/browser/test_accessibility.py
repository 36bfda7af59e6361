"""Each kind of page can be read by everybody: axe-core finds nothing to object to.

Here: the rules of WCAG 2.2 A and AA and axe's best practice, in both colour schemes, on a desk and on a telephone.
Not here: whether it all fits (test_layout.py), what is done with the pages (test_reading.py).
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from effort import is_nightly
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

WINDOWS = list(product((DESK, TELEPHONE), ("light", "dark")))

# All is looked at in the first window. What repeats itself is then taken out of the page, for it takes seconds.
REPEATED = "tbody tr:nth-child(n+11), .lines li:nth-child(n+31), section:nth-of-type(n+9)"


def violations(told: dict[str, Any]) -> list[str]:
    """Each violation in words: the rule, its help, and each element with what is wrong with it."""
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n  {node['html'][:200]}\n  {node['failureSummary']}"
        for rule in told["violations"]
        for node in rule["nodes"]
    ]


def test_axe_finds_no_violation(visit: Visit, kind: str, request: pytest.FixtureRequest) -> None:
    """Each kind of page in all four windows in the night, in one of them on every run; the kinds take turns."""
    page = visit(kind)
    found = []
    turn = list(KINDS).index(request.node.callspec.params["kind"]) % len(WINDOWS)
    for width, scheme in WINDOWS if is_nightly() else WINDOWS[turn : turn + 1]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        told = Axe().run(page, options=OPTIONS).response
        found += [f"{width}, {scheme}: {words}" for words in violations(told)]
        page.evaluate("repeated => document.querySelectorAll(repeated).forEach(element => element.remove())", REPEATED)
    assert not found, "\n".join(found)


def test_there_is_a_page_of_each_kind(site: Path) -> None:
    folders = {path.parent.relative_to(site).as_posix() for path in site.rglob("*.html")}
    tested = {Path(place).parent.as_posix() for place in KINDS.values() if place.endswith(".html")}
    # Pages at former addresses have nothing to be read: they lead on.
    assert folders - {"editions", "organisations"} == tested
