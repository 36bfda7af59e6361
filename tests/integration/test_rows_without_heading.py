"""A list of codes or a CSV without a heading row: told to be a table, listed as data, and never read as prose."""

from __future__ import annotations

import re

import pytest
from installation import Installation

HEADLESS = {
    "codes": "E38000001,02N,NHS Airedale CCG,159826\nE38000002,09C,NHS Ashford CCG,1292\nE38000005,07M,Barnet,39\n",
    "regions": "Y54;Midlands;2019;61.2\nY56;London;2019;55.1\nY58;South West;2019;60.0\n",
    "tabs": "02N\tGood\t61.2\n09C\tInadequate\t<8\n07M\tOutstanding\t60.0\n",
    "columns": "02N   Good   61.2\n09C   Inadequate   55.1\n07M   Outstanding   60.0\n",
}
GIVEN = {"title": "Codes of CCGs", "publisher": "NHS England", "published_on": "2018-07", "licence": "OGL"}


@pytest.mark.parametrize("kind", HEADLESS)
def test_a_table_without_a_heading_is_told_and_gives_no_figure(unpublished: Installation, kind: str) -> None:
    file = unpublished.folder / "codes.csv"
    file.write_text(HEADLESS[kind], encoding="utf-8")
    told = unpublished.command("add", str(file))
    assert told.exit_code == 0
    assert "3 lines look like rows of a table without a heading" in " ".join(told.out.split())
    sidecar = unpublished.sidecar("codes")
    text = sidecar.read_text(encoding="utf-8")
    for key, value in GIVEN.items():
        text = re.sub(rf"^({key}:).*$", rf"\1 {value}", text, flags=re.MULTILINE)
    sidecar.write_text(text, encoding="utf-8")
    checked = unpublished.command("check", "codes")
    assert checked.exit_code == 0, checked.out
    assert "0 claims, 0 figures" in checked.out
    assert "Rejected, which stops nothing: 3" in checked.out
