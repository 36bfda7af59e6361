"""The checks of the core tables, each declared once, and those of them that Dagster shows.

`pipeline.build.checks` makes them.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.schema.check_outcome import CheckOutcome, CheckSpec
from pipeline.schema.tables import CORE_TABLES, REFERENCE_TABLES

AS_DECLARED = {
    table: CheckSpec(table, "as_declared", "error", "Every column is as pipeline/schema declares it")
    for table in CORE_TABLES
}
NO_PROBLEM = CheckSpec(
    "document", "no_problem", "error", "Every mapped row, sidecar and reference file was read without a problem"
)
ROWS_CONSERVED = CheckSpec("document", "rows_conserved", "error", "Rows seen are rows taken and rows rejected")
LINES_CONSERVED = CheckSpec(
    "document", "lines_conserved", "error", "Every line of a text is taken, rejected, read as prose or listed"
)
NUMBERS_CONSERVED = CheckSpec(
    "figure", "numbers_conserved", "error", "Every number that prose prints in digits is part of a claim, or a figure"
)
CELLS_CONSERVED = CheckSpec(
    "document_part",
    "cells_conserved",
    "error",
    "The cells of each workbook and the rows of each feed are published, without a value, rejected, labels or left out",
)
PERIOD_BEGUN = CheckSpec(
    "document", "period_begun", "warning", "The period of a rating or value had begun when its document was published"
)
COVERAGE = CheckSpec(
    "rating",
    "coverage",
    "warning",
    "A set of ratings covers the organisations open then, or is declared a part of them",
)
SCHEDULES_AGREE = CheckSpec(
    "refresh_policy", "schedules_agree", "warning", "Stated cadences are those of the schedules"
)

CHECKS: tuple[CheckSpec, ...] = (
    *AS_DECLARED.values(),
    NO_PROBLEM,
    ROWS_CONSERVED,
    LINES_CONSERVED,
    NUMBERS_CONSERVED,
    CELLS_CONSERVED,
    PERIOD_BEGUN,
    COVERAGE,
    SCHEDULES_AGREE,
)

# Dagster writes several events for each check, so it is shown one for all documents' tables and one for the
# reference tables; meta.check has one for each table.
_DECLARED_TOGETHER = {
    CheckSpec("document", "document_tables_as_declared", "error", "Every table made from documents is as declared"): (
        CORE_TABLES.keys() - REFERENCE_TABLES
    ),
    CheckSpec(
        "organisation", "reference_tables_as_declared", "error", "Every table made from raw/reference is as declared"
    ): (REFERENCE_TABLES),
}
SHOWN_CHECKS: tuple[CheckSpec, ...] = (
    *_DECLARED_TOGETHER,
    *(spec for spec in CHECKS if spec not in AS_DECLARED.values()),
)


def shown_outcomes(outcomes: Sequence[CheckOutcome]) -> list[CheckOutcome]:
    """The outcomes of SHOWN_CHECKS, out of those of CHECKS."""
    shown = []
    for spec, tables in _DECLARED_TOGETHER.items():
        parts = [
            outcome for outcome in outcomes if outcome.spec in AS_DECLARED.values() and outcome.spec.table in tables
        ]
        outcome_text = "; ".join(f"{part.spec.table}: {part.outcome}" for part in parts)
        sample = tuple(row for part in parts for row in part.sample)
        shown.append(CheckOutcome(spec, all(part.passed for part in parts), outcome_text, sample))
    return shown + [outcome for outcome in outcomes if outcome.spec not in AS_DECLARED.values()]
