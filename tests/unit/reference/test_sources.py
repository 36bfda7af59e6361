"""The sources of raw/sources.yml: those that are fetched, and those that have a layout and are not."""

from __future__ import annotations

import pytest

from pipeline.base.settings import PROJECT_DIR
from pipeline.build.reference_tables import reference_tables
from pipeline.reference.reading import read_reference
from pipeline.reference.sources import Source, read_sources

RAW = PROJECT_DIR / "raw"
ADDED = [
    "eip_waiting_times",
    "iapt_annual_totals",
    "iapt_monthly_series",
    "smi_physical_health_checks",
    "four_week_waits",
]
ENTRY = {
    "source_id": "waits",
    "title": "Waits",
    "publisher": "NHS England",
    "licence": "Open Government Licence v3.0",
    "page": "https://example.org/",
    "not_fetched": "no longer published",
    "format": "csv",
    "cadence": "once",
    "feeds": "measures",
    "layout": {
        "kind": "csv",
        "period": "Year",
        "group_is": "CCG",
        "groups": {"CCG": {"org_type": "ccg", "code": "Code"}},
        "measure": "What",
        "value": "Value",
    },
}


def test_sources_with_a_layout_that_are_not_fetched() -> None:
    sources, problems = read_sources(RAW)
    assert problems == []
    assert [source.source_id for source in sources.sources if source.not_fetched] == ADDED
    assert not {source.source_id for source in sources.fetched} & {*ADDED}
    assert {*ADDED} < sources.by_id.keys()


def test_every_code_of_a_measure_is_of_a_source() -> None:
    reference, (sources, _) = read_reference(RAW / "reference"), read_sources(RAW)
    codes = reference_tables(reference, sources)["measure_code"]
    assert {*ADDED} < {*codes["source_id"]}
    rows = reference_tables(reference, sources)["source"].to_dicts()
    row = next(row for row in rows if row["source_id"] == "eip_waiting_times")
    assert (row["is_fetched"], row["format"], row["cadence"]) == (False, None, None)
    assert row["note"].startswith("discontinued in 2019; ")


def test_what_is_not_fetched_has_no_address_of_a_file() -> None:
    assert Source.model_validate(ENTRY).address == "https://example.org/"
    for more in ({"links": ["csv$"]}, {"url": "https://example.org/a.csv", "page": None}):
        with pytest.raises(ValueError, match="what is not fetched has a page"):
            Source.model_validate(ENTRY | more)
    with pytest.raises(ValueError, match="a page needs links"):
        Source.model_validate({key: value for key, value in ENTRY.items() if key != "not_fetched"})
