"""Figures carried from a file give what the file gives: the same values at the same places, and no sentence of it."""

from __future__ import annotations

import csv
import hashlib
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from installation import replace_text
from workbooks import CATALOGUE_TITLES, EDITION, ENGLAND, NORTH_LINCOLNSHIRE, SHEFFIELD, catalogue, figures, save

from pipeline.base.settings import PROJECT_DIR
from pipeline.build import snapshot_reading
from pipeline.build.carry_figures import Edition, carry
from pipeline.build.inputs import read_inputs
from pipeline.build.snapshot_reading import SnapshotRead, read_snapshots
from pipeline.fetch.carried_figures import RECORD_NAME
from pipeline.fetch.snapshots import keep, snapshots_of
from pipeline.parse.grids import read_grids
from pipeline.parse.xlsx.cells import read_sheets
from pipeline.publish.site import words
from pipeline.reference.reading import read_reference
from pipeline.reference.sources import read_sources

DAY, URL = date(2022, 8, 11), "https://www.example.org/dashboard.xlsx"
RECOVERY, TALLY = "IAPT(ii_a)_FINAL CALC", "IAPT(i_a)_FINAL CALC"
SENTENCE = "* The publisher explains here at some length what it did with these figures."
HEADING = (
    "REPORTING_PERIOD_START,REPORTING_PERIOD_END,GROUP_TYPE,ORG_CODE1,ORG_NAME1,ORG_CODE2,ORG_NAME2,"
    "MEASURE_ID,MEASURE_NAME,MEASURE_VALUE_SUPPRESSED,NOTE\n"
)
MONTH = "01/03/2022,31/03/2022"


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(snapshot_reading, "hash_of_imports", lambda *modules: "this one")
    raw = tmp_path / "raw"
    shutil.copytree(PROJECT_DIR / "raw" / "reference", raw / "reference")
    shutil.copyfile(PROJECT_DIR / "raw" / "sources.yml", raw / "sources.yml")
    (raw / "documents").mkdir()
    return raw


def carried(raw: Path, source_id: str, file: Path, precision: str = "day") -> Path:
    sources, _ = read_sources(raw)
    reference = read_reference(raw / "reference")
    measures, edition = reference.measures_of(source_id), Edition(file, URL, DAY, "seen", precision)
    return carry(raw, sources.by_id[source_id], measures, reference.register, edition, date(2022, 9, 1))


def read(raw: Path) -> SnapshotRead:
    inputs = read_inputs(raw)
    assert inputs.problems == []
    (found,) = read_snapshots(inputs, raw.parent / "read", lambda _: None)
    assert found.quarantined is None
    return found


def values(found: SnapshotRead) -> pl.DataFrame:
    return pl.read_parquet(found.file("measure_value")).sort("locator")


def a_workbook(path: Path) -> Path:
    sheet = figures(
        ["Q4 2021/22", "Q1 2022/23"],
        [*ENGLAND, 0.505, "#N/A"],
        [*SHEFFIELD, "*", 0.5],
        [],
        [*NORTH_LINCOLNSHIRE, 0.1 + 0.2, "0.25"],
        [SENTENCE],
        above=[["Title:", "Recovery"], [SENTENCE], ["Updated:", date(2022, 6, 28)], [], [SENTENCE * 5]],
    )
    entry = {
        "Code": "IAPT(ii.a)",
        "Indicator name": "Recovery",
        "Description": SENTENCE,
        "Standard (if applicable)": "50%",
    }
    return save(path, {"Guide": [[SENTENCE]], RECOVERY: sheet, "Metadata": catalogue(entry)})


def test_figures_of_a_workbook_give_what_it_gives(raw: Path, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "dashboard.xlsx")
    folder = carried(raw, "mh_dashboard", file)
    from_figures = read(raw)
    assert from_figures.document_row["text_kind"] == "figures"
    assert values(from_figures)["locator"].to_list()[0] == f"{RECOVERY}!F11"
    # The file itself, laid beside them, takes their place.
    shutil.copyfile(file, folder / "dashboard.original.xlsx")
    from_file = read(raw)
    assert (from_file.document_row["text_kind"], from_file.snapshot.grids) == ("original", ())
    assert values(from_file).equals(values(from_figures))
    assert (
        from_file.document_row["document_id"] == from_figures.document_row["document_id"] == "mh_dashboard_2022-08-11"
    )
    assert from_file.document_row["sha256"] == from_figures.document_row["sha256"]
    assert pl.read_parquet(from_figures.file("indicator"))["standard_published"].to_list() == ["50%"]
    assert pl.read_parquet(from_figures.file("document_part"))["updated_published"].drop_nulls().to_list() == [
        "2022-06-28"
    ]


def test_no_sentence_of_the_publisher_is_carried(raw: Path, tmp_path: Path) -> None:
    folder = carried(raw, "mh_dashboard", a_workbook(tmp_path / "dashboard.xlsx"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert texts.keys() == {"figures.yml", "iapt_ii_a.csv", "metadata.csv"}
    assert not [name for name, text in texts.items() if "explains" in text]
    assert "Region Code," in texts["iapt_ii_a.csv"]
    assert all(title in texts["metadata.csv"] for title in CATALOGUE_TITLES)


def test_figures_of_a_csv_give_what_it_gives(raw: Path, tmp_path: Path) -> None:
    file = tmp_path / "month.csv"
    file.write_text(
        HEADING
        + f"{MONTH},England,England,England,,,M192,Percentage_Recovery,50.10,\n"
        + f"{MONTH},Variable,England,England,,,M192,Percentage_Recovery,1,{SENTENCE}\n"
        + f"{MONTH},CCG,03K,NHS NORTH LINCOLNSHIRE CCG,,,M192,Percentage_Recovery,*,\n"
        + f"{MONTH},CCG,03K,NHS NORTH LINCOLNSHIRE CCG,,,M000,Something else,7,\n"
        + f"{MONTH},CCG,03N,NHS SHEFFIELD CCG,,,M192,Percentage_Recovery,soon,\n"
        # A note may say that the row is of something else, and is not carried: nor is the row.
        + f"{MONTH},CCG,00L,NHS NORTHUMBERLAND CCG,,,M192,Percentage_Recovery,45,{SENTENCE}\n",
        encoding="utf-8",
    )
    folder = carried(raw, "talking_therapies_monthly", file)
    text = (folder / "month.csv").read_text(encoding="utf-8")
    assert text.startswith("row,A,B,C,D,E,F,G,H,I,J\n1,REPORTING_PERIOD_START,")
    assert [line.partition(",")[0] for line in text.splitlines()] == ["row", "1", "2", "4", "6"]
    assert "explains" not in text
    from_figures = read(raw)
    assert values(from_figures)["locator"].to_list() == [
        "row 2, MEASURE_VALUE_SUPPRESSED",
        "row 4, MEASURE_VALUE_SUPPRESSED",
    ]
    rejected = pl.read_parquet(from_figures.file("rejected_row"))
    assert rejected["locator"].to_list() == ["row 6"]
    shutil.copyfile(file, folder / "month.original.csv")
    assert values(read(raw)).equals(values(from_figures))


def test_an_original_that_is_another_file_is_refused(raw: Path, tmp_path: Path) -> None:
    folder = carried(raw, "mh_dashboard", a_workbook(tmp_path / "dashboard.xlsx"))
    (folder / "dashboard.original.xlsx").write_bytes(b"another")
    (problem,) = read_inputs(raw).problems
    assert problem.path.endswith("dashboard.original.xlsx")
    assert "is not the file that the figures beside it are from" in problem.message
    assert "Lay dashboard.xlsx there" in problem.remedy


def test_a_file_that_is_stored_is_not_carried_too(raw: Path, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "dashboard.xlsx")
    folder = carried(raw, "mh_dashboard", file)
    sha256 = yaml.safe_load((folder / RECORD_NAME).read_text())["original"]["sha256"]
    moment = datetime(2022, 8, 11, 12, tzinfo=UTC)
    stored = keep(raw, "mh_dashboard", file, URL, moment, None, None, sha256, "dashboard.xlsx")
    assert stored
    # Its folder has a name of its own, so that its document_id is no other's.
    assert stored.document_id == "mh_dashboard_2022-08-11.2"
    assert snapshots_of(raw, "mh_dashboard") == [stored]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("bytes: ", "size: ", "'original.bytes' is missing"),
        ("published_on: '2022-08-11'", "published_on: soon", "published_on"),
        ("iapt_ii_a.csv", "../iapt_ii_a.csv", "file"),
        ("iapt_ii_a.csv", "gone.csv", "names gone.csv, which is not there"),
        ("grids:", "grids: [", "expected"),
    ],
)
def test_a_record_that_does_not_read_is_a_problem(raw: Path, tmp_path: Path, old: str, new: str, message: str) -> None:
    folder = carried(raw, "mh_dashboard", a_workbook(tmp_path / "dashboard.xlsx"))
    replace_text(folder / RECORD_NAME, old, new)
    (problem, *_) = read_inputs(raw).problems
    assert problem.path.endswith(f"{DAY}/{RECORD_NAME}")
    assert message in problem.message
    assert problem.line_no or "scripts/carry_figures.py" in problem.remedy


def test_a_changed_grid_is_read_anew(raw: Path, tmp_path: Path) -> None:
    folder = carried(raw, "mh_dashboard", a_workbook(tmp_path / "dashboard.xlsx"))
    england = pl.col("org_code") == "England"
    assert values(read(raw)).filter(england)["value"].to_list() == [50.5, None]
    replace_text(folder / "iapt_ii_a.csv", "0.505", "0.606")
    assert values(read(raw)).filter(england)["value"].to_list() == [60.6, None]


def test_a_damaged_grid_is_quarantined_with_its_reason(raw: Path, tmp_path: Path) -> None:
    folder = carried(raw, "mh_dashboard", a_workbook(tmp_path / "dashboard.xlsx"))
    replace_text(folder / "iapt_ii_a.csv", "row,A,", "row,a,")
    (found,) = read_snapshots(read_inputs(raw), raw.parent / "read", lambda _: None)
    assert "its first line is not 'row' and the letters of columns" in str(found.quarantined)


# Every third is read on each run, beginning with the smallest.
CARRIED = sorted(
    (PROJECT_DIR / "raw" / "figures").glob("*/*/figures.yml"),
    key=lambda path: sum(file.stat().st_size for file in path.parent.iterdir()),
)


@pytest.mark.parametrize("record_path", CARRIED, ids=lambda path: path.parent.parent.name)
def test_every_cell_that_the_project_carries_is_the_originals(record_path: Path) -> None:
    folder, record = record_path.parent, yaml.safe_load(record_path.read_text(encoding="utf-8"))
    original = EDITION.parent / record["original"]["file"]
    if not original.is_file():
        pytest.skip(f"the original is not at {original}")
    assert hashlib.sha256(original.read_bytes()).hexdigest() == record["original"]["sha256"]
    if original.suffix == ".csv":
        with original.open(encoding="utf-8-sig", newline="") as file:
            originals: dict[str, list[list[Any]]] = {"": list(csv.reader(file))}
    else:
        originals = {sheet.name: sheet.rows for sheet in read_sheets(original)}
    cells = 0
    for sheet in read_grids({grid.get("sheet"): folder / grid["file"] for grid in record["grids"]}):
        for row, printed_row in zip(sheet.rows, originals[sheet.name], strict=False):
            for cell, printed in zip(row, printed_row, strict=False):
                if cell != "":
                    cells += 1
                    assert (type(cell), cell) == (type(printed), printed)
    assert cells > 4_000


def test_what_the_project_carries_is_small() -> None:
    sizes: list[Any] = [path.stat().st_size for path in (PROJECT_DIR / "raw" / "figures").rglob("*") if path.is_file()]
    assert sum(sizes) < 4_000_000


def test_a_day_that_stands_for_a_year_is_published_as_the_year(raw: Path, tmp_path: Path) -> None:
    folder = carried(raw, "mh_dashboard", a_workbook(tmp_path / "dashboard.xlsx"), "year")
    assert "published_precision: year\n" in (folder / "figures.yml").read_text(encoding="utf-8")
    row = read(raw).document_row
    assert (row["published_on"], row["published_precision"], words.published(row)) == (DAY, "year", "2022")
