"""Problems: how they are told, and how pydantic's errors become problems."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.validation_problems import validation_problems


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    rows: int


def test_a_problem_says_where_what_and_what_to_do() -> None:
    problem = Problem("raw/reference/scales.yml", 12, "no scale 'x'", "Use one of a, b")
    assert str(problem) == "raw/reference/scales.yml:12: no scale 'x'. Use one of a, b"


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert str(Problem("a.yml", None, "is not there", "Put it back")) == "a.yml: is not there. Put it back"


def test_a_problem_of_a_file_whose_name_is_no_text_can_be_written() -> None:
    assert str(Problem("a\udcff.txt", None, "is odd", "Rename a\udcff.txt")).encode() == (
        rb"a\udcff.txt: is odd. Rename a\udcff.txt"
    )


def test_a_refusal_tells_every_problem() -> None:
    refused = ValidationFailed(
        [Problem("a.yml", 1, "wrong", "Correct it"), Problem("b.yml", 2, "worse", "Correct it too")]
    )
    assert str(refused) == "a.yml:1: wrong. Correct it\nb.yml:2: worse. Correct it too"


def test_each_error_of_a_model_is_a_problem_at_its_line() -> None:
    lines: dict[tuple[str | int, ...], int] = {("rows",): 7, ("colour",): 8}
    with pytest.raises(ValidationError) as invalid:
        Table.model_validate({"rows": "many " * 50, "colour": 1})
    problems = validation_problems(invalid.value, "a.yml", lambda place: lines.get(place, 1))
    assert [(problem.line_no, problem.message[:28]) for problem in problems] == [
        (1, "'name' is missing"),
        (7, "'rows' is 'many many many ma"),
        (8, "unknown key 'colour'"),
    ]
    assert max(len(str(problem)) for problem in problems) < 250
