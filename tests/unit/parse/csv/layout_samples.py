"""Layouts of feeds that tests make up, and reading lines by them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from feed_samples import Read, read_bytes
from pydantic import TypeAdapter

from pipeline.reference.layouts import CsvLayout, LongLayout, TableLayout

MARKERS = {"*": {"status": "suppressed", "reason": "printed as *"}, "": {"status": "not_available", "reason": "empty"}}
LONG = """
    kind: csv
    period: Period
    group: Kind
    groups:
      England: {org_type: national}
      CCG: {org_type: ccg, code: Code, name: Name}
    measure: Measure
    value: Value
"""
HEADING = "Period,Kind,Code,Name,Measure,Value"


def layout(text: str, **more: Any) -> LongLayout:
    given = yaml.safe_load(text) | {"markers": MARKERS} | more
    adapter: TypeAdapter[CsvLayout | TableLayout] = TypeAdapter(CsvLayout | TableLayout)
    return adapter.validate_python({name: value for name, value in given.items() if value is not None})


def read_lines(folder: Path, form: LongLayout, *lines: str) -> Read:
    return read_bytes(folder, form, "\n".join(lines).encode())


def long(folder: Path, *lines: str, **more: Any) -> Read:
    return read_lines(folder, layout(LONG, **more), HEADING, *lines)


def row(period: str, value: str = "50", code: str = "03K", measure: str = "M192") -> str:
    return f"{period},CCG,{code},NHS A CCG,{measure},{value}"


def everything(found: Read) -> int:
    """What all parts account for; each part must be whole."""
    for part in found.reading.parts:
        kinds = ("labels", "published", "without_value", "rejected", "left_out")
        assert sum(part[kind] for kind in kinds) == part["cells"], part
    return sum(part["cells"] for part in found.reading.parts)


WIDE = """
    kind: csv
    period: Month
    period_form: month
    group: Kind
    groups:
      England: {org_type: national}
      CCG: {org_type: ccg, code: Code, name: Name}
    measures: {Recovery rate: M192, People: M001}
"""
COUNTS = {"M192": {"numerator": "N1", "denominator": "D1"}}
