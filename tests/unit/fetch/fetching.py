"""Sources that a test server answers for, and fetching from them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from pipeline.fetch.parallel_fetch import fetch
from pipeline.fetch.snapshots import snapshots_of
from pipeline.fetch.source_worker import Outcome
from pipeline.fetch.web import Limits
from pipeline.reference.sources import Source

QUICK = Limits(connect_seconds=0.5, read_seconds=0.3, total_seconds=5, retries=2, backoff_seconds=0.01)
# How long a fetch attempt that has half a second may take on a machine that is busy.
GENEROUS = 5
HALF = Limits(connect_seconds=0.5, read_seconds=0.3, total_seconds=0.5, retries=0, backoff_seconds=0.01)
CSV = b"REPORTING_PERIOD_START,GROUP_TYPE,MEASURE_ID\n2022-04-01,England,M001\n"
CSV_LAYOUT = {
    "kind": "csv",
    "period": "REPORTING_PERIOD_START",
    "group": "GROUP_TYPE",
    "groups": {"England": {"org_type": "national"}},
    "measure": "MEASURE_ID",
    "value": ["MEASURE_VALUE"],
}
WORKBOOK_LAYOUT = {
    "kind": "workbook",
    "org_code": "Org code",
    "org_name": "Org name",
    "org_type": "Org Type",
    "org_types": {"CCG": "ccg"},
    "national_codes": ["Eng"],
    "catalogue_sheet": "Metadata",
    "catalogue_columns": {},
}


def source(source_id: str = "feed", **values: Any) -> Source:
    """A source of CSV files, or of workbooks."""
    values = {
        "title": "A feed",
        "publisher": "NHS England",
        "licence": "Open Government Licence v3.0",
        "format": "csv",
        "cadence": "monthly",
        "feeds": "measures",
        "max_megabytes": 1,
    } | values
    layout = CSV_LAYOUT if values["format"] == "csv" else WORKBOOK_LAYOUT
    return Source.model_validate({"source_id": source_id, "layout": layout, **values})


def asked(raw: Path, limits: Limits = QUICK, **values: Any) -> Outcome:
    """What comes of asking one source; whatever comes, nothing lies about afterwards."""
    [outcome] = fetch([source(**values)], raw, limits=limits)
    files = [path.relative_to(raw / "versions") for path in (raw / "versions").rglob("*") if path.is_file()]
    in_versions = [path for path in files if path.parts[0] == "feed" and path.parts[1][0].isdigit()]
    assert set(files) - set(in_versions) <= {Path(".lock"), Path("feed/.state.json")}
    return outcome


def join_threads() -> None:
    """Waits for the threads that were left behind."""
    for thread in threading.enumerate():
        if thread.name == "fetch feed":
            thread.join(GENEROUS)


def failure(raw: Path, limits: Limits = QUICK, **values: Any) -> str:
    """The message of a source that fails and keeps nothing."""
    outcome = asked(raw, limits, **values)
    assert (outcome.state, outcome.snapshots) == ("failed", ())
    assert snapshots_of(raw, "feed") == []
    assert "\n" not in outcome.message
    return outcome.message
