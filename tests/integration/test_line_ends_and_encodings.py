"""A text with other line ends, or in another encoding, gives what it gives as UTF-8 with line feeds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from effort import sampled
from installation import Installation
from the_reference import REFERENCE

from pipeline.build.core_tables import build_core
from pipeline.build.inputs import Inputs, read_document

LINES = (
    "NHS England’s cancer ratings, 2017/18",
    "In 2017/18 one CCG was rated Outstanding for cancer. The fund is £5m.",
    "CCG\tRating",
    "NHS Hull CCG\tGood",
    "NHS Barnet CCG\tOutstanding",
    "NHS Brent CCG\tOutstandin",
    "Published in 2018.",
)
GIVEN = {"publisher": "NHS England", "published_on": "2018-07", "licence": "OGL", "complete_bands": "[]"}
ENDS = ("\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\x0b", "\x0c")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")


def add(installation: Installation, content: bytes) -> str:
    """What `add` told of a file, whose sidecar is then filled in."""
    file = installation.folder / "cancer.txt"
    file.write_bytes(content)
    told = installation.command("add", str(file))
    assert told.exit_code == 0, told.err
    sidecar = installation.sidecar("cancer")
    text = sidecar.read_text(encoding="utf-8")
    for key, value in GIVEN.items():
        text = re.sub(rf"^(\s*{key}:) 'FILL IN.*$", rf"\1 {value}", text, flags=re.MULTILINE)
    sidecar.write_text(text, encoding="utf-8")
    return str(told.out)


def facts(path: Path, text: str) -> dict[str, list[tuple[int, str]]]:
    """The line and the words of each fact of a document, which must be those between its offsets in `text`."""
    document = read_document(path, path.with_suffix(".yml"), REFERENCE, [])
    assert document is not None
    tables = build_core(Inputs(REFERENCE, [document])).tables
    found = {}
    for table, words in (("rating", "quote"), ("figure", "text"), ("rejected_row", "text")):
        rows = tables[table].select("line_no", "char_start", "char_end", words).rows()
        assert [text[start:end] for _, start, end, _ in rows] == [quote for *_, quote in rows]
        found[table] = [(line_no, quote) for line_no, _, _, quote in rows]
    lines = tables["source_line"].select("line_no", "char_start", "text").rows()
    assert lines
    assert all(text[start : start + len(line)] == line == LINES[line_no - 1] for line_no, start, line in lines)
    return found


STATED = {
    "rating": [(4, "Good"), (5, "Outstanding")],
    "figure": [(2, "£5m")],
    "rejected_row": [(6, "NHS Brent CCG\tOutstandin")],
}


@pytest.mark.parametrize("end", sampled(ENDS, 3), ids=map(repr, ENDS))
def test_lines_may_end_in_any_way(unpublished: Installation, end: str) -> None:
    text = end.join(LINES)
    told = add(unpublished, text.encode())
    assert "A table with its heading on line 3: 3 rows, 3 with a known organisation" in told
    assert facts(unpublished.document("cancer"), text) == STATED
    problem = unpublished.command("check", "cancer")
    assert problem.exit_code == 1
    assert "cancer.txt:6" in problem.out


@pytest.mark.parametrize("encoding", sampled(ENCODINGS, 3))
def test_a_text_may_be_in_any_encoding_that_is_certain(unpublished: Installation, encoding: str) -> None:
    text = "\n".join(LINES)
    add(unpublished, text.encode(encoding))
    assert facts(unpublished.document("cancer"), text) == facts_of_utf_8(unpublished, text)


def facts_of_utf_8(installation: Installation, text: str) -> dict[str, list[tuple[int, str]]]:
    installation.document("cancer").write_text(text, encoding="utf-8")
    return facts(installation.document("cancer"), text)


def test_mixed_line_ends_keep_the_numbers_of_an_editor(unpublished: Installation) -> None:
    text = "".join(
        f"{line}{end}" for line, end in zip(LINES, ("\r\n", "\n", "\r", "\n\f", "\r\n", "\n", "\n"), strict=True)
    )
    told = add(unpublished, text.encode())
    assert "A table with its heading on line 3: 3 rows, 3 with a known organisation" in told
    assert "cancer.txt:6" in unpublished.command("check", "cancer").out


@pytest.mark.parametrize("end", ["\r", "\u2028"])
def test_an_unreadable_byte_is_told_with_its_line_whatever_ends_lines(unpublished: Installation, end: str) -> None:
    content = end.join(LINES[:3]).encode() + end.encode() + b"NHS England\x92s"
    file = unpublished.folder / "cancer.txt"
    file.write_bytes(content)
    told = unpublished.command("add", str(file))
    assert told.exit_code == 1
    assert "cancer.txt:4: holds bytes that are no UTF-8 text, the first of them 0x92" in told.err
    assert not unpublished.document("cancer").exists()
