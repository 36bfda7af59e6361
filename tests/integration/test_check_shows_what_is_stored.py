"""What `ccg-ratings check` shows is what a refresh stores, and no document ends it in a traceback."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from installation import Installation, make

HEAD = "title: T\npublisher: P\npublished_on: 2019-09\nlicence: L\ntext_kind: original\n"
ORGANISATION = "{title: CCG, organisation: true}"
DEMENTIA = "{title: Dementia, rating: {framework: ccg_iaf, area: dementia, period: 2017/18}}"
CANCER = "{title: Cancer, rating: {framework: ccg_iaf, area: cancer, period: 2017/18}}"
RATE = "{title: Rate, measure: {measure_id: dementia_diagnosis_rate, period: 2018/19}}"
COLUMNS = {"Dementia": DEMENTIA, "Cancer": CANCER, "Rate": RATE}
BANDS = ["Outstanding", "Good", "Requires improvement", "Inadequate"]
# Open throughout; the last two were not open in 2018/19 or are none.
NAMES = ["Hull", "Barnet", "Bexley", "Bury", "Bolton", "Oldham", "Trafford"]
OTHERS = ["Aylesbury Vale", "Nowhere"]

Shown = dict[tuple[int, str], dict[str, str]]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, dagster_home: Path) -> Installation:
    """An installation without a document."""
    installation = make(tmp_path_factory.mktemp("alone") / "installation", dagster_home)
    for path in installation.documents.iterdir():
        path.unlink()
    return installation


def lay(installation: Installation, text: str, mapped: str) -> None:
    installation.document("d").write_text(text, encoding="utf-8", newline="")
    installation.sidecar("d").write_text(f"{HEAD}{mapped}\n", encoding="utf-8")


def told_by_check(installation: Installation) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "400")
        answer = installation.command("check", "d")
    assert answer.exit_code in (0, 1)
    assert answer.err == ""
    return answer.out


def shown_by_check(out: str) -> tuple[Shown, list[tuple[int, int]]]:
    """The cells of each line and code under their titles; and of each table its rows taken and shown or counted."""
    rows: Shown = defaultdict(dict)
    counts = []
    titles: list[str] = []
    for line in out.splitlines():
        if taken := re.fullmatch(r".*: (\d+) rows taken, \d+ rejected", line):
            counts.append((int(taken[1]), 0))
            titles = []
        elif line.startswith("line  code"):
            titles = re.split(r"\s{2,}", line.strip())[3:]
        elif titles and (more := re.fullmatch(r"… and (\d+) more rows", line)):
            counts[-1] = (counts[-1][0], counts[-1][1] + int(more[1]))
        elif titles and line.strip():
            number, code, _, *cells = re.split(r"\s{2,}", line.strip())
            counts[-1] = (counts[-1][0], counts[-1][1] + 1)
            rows[int(number), code] |= dict(zip(titles, cells, strict=True))
        else:
            titles = []
    return rows, counts


def stored_by_refresh(installation: Installation) -> Shown:
    """The same out of the files that a refresh makes core.rating and core.measure_value from."""
    run = installation.run(run_id="stored")
    run.build_core(["rating", "measure_value"])
    stored: Shown = defaultdict(dict)
    for table, about, says in (("rating", "area", "band"), ("measure_value", "measure_id", "value")):
        for row in pl.read_parquet(run.folder / "core" / f"{table}.parquet").iter_rows(named=True):
            value = row[says]
            cell = f"({row['status'].replace('_', ' ')})" if value is None else f"{value}".removesuffix(".0")
            stored[row["line_no"], row["org_code"]][f"{row[about]} {row['period']}".replace("_", " ")] = cell
    run.discard()
    return stored


def assert_shows_what_is_stored(installation: Installation) -> str:
    out = told_by_check(installation)
    shown, counts = shown_by_check(out)
    stored = stored_by_refresh(installation)
    assert shown == {key: stored[key] for key in shown}
    assert all(taken == told for taken, told in counts)
    assert sum(taken for taken, _ in counts) == len(stored)
    return out


def table_of(*columns: str, name: str = "t") -> str:
    return f"{{name: {name}, columns: [{', '.join([ORGANISATION, *(COLUMNS[title] for title in columns)])}]}}"


# One value throughout a column


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["Outstanding"] * 3, ["Outstanding"] * 3),
        (["Outstanding"], ["Outstanding"]),
        (["INSUFFICIENT DATA"] * 2, ["(insufficient data)"] * 2),
        (["", ""], ["(not published)"] * 2),
        (["Good", "", "Good"], ["Good", "(not published)", "Good"]),
    ],
)
def test_a_column_of_one_band_or_status_is_shown_as_it_is_stored(
    alone: Installation, cells: list[str], told: list[str]
) -> None:
    text = "CCG,Dementia\n" + "".join(f"NHS {name} CCG,{cell}\n" for name, cell in zip(NAMES, cells, strict=False))
    lay(alone, text, f"tables: [{table_of('Dementia')}]")
    shown, _ = shown_by_check(assert_shows_what_is_stored(alone))
    assert [cell["dementia 2017/18"] for cell in shown.values()] == told


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["61.25%"] * 3, ["61.25"] * 3),
        (["*"] * 2, ["(suppressed)"] * 2),
        (["100", "100"], ["100", "100"]),
        (["33.333333333333336", "66.66666666666667"], ["33.333333333333336", "66.66666666666667"]),
        (["*", "61.2"], ["(suppressed)", "61.2"]),
    ],
)
def test_a_column_of_values_is_shown_with_all_its_digits(
    alone: Installation, cells: list[str], told: list[str]
) -> None:
    text = "CCG,Rate\n" + "".join(f"NHS {name} CCG,{cell}\n" for name, cell in zip(NAMES, cells, strict=False))
    lay(alone, text, f"tables: [{table_of('Rate')}]")
    shown, _ = shown_by_check(assert_shows_what_is_stored(alone))
    assert [cell["dementia diagnosis rate 2018/19"] for cell in shown.values()] == told


def test_lists_of_a_single_band_are_shown(alone: Installation) -> None:
    text = "Ratings\n\nOutstanding\n- NHS Hull CCG\n- NHS Bury CCG\n"
    rating = "{framework: ccg_iaf, area: dementia, period: 2017/18}"
    lay(alone, text, f"band_lists: [{{name: listed, rating: {rating}}}]")
    shown, _ = shown_by_check(assert_shows_what_is_stored(alone))
    assert shown == {
        (4, "03F"): {"dementia 2017/18": "Outstanding"},
        (5, "00V"): {"dementia 2017/18": "Outstanding"},
    }


@pytest.mark.parametrize("rows", ["", "NHS Nowhere CCG,Good\n", "NHS Hull CCG,Excellent\nNHS Bury CCG,Excellent\n"])
def test_a_table_without_a_row_that_is_taken_shows_none(alone: Installation, rows: str) -> None:
    lay(alone, f"CCG,Dementia\n{rows}", f"tables: [{table_of('Dementia')}]")
    assert "t: 0 rows taken" in assert_shows_what_is_stored(alone)


def test_a_table_of_names_alone_is_told(alone: Installation) -> None:
    lay(
        alone,
        "CCG,Remark\nNHS Hull CCG,x\n",
        f"tables: [{{name: t, columns: [{ORGANISATION}, {{title: Remark, ignore: x}}]}}]",
    )
    assert "t: 1 rows taken, 0 rejected" in told_by_check(alone)


# Any table


@st.composite
def columns_of_cells(draw: st.DrawFn, title: str, height: int) -> list[str]:
    """A column: one cell throughout, or any."""
    numbers = st.integers(0, 10_000).map(lambda hundredths: f"{hundredths / 100:g}")
    cells = (
        st.one_of(numbers, st.sampled_from(["", "*", "-", "n/a", "1,000", "many"]))
        if title == "Rate"
        else st.sampled_from([*BANDS, "", "INSUFFICIENT DATA", "Excellent"])
    )
    if draw(st.booleans()):
        return [draw(cells)] * height
    return draw(st.lists(cells, min_size=height, max_size=height))


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, str]:
    """A text of tables, and perhaps lists, and what its sidecar says of them."""
    text, tables, lists = "Ratings of some CCGs\n\n", [], []
    divider = draw(st.sampled_from([",", "\t"]))
    titles = draw(st.permutations(list(COLUMNS)))
    for number in range(draw(st.integers(0, 2))):
        own = titles[: draw(st.integers(1, 2))]
        titles = titles[len(own) :]
        if not own:
            break
        names = draw(st.lists(st.sampled_from([*NAMES, *OTHERS]), max_size=8))
        cells = [draw(columns_of_cells(title, len(names))) for title in own]
        quote = "{}" if divider == "\t" else '"{}"'
        text += divider.join(["CCG", *own]) + "\n"
        for row in zip(names, *cells, strict=True):
            text += divider.join([f"NHS {row[0]} CCG", *(quote.format(cell) for cell in row[1:])]) + "\n"
        text += "\nSome words between.\n\n"
        tables.append(table_of(*own, name=f"t{number}"))
    if draw(st.booleans()):
        for band in draw(st.lists(st.sampled_from(BANDS), unique=True, min_size=1, max_size=2)):
            names = draw(st.lists(st.sampled_from([*NAMES, *OTHERS]), min_size=1, max_size=4))
            text += f"{band}\n" + "".join(f"- NHS {name} CCG\n" for name in names) + "\n"
        lists.append("{name: l, rating: {framework: ccg_iaf, area: leadership, period: 2017/18}}")
    return text, f"tables: [{', '.join(tables)}]\nband_lists: [{', '.join(lists)}]"


@worlds()
@given(documents())
def test_whatever_a_table_holds_check_shows_what_a_refresh_stores(
    alone: Installation, document: tuple[str, str]
) -> None:
    lay(alone, *document)
    assert_shows_what_is_stored(alone)


# Any file


PIECES = [*"CGa1,;|\t\r\n\u2028\x0b\x85 %*<-•“", "NHS Hull CCG", "Good", "\nCCG,Dementia\n", "\nCCG\tRate\tCancer\n"]
SIDECARS = [
    "",
    f"tables: [{table_of('Dementia')}]",
    f"tables: [{table_of('Rate', 'Cancer')}]",
    f"tables: [{table_of('Dementia')}, {table_of('Dementia')}]",
    "band_lists: [{name: l, rating: {framework: ccg_iaf, area: leadership, period: 2017/18}}]",
    "publications: true\ncontext: {framework: ccg_iaf, area: mental_health, period: 2017/18}",
    "tables: 3",
    "a: [",
    "context: 1",
]


@worlds()
@given(text=st.lists(st.sampled_from(PIECES), max_size=30).map("".join), mapped=st.sampled_from(SIDECARS))
def test_no_text_and_no_sidecar_end_it_in_a_traceback(alone: Installation, text: str, mapped: str) -> None:
    lay(alone, text, mapped)
    told_by_check(alone)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x00", b"\x00" * 5, b"\xef\xbb\xbf\xef\xbb\xbf", b"[" * 400])
@pytest.mark.parametrize("ending", ["txt", "yml"])
def test_no_bytes_end_it_in_a_traceback(alone: Installation, content: bytes, ending: str) -> None:
    lay(alone, "CCG,Dementia\nNHS Hull CCG,Good\n", f"tables: [{table_of('Dementia')}]")
    (alone.documents / f"d.{ending}").write_bytes(content)
    told_by_check(alone)


def test_a_folder_in_the_place_of_a_sidecar_is_told(alone: Installation) -> None:
    lay(alone, "CCG,Dementia\nNHS Hull CCG,Good\n", "")
    alone.sidecar("d").unlink()
    alone.sidecar("d").mkdir()
    try:
        answer = alone.command("check", "d")
    finally:
        alone.sidecar("d").rmdir()
    assert (answer.exit_code, answer.err) == (1, "")
    assert "raw/documents/d.yml\n  cannot be read: Is a directory. See whether it is a file" in answer.out
