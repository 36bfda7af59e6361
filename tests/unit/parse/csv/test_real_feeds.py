"""Publishers' files as they came, each read by an entry in raw/sources.yml and codes in measures.yml, and by no code.

Here: the entries, and the figures that are known of the files. The files stay in ../shared/data.
"""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from installation import replace_text
from test_feeds import REGISTER, measure

from pipeline.base.settings import PROJECT_DIR
from pipeline.build.inputs import read_inputs
from pipeline.build.snapshot_reading import SnapshotRead, read_snapshots
from pipeline.fetch.snapshots import keep
from pipeline.parse.csv.feed import read_feed
from pipeline.reference.layouts import CsvLayout, LongLayout, TableLayout
from pipeline.reference.sources import read_sources

DATA = PROJECT_DIR.parent / "shared" / "data"

ABOUT = """
    title: A file as it came
    publisher: NHS England
    licence: Open Government Licence v3.0
    url: https://example.org/file
    cadence: once
    feeds: measures
"""
CONTRIBUTING = (PROJECT_DIR / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\n## A new source\n")[2]
CONTRIBUTED = CONTRIBUTING.partition("```yaml\n")[2].partition("```")[0]
ENTRIES = {
    # That of CONTRIBUTING, which goes through this file step by step.
    "iapt-annual-totals-2017-18-to-2021-22.csv": "\n" + CONTRIBUTED,
    "iapt-monthly-2019-02-to-2020-02.xlsx": f"""
  - source_id: iapt_monthly{ABOUT}
    format: xlsx
    layout:
      kind: table
      sheet: Table 1
      period: Month / Year
      period_form: month
      group: Group Type
      groups:
        England: {{org_type: national}}
        CCG: {{org_type: ccg, code: CCG Code, name: CCG Name}}
        Provider: {{org_type: provider, code: Provider Code, name: Provider Name}}
      measures: [Recovery rate, Reliable Recovery rate]
      markers:
        '*': {{status: suppressed, reason: suppressed by the publisher as *}}
        '-': {{status: not_available, reason: 'printed as -'}}
""",
    "smi-physical-health-checks.xlsx": f"""
  - source_id: smi_checks{ABOUT}
    format: xlsx
    layout:
      kind: table
      sheet: Sheet 1*
      period: Period
      period_form: quarter
      period_within: SMI-*
      group_is: CCG
      groups:
        CCG: {{org_type: sub_icb, code: CCG Code, before: {{day: 2022-07-01, org_type: ccg}}}}
      measure: Question
      value: Answer
      counts:
        All6PHC: {{denominator: SMIRegister}}
      markers: {{'': {{status: not_available, reason: the cell is empty}}}}
""",
    "mhsds-4ww-2024-08.csv": f"""
  - source_id: four_week_waits{ABOUT}
    format: csv
    layout:
      kind: csv
      period_start: REPORTING_PERIOD_START
      period_end: REPORTING_PERIOD_END
      group: BREAKDOWN
      groups:
        England: {{org_type: national}}
        ICB*: {{org_type: icb, code: PRIMARY_LEVEL, name: PRIMARY_LEVEL_DESCRIPTION}}
        Provider*: {{org_type: provider, code: PRIMARY_LEVEL, name: PRIMARY_LEVEL_DESCRIPTION}}
      measure: MEASURE_ID
      measure_name: MEASURE_NAME
      value: MEASURE_VALUE
      counts:
        MRS08b: {{numerator: MRS08a, denominator: MRS08}}
      markers: {{'*': {{status: suppressed, reason: suppressed by the publisher as *}}}}
""",
}
CODES = {
    "iapt_recovery_rate": "iapt_annual: [recovery percentage], iapt_monthly: [Recovery rate]",
    "iapt_reliable_recovery_rate": "iapt_monthly: [Reliable Recovery rate]",
    "smi_physical_health_checks": "smi_checks: [All6PHC]",
}
# A measure that the project has not: an entry more in measures.yml.
FOUR_WEEKS = """
  - measure_id: cyp_waits_under_four_weeks
    measure_name: Children and young people helped within four weeks
    area: mental_health
    unit: "%"
    polarity: higher
    description: Of the waits that ended, the share that had lasted less than four weeks.
    minimum: 0
    maximum: 100
    codes: {four_week_waits: [MRS08b]}
"""


def read_entry(folder: Path, name: str) -> SnapshotRead:
    """The file as the only version of a source, read as a refresh reads it."""
    file = DATA / name
    if not file.is_file():
        pytest.skip(f"the file is not at {file}")
    raw = folder / "raw"
    shutil.copytree(PROJECT_DIR / "raw" / "reference", raw / "reference")
    (raw / "documents").mkdir()
    (raw / "sources.yml").write_text(f"sources:\n{ENTRIES[name]}", encoding="utf-8")
    measures = raw / "reference" / "measures.yml"
    text = measures.read_text(encoding="utf-8")
    for measure_id, codes in CODES.items():
        before, found, after = text.partition(f"measure_id: {measure_id}\n")
        text = before + found + after.replace("codes: {", f"codes: {{{codes}, ", 1)
    measures.write_text(text, encoding="utf-8")
    replace_text(measures, "  # The monthly feeds\n", FOUR_WEEKS)
    shutil.copyfile(file, raw / f"incoming{file.suffix}")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    source_id = ENTRIES[name].split("source_id: ")[1].split()[0]
    day = datetime(2025, 1, 1, 12, tzinfo=UTC)
    url = "https://example.org/file"
    assert keep(raw, source_id, raw / f"incoming{file.suffix}", url, day, None, None, digest, name)
    inputs = read_inputs(raw)
    assert inputs.problems == []
    (read,) = read_snapshots(inputs, folder / "kept", lambda _: None)
    assert read.quarantined is None
    parts = pl.read_parquet(read.file("document_part"))
    kinds = ("labels", "published", "without_value", "rejected", "left_out")
    assert parts.filter(pl.col("cells") != pl.sum_horizontal(kinds)).is_empty()
    return read


def values_of(read: SnapshotRead) -> pl.DataFrame:
    return pl.read_parquet(read.file("measure_value"))


def rejects_of(read: SnapshotRead) -> pl.DataFrame:
    return pl.read_parquet(read.file("rejected_row"))


def test_the_entry_of_contributing_is_one(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text(f"sources:\n{CONTRIBUTED}", encoding="utf-8")
    sources, problems = read_sources(tmp_path)
    assert (list(sources.by_id), problems) == (["iapt_annual"], [])


def test_every_key_of_a_layout_is_explained() -> None:
    explained = CONTRIBUTING.partition("### A `layout`")[2].partition("### Where its files are")[0]
    for key in {**CsvLayout.model_fields, **TableLayout.model_fields}:
        assert f"`{key}`" in explained


def test_the_annual_totals_of_iapt(tmp_path: Path) -> None:
    read = read_entry(tmp_path, "iapt-annual-totals-2017-18-to-2021-22.csv")
    values = values_of(read)
    rates = values.filter((pl.col("org_type") == "ccg") & pl.col("value").is_not_null())
    by_year = rates.group_by("period").agg(pl.len(), (pl.col("value") >= 50).sum().alias("met")).sort("period")
    assert by_year.rows() == [
        ("2017/18", 207, 147),
        ("2018/19", 195, 151),
        ("2019/20", 191, 132),
        ("2020/21", 135, 91),
        ("2021/22", 106, 78),
    ]
    england = values.filter(pl.col("org_type") == "national").sort("period")
    assert england["value"].to_list() == [50.8, 52.1, 51.1, 51.4, 50.2]
    # Doubtful, and as published.
    assert values.filter((pl.col("org_code") == "92G") & (pl.col("period") == "2021/22"))["value"].to_list() == [16.0]
    parts = pl.read_parquet(read.file("document_part"))
    assert (parts["cells"].sum(), len(parts)) == (15_540, 14)


@pytest.mark.nightly
def test_the_monthly_series_of_iapt(tmp_path: Path) -> None:
    read = read_entry(tmp_path, "iapt-monthly-2019-02-to-2020-02.xlsx")
    values = values_of(read).filter(pl.col("measure_id") == "iapt_recovery_rate")
    england = values.filter(pl.col("org_type") == "national").sort("period")
    assert (england.height, england["value"][0], england["value"][-1]) == (13, 53.6, 51.0)
    assert england["locator"][0] == "Table 1!M9"
    # Hubs stand among the CCGs, and a code that is not known among both. Rows that were not taken, if any, are listed.
    commissioners = values.filter(pl.col("org_type").is_in(["ccg", "commissioning_hub"]))
    rejected = rejects_of(read).filter((pl.col("stage") == "feed") & pl.col("locator").str.contains("!M"))
    listed = rejected["text"].str.split(" | ").list.get(12)
    assert commissioners.height + len(listed) == 2_600
    numbers = commissioners["value"].is_not_null().sum() + (listed.str.contains(r"^\d")).sum()
    hyphens, stars = ((commissioners["value_published"] == mark).sum() + (listed == mark).sum() for mark in ("-", "*"))
    assert (numbers, hyphens, stars) == (2_507, 81, 12)


@pytest.mark.nightly
def test_a_group_that_is_not_wanted_is_reported_with_its_rows(tmp_path: Path) -> None:
    rejects = rejects_of(read_entry(tmp_path, "iapt-monthly-2019-02-to-2020-02.xlsx"))
    ((text, reason),) = rejects.filter(pl.col("stage") == "group").select("text", "reason").rows()
    assert text == "CCG/Provider"
    # 27,105 rows of two measures.
    assert reason.startswith("54,210 cells of 'CCG/Provider' left out")


def test_physical_health_checks(tmp_path: Path) -> None:
    """From July 2022 on sub-ICB locations stand where CCGs did, under the codes that went on."""
    values = values_of(read_entry(tmp_path, "smi-physical-health-checks.xlsx"))
    sums = values.group_by("period").agg(pl.col("value").sum(), pl.col("denominator").sum())
    by_quarter = {period: (value, denominator) for period, value, denominator in sums.rows()}
    assert by_quarter["2019/20 Q4"] == (159_312.0, 444_972.0)
    assert by_quarter["2022/23 Q4"] == (313_022.0, 535_204.0)
    assert by_quarter["2023/24 Q4"] == (361_210.0, 527_556.0)
    assert (min(by_quarter), max(by_quarter), len(by_quarter)) == ("2018/19 Q3", "2023/24 Q4", 22)


def test_four_week_waits_with_one_measure_added(tmp_path: Path) -> None:
    read = read_entry(tmp_path, "mhsds-4ww-2024-08.csv")
    england = values_of(read).filter(pl.col("org_type") == "national")
    assert england.select("measure_id", "period", "value", "numerator", "denominator").rows() == [
        ("cyp_waits_under_four_weeks", "2024-06 to 2024-08", 17.804087, 3955.0, 22214.0)
    ]
    # All counts but England's are rounded to fives, and contradict no share.
    assert rejects_of(read).is_empty()
    counted = values_of(read).filter(pl.col("denominator").is_not_null())
    rounded_to = counted.group_by(pl.col("org_type") == "national").agg(pl.col("counts_rounded_to").unique())
    assert dict(rounded_to.iter_rows()) == {True: [None], False: [5]}
    parts = pl.read_parquet(read.file("document_part"))
    assert (parts["cells"].sum(), len(parts)) == (18_748, 44)
    assert set(parts.filter(pl.col("part").is_in(["MRS08a", "MRS08"]))["reason"]) == {
        "read as the numerator of MRS08b",
        "read as the denominator of MRS08b",
    }


def test_four_week_waits_with_all_measures(tmp_path: Path) -> None:
    file = DATA / "mhsds-4ww-2024-08.csv"
    if not file.is_file():
        pytest.skip(f"the file is not at {file}")
    (tmp_path / "sources.yml").write_text(f"sources:\n{ENTRIES[file.name]}", encoding="utf-8")
    sources, problems = read_sources(tmp_path)
    layout = sources.by_id["four_week_waits"].layout
    assert problems == []
    assert isinstance(layout, LongLayout)
    codes = pl.read_csv(file, infer_schema=False)["MEASURE_ID"].unique()
    measures = {code: measure(f"measure_{place}", "people") for place, code in enumerate(codes)}
    reading = read_feed(file, layout, "doc", measures, (), REGISTER, tmp_path / "values.parquet")
    total = {
        kind: sum(part[kind] for part in reading.parts) for kind in ("cells", "without_value", "left_out", "rejected")
    }
    assert len(codes) == 44
    assert total == {"cells": 18_748, "without_value": 11_512, "left_out": 0, "rejected": 0}
