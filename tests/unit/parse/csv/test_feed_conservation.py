"""Hostile mixtures of rows: every row that comes in is published, without a value, rejected or left out, and exact."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass, field

import pytest
from feed_samples import SERVICES, SERVICES_HEADING, Read, read_bytes
from hypothesis import event, given
from hypothesis import strategies as st

from pipeline.base.problems import ValidationFailed
from pipeline.reference.layouts import CsvLayout

HEADING = SERVICES_HEADING.split(",")
WIDTH = len(HEADING)
CODES = ("03K", "00L", "01K", "01H", "02P", "02Q")
# Of a value what it is read as; of a marker that there is none; of anything else that the row is rejected.
VALUES = {"5": 5.0, "1,234": 1234.0, "57.0": 57.0, "1.5e3": 1500.0, " 12 ": 12.0}
MARKERS = ("*", "NULL", "", "-")
# What is counted is whole.
NEITHER = ("x", "<5", "0.57", "5 to 7", "٣")
NAMES = ("NHS A CCG", "KING’S LYNN", 'CAFÉ; AND, "MORE"', "Ö|\tÄ")
ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "with a mark": lambda text: text.encode("utf-8-sig"),
    "with two marks": lambda text: codecs.BOM_UTF8 + text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without a mark": lambda text: text.encode("utf-16-le"),
    "windows": lambda text: text.replace("٣", "3rd").encode("cp1252"),
    "utf-8 with a byte of windows": lambda text: text.encode().replace("É".encode(), b"\xc9"),
}


OTHER_KINDS = ("neither", "group", "breakdown", "code", "short", "long", "note", "empty")


@dataclass
class Mixture:
    """A file, and what must become of it: the value of each row that is taken, the rows that are not."""

    content: bytes = b""
    accepted: dict[int, float | None] = field(default_factory=dict)
    rejected: set[int] = field(default_factory=set)
    left_out: set[int] = field(default_factory=set)
    above: int = 0
    ragged: int = 0

    @property
    def whole(self) -> int:
        return len(self.accepted) + len(self.rejected) + len(self.left_out) - self.ragged


@st.composite
def mixtures(draw: st.DrawFn) -> Mixture:
    """Titles, the heading, then rows of every kind in any order, in any encoding and divided by any mark."""
    made = Mixture()
    delimiter = draw(st.sampled_from(",;\t|"))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n", quoting=draw(st.sampled_from([0, 1])))
    number = 0
    for title in draw(st.lists(st.sampled_from(["Table 1", "Published in May; final", ""]), max_size=3)):
        number += 1
        text.write(f"{title}\n")
        made.above += bool(title)
    number += 1
    writer.writerow(HEADING)
    said: dict[str, tuple[int, str]] = {}
    # Of a few kinds at a time, since what one kind brings about can hide what another does.
    others = draw(st.lists(st.sampled_from(OTHER_KINDS), max_size=3))
    for kind in draw(st.lists(st.sampled_from(["value", "value", "marker", *others]), max_size=14)):
        number += 1
        if kind == "empty":
            text.write("\n")
            continue
        if kind == "note":
            text.write("Source\n")
            made.rejected.add(number)
            made.ragged += 1
            continue
        code = "ZZ9" if kind == "code" else draw(st.sampled_from(CODES))
        printed = draw(st.sampled_from({"marker": MARKERS, "neither": NEITHER}.get(kind, tuple(VALUES))))
        group = "Age band" if kind == "group" else "CCG - Residence"
        level = "18 to 24" if kind == "breakdown" else "NONE"
        name = draw(st.sampled_from(NAMES))
        cells = ["01/04/2019", "2019-04-30", "Final", group, code, name, level, level, "MHS01", "Name", printed]
        writer.writerow({"short": cells[:7], "long": [*cells, "more"]}.get(kind, cells))
        if kind in ("short", "long"):
            made.rejected.add(number)
            made.ragged += 1
        elif kind in ("group", "breakdown"):
            made.left_out.add(number)
        elif kind in ("neither", "code"):
            made.rejected.add(number)
        elif code in said:
            made.rejected.add(number)
            first, said_first = said[code]
            if printed.strip() != said_first.strip() and first in made.accepted:
                # Of rows that contradict one another none is taken.
                del made.accepted[first]
                made.rejected.add(first)
        else:
            said[code] = number, printed
            made.accepted[number] = VALUES.get(printed)
    ending = draw(st.sampled_from(["\n", "\r\n"]))
    encoding = draw(st.sampled_from(sorted(ENCODINGS)))
    event(encoding)
    made.content = ENCODINGS[encoding](text.getvalue().replace("\n", ending))
    return made


@pytest.mark.nightly
@given(made=mixtures())
def test_rows_in_are_rows_taken_rejected_and_left_out(tmp_path_factory: pytest.TempPathFactory, made: Mixture) -> None:
    try:
        found = read_bytes(tmp_path_factory.mktemp("any"), SERVICES, made.content)
    except ValidationFailed as refused:
        # Only a file that gives nothing, or of which most is damaged, is refused as a whole.
        assert not made.accepted or made.ragged > made.whole or not made.whole, refused
        return
    assert made.accepted
    assert _accepted(found) == made.accepted
    assert {_row(reject["locator"]) for reject in found.rejected} == made.rejected
    total = {
        kind: sum(part[kind] for part in found.reading.parts)
        for kind in ("cells", "labels", "published", "without_value", "rejected", "left_out")
    }
    event("read")
    published = sum(value is not None for value in made.accepted.values())
    assert total == {
        "cells": made.above + len(made.accepted) + len(made.rejected) + len(made.left_out),
        "labels": made.above,
        "published": published,
        "without_value": len(made.accepted) - published,
        "rejected": len(made.rejected),
        "left_out": len(made.left_out),
    }


def _row(locator: str) -> int:
    return int(locator.removeprefix("row ").partition(",")[0])


def _accepted(found: Read) -> dict[int, float | None]:
    return {_row(locator): value for locator, value in found.values("locator", "value")}


WIDE = CsvLayout.model_validate(
    {
        "kind": "csv",
        "period_is": "2018/19",
        "group": "Kind",
        "groups": {"CCG": {"org_type": "ccg", "code": "Code"}},
        "measures": {"Rate": {"code": "M192", "numerator": "Top", "denominator": "Bottom"}, "People": "M001"},
        "markers": {"*": {"status": "suppressed", "reason": "printed as *"}},
        "notes": ["seen"],
    }
)
CELLS = st.sampled_from(["5", "12.5", "*", "x", "101", ""])
COUNTS = st.sampled_from(["5", "12", "*", "x", ""])
WIDE_ROWS = st.tuples(
    st.sampled_from(["CCG", "CCG", "Region", ""]), st.sampled_from([*CODES, "ZZ9", ""]), CELLS, COUNTS, COUNTS, CELLS
)


@given(rows=st.lists(WIDE_ROWS, max_size=10))
def test_cells_in_are_cells_taken_rejected_and_left_out_where_measures_have_columns(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("Kind", "Code", "Rate", "Top", "Bottom", "People", "Remark"), *(
        (*row, "seen") for row in rows
    )])  # fmt: skip
    try:
        found = read_bytes(tmp_path_factory.mktemp("wide"), WIDE, text.getvalue().encode())
    except ValidationFailed:
        return
    # Rows of nothing but a remark are notes; the others are a row of each measure.
    notes = sum(not any(row) for row in rows)
    parts = {part["part"]: part for part in found.reading.parts}
    for code in ("M192", "M001"):
        assert parts[code]["cells"] == len(rows) - notes
        kinds = ("published", "without_value", "rejected", "left_out")
        assert sum(parts[code][kind] for kind in kinds) == len(rows) - notes
    assert parts["Remark"]["left_out"] == len(rows) - notes
    assert len(found.rejected) == sum(part["rejected"] for part in parts.values())
    titles = {"Rate": 2, "People": 5}
    for locator, printed, top in found.values("locator", "value_published", "numerator"):
        number, title = locator.removeprefix("row ").split(", ")
        row = rows[int(number) - 2]
        assert row[titles[title]] == printed
        assert title != "People" or top is None
        assert title != "Rate" or top == (float(row[3]) if row[3] in ("5", "12") else None)
