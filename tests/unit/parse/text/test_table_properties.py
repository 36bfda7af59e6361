"""Properties of tables: whatever is printed is read back exactly, and no text loses a row or makes reading fail."""

from __future__ import annotations

from typing import Any

import pytest
from effort import sampled
from hypothesis import assume, given
from hypothesis import strategies as st
from table_samples import (
    AREAS,
    BASELINE,
    FOUR_POINT,
    REFERENCE,
    ROOT,
    RUN_TOGETHER,
    TWO_MEASURES,
    VOCABULARY,
    assert_places,
    assert_rows_conserved,
    percentage,
    rating,
    read,
    reported,
    rows,
    table,
)

from pipeline.parse.sidecar.mapping import document_spec
from pipeline.parse.sidecar.sidecar import read_sidecar
from pipeline.parse.text.document import extract
from pipeline.parse.text.tables.cells import RatingColumn
from pipeline.parse.text.tables.rows import TableSpec

NAMES = sorted(organisation.org_name for organisation in REFERENCE.register.organisations)
TITLES = [
    "Leadership",
    "Overall Rating",
    "IAPT Recovery Rate",
    "EIP 2 Week Wait",
    "Mental Health",
    "Rate, in %",
    "Rating",
]
LABELS = {scale.scale: [band.band for band in scale.bands] for scale in (FOUR_POINT, BASELINE)}
# What is printed, and what it means.
Printed = tuple[str, Any]

cased = st.sampled_from([str, str.upper, str.lower, str.title])
names = st.builds(lambda name, case: case(name), st.sampled_from(NAMES), st.sampled_from([str, str.upper]))
decimals = st.builds(
    lambda whole, part: f"{whole}{part}", st.integers(0, 99), st.sampled_from(["", ".0", ".50", ".375"])
)


@st.composite
def printed_tables(draw: st.DrawFn, blanks: bool) -> tuple[TableSpec, list[list[Printed]]]:
    """A table's columns, the organisation's first, and its rows of cells."""
    titles = draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=4, unique=True))
    scales = [draw(st.sampled_from([FOUR_POINT, BASELINE, None])) for _ in titles]
    columns = [rating(t, scale) if scale else percentage(t) for t, scale in zip(titles, scales, strict=True)]
    cells: list[st.SearchStrategy[Printed]] = []
    for column in columns:
        if isinstance(column, RatingColumn):
            labels = st.sampled_from(LABELS[column.scale.scale])
            cell = st.builds(lambda label, case: (case(label), label), labels, cased)
            missing = [("Insufficient data", "insufficient_data")]
        else:
            sign = draw(st.sampled_from(["", "%", " %"]))
            cell = decimals.map(lambda number, sign=sign: (number + sign, float(number)))  # type: ignore[misc]
            missing = [("*", "suppressed"), ("-", "not_available")]
        cells.append(cell | st.sampled_from([*missing, *([("", "blank")] if blanks else [])]))
    found = draw(st.lists(names, min_size=1, max_size=6, unique_by=str.casefold))
    return table("CCG Name", *columns), [[(name, name), *(draw(cell) for cell in cells)] for name in found]


def print_table(data: st.DataObject, spec: TableSpec, body: list[list[Printed]], delimiter: str) -> str:
    """The table's text, its columns in an order that changes with each repeated heading."""
    lines = []
    order = list(range(len(spec.columns)))
    for index, row in enumerate(body):
        if not index or data.draw(st.booleans(), label="a page break"):
            lines += data.draw(st.sampled_from([[], [""], ["\f", ""]])) if index else []
            order = data.draw(st.permutations(order))
            lines.append(delimiter.join(_quoted(spec.columns[i].title, delimiter) for i in order))
        lines.append(delimiter.join(_quoted(row[i][0], delimiter) for i in order))
    end = data.draw(st.sampled_from(["\n", "\r\n", " \n"]))
    return end.join(lines) + data.draw(st.sampled_from(["", end, f"{end}{end}Prose follows, and more of it.{end}"]))


def _quoted(cell: str, delimiter: str) -> str:
    return f'"{cell}"' if delimiter.strip() and delimiter in cell else cell


@given(st.data(), st.sampled_from(["\t", "|", ";", ","]), st.sampled_from(["", "Café’s 😀 ratings:\r\n\n"]))
def test_every_delimited_table_is_read_back(data: st.DataObject, delimiter: str, before: str) -> None:
    spec, body = data.draw(printed_tables(blanks=True))
    extracted = read(before + print_table(data, spec, body, delimiter), spec)
    doubts = reported(extracted)
    # Blanks may lie by chance as they do below cells that were merged.
    assume(not any("as where cells were merged" in reason for _, reason in doubts))
    assert doubts == []
    assert [row[1:] for row in rows(extracted)] == [tuple(meaning for _, meaning in row) for row in body]


@given(st.data(), st.sampled_from([" ", "   ", "\t"]))
def test_every_undelimited_table_without_empty_cells_is_read_back(data: st.DataObject, space: str) -> None:
    spec, body = data.draw(printed_tables(blanks=False))
    order = data.draw(st.permutations(range(len(spec.columns))))
    heading = "".join(spec.columns[i].title for i in order)
    text = "\n".join([heading, *(space.join(row[i][0] for i in order) for row in body)])
    extracted = read(text, spec)
    assert reported(extracted) == []
    assert [row[1:] for row in rows(extracted)] == [tuple(meaning for _, meaning in row) for row in body]


PIECES = [
    "Organisation\tLeadership\tDementia",
    "Dementia\tOrganisation\tLeadership",
    "Organisation\tLeadership\tCancer",
    RUN_TOGETHER,
    "Trust\tSafe\tCaring",
    "NHS Ashford CCG\tGood\tRequires improvement",
    "NHS Bury CCG\t\t",
    "Bury\tGood\t",
    "NHS Chiltern CCG\tGood",
    "NHS Dudley CCG\tGood\tTop performing",
    "NHS Hull CCG\tGo\x00od\tGood",
    "NHS NORWICH CCG Greatest need for improvement 40.80% 31.60%",
    "NHS NORWICH CCG Greatest need for improvement 40.80%",
    "NHS NORW",
    "NHS NORWICH CCG Top performing 40.80% 104%",
    "",
    "\t\t",
    "\f",
    "Page 3 of 7",
    "NHS England has also today published ratings:",
    "Prose, with commas, and 5%",
    "  • NHS Ashford CCG",
    "  • staff engagement",
    "Top performing",
    "\ufffd",
    '"',
]


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from(["\n", "\r\n"]))
def test_no_splice_of_tables_prose_and_damage_loses_a_row(pieces: list[str], end: str) -> None:
    """The reader of the samples holds every place against the text and rows seen against rows taken and rejected."""
    read(end.join(pieces), AREAS, TWO_MEASURES)


DOCUMENTS = sorted((ROOT / "raw" / "documents").glob("*.txt"))


@st.composite
def damaged_documents(draw: st.DrawFn, text: str) -> str:
    """The text with lines deleted, doubled, cut, joined and exchanged, and characters put in, lost and swapped."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        place = draw(st.integers(0, len(line)))
        other = draw(st.integers(0, len(lines) - 1))
        strange = draw(
            st.sampled_from(["\t", "\x00", '"', "|", ",", "\ufffd", "\n", "•", "%", "\f", "😀", "5", " " * 50])
        )
        lines[at : at + 1] = draw(
            st.sampled_from(
                [
                    [],
                    [line, line],
                    [line[:place]],
                    [line[place:]],
                    [line[:place], line[place:]],
                    [line + lines[other]],
                    [lines[other]],
                    [line[:place] + strange + line[place:]],
                    [line[:place] + line[place + 1 :]],
                    [line[:place] + line[place : place + 2][::-1] + line[place + 2 :]],
                ]
            )
        )
        lines = lines or [""]
    return "\n".join(lines)


@pytest.mark.parametrize("path", sampled(DOCUMENTS, 3), ids=lambda path: path.stem)
@given(data=st.data())
def test_no_damage_to_a_document_loses_a_row_or_a_place(path: Any, data: st.DataObject) -> None:
    text = path.read_text(encoding="utf-8")
    sidecar, problems, _ = read_sidecar(path.with_suffix(".yml").read_text(encoding="utf-8"), path.name, REFERENCE)
    assert sidecar and not problems
    damaged = data.draw(damaged_documents(text))
    extracted = extract(damaged, document_spec(sidecar, REFERENCE), VOCABULARY)
    assert_places(damaged, extracted)
    assert_rows_conserved(extracted)


LONG = 100_000
REPEATED = [
    " ", "\t", "|", ",", '"', "NHS ", "NHS A ", "CCG ", "CCG", "%", "9", "9,999", "-", "Good ", "Good\t",
    "Organisation", "Top performing 5% ", "NHS A CCG ", "NHS A CCG\t", "NHS A CCG Top performing 5% ",
    "• ", "1.", "x", "Page 1 ",
]  # fmt: skip


@pytest.mark.nightly
@pytest.mark.parametrize("unit", sampled(REPEATED))
def test_lines_that_repeat_one_thing_are_read_in_time(unit: str) -> None:
    """Patterns that try a long line from each of its characters would not come to an end here."""
    line = (unit * (LONG // len(unit) + 1))[: LONG - 1] + "!"
    row, rated = "NHS A CCG\tGood\tGood", "NHS A CCG Top performing 5% 6%"
    wide = "NHS A CCG Top performing" + " " * (LONG - 100) + "5% 6%"
    lines = [
        line,
        "Organisation\tLeadership\tDementia",
        row,
        line,
        row,
        RUN_TOGETHER,
        rated,
        line,
        rated,
        wide,
        "",
        line,
    ]
    extracted = read("\n".join(lines), AREAS, TWO_MEASURES)
    assert [number for number, _ in reported(extracted)] == [4, 8, 10]


@pytest.mark.nightly
@pytest.mark.parametrize(
    "cell", ["x" * (LONG // 2 - 1), "NHS " * (LONG // 8 - 1), "9" * (LONG // 2 - 1), " CCG" * (LONG // 8 - 1)]
)
def test_long_cells_after_a_table_are_read_in_time(cell: str) -> None:
    text = f"Organisation\tLeadership\tDementia\nNHS A CCG\tGood\tGood\n{cell}\t{cell}\n"
    assert [row[0] for row in rows(read(text, AREAS))] == [2]
