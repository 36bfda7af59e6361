"""Publishers' files as they came, each read by an entry in raw/sources.yml and codes in measures.yml, and by no code.

Here: the figures that are known of the files. The files stay in ../shared/data.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from feed_samples import REGISTER, measure
from installation import replace_text

from pipeline.base.settings import PROJECT_DIR
from pipeline.build.inputs import read_inputs
from pipeline.build.snapshot_reading import SnapshotRead, read_snapshots
from pipeline.fetch.snapshots import keep
from pipeline.parse.csv.feed import read_feed
from pipeline.reference.layout_parts import Group
from pipeline.reference.layouts import CsvLayout, LongLayout, TableLayout
from pipeline.reference.sources import read_sources

DATA = PROJECT_DIR.parent / "shared" / "data"

CONTRIBUTING = (PROJECT_DIR / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\n## A new source\n")[2]
CONTRIBUTED = CONTRIBUTING.partition("```yaml\n")[2].partition("```")[0]
FILES = {
    "eip_waiting_times": "eip-timeseries-2015-12-to-2019-09.csv",
    "iapt_annual_totals": "iapt-annual-totals-2017-18-to-2021-22.csv",
    "iapt_monthly_series": "iapt-monthly-2019-02-to-2020-02.xlsx",
    "smi_physical_health_checks": "smi-physical-health-checks.xlsx",
    "four_week_waits": "mhsds-4ww-2024-08.csv",
    # That of CONTRIBUTING, which goes through this file step by step.
    "iapt_annual": "iapt-annual-totals-2017-18-to-2021-22.csv",
}
Reader = Callable[[str], SnapshotRead]


@pytest.fixture(scope="module")
def read_source(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Reads the file of a source, once, by its entry in raw/sources.yml."""
    return cache(lambda source_id: read_entry(tmp_path_factory.mktemp(source_id), source_id))


def read_entry(folder: Path, source_id: str) -> SnapshotRead:
    """The file as the only version of a source, read as a refresh reads it."""
    file = DATA / FILES[source_id]
    if not file.is_file():
        pytest.skip(f"the file is not at {file}")
    raw = folder / "raw"
    shutil.copytree(PROJECT_DIR / "raw" / "reference", raw / "reference")
    (raw / "documents").mkdir()
    shutil.copyfile(PROJECT_DIR / "raw" / "sources.yml", raw / "sources.yml")
    if source_id == "iapt_annual":
        (raw / "sources.yml").write_text(f"sources:\n{CONTRIBUTED}", encoding="utf-8")
        replace_text(
            raw / "reference" / "measures.yml",
            "iapt_annual_totals: [recovery percentage]",
            "iapt_annual: [recovery percentage]",
        )
    shutil.copyfile(file, raw / f"incoming{file.suffix}")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    day = datetime(2025, 1, 1, 12, tzinfo=UTC)
    url = "https://example.org/file"
    assert keep(raw, source_id, raw / f"incoming{file.suffix}", url, day, None, None, digest, file.name)
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


# What statistics of England's EIP waits say: numerator and denominator of all rows, then of the register's CCGs where
# these differ, and how many of the CCGs open then have a row.
EIP = {
    "2015/16 Q4": (1937, 3078, 1937, 3078, 208),
    "2016/17 Q1": (2433, 3543, 2433, 3542, 206),
    "2016/17 Q2": (2734, 3588, 2734, 3588, 207),
    "2016/17 Q3": (2714, 3559, 2714, 3559, 209),
    "2016/17 Q4": (2660, 3473, 2659, 3472, 208),
    "2017/18 Q1": (2433, 3193, 2433, 3193, 207),
    "2017/18 Q2": (2458, 3251, 2458, 3251, 207),
    "2017/18 Q3": (2322, 3126, 2322, 3126, 207),
    "2017/18 Q4": (2324, 3142, 2324, 3142, 207),
    "2018/19 Q1": (2452, 3244, 2452, 3244, 195),
    "2018/19 Q2": (2397, 3177, 2394, 3174, 194),
    "2018/19 Q3": (2590, 3354, 2585, 3349, 195),
    "2018/19 Q4": (2316, 3076, 2315, 3075, 195),
    "2019/20 Q1": (2516, 3331, 2515, 3329, 191),
    "2019/20 Q2": (2612, 3332, 2608, 3328, 191),
}
# The 34 CCGs of an article of October 2016, each with the share that it prints.
EIP_OF_34 = """
03K 8/8 100.0, 04Q 7/7 100.0, 05W 18/23 78.3, 10M 4/4 100.0, 11J 52/55 94.5, 01R 11/11 100.0, 02A 19/23 82.6,
11E 18/20 90.0, 09X 12/14 85.7, 11D 1/1 100.0, 04M 4/5 80.0, 04J 6/8 75.0, 10W 4/4 100.0, 00V 1/3 33.3, 04X 11/50 22.0,
09J 3/10 30.0, 00D 16/33 48.5, 01D 1/4 25.0, 01W 0/8 0.0, 13P 4/25 16.0, 07M 15/31 48.4, 04E 1/14 7.1, 08L 4/11 36.4,
00C 1/4 25.0, 03E 0/1 0.0, 05C 6/13 46.2, 01Y 1/9 11.1, 03F 5/13 38.5, 03M 1/3 33.3, 03N 27/56 48.2, 05D 2/6 33.3,
05X 1/3 33.3, 08Q 4/14 28.6, 06W 6/19 31.6"""


def test_eip_by_quarter_of_england_and_of_ccgs(read_source: Reader) -> None:
    values = values_of(read_source("eip_waiting_times"))
    national = values.filter(pl.col("org_type") == "national")
    england = {period: counts for period, *counts in national.select("period", "numerator", "denominator").rows()}
    ccgs = values.filter(pl.col("org_type") == "ccg").group_by("period").agg(
        pl.col("numerator").sum(), pl.col("denominator").sum(), pl.len()
    )  # fmt: skip
    of_ccgs = {period: counts for period, *counts in ccgs.rows()}
    for period, expected in EIP.items():
        assert (*england[period], *of_ccgs[period]) == expected, period
    assert of_ccgs["2016/17"][:2] == [10540, 14161]
    assert of_ccgs["2018/19"][:2] == [9746, 12842]
    # December 2015 alone is no quarter, and half a year is no year.
    assert england["2015-12"] == [523, 886]
    longer = sorted(period for period in england if "/" in period)
    assert longer == sorted([*EIP, "2016/17", "2017/18", "2018/19"])


def test_eip_of_the_34_ccgs_of_an_article(read_source: Reader) -> None:
    quarter = values_of(read_source("eip_waiting_times")).filter(pl.col("period") == "2015/16 Q4")
    rows = quarter.filter(pl.col("org_type") == "ccg").select("org_code", "numerator", "denominator", "value").rows()
    values = {code: rest for code, *rest in rows}
    articles = [one.split() for one in EIP_OF_34.replace("\n", " ").split(",")]
    assert len(articles) == 34
    for code, counts, printed in articles:
        numerator, denominator = map(int, counts.split("/"))
        assert values[code][:2] == [numerator, denominator]
        assert values[code][2] == pytest.approx(100 * numerator / denominator, abs=1e-9)
        assert abs(values[code][2] - float(printed)) <= 0.05 + 1e-9
    shares = [share for _, _, share in values.values() if share is not None]
    assert (len(shares), sum(share >= 50 for share in shares)) == (207, 154)
    assert (values["05J"], "06D" in values) == ([0, 0, None], False)


def test_eip_of_single_ccgs_in_later_quarters_and_years(read_source: Reader) -> None:
    expected = {
        "2016/17": {"05W": (69, 87), "03F": (65, 78), "11J": (123, 143), "01W": (54, 94)},
        "2018/19": {"03F": (82, 98), "11J": (53, 65), "03N": (165, 218), "05R": (3, 29), "02T": (66, 66)},
        "2018/19 Q4": {"15E": (30, 46), "14L": (44, 66)},
        # Predecessors of 15N and of 71E.
        "2015/16 Q4": {"99P": (19, 43), "99Q": (11, 15), "03T": (0, 11), "04D": (7, 14), "99D": (4, 9)},
    }
    values = values_of(read_source("eip_waiting_times")).filter(pl.col("org_type") == "ccg")
    columns = values.select("period", "org_code", "numerator", "denominator").rows()
    found = {(period, code): (top, bottom) for period, code, top, bottom in columns}
    for period, counts in expected.items():
        assert {code: found[period, code] for code in counts} == counts


def test_eip_of_providers_sums_to_their_ccg(read_source: Reader) -> None:
    read = read_source("eip_waiting_times")
    key = ["org_type", "org_code", "period"]
    providers = pl.read_parquet(read.file("provider_value"))
    sums = providers.group_by(key).agg(pl.col("numerator").sum(), pl.col("denominator").sum())
    assert sorted(sums.rows()) == sorted(values_of(read).select(*key, "numerator", "denominator").rows())
    parts = pl.read_parquet(read.file("document_part"))
    rows = dict(
        parts.filter(pl.col("part").str.starts_with("EIP"))
        .select("part", pl.max_horizontal("labels", "left_out"))
        .rows()
    )
    assert rows == {"EIP pathways completed this month": 12_438, "EIP pathways incomplete at month end": 12_438}
    # What is not made: a quarter and two years that are not whole.
    assert rejects_of(read)["text"].to_list() == ["2015/16 Q3", "2015/16", "2019/20"]


def test_a_sum_of_eip_leads_to_its_rows(read_source: Reader) -> None:
    read = read_source("eip_waiting_times")
    stoke = values_of(read).filter((pl.col("org_code") == "05W") & (pl.col("period") == "2015/16 Q4"))
    (locator,) = stoke["locator"]
    rows, columns = locator.removeprefix("rows ").rsplit(", ", 1)
    assert columns == "Gt_0_1_Weeks + Gt_1_2_Weeks of Total_Pathways"
    lines = (DATA / FILES["eip_waiting_times"]).read_text(encoding="utf-8-sig").splitlines()
    cells = [lines[int(number) - 1].split(",") for number in rows.split(", ")]
    assert {(line[3], line[5]) for line in cells} == {("05W", "EIP pathways completed this month")}
    assert sorted(line[0] for line in cells) == ["01/01/2016", "01/02/2016", "01/03/2016"]
    assert (sum(int(line[6]) + int(line[7]) for line in cells), sum(int(line[-1]) for line in cells)) == (18, 23)


@pytest.mark.parametrize("source_id", ["iapt_annual_totals", "iapt_annual"])
def test_the_annual_totals_of_iapt(read_source: Reader, source_id: str) -> None:
    read = read_source(source_id)
    values = values_of(read).filter(pl.col("measure_id") == "iapt_recovery_rate")
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


def test_annual_recovery_has_the_counts_that_give_it(read_source: Reader) -> None:
    """Out of those who finished, without those who began too well to count as a case."""
    values = values_of(read_source("iapt_annual_totals"))
    rates = values.filter(pl.col("measure_id") == "iapt_recovery_rate")
    columns = ("numerator", "denominator", "count_note")
    england = rates.filter((pl.col("org_type") == "national") & (pl.col("period") == "2017/18"))
    assert england.select(columns).rows() == [(263_295, 554_709 - 36_767, None)]
    of_92g = rates.filter((pl.col("org_code") == "92G") & (pl.col("period") == "2021/22"))
    assert of_92g.select(columns).rows() == [(2_475, 16_035 - 790, "counts rounded to 5")]
    known = rates.filter(pl.col("value").is_not_null())
    withheld = known.filter(pl.col("denominator").is_null() & (pl.col("org_type") != "unknown"))
    assert sorted(withheld.select("org_code", "period", "count_note").rows()) == [
        (code, year, "denominator: suppressed as a count under 5")
        for code, year in (("03T", "2017/18"), ("04Y", "2018/19"), ("13R", "2018/19"))
    ]
    assert {"commissioning_hub", "unknown", "stp", "commissioning_region"} < set(rates["org_type"])
    hubs = rates.filter(pl.col("org_type") == "commissioning_hub")["org_code"].unique()
    assert sorted(hubs) == ["13Q", "13R", "14A", "14E", "14R"]
    # Only rows of an unknown commissioner, which stand under three kinds, are not taken.
    assert all("| UNKNOWN |" in text for text in rejects_of(read_source("iapt_annual_totals"))["text"])


@pytest.mark.nightly
def test_the_monthly_series_of_iapt(read_source: Reader) -> None:
    read = read_source("iapt_monthly_series")
    values = values_of(read).filter(pl.col("measure_id") == "iapt_recovery_rate")
    england = values.filter(pl.col("org_type") == "national").sort("period")
    assert (england.height, england["value"][0], england["value"][-1]) == (13, 53.6, 51.0)
    assert england["locator"][0] == "Table 1!M9"
    # Hubs stand among the CCGs, and rows of an unknown commissioner beside them. No row was rejected.
    assert sorted(values["org_type"].unique()) == ["ccg", "commissioning_hub", "national", "unknown"]
    commissioners = values.filter(pl.col("org_type").is_in(["ccg", "commissioning_hub"]))
    assert commissioners.height == 2_600
    hyphens, stars = ((commissioners["value_published"] == mark).sum() for mark in ("-", "*"))
    assert (commissioners["value"].is_not_null().sum(), hyphens, stars) == (2_507, 81, 12)
    referrals = values_of(read).filter(
        (pl.col("measure_id") == "iapt_referrals_received") & (pl.col("org_type") == "national")
    )
    assert referrals.sort("period")["value"].to_list()[:2] == [137_647, 146_661]


@pytest.mark.nightly
def test_a_group_that_is_not_wanted_is_reported_with_its_rows(read_source: Reader) -> None:
    rejects = rejects_of(read_source("iapt_monthly_series"))
    found = dict(rejects.filter(pl.col("stage") == "group").select("text", "reason").rows())
    # 27,105 rows and 2,366 rows of eight measures.
    assert found["CCG/Provider"].startswith("216,840 cells of 'CCG/Provider' left out")
    assert found["Provider"].startswith("18,928 cells of 'Provider' left out")


def test_physical_health_checks(read_source: Reader) -> None:
    """From July 2022 on sub-ICB locations stand where CCGs did, under the codes that went on."""
    values = values_of(read_source("smi_physical_health_checks"))
    checks = values.filter(pl.col("measure_id") == "smi_physical_health_checks")
    sums = checks.group_by("period").agg(pl.col("value", "numerator", "denominator").sum())
    by_quarter = {period: counts for period, *counts in sums.rows()}
    assert by_quarter["2019/20 Q4"] == [159_312, 159_312, 444_972]
    assert by_quarter["2022/23 Q4"] == [313_022, 313_022, 535_204]
    assert by_quarter["2023/24 Q4"] == [361_210, 361_210, 527_556]
    assert (min(by_quarter), max(by_quarter), len(by_quarter)) == ("2018/19 Q3", "2023/24 Q4", 22)
    kinds = {
        kind: checks.filter(pl.col("org_type") == kind)["period"].unique().sort().to_list()
        for kind in ("ccg", "sub_icb")
    }
    assert (kinds["ccg"][-1], kinds["sub_icb"][0]) == ("2022/23 Q1", "2022/23 Q2")
    assert set(values["org_type"]) == {"ccg", "sub_icb"}
    # Hull's of 2023/24 Q4, of the year to its end.
    shares = values.filter(pl.col("measure_id") == "smi_physical_health_check_rate")
    (of_hull,) = shares.filter(pl.col("org_code") == "03F", pl.col("period") == "2023/24 Q4").iter_rows(named=True)
    assert (of_hull["value_published"], of_hull["value"]) == ("1431 of 2464", pytest.approx(100 * 1431 / 2464))
    assert (of_hull["period_start"], of_hull["period_end"]) == (date(2023, 4, 1), date(2024, 3, 31))
    assert of_hull["locator"] == "Sheet 1 - Physical-Health-Check!D23140 of D23145"
    assert len(shares) == checks["denominator"].count()
    assert shares["value"].count() == checks.filter(pl.col("denominator") > 0).height


def test_four_week_waits(read_source: Reader) -> None:
    read = read_source("four_week_waits")
    values = values_of(read)
    england = values.filter(pl.col("org_type") == "national").sort("measure_id")
    assert england.select("measure_id", "period", "value", "numerator", "denominator").rows() == [
        ("community_waits_over_52_weeks", "2024-08", 39.094643, 146_843, 375_609),
        ("community_waits_under_4_weeks", "2024-06 to 2024-08", 7.204117, 924, 12_826),
        ("cyp_waits_over_52_weeks", "2024-08", 49.122215, 267_636, 544_837),
        ("cyp_waits_under_4_weeks", "2024-06 to 2024-08", 17.804087, 3_955, 22_214),
    ]
    boards = values.filter(pl.col("org_type") == "icb")
    assert boards["org_code"].n_unique() == 42
    assert set(values["org_type"]) == {"national", "icb", "unknown"}
    # All counts but England's are rounded to fives, and contradict no share.
    assert rejects_of(read)["stage"].to_list() == ["group"]
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
    layout = read_sources(PROJECT_DIR / "raw")[0].by_id["four_week_waits"].layout
    assert isinstance(layout, LongLayout)
    provider = Group(org_type="provider", code="PRIMARY_LEVEL", name="PRIMARY_LEVEL_DESCRIPTION")
    layout = layout.model_copy(update={"groups": {**layout.groups, "Provider": provider}, "counts": {}})
    codes = pl.read_csv(file, infer_schema=False)["MEASURE_ID"].unique()
    measures = {code: measure(f"measure_{place}", "people") for place, code in enumerate(codes)}
    reading = read_feed(file, layout, "doc", measures, (), REGISTER, tmp_path / "values.parquet")
    total = {
        kind: sum(part[kind] for part in reading.parts) for kind in ("cells", "without_value", "left_out", "rejected")
    }
    assert len(codes) == 44
    assert total == {"cells": 18_748, "without_value": 11_512, "left_out": 0, "rejected": 0}
