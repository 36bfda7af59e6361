"""What Dagster loads and shows: assets with their dependencies and columns, checks, jobs, schedules, the sensor."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipeline.app.dagster.assets import marts
from pipeline.app.dagster.definitions import build_defs, defs
from pipeline.app.published_tables import all_marts, published_entries
from pipeline.base.settings import PROJECT_DIR
from pipeline.schema.core_checks import SHOWN_CHECKS
from pipeline.schema.dictionary import TableEntry

SOURCES = [
    "source/fingertips_depression",
    "source/mental_health_services_monthly",
    "source/mh_dashboard",
    "source/talking_therapies_monthly",
]
# What each table is made from. The core tables are read from raw/ in one step, after the sources were asked.
DEPENDENCIES = {
    "core/document": [],
    "core/source_line": [],
    "core/organisation": [],
    "core/organisation_alias": [],
    "core/organisation_succession": [],
    "core/organisation_area": [],
    "core/organisation_boundary": [],
    "core/similar_organisation": [],
    "core/area": [],
    "core/area_tile": [],
    "core/count_rule": [],
    "core/rating_scale": [],
    "core/rating": [],
    "core/rating_rule": [],
    "core/rating_rule_condition": [],
    "core/source": [],
    "core/source_version": SOURCES,
    "core/document_part": [],
    "core/indicator": [],
    "core/measure": [],
    "core/measure_code": [],
    "core/measure_window": [],
    "core/measure_listing": [],
    "core/measure_standard": [],
    "core/measure_value": [],
    "core/provider_value": [],
    "core/spc_rebase": [],
    "core/spc_set_aside": [],
    "core/mention": [],
    "core/claim": [],
    "core/figure": [],
    "core/publication": [],
    "core/refresh_policy": [],
    "core/correction": [],
    "core/rejected_row": [],
    "marts/corrected_cell": ["core/correction", "core/measure_value", "core/rating"],
    "marts/restatement": ["core/document", "core/measure_value"],
    "marts/version_change": ["core/document", "core/document_part", "core/measure_value", "marts/restatement"],
    "marts/release_calendar": [
        "core/document",
        "core/measure_value",
        "core/organisation",
        "core/rating",
        "core/refresh_policy",
        "core/source",
        "marts/restatement",
    ],
    "marts/rating_current": [
        "core/document",
        "core/organisation",
        "core/rating",
        "core/rating_scale",
        "marts/corrected_cell",
    ],
    "marts/measure_current": ["core/document", "core/measure_value", "marts/corrected_cell"],
    "marts/value_doubt": [
        "core/document",
        "core/measure",
        "core/measure_value",
        "core/organisation",
        "core/organisation_area",
    ],
    "marts/corroboration": ["core/document", "core/measure", "core/measure_value", "core/organisation"],
    "marts/period_evidence": ["core/document", "core/measure", "core/measure_value"],
    "marts/recovery_gap": [
        "core/document",
        "core/measure_value",
        "core/organisation",
        "marts/measure_current",
        "marts/measure_peer_group",
    ],
    "marts/organisation_lineage": ["core/organisation", "core/organisation_succession"],
    "marts/annual_ratings": [
        "core/document",
        "core/organisation",
        "core/rating",
        "core/rating_scale",
        "marts/corrected_cell",
        "marts/release_calendar",
    ],
    "marts/dashboard_value": ["core/document", "core/measure_value", "marts/corrected_cell", "marts/release_calendar"],
    "marts/ccg_profile": [
        "core/document",
        "core/measure_value",
        "core/organisation",
        "core/organisation_succession",
        "core/rating",
        "marts/rating_current",
    ],
    "marts/claim_check": [
        "core/claim",
        "core/correction",
        "core/document",
        "core/organisation",
        "core/rating",
        "core/rating_scale",
        "marts/rating_current",
    ],
    "marts/rating_benchmark": ["core/organisation", "marts/rating_current"],
    "marts/rating_distribution": ["core/organisation", "core/rating_scale", "marts/rating_current"],
    "marts/derived_rating": [
        "core/organisation",
        "core/rating_rule",
        "core/rating_rule_condition",
        "marts/measure_current",
        "marts/rating_current",
    ],
    "marts/measure_peer_group": ["core/measure", "core/organisation", "marts/measure_current"],
    "marts/measure_standard_in_force": ["core/measure_standard", "marts/measure_current"],
    "marts/area_part": [
        "core/count_rule",
        "core/document",
        "core/measure",
        "core/measure_value",
        "core/organisation",
        "marts/value_doubt",
    ],
    "marts/area_value": [
        "core/count_rule",
        "core/document",
        "core/measure",
        "core/measure_value",
        "core/organisation",
        "core/organisation_boundary",
        "core/similar_organisation",
    ],
    "marts/measure_lineage": [
        "core/count_rule",
        "core/document",
        "core/measure",
        "core/measure_value",
        "core/organisation",
        "core/organisation_boundary",
        "marts/organisation_lineage",
    ],
    "marts/series_segment": [
        "core/document",
        "core/measure_value",
        "core/organisation",
        "core/organisation_boundary",
        "core/organisation_succession",
        "marts/measure_lineage",
    ],
    "marts/similar_peer": ["core/organisation", "core/organisation_boundary", "core/similar_organisation"],
    "marts/similar_benchmark": [
        "core/document",
        "core/measure",
        "core/measure_value",
        "core/organisation",
        "core/organisation_boundary",
        "core/similar_organisation",
        "marts/measure_current",
    ],
    "marts/smallest_denominator": ["core/measure", "marts/measure_current"],
    "marts/simplest_fraction": ["core/measure", "marts/measure_current"],
    "marts/spc_point": [
        "core/document",
        "core/measure",
        "core/measure_value",
        "core/measure_window",
        "core/spc_rebase",
        "core/spc_set_aside",
        "marts/value_doubt",
    ],
    "marts/spc_series": [
        "core/document",
        "core/measure",
        "core/measure_value",
        "core/measure_window",
        "core/organisation",
        "core/spc_rebase",
        "core/spc_set_aside",
        "marts/measure_standard_in_force",
        "marts/value_doubt",
    ],
    "marts/predecessor_rating": [
        "core/document",
        "core/organisation",
        "core/rating",
        "marts/organisation_lineage",
        "marts/rating_current",
    ],
    "marts/rating_history": ["core/organisation", "marts/organisation_lineage", "marts/rating_current"],
    "marts/dashboard": [
        "core/document",
        "core/measure",
        "core/measure_listing",
        "core/organisation",
        "marts/dashboard_value",
        "marts/measure_standard_in_force",
        "marts/release_calendar",
    ],
    "marts/rating_transition": [
        "core/document",
        "core/organisation",
        "core/rating",
        "core/rating_scale",
        "marts/rating_current",
        "marts/rating_distribution",
    ],
    "marts/rating_rule_test": [
        "core/rating",
        "core/rating_rule_condition",
        "core/rating_scale",
        "marts/derived_rating",
    ],
    "marts/rating_rule_threshold": ["core/rating_rule_condition", "marts/derived_rating", "marts/measure_current"],
    "marts/measure_benchmark": [
        "core/measure",
        "core/organisation",
        "marts/measure_current",
        "marts/measure_peer_group",
        "marts/measure_standard_in_force",
        "marts/smallest_denominator",
    ],
}


@pytest.fixture(scope="module")
def graph() -> Any:
    return defs.resolve_asset_graph()


def named(key: dg.AssetKey) -> str:
    return "/".join(key.path)


def test_each_asset_depends_on_the_tables_that_it_reads(graph: Any) -> None:
    found = {named(key): sorted(map(named, graph.get(key).parent_keys)) for key in graph.get_all_asset_keys()}
    assert found == {
        **DEPENDENCIES,
        **{name: [] for name in SOURCES},
        "release": sorted(DEPENDENCIES),
        "site": ["release"],
    }


def test_every_table_is_an_asset() -> None:
    assert {entry.full_name.replace(".", "/") for entry in published_entries()} == DEPENDENCIES.keys()


def test_an_asset_shows_group_kinds_and_what_a_row_is(graph: Any) -> None:
    groups = {
        "core/rating": ("documents", {"polars", "parquet"}),
        "core/organisation": ("reference", {"polars", "parquet"}),
        "marts/ccg_profile": ("organisations", {"duckdb", "sql"}),
        "release": ("release", {"duckdb"}),
        "source/mh_dashboard": ("sources", {"http", "xlsx"}),
        "source/talking_therapies_monthly": ("sources", {"http", "csv"}),
    }
    for name, (group, kinds) in groups.items():
        node = graph.get(dg.AssetKey(name.split("/")))
        assert (node.group_name, node.kinds) == (group, kinds)
    assert {graph.get(key).group_name for key in graph.get_all_asset_keys()} == {
        "documents", "reference", "release", "sources",
        "organisations", "ratings", "measures", "control_charts", "claims", "editions", "evidence",
    }  # fmt: skip
    for key in graph.get_all_asset_keys():
        assert graph.get(key).description, key
        assert graph.get(key).kinds, key


@pytest.mark.parametrize("entry", published_entries(), ids=lambda entry: entry.full_name)
def test_a_table_shows_its_columns_as_they_are_declared(entry: TableEntry, graph: Any) -> None:
    node = graph.get(dg.AssetKey([entry.schema, entry.name]))
    assert node.description == entry.description
    schema = node.metadata["dagster/column_schema"]
    shown = schema.value if hasattr(schema, "value") else schema
    assert [(c.name, c.type, c.constraints.nullable) for c in shown.columns] == [
        (c.name, c.type, c.nullable) for c in entry.columns
    ]
    assert all(column.description for column in shown.columns)
    assert shown.constraints.other == [f"key: {', '.join(entry.key)}"]


def test_checks_block_where_they_are_errors(graph: Any) -> None:
    blocking = {
        (named(key.asset_key), key.name): graph.get(key).blocking
        for key in graph.asset_check_keys
    }  # fmt: skip
    assert blocking == {
        ("core/document", "document_tables_as_declared"): True,
        ("core/organisation", "reference_tables_as_declared"): True,
        ("core/document", "no_problem"): True,
        ("core/document", "rows_conserved"): True,
        ("core/document", "lines_conserved"): True,
        ("core/figure", "numbers_conserved"): True,
        ("core/document_part", "cells_conserved"): True,
        ("core/document", "period_begun"): False,
        ("core/rating", "coverage"): False,
        ("core/refresh_policy", "schedules_agree"): False,
    } | {(name, "answered"): False for name in SOURCES}


def test_each_job_makes_every_table_with_every_check_and_the_scheduled_ones_ask_the_sources_first() -> None:
    for name, asked in (
        ("refresh", []),
        ("quarterly_dashboard_refresh", SOURCES),
        ("annual_ratings_refresh", SOURCES),
    ):
        job = defs.resolve_job_def(name)
        assert {named(key) for key in job.asset_layer.selected_asset_keys} == {*DEPENDENCIES, "release", "site", *asked}
        assert len(job.asset_layer.asset_graph.asset_check_keys) == len(SHOWN_CHECKS) + len(asked)
        assert job.description


def test_the_schedules_run_by_default_in_london_at_the_stated_cadences() -> None:
    schedules = {schedule.name: schedule for schedule in defs.schedules or ()}
    assert {
        name: (schedule.cron_schedule, schedule.execution_timezone, schedule.job_name, schedule.default_status.value)
        for name, schedule in schedules.items()
        if isinstance(schedule, dg.ScheduleDefinition)
    } == {
        "quarterly_dashboard_refresh": ("0 6 1 1,4,7,10 *", "Europe/London", "quarterly_dashboard_refresh", "RUNNING"),
        "annual_ratings_refresh": ("0 6 1 6 *", "Europe/London", "annual_ratings_refresh", "RUNNING"),
    }


def test_the_sensors_on_raw_and_on_failed_runs_are_off_until_they_are_switched_on() -> None:
    raw, failed = defs.sensors or ()
    assert (raw.name, raw.job_name, failed.name) == ("raw_changes", "refresh", "failed_runs")
    assert {sensor.default_status for sensor in (raw, failed)} == {dg.DefaultSensorStatus.STOPPED}


def test_marts_are_assets_in_the_order_in_which_they_are_run() -> None:
    assert {mart.entry.name for mart in all_marts()} == {
        name.removeprefix("marts/") for name in DEPENDENCIES if name.startswith("marts/")
    }


def test_the_definitions_are_valid() -> None:
    dg.Definitions.validate_loadable(defs)
    dg.Definitions.validate_loadable(build_defs())


def test_dagster_loads_the_definitions_from_the_workspace_without_a_warning(tmp_path: Path) -> None:
    script = "from pipeline.app.dagster.definitions import defs; print(len(list(defs.assets)))"
    for raw_dir, assets in ((PROJECT_DIR / "raw", 4), (tmp_path, 3)):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", script],
            capture_output=True,
            text=True,
            cwd=PROJECT_DIR,
            check=False,
            env=os.environ | {"CCG_RAW_DIR": str(raw_dir)},
        )
        assert (done.stdout, done.stderr) == (f"{assets}\n", "")
    assert "python_module: pipeline.app.dagster.definitions" in (PROJECT_DIR / "workspace.yaml").read_text()


def test_every_mart_stands_in_the_group_that_its_head_names() -> None:
    groups = {mart.entry.name: mart.entry.group for mart in all_marts()}
    assert "" not in groups.values()
    shown = {spec.key.path[-1]: spec.group_name for spec in marts.specs}
    assert shown == groups
    expected = {"rating_current": "ratings", "measure_current": "measures", "claim_check": "claims"}
    assert expected.items() <= shown.items()
