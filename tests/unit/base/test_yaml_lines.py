"""YAML with lines: values, the line each stands on, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.yaml_lines import NotYaml, yaml_with_lines

SIDECAR = """\
# a comment
title: Ratings
published_on: 2016-10-28
tables:
  - name: bands
    columns: [a,
      b]
  - name: rest
"""


def test_values_are_plain_and_dates_stay_text() -> None:
    data, _ = yaml_with_lines(SIDECAR)
    assert data == {
        "title": "Ratings",
        "published_on": "2016-10-28",
        "tables": [{"name": "bands", "columns": ["a", "b"]}, {"name": "rest"}],
    }


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("title",), 2),
        (("tables",), 4),
        (("tables", 0), 5),
        (("tables", 0, "columns"), 6),
        (("tables", 0, "columns", 1), 7),
        (("tables", 1, "name"), 8),
        (("tables", 1, "missing"), 8),
        (("tables", 9), 4),
        (("nothing", "at", "all"), 2),
    ],
)
def test_a_path_leads_to_its_line_or_to_the_last_part_that_is_there(path: tuple[str | int, ...], line: int) -> None:
    _, line_of = yaml_with_lines(SIDECAR)
    assert line_of(path) == line


def test_an_empty_text_holds_nothing_on_line_1() -> None:
    data, line_of = yaml_with_lines("# only a comment\n")
    assert (data, line_of(("title",))) == (None, 1)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: [\n", 3, "did not find"),
        ("a: 1\nb: 2\na: 3\n", 3, "gives the key 'a' twice"),
        ("a:\n  - b: 1\n    b: 2\n", 3, "gives the key 'b' twice"),
        ("a: &x 1\nb: *x\n", 2, r"refers to another value with \*"),
        ("a: 1\nb: !!python/object:os.system x\n", 2, "names a type with !"),
        ("--- 1\n--- 2\n", 2, "another document"),
        ("[" * 100_000, 1, "nested more than 50 deep"),
        ("- " * 100_000, 1, "nested more than 50 deep"),
        ("a: \x00", 1, "is no YAML"),
        ("? [1]\n: 2\n", 1, "unhashable key"),
        ("a: 1\nb: 010\n", 2, "010 may be taken for another number; write it in quotes"),
        ("a: [1, 1:30]\n", 1, "1:30 may be taken for another number"),
        ("a: 0x1F\n", 1, "0x1F may be taken"),
        ("a: 0b1\n", 1, "0b1 may be taken"),
        ("a: 1_000\n", 1, "1_000 may be taken"),
        ("a: +5\n", 1, r"\+5 may be taken"),
        ("a: 1_0.5\n", 1, "1_0.5 may be taken"),
        ("a: .nan\n", 1, ".nan may be taken"),
        ("a: -.inf\n", 1, "-.inf may be taken"),
        ("a: " + "9" * 5_000, 1, "9{40}… may be taken"),
        ("a: 1\n01: x\n", 2, "01 is not taken as the text that it is; write it in quotes"),
        ("a: 1\nNo: x\n", 2, "No is not taken as the text"),
        ("a: 1\n~: x\n", 2, "~ is not taken as the text"),
        ("a: 1\n1.10: x\n", 2, "1.10 is not taken as the text"),
        ("a: 1\n? \n: x\n", 2, "an empty key is not taken as the text"),
        ("a: {<<: {b: 1}, c: 2}\n", 1, "takes keys from another mapping with <<; write them out"),
    ],
)
def test_what_nobody_needs_in_a_hand_written_file_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(NotYaml, match=message) as refused:
        yaml_with_lines(text)
    assert refused.value.line_no == line


@given(st.text(alphabet="a1:- \n[]{}!&*?|>'\"#%@0x.~<", max_size=60) | st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        yaml_with_lines(text)
    except NotYaml as refused:
        assert refused.line_no >= 1


def test_numbers_and_keys_that_everybody_reads_alike_are_read() -> None:
    text = "a: [0, -5, 2017, 0.5, -10.25, '010', \"1:30\", 1e5, yes, ~]\n2: b\n'No': c\n'010': d\n"
    data, _ = yaml_with_lines(text)
    assert data == {
        "a": [0, -5, 2017, 0.5, -10.25, "010", "1:30", "1e5", True, None], 2: "b", "No": "c", "010": "d",
    }  # fmt: skip
