"""The tables as Dagster assets, in three steps: core, marts, release.

Each asset shows its table's description, columns, row count and checks; the work of a step is in
`pipeline.app.refresh`.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipeline.app.dagster.numbers import numbers, numbers_of_release, pages_of
from pipeline.app.dagster.refusals import correctable, note_refusal
from pipeline.app.dagster.resource import Project
from pipeline.app.dagster.source_assets import FETCHED_WITHIN, known_sources, source_key
from pipeline.app.notifications import notify_contradictions
from pipeline.app.published_tables import all_marts
from pipeline.base.settings import read_settings
from pipeline.schema.check_outcome import CheckOutcome
from pipeline.schema.core_checks import SHOWN_CHECKS, shown_outcomes
from pipeline.schema.dictionary import TableEntry, core_entries
from pipeline.schema.tables import REFERENCE_TABLES

RELEASE = dg.AssetKey("release")
SITE = dg.AssetKey("site")
# What several machines read before.
VERSIONS_READ = dg.AssetKey("versions_read")
# The table through which the core tables come after the sources.
FETCHED = "source_version"
# Jobs that make everything, and need not where nothing has changed.
WHOLE_JOBS = ("refresh", "quarterly_dashboard_refresh", "annual_ratings_refresh")


def table_schema(entry: TableEntry) -> dg.TableSchema:
    """A table's columns as Dagster shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                column.type,
                f"{column.description} [{column.unit}]" if column.unit else column.description,
                dg.TableColumnConstraints(nullable=column.nullable, unique=entry.key == (column.name,)),
            )
            for column in entry.columns
        ],
        constraints=dg.TableConstraints(other=[f"key: {', '.join(entry.key)}"]),
    )


def asset_key(entry: TableEntry) -> dg.AssetKey:
    return dg.AssetKey([entry.schema, entry.name])


def _spec(entry: TableEntry, group: str, kinds: set[str], deps: Any = ()) -> dg.AssetSpec:
    return dg.AssetSpec(
        asset_key(entry),
        description=entry.description,
        group_name=group,
        kinds=kinds,
        deps=deps,
        metadata={"dagster/column_schema": table_schema(entry)},
        skippable=True,
    )


def _read_before() -> list[dg.AssetKey]:
    """What the core tables come after: the sources, and on several machines the reading of their versions."""
    fetched = [source_key(source.source_id) for source in known_sources()]
    return [*fetched, VERSIONS_READ] if read_settings().broker else fetched


def _check_result(outcome: CheckOutcome) -> dg.AssetCheckResult:
    metadata: dict[str, Any] = {"outcome": outcome.outcome}
    if outcome.sample:
        metadata["sample"] = dg.MetadataValue.md("\n".join(f"- {row}" for row in outcome.sample))
    return dg.AssetCheckResult(
        passed=outcome.passed,
        asset_key=dg.AssetKey(["core", outcome.spec.table]),
        check_name=outcome.spec.name,
        severity=dg.AssetCheckSeverity.ERROR if outcome.spec.severity == "error" else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )


@dg.multi_asset(
    name="core",
    can_subset=True,
    specs=[
        _spec(
            entry,
            "reference" if name in REFERENCE_TABLES else "documents",
            {"polars", "parquet"},
            deps=_read_before() if name == FETCHED else (),
        )
        for name, entry in core_entries().items()
    ],
    check_specs=[
        dg.AssetCheckSpec(
            check.name,
            asset=dg.AssetKey(["core", check.table]),
            description=check.description,
            blocking=check.severity == "error",
        )
        for check in SHOWN_CHECKS
    ],
)
def core(context: dg.AssetExecutionContext, project: Project) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:  # type: ignore[type-arg]
    """Reads every document and the reference data into the core tables."""
    selected = [name for name, entry in core_entries().items() if asset_key(entry) in context.selected_asset_keys]
    run = correctable(lambda: project.run_of(context))
    if context.run.job_name in WHOLE_JOBS and (same := correctable(run.unchanged)):
        # Nothing is yielded, so the steps after this one are skipped too.
        context.log.info(f"{same.message} since release {same.release_id}: nothing is read, nothing is published")
        # The lake may have missed it.
        if in_lake := correctable(run.publish_to_lake):
            context.log.info(str(in_lake))
        return
    build, outcomes = correctable(lambda: run.build_core(selected))
    for name in selected:
        metadata = numbers(run, f"core.{name}", build.row_count(name))
        yield dg.MaterializeResult(asset_key=["core", name], metadata=metadata)
    if any(not outcome.passed and outcome.spec.severity == "error" for outcome in outcomes):
        note_refusal()
    wanted = {(key.asset_key.path[-1], key.name) for key in context.selected_asset_check_keys}
    for outcome in shown_outcomes(outcomes):
        if (outcome.spec.table, outcome.spec.name) in wanted:
            yield _check_result(outcome)


@dg.multi_asset(
    name="marts",
    can_subset=True,
    specs=[
        _spec(
            mart.entry,
            mart.entry.group or "marts",
            {"duckdb", "sql"},
            deps=[dg.AssetKey(name.split(".")) for name in sorted(mart.reads)],
        )
        for mart in all_marts()
    ],
)
def marts(context: dg.AssetExecutionContext, project: Project) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Runs the SQL files of sql/marts over the core tables."""
    selected = [mart.entry.name for mart in all_marts() if asset_key(mart.entry) in context.selected_asset_keys]
    run = project.run_of(context)
    for name, rows in correctable(lambda: run.build_marts(selected)).items():
        yield dg.MaterializeResult(asset_key=["marts", name], metadata=numbers(run, f"marts.{name}", rows))


@dg.multi_asset(
    name="release",
    can_subset=True,
    specs=[
        dg.AssetSpec(
            RELEASE,
            group_name="release",
            kinds={"duckdb"},
            freshness_policy=dg.FreshnessPolicy.time_window(FETCHED_WITHIN),
            deps=[*core.keys, *marts.keys],
            description="The published warehouse: one DuckDB file, checked, with Parquet and CSV made from it.",
            skippable=True,
        ),
        dg.AssetSpec(
            SITE,
            group_name="release",
            kinds={"html"},
            deps=[RELEASE],
            description="The release's pages, made from its DuckDB file alone and made current with it.",
            skippable=True,
        ),
    ],
)
def release(context: dg.AssetExecutionContext, project: Project) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Publishes all tables by one rename, or leaves the current release when nothing has changed."""
    if RELEASE not in context.selected_asset_keys:
        site = correctable(lambda: project.run_of(context).build_site())
        yield dg.MaterializeResult(asset_key=SITE, metadata=pages_of(site.parent))
        return
    run = correctable(lambda: project.run_of(context))
    outcome = correctable(run.publish)
    folder = run.warehouse.releases_dir / outcome.release_id
    metadata: dict[str, Any] = {
        "release_id": outcome.release_id,
        "published": outcome.published,
        "message": outcome.message,
        **numbers_of_release(folder),
    }
    if outcome.published and (alert := notify_contradictions(run.warehouse, outcome, project.folders().alert_webhook)):
        context.log.warning(alert)
    if outcome.note:
        metadata["release_note"] = dg.MetadataValue.md(outcome.note)
    yield dg.MaterializeResult(asset_key=RELEASE, metadata=metadata)
    if run.with_site and SITE in context.selected_asset_keys:
        yield dg.MaterializeResult(asset_key=SITE, metadata=pages_of(folder))
