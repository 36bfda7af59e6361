"""Faults: how they are told, and how pydantic's errors become faults."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.base.faults import Fault, Refused
from pipeline.base.validation_faults import validation_faults


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    rows: int


def test_a_fault_says_where_what_and_what_to_do() -> None:
    fault = Fault("raw/reference/scales.yml", 12, "no scale 'x'", "Use one of a, b")
    assert str(fault) == "raw/reference/scales.yml:12: no scale 'x'. Use one of a, b"


def test_a_fault_of_a_whole_file_has_no_line() -> None:
    assert str(Fault("a.yml", None, "is not there", "Put it back")) == "a.yml: is not there. Put it back"


def test_a_refusal_tells_every_fault() -> None:
    refused = Refused([Fault("a.yml", 1, "wrong", "Mend it"), Fault("b.yml", 2, "worse", "Mend it too")])
    assert str(refused) == "a.yml:1: wrong. Mend it\nb.yml:2: worse. Mend it too"


def test_each_error_of_a_model_is_a_fault_at_its_line() -> None:
    lines: dict[tuple[str | int, ...], int] = {("rows",): 7, ("colour",): 8}
    with pytest.raises(ValidationError) as invalid:
        Table.model_validate({"rows": "many " * 50, "colour": 1})
    faults = validation_faults(invalid.value, "a.yml", lambda place: lines.get(place, 1))
    assert [(fault.line_no, fault.message[:28]) for fault in faults] == [
        (1, "'name' is missing"),
        (7, "'rows' is 'many many many ma"),
        (8, "unknown key 'colour'"),
    ]
    assert max(len(str(fault)) for fault in faults) < 250
