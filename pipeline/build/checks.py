"""What must hold of the core tables before anything is published.

Each check is a function of tables that says whether it passed and what was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors

from pipeline.build.core_tables import CoreBuild
from pipeline.build.file_asked import CELL_KINDS
from pipeline.build.inputs import Inputs
from pipeline.build.line_account import LineAccount
from pipeline.build.number_account import NumberAccount
from pipeline.reference.cadences import CADENCES
from pipeline.schema.check_outcome import CheckOutcome, CheckSpec
from pipeline.schema.core_checks import (
    AS_DECLARED,
    CELLS_CONSERVED,
    COVERAGE,
    LINES_CONSERVED,
    NO_PROBLEM,
    NUMBERS_CONSERVED,
    PERIOD_BEGUN,
    ROWS_CONSERVED,
    SCHEDULES_AGREE,
)
from pipeline.schema.quick_check import surely_as_declared
from pipeline.schema.tables import CORE_TABLES

SAMPLE = 5


def check_core(build: CoreBuild, inputs: Inputs) -> list[CheckOutcome]:
    """The outcome of every check, in the order of `pipeline.schema.core_checks.CHECKS`."""
    tables = build.tables
    return [
        *(as_declared(table, tables[table]) for table in CORE_TABLES),
        no_problem(build),
        rows_conserved(tables["document"]),
        lines_conserved([read.lines for read in build.documents]),
        numbers_conserved([read.numbers for read in build.documents]),
        cells_conserved(tables["document_part"], cells_in_files(build)),
        period_begun(tables["document"], _periods(build)),
        coverage(tables["rating"], tables["organisation"], _partial_sets(inputs)),
        schedules_agree(tables["refresh_policy"], CADENCES),
    ]


def as_declared(table: str, rows: pl.DataFrame) -> CheckOutcome:
    """Checks a table against its pandera model; failures are counted by column and check, with a sample of rows."""
    spec = AS_DECLARED[table]
    schema = CORE_TABLES[table].to_schema()
    try:
        if not surely_as_declared(schema, rows):
            # Whatever the environment says to pandera, which may turn it off.
            with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
                schema.validate(rows, lazy=True)
    except SchemaErrors as errors:
        return _failed(spec, rows, errors.failure_cases)
    return CheckOutcome(spec, True, f"{rows.height} {'row' if rows.height == 1 else 'rows'}")


def _failed(spec: CheckSpec, rows: pl.DataFrame, cases: pl.DataFrame) -> CheckOutcome:
    counts = cases.group_by("column", "check", maintain_order=True).agg(
        pl.len(), pl.col("failure_case", "index").first()
    )
    failures = []
    sample = []
    for column, check, count, case, index in counts.iter_rows():
        failures.append(f"{column}: {count} fail {check}")
        value = str(case) if len(str(case)) <= 80 else f"{str(case)[:77]}..."
        sample.append(f"{column} {value}{_place(rows, index)}")
    return CheckOutcome(spec, False, "; ".join(failures), tuple(sample[:SAMPLE]))


def _place(rows: pl.DataFrame, index: int | None) -> str:
    if index is None or not {"document_id", "line_no"} <= set(rows.columns) or index >= rows.height:
        return ""
    document_id, line_no = rows.select("document_id", "line_no").row(index)
    return f" ({document_id} line {line_no})"


def no_problem(build: CoreBuild) -> CheckOutcome:
    """Fails with every problem of documents, sidecars and reference data."""
    count = len(build.problems)
    sample = tuple(str(problem) for problem in build.problems[:SAMPLE])
    return CheckOutcome(NO_PROBLEM, not count, f"{count} problems" if count else "no problem", sample)


def cells_in_files(build: CoreBuild) -> dict[str, int]:
    """The cells or rows of each snapshot that was read, as they were counted without its reader."""
    return {read.snapshot.document_id: read.cells_in_file for read in build.snapshots if read.is_read}


def cells_conserved(parts: pl.DataFrame, cells_in: Mapping[str, int]) -> CheckOutcome:
    """Every cell of a workbook and every row of a feed is of one kind; `cells_in` were counted without the readers."""
    kinds = pl.sum_horizontal(pl.col(kind) for kind in CELL_KINDS)
    lost = [
        f"{document_id} '{part}': {cells} cells, {found} of a kind"
        for document_id, part, cells, found in parts.filter(pl.col("cells") != kinds)
        .select("document_id", "part", "cells", kinds.alias("kinds"))
        .iter_rows()
    ]
    totals = dict(parts.group_by("document_id").agg(pl.col("cells").sum()).iter_rows())
    lost += [
        f"{document_id}: {inside} in the file, {totals.get(document_id, 0)} read"
        for document_id, inside in sorted(cells_in.items())
        if totals.get(document_id, 0) != inside
    ]
    outcome = f"{sum(cells_in.values())} cells and rows of {len(cells_in)} versions"
    return CheckOutcome(CELLS_CONSERVED, not lost, outcome, tuple(lost[:SAMPLE]))


def rows_conserved(documents: pl.DataFrame) -> CheckOutcome:
    """Rows that stand in mapped tables are read or rejected, in every document."""
    lost = documents.filter(pl.col("rows_found") != pl.col("rows_parsed") + pl.col("rows_rejected"))
    found, accepted, rejected = documents.select("rows_found", "rows_parsed", "rows_rejected").sum().row(0)
    sample = tuple(
        f"{document_id}: {seen} rows seen, {parsed} taken, {refused} rejected"
        for document_id, seen, parsed, refused in lost.select(
            "document_id", "rows_found", "rows_parsed", "rows_rejected"
        ).iter_rows()
    )
    outcome = f"{found} rows seen, {accepted} taken, {rejected} rejected"
    return CheckOutcome(ROWS_CONSERVED, lost.is_empty(), outcome, sample[:SAMPLE])


def lines_conserved(accounts: Sequence[LineAccount]) -> CheckOutcome:
    """No line of a text that is not blank is dropped unseen."""
    lost = [account for account in accounts if account.lost]
    sample = tuple(
        f"{account.document_id}: line {', '.join(map(str, account.lost[:SAMPLE]))} of {account.lines} lines; {account}"
        for account in lost
    )
    total: Counter[str] = Counter()
    for account in accounts:
        total.update(account.counts)
    listing = ", ".join(f"{count} {what}" for what, count in total.items() if count) or "none"
    outcome = f"{sum(account.lines for account in accounts)} lines that are not blank: {listing}"
    return CheckOutcome(LINES_CONSERVED, not lost, outcome, sample[:SAMPLE])


def numbers_conserved(accounts: Sequence[NumberAccount]) -> CheckOutcome:
    """No number of prose is lost unseen."""
    lost = [(account.document_id, *number) for account in accounts for number in account.lost]
    sample = tuple(f"{document_id} line {line_no}: {text}" for document_id, line_no, text in lost[:SAMPLE])
    claimed, figures = (sum(getattr(account, name) for account in accounts) for name in ("claimed", "figures"))
    outcome = f"{claimed} numbers are part of claims, {figures} of figures, {len(lost)} of neither"
    return CheckOutcome(NUMBERS_CONSERVED, not lost, outcome, sample)


def _periods(build: CoreBuild) -> pl.DataFrame:
    """The periods of each document's ratings and values, once each."""
    frames = [build.tables["rating"].lazy(), build.tables["measure_value"].lazy()]
    if build.value_files:
        frames.append(pl.scan_parquet(build.value_files, glob=False))
    columns = ("document_id", "period", "period_start")
    return pl.concat([frame.select(columns).unique() for frame in frames]).unique().collect()


def period_begun(documents: pl.DataFrame, periods: pl.DataFrame) -> CheckOutcome:
    """A figure of a period to come is a plan, or a date that was read wrongly."""
    dated = periods.join(documents.select("document_id", "published_on"), on="document_id")
    early = dated.filter(pl.col("period_start") > pl.col("published_on")).sort("document_id", "period_start")
    sample = tuple(
        f"{document_id}: {period} begins on {start}, and it was published by {published_on}"
        for document_id, period, start, published_on in early.iter_rows()
    )
    outcome = f"{dated.height - early.height} of {dated.height} periods had begun"
    return CheckOutcome(PERIOD_BEGUN, early.is_empty(), outcome, sample[:SAMPLE])


RatingSet = tuple[str, str, str]


def _partial_sets(inputs: Inputs) -> set[RatingSet]:
    """Framework, area and period of ratings that a sidecar declares to be lists of some bands only."""
    return {
        (subject.framework, subject.area, subject.period)
        for document in inputs.documents
        for _, subject in document.sidecar.rating_subjects
        if 0 < len(subject.complete_bands) < len(inputs.reference.scale_of(subject.framework).bands)
    }


def coverage(ratings: pl.DataFrame, organisations: pl.DataFrame, partial: set[RatingSet]) -> CheckOutcome:
    """Counts for each set of ratings how many of the organisations open at its end it covers."""
    lines = []
    failed = []
    covered = ratings.filter(pl.col("status").is_in(["rated", "insufficient_data"]))
    sets = covered.group_by("framework", "area", "period", "period_end").agg(pl.col("org_code").unique())
    for framework, area, period, period_end, codes in sets.sort("period_end", "area").iter_rows():
        was_open = organisations.filter(
            (pl.col("opened_on") <= period_end) & (pl.col("closed_on").is_null() | (pl.col("closed_on") >= period_end))
        )
        missing = sorted(set(was_open["org_code"]) - set(codes))
        line = f"{framework} {area} {period}: {was_open.height - len(missing)} of {was_open.height}"
        if missing and (framework, area, period) in partial:
            line += ", declared as lists of some bands"
        elif missing:
            failed.append(f"{line}; without a row: {', '.join(missing[:SAMPLE])}")
        lines.append(line)
    return CheckOutcome(COVERAGE, not failed, "; ".join(lines) or "no ratings", tuple(failed[:SAMPLE]))


def schedules_agree(policies: pl.DataFrame, cadences: Mapping[str, Sequence[int]]) -> CheckOutcome:
    """Compares the months of each stated cadence with those in which the product's schedule runs."""
    every = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "annual": 12}
    failed = []
    for document_id, line_no, product, cadence, month in policies.select(
        "document_id", "line_no", "product", "cadence", "month"
    ).iter_rows():
        scheduled = list(cadences[product])
        first = month or scheduled[0]
        stated = sorted((first - 1 + step) % 12 + 1 for step in range(0, 12, every[cadence]))
        if stated != scheduled:
            failed.append(
                f"{document_id} line {line_no}: {product} in months {stated}, the schedule runs in {scheduled}"
            )
    outcome = f"{policies.height - len(failed)} of {policies.height} stated cadences are those of the schedules"
    return CheckOutcome(SCHEDULES_AGREE, not failed, outcome, tuple(failed[:SAMPLE]))
