"""The workbooks: what they hold, that text stays text, and when they are written anew."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest
import xlsxwriter
from installation import Installation, read_only

from pipeline.publish.release_files import FILE_NAME
from pipeline.publish.site.addresses import WORKBOOKS as WORKBOOKS_FOLDER
from pipeline.publish.site.workbook_sheets import WORKBOOKS, Sheet, Workbook, wide
from pipeline.publish.site.workbooks import OPTIONS, as_people_write, write_rows, write_workbooks


@pytest.fixture(scope="module")
def release(published: Installation) -> Path:
    return published.warehouse.current_link.resolve() / FILE_NAME


@pytest.fixture(scope="module")
def site(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of the workbooks alone."""
    folder = tmp_path_factory.mktemp("site")
    with read_only(release) as con:
        write_workbooks(con, folder, None, shutil.copyfile)
    return folder


def cells(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def test_a_column_for_each_period_in_order_and_a_word_where_there_is_no_value() -> None:
    rows = [
        ("Recovery", "03F", "2019/20 Q1", 50.5, "published"),
        ("Recovery", "00C", "2019/20 Q1", None, "suppressed"),
        ("Access", "03F", "2019/20 Q3", 4.0, "published"),
    ]
    assert wide(["measure", "org_code", "period", "value", "word"], rows) == (
        ["measure", "org_code", "2019/20 Q1", "2019/20 Q3"],
        [["Access", "03F", None, 4.0], ["Recovery", "00C", "suppressed", None], ["Recovery", "03F", 50.5, None]],
    )


def test_names_in_capitals_are_written_as_on_the_pages() -> None:
    rows = [("QOP", "NHS GREATER MANCHESTER INTEGRATED CARE BOARD", 1), ("03F", "NHS Hull CCG", 2), ("X24", None, 3)]
    assert list(as_people_write(["org_code", "org_name", "value"], rows)) == [
        ["QOP", "NHS Greater Manchester ICB", 1],
        ["03F", "NHS Hull CCG", 2],
        ["X24", None, 3],
    ]


def test_texts_stay_texts(tmp_path: Path) -> None:
    row = ["=1+1", "http://example.org", "0123", "+A1", 5, 2.5, date(2019, 4, 1), ["Good", "Outstanding"], True, None]
    sheet = Sheet("Rows", "Some", (), "", {}, tuple("abcdefghij"))
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), OPTIONS) as file:
        write_rows(
            file.add_worksheet("Rows"),
            sheet,
            list("abcdefghij"),
            [row],
            None,
            file.add_format({"num_format": "yyyy-mm-dd"}),
        )
    read = openpyxl.load_workbook(tmp_path / "a.xlsx")["Rows"][2]
    assert [cell.data_type for cell in read[:7]] == ["s", "s", "s", "s", "n", "n", "d"]
    assert [cell.value for cell in read] == [
        *("=1+1", "http://example.org", "0123", "+A1", 5, 2.5),
        datetime(2019, 4, 1),
        *("Good; Outstanding", "yes", None),
    ]
    assert not any(cell.hyperlink for cell in read)


def test_each_workbook_says_what_is_in_each_of_its_sheets(site: Path) -> None:
    assert {path.name for path in (site / WORKBOOKS_FOLDER).glob("*.xlsx")} == {
        "ratings.xlsx",
        "measures.xlsx",
        "areas.xlsx",
        "claims.xlsx",
    }
    for name, book in WORKBOOKS.items():
        file = openpyxl.load_workbook(site / WORKBOOKS_FOLDER / f"{name}.xlsx")
        assert file.sheetnames == ["Read me", *(sheet.name for sheet in book.sheets)]
        told = [row[:3] for row in file["Read me"].iter_rows(min_row=6, values_only=True)]
        assert {row[0] for row in told if row[0]} == set(file.sheetnames[1:])
        assert all(row[2] for row in told)


def test_the_sheets_have_what_the_warehouse_has(site: Path, release: Path) -> None:
    ratings = cells(site / WORKBOOKS_FOLDER / "ratings.xlsx", "Ratings")
    claims = cells(site / WORKBOOKS_FOLDER / "claims.xlsx", "Claims")
    with read_only(release) as con:
        expected = con.execute(
            "SELECT org_code, org_name, area, period, band, status FROM marts.rating_current ORDER BY ALL"
        ).fetchall()
        quotes = con.execute("SELECT claim_id, quote, found FROM marts.claim_check ORDER BY ALL").fetchall()
        values = con.execute(
            "SELECT org_code, measure_id, period, value FROM marts.measure_current "
            "WHERE org_type = 'ccg' AND value IS NOT NULL AND NOT period_inferred ORDER BY ALL"
        ).fetchall()
    assert sorted(row[:6] for row in ratings[1:]) == expected
    found = [(row[0], row[3], row[claims[0].index("found")]) for row in claims[1:]]
    assert sorted(found, key=str) == sorted(quotes, key=str)
    shown = []
    for sheet in WORKBOOKS["measures"].sheets:
        if sheet.name.startswith("CCGs"):
            heading, *rows = cells(site / WORKBOOKS_FOLDER / "measures.xlsx", sheet.name)
            shown += [
                (row[2], row[1], period, value)
                for row in rows
                for period, value in list(zip(heading, row, strict=True))[4:]
                if isinstance(value, int | float)
            ]
    assert sorted(shown) == values


def test_hull_was_rated_as_the_documents_print(site: Path) -> None:
    rows = [row for row in cells(site / WORKBOOKS_FOLDER / "ratings.xlsx", "Ratings") if row[0] == "03F"]
    assert ("dementia", "2017/18", "Requires improvement") in [row[2:5] for row in rows]


def test_a_workbook_whose_tables_are_the_same_is_the_same_file(site: Path, release: Path, tmp_path: Path) -> None:
    linked: list[str] = []

    def link(source: Path, target: Path) -> None:
        linked.append(target.name)
        shutil.copyfile(source, target)

    changed = tmp_path / FILE_NAME
    shutil.copyfile(release, changed)
    with duckdb.connect(str(changed)) as con:
        con.execute("UPDATE meta.\"table\" SET digest = 'another' WHERE table_name = 'claim_check'")
        write_workbooks(con, tmp_path / "site", site, link)
    assert sorted(linked) == ["areas.xlsx", "measures.xlsx", "ratings.xlsx"]
    assert (tmp_path / "site" / WORKBOOKS_FOLDER / "claims.xlsx").is_file()


def test_a_site_before_without_a_record_gives_nothing(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "pipeline.publish.site.workbooks.WORKBOOKS",
        {"areas": Workbook("Areas", WORKBOOKS["areas"].sheets[:1])},
    )
    (tmp_path / "before" / WORKBOOKS_FOLDER).mkdir(parents=True)
    (tmp_path / "before" / WORKBOOKS_FOLDER / "made-from.json").write_text("[", encoding="utf-8")
    with read_only(release) as con:
        write_workbooks(con, tmp_path / "site", tmp_path / "before", shutil.copyfile)
    assert (tmp_path / "site" / WORKBOOKS_FOLDER / "areas.xlsx").is_file()
