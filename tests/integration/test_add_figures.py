"""`ccg-ratings add` of workbooks and CSV files: known by their bytes and layout, stored once, or described."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from installation import Installation
from pydantic import TypeAdapter
from the_reference import REFERENCE
from workbooks import EDITION, ENGLAND, SHEFFIELD, figures, save

from pipeline.base.settings import PROJECT_DIR
from pipeline.fetch.snapshots import snapshots_of
from pipeline.parse.recognised import sources_of_text
from pipeline.parse.sidecar.sidecar import FILL_IN
from pipeline.reference.sources import Source

RECOVERY = "IAPT(ii_a)_FINAL CALC"
MONTH = (
    "REPORTING_PERIOD_START,REPORTING_PERIOD_END,GROUP_TYPE,ORG_CODE1,ORG_NAME1,ORG_CODE2,ORG_NAME2,"
    "MEASURE_ID,MEASURE_NAME,MEASURE_VALUE_SUPPRESSED\n"
    '01/03/2022,31/03/2022,England,England,"England, all",,,M192,Percentage_Recovery,50.1\n'
    "01/03/2022,31/03/2022,CCG,03K,NHS NORTH LINCOLNSHIRE CCG,,,M192,Percentage_Recovery,*\n"
)
OF_NOBODY = "Quarter,Board code,Board,Measure,Answer\n" + "".join(
    f"2019/20 Q{quarter},{code},{name},Visits,{value}\n"
    for quarter in (1, 2)
    for code, name, value in (("03F", "NHS Hull CCG", 12), ("03N", "NHS Sheffield CCG", "*"), ("03K", "NHS NL CCG", 7))
)

FILLED = {"percentages": "percent", "markers": {}}


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    rows = figures(["Q4 2021/22"], [*ENGLAND, 0.505], [*SHEFFIELD, "*"])
    return save(tmp_path / "dashboard.xlsx", {RECOVERY: rows, "Guide": [["x"]]})


def test_a_workbook_of_a_source_is_stored_and_published(installation: Installation, workbook: Path) -> None:
    added = installation.command("add", str(workbook), "--published", "2022-08-11")
    assert added.exit_code == 0, added.err
    assert "taken for a file of mh_dashboard (NHS England mental health dashboard)" in added.out
    assert "1 of its 2 sheets have the titles Org code, Org name, Org Type, 1 of known measures" in added.out
    (stored,) = snapshots_of(installation.raw, "mh_dashboard")
    assert (stored.published_on, stored.published_note) == (date(2022, 8, 11), "as given when the file was added")
    assert stored.file.read_bytes() == workbook.read_bytes()

    again = installation.command("add", str(workbook))
    assert again.exit_code == 0
    assert "It is stored already, as mh_dashboard_2022-08-11: nothing was done." in again.out
    assert len(snapshots_of(installation.raw, "mh_dashboard")) == 1

    assert installation.refresh().published
    query = "SELECT org_code, value, status FROM core.measure_value WHERE document_id = 'mh_dashboard_2022-08-11'"
    assert installation.rows(f"{query} ORDER BY ALL") == [("03N", None, "suppressed"), ("England", 50.5, "published")]


def test_without_a_day_a_workbook_counts_from_the_day_on_which_it_was_saved(
    unpublished: Installation, workbook: Path
) -> None:
    assert unpublished.command("add", str(workbook)).exit_code == 0
    (stored,) = snapshots_of(unpublished.raw, "mh_dashboard")
    assert stored.published_on == date.today()
    assert "last saved" in str(stored.published_note)


def test_a_renamed_workbook_is_known_by_its_bytes(unpublished: Installation, workbook: Path) -> None:
    renamed = workbook.rename(workbook.with_name("figures.txt"))
    assert unpublished.command("add", str(renamed)).exit_code == 0
    assert len(snapshots_of(unpublished.raw, "mh_dashboard")) == 1


def test_a_csv_of_a_source_is_stored_and_a_document_stays_one(unpublished: Installation, tmp_path: Path) -> None:
    file = tmp_path / "march.csv"
    file.write_text(MONTH, encoding="utf-8")
    added = unpublished.command("add", str(file))
    assert added.exit_code == 0, added.err
    assert "taken for a file of talking_therapies_monthly" in added.out
    (stored,) = snapshots_of(unpublished.raw, "talking_therapies_monthly")
    assert stored.file.name == "march.csv"
    assert stored.published_on == date.today()
    assert str(stored.published_note).startswith("the day on which the file was added")
    assert not unpublished.document("march").exists()

    ratings = tmp_path / "ratings.csv"
    ratings.write_text("CCG,Rating\nNHS Hull CCG,Good\nNHS Barnet CCG,Outstanding\n", encoding="utf-8")
    assert unpublished.command("add", str(ratings)).exit_code == 0
    assert unpublished.document("ratings").exists()


@pytest.mark.nightly
def test_two_files_of_one_day_are_both_read(installation: Installation, tmp_path: Path) -> None:
    for name, month in (("march.csv", "03"), ("april.csv", "04")):
        file = tmp_path / name
        file.write_text(MONTH.replace("/03/2022", f"/{month}/2022").replace("31/04", "30/04"), encoding="utf-8")
        assert installation.command("add", str(file)).exit_code == 0
    assert installation.refresh().published
    assert installation.rows("SELECT state, count(*) FROM core.source_version GROUP BY 1") == [("read", 2)]
    periods = (
        "SELECT DISTINCT period FROM core.measure_value WHERE measure_id = 'iapt_recovery_rate' AND period LIKE '2022%'"
    )
    assert sorted(installation.rows(periods)) == [("2022-03",), ("2022-04",)]


def test_a_file_that_is_not_of_the_source_that_is_named_is_refused(
    unpublished: Installation, workbook: Path, tmp_path: Path
) -> None:
    file = tmp_path / "march.csv"
    file.write_text(MONTH, encoding="utf-8")
    for path, source in ((file, "fingertips_depression"), (workbook, "fingertips_depression")):
        refused = unpublished.command("add", str(path), "--source", source)
        assert (refused.exit_code, refused.out) == (1, "")
        assert f"does not fit the layout of {source} in raw/sources.yml" in refused.err
    unknown = unpublished.command("add", str(file), "--source", "nobody")
    assert unknown.exit_code == 1
    assert "has no source 'nobody'. Known are: mh_dashboard, " in unknown.err


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_of_no_known_source_gets_an_entry(unpublished: Installation, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"Visits 2019.{kind}"
    rows = [line.split(",") for line in OF_NOBODY.splitlines()]
    if kind == "csv":
        file.write_text(OF_NOBODY, encoding="utf-8")
    else:
        cells = [[int(cell) if cell.isdigit() else cell for cell in row] for row in rows]
        save(file, {"Notes": [["x"]], "Visits": [["All visits"], [], *cells]})
    told = unpublished.command("add", str(file))
    assert told.exit_code == 0, told.err
    assert "of no known source; nothing was stored" in told.out
    assert not (unpublished.raw / "versions").exists()
    ((entry,),) = [yaml.safe_load(told.out.partition("FILL IN:\n\n")[2].partition("\n\nGive its measures")[0])]
    layout = entry["layout"]
    assert (entry["source_id"], entry["format"]) == ("visits_2019", kind)
    assert layout["period"] == "Quarter"
    assert layout["groups"] == {"CCG": {"org_type": "ccg", "code": "Board code", "name": "Board"}}
    assert (layout["measure"], layout["value"]) == (["Measure"], ["Answer"])
    assert list(layout["markers"]) == ["*"]
    assert all(str(entry[key]).startswith(FILL_IN) for key in ("title", "publisher", "licence", "url", "cadence"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_csv_with_a_byte_order_mark_and_titles_over_two_lines_fits_the_entry_that_it_gets(
    unpublished: Installation, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(OF_NOBODY.replace("Quarter,Board code", '"Reporting\nquarter","Board\ncode"'), encoding=encoding)
    told = unpublished.command("add", str(path))
    assert told.exit_code == 0, told.err
    (entry,) = yaml.safe_load(told.out.partition("FILL IN:\n\n")[2].partition("\nGive its")[0])
    assert entry["layout"]["period"] == "Reporting\nquarter"
    (source,) = TypeAdapter(list[Source]).validate_python(
        [entry | {"url": "http://127.0.0.1/visits.csv", "cadence": "once"} | {"layout": entry["layout"] | FILLED}]
    )
    measures = {"visits": REFERENCE.measures_of("iapt_annual_totals")}
    assert [match.source.source_id for match in sources_of_text(path, [source], measures)] == ["visits"]


def ole(content: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content.encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "message", "remedy"),
    [
        (ole("Workbook"), "is a file of an older program, such as .xls", "save it as .xlsx"),
        (ole("EncryptedPackage"), "is a workbook with a password", "Take the password off"),
        (b"%PDF-1.7 ...", "is a PDF", "Copy its text"),
        (b"\x1f\x8b\x08\x00", "is packed with gzip", "Unpack it"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "is a web page", "Download the file that the page links"),
        (b"PK\x03\x04 and no more", "is packed as a workbook is, and is damaged", "Download it again"),
    ],
    ids=["xls", "password", "pdf", "gzip", "page", "truncated"],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(
    unpublished: Installation, tmp_path: Path, content: bytes, message: str, remedy: str
) -> None:
    file = tmp_path / "figures.xlsx"
    file.write_bytes(content)
    told = unpublished.command("add", str(file))
    assert (told.exit_code, told.out) == (1, "")
    assert f"{file}: {message}" in told.err.replace("\n", " ") or message in told.err
    assert remedy in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["xl/workbook.bin"], "is a binary workbook, .xlsb"),
        (["mimetype", "content.xml"], "is an OpenDocument file"),
        (["word/document.xml"], "is a Word document"),
        (["figures.csv"], "is an archive"),
    ],
)
def test_other_packages_are_told_apart(
    unpublished: Installation, tmp_path: Path, names: list[str], message: str
) -> None:
    file = tmp_path / "figures.xlsx"
    with zipfile.ZipFile(file, "w") as package:
        for name in names:
            package.writestr(name, "x")
    told = unpublished.command("add", str(file))
    assert told.exit_code == 1
    assert message in told.err


@pytest.mark.nightly
def test_the_real_edition_takes_the_place_of_what_is_carried_from_it(unpublished: Installation, tmp_path: Path) -> None:
    if not EDITION.is_file():
        pytest.skip(f"the edition is not at {EDITION}")
    copytree(PROJECT_DIR / "raw" / "figures" / "mh_dashboard", unpublished.raw / "figures" / "mh_dashboard")
    told = unpublished.command("add", str(EDITION))
    assert told.exit_code == 0, told.err
    assert "It takes the place of the figures that are carried from it, mh_dashboard_2023-02-22." in told.out
    (stored,) = snapshots_of(unpublished.raw, "mh_dashboard")
    assert (stored.document_id, stored.grids) == ("mh_dashboard_2023-02-22.2", ())
