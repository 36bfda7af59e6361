"""What tests of whole documents share: a document under a sidecar of a few lines, to the core tables."""

from __future__ import annotations

from typing import Any

from the_reference import REFERENCE

from pipeline.build.checks import rows_conserved
from pipeline.build.core_tables import CoreBuild, build_core
from pipeline.build.inputs import Document, Inputs
from pipeline.parse.sidecar.sidecar import read_sidecar

HEAD = "title: {title}\npublisher: A publisher\npublished_on: 2018-07-05\nlicence: OGL\ntext_kind: original\n"
# Prose that speaks of mental health in 2017/18, and elsewhere of dementia and leadership.
CONTEXTS = """\
context: {framework: ccg_iaf, area: mental_health, period: 2017/18}
other_contexts:
  - {framework: ccg_iaf, area: dementia, period: 2017/18}
  - {framework: ccg_iaf, area: leadership, period: 2017/18}
"""
SHA = "0" * 64


def build(text: str, described: str = CONTEXTS, title: str = "Ratings") -> CoreBuild:
    """The core tables of one document; its rows are conserved, and every text stands at its offsets."""
    sidecar, problems, line_of = read_sidecar(HEAD.format(title=title) + described, "d.yml", REFERENCE)
    assert sidecar and not problems, problems
    document = Document("d", "d.txt", text, SHA, "original", sidecar, "d.yml", SHA, line_of)
    built = build_core(Inputs(REFERENCE, [document]))
    assert rows_conserved(built.tables["document"]).passed
    for table, column in (("mention", "org_name_published"), ("rating", "quote"), ("rejected_row", "text")):
        for start, end, printed in built.tables[table].select("char_start", "char_end", column).iter_rows():
            assert text[start:end] == printed
    return built


def rows(built: CoreBuild, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a table, in order."""
    return built.tables[table].select(*columns).rows()


def rated(built: CoreBuild) -> dict[tuple[str, str], str]:
    """The band of each organisation in each area."""
    found = rows(built, "rating", "org_code", "area", "band")
    return {(code, area): band for code, area, band in found}


def reasons(built: CoreBuild, stage: str) -> list[tuple[int, str]]:
    """Line and reason of what was not taken at a stage."""
    found = rows(built, "rejected_row", "line_no", "stage", "reason")
    return [(line_no, reason) for line_no, of, reason in found if of == stage]
