"""What `ccg-ratings sql` prints: each form for what reads it, in pieces, and nothing that a terminal would obey."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from installation import Installation, replace_text

from pipeline.app.cli.sql import _fetch
from pipeline.app.rejected_csv import write_rejected
from pipeline.base.problems import Problem
from pipeline.base.visible import visible

ESC = "\x1b"


def strictly(text: str) -> object:
    """JSON as its standard has it, in which NaN is none."""
    return json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT 'NaN'::DOUBLE AS a, 'inf'::DOUBLE AS b, '-inf'::DOUBLE AS c, 1.5 AS d",
         [{"a": "NaN", "b": "Infinity", "c": "-Infinity", "d": "1.5"}]),
        ("SELECT ['NaN'::DOUBLE, 2.0::DOUBLE] AS a, {'x': 'inf'::DOUBLE} AS b",
         [{"a": ["NaN", 2.0], "b": {"x": "Infinity"}}]),
        ("SELECT 1 AS a, 2 AS a", [{"a": 1, "a_1": 2}]),
        ("SELECT 1 AS a, 2 AS a, 3 AS a_1", [{"a": 1, "a_2": 2, "a_1": 3}]),
        ("SELECT MAP {DATE '2020-01-02': 1} AS m", [{"m": {"2020-01-02": 1}}]),
        ("SELECT 1 AS a WHERE false", []),
        ("SELECT chr(155) || chr(27) AS a", [{"a": "\x9b\x1b"}]),
    ],
)  # fmt: skip
def test_json_is_json_and_loses_no_column(published: Installation, query: str, expected: object) -> None:
    told = published.command("sql", "--format", "json", query)
    assert (told.exit_code, told.err) == (0, "")
    assert strictly(told.out) == expected
    assert not {ESC, "\x9b"} & set(told.out)


@pytest.mark.parametrize("query", ["-- How many?\nSELECT 1 AS a", "--how many\nSELECT 1 AS a"])
def test_a_question_may_begin_with_a_comment(published: Installation, query: str) -> None:
    told = published.command("sql", "--format", "json", query)
    assert (told.exit_code, strictly(told.out)) == (0, [{"a": 1}])
    assert published.command("sql", "--formt", "json", query).exit_code == 2


def test_no_text_of_a_csv_is_a_formula(published: Installation) -> None:
    query = """SELECT '=1+1' AS "=a", '+x' AS b, '@x' AS c, '-5' AS d, -5 AS e, '''=x' AS f, 'a=b' AS g, ['=x'] AS h"""
    told = published.command("sql", "--format", "csv", query)
    assert list(csv.reader(io.StringIO(told.out))) == [
        ["'=a", "b", "c", "d", "e", "f", "g", "h"],
        ["'=1+1", "'+x", "'@x", "'-5", "-5", "''=x", "a=b", '["=x"]'],
    ]


def test_no_text_of_rejected_csv_is_a_formula(tmp_path: Path) -> None:
    reject = SimpleNamespace(line_no=3, stage="row", text="=1+1", reason="+why", remedy="@do")
    read = SimpleNamespace(path="=a.txt", rejects=[reject])
    build = SimpleNamespace(documents=[read], problems=[Problem("-b.txt", None, "=what", "then")])
    write_rejected(tmp_path / "rejected.csv", build)  # type: ignore[arg-type]
    written = (tmp_path / "rejected.csv").read_text(encoding="utf-8")
    assert list(csv.reader(io.StringIO(written)))[1:] == [
        ["'=a.txt", "3", "row", "'=1+1", "'+why", "'@do"],
        ["'-b.txt", "", "input", "", "'=what", "then"],
    ]


def test_rows_are_printed_as_they_come(published: Installation) -> None:
    """A query that breaks off late has given what came before: no answer is held in memory as a whole."""
    query = "SELECT CASE WHEN range < 150000 THEN range ELSE error('it broke off') END FROM range(300000)"
    told = published.command("sql", "--format", "csv", query)
    assert told.exit_code == 1
    assert "it broke off" in told.err
    assert told.out.splitlines()[1:4] == ["0", "1", "2"]
    assert 10_000 < len(told.out.splitlines()) <= 150_001


class _Cursor:
    """Rows of a query of which one thread fails, as DuckDB now and then tells it: the other was 'interrupted'."""

    def __init__(self, *told: Exception) -> None:
        self.told = list(told)

    def execute(self, query: str) -> _Cursor:
        return self

    def fetchmany(self, rows: int) -> list[tuple[int]]:
        raise self.told.pop(0)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_query_that_breaks_off_unexplained_is_asked_for_its_reason(times: int) -> None:
    unexplained = [duckdb.InterruptException("INTERRUPT Error: Interrupted!")] * times
    con: Any = _Cursor(*unexplained, duckdb.InvalidInputException("it broke off"))
    with pytest.raises(duckdb.InvalidInputException, match="it broke off"):
        _fetch(con, con, "a query", 10)
    assert con.told == []


def test_a_query_that_never_gives_its_reason_says_so() -> None:
    con: Any = _Cursor(*[duckdb.InterruptException("INTERRUPT Error: Interrupted!")] * 9)
    with pytest.raises(duckdb.Error, match="does not say why"):
        _fetch(con, con, "a query", 10)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize(
    "query",
    [
        # In DuckDB: what would be sorted or told apart, and one text.
        "FROM range(100000000) ORDER BY hash(range)",
        "SELECT DISTINCT range || repeat('x', 100) FROM range(10000000)",
        "SELECT repeat('x', 1000000000)",
        # In the rows that come out of it: numbers of a list are larger there.
        "SELECT range(10000000) FROM range(2)",
    ],
)
def test_a_query_that_needs_more_memory_than_is_set_ends_with_what_to_do(
    published: Installation, monkeypatch: pytest.MonkeyPatch, query: str, form: str
) -> None:
    monkeypatch.setenv("CCG_MEMORY", "150MB")
    before = resource.getrlimit(resource.RLIMIT_DATA)
    told = published.command("sql", "--format", form, query)
    assert (told.exit_code, told.err.splitlines()) == (
        1,
        [
            "refused: the answer needs more than the 150MB of memory that CCG_MEMORY allows. Ask for fewer rows or "
            "columns at a time, or allow more."
        ],
    )
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


@pytest.mark.parametrize("value", ["repeat('a b ', 1000000)", "range(500000)", "{'a': repeat('a ', 1000000)}"])
def test_a_cell_of_millions_of_words_is_cut_in_a_table_and_nowhere_else(published: Installation, value: str) -> None:
    told = published.command("sql", f"SELECT {value} AS long, 1 AS one")
    assert (told.exit_code, told.err) == (0, "The first 10,000 characters of a cell; --format csv gives all.\n")
    assert 10_000 < len(told.out) < 30_000
    told = published.command("sql", "--format", "csv", f"SELECT {value} AS long")
    assert (told.exit_code, told.err) == (0, "")
    assert len(told.out) > 1_000_000


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"\xff\xfeS", "refused: the question is no text in UTF-8, or holds a NUL.\n"),
        (b"SELECT 1;" * 200_000, "Error: The question is longer than 1,000,000 characters.\n"),
    ],
)
def test_what_comes_in_and_is_no_question_is_told(published: Installation, said: bytes, told: str) -> None:
    asking = [Path(sys.executable).with_name("ccg-ratings"), "sql"]
    environment = os.environ | published.environment
    done = subprocess.run(asking, input=said, env=environment, capture_output=True, timeout=60, check=False)
    assert done.returncode in (1, 2)
    assert done.stderr.decode().endswith(told)


@pytest.mark.nightly
def test_rows_that_fit_piece_by_piece_are_not_too_many(
    published: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CCG_MEMORY", "100MB")
    with (tmp_path / "rows.csv").open("w") as file:
        query = "SELECT range % 10, repeat('x', 1000) FROM range(200000)"
        assert published.start("sql", "--format", "csv", query, output=file).wait(timeout=120) == 0
    assert (tmp_path / "rows.csv").stat().st_size > 200_000 * 1_004


def test_control_characters_are_shown_and_not_obeyed(published: Installation) -> None:
    query = "SELECT chr(27) || '[31mred' AS a, 'b' || chr(7) || chr(155) || '2J' AS b, chr(8238) || 'c' AS c"
    told = published.command("sql", query)
    assert (told.exit_code, told.err) == (0, "")
    assert r"\x1b[31mred" in told.out
    assert r"b\x07\x9b2J" in told.out
    assert r"\u202ec" in told.out
    assert not {ESC, "\x07", "\x9b", "\u202e"} & set(told.out)
    for arguments in (["sql", f"FROM x{ESC}[31m"], ["trace", f"x{ESC}[31m"], ["check", f"x{ESC}[31m"]):
        refused = published.command(*arguments)
        assert refused.exit_code == 1
        assert ESC not in refused.err
        assert r"\x1b" in refused.err


def test_only_what_is_obeyed_is_written_otherwise() -> None:
    assert visible("a\tb\nc é “x” \x1b[0m\r\x00\x7f\x85") == "a\tb\nc é “x” " + r"\x1b[0m\r\x00\x7f\x85"


@pytest.mark.nightly
def test_a_title_moves_no_cursor_in_the_release_note_or_in_a_command(installation: Installation) -> None:
    sidecar = installation.sidecar("mailonline_2016")
    title = next(line for line in sidecar.read_text(encoding="utf-8").splitlines() if line.startswith("title:"))
    replace_text(sidecar, title, r'title: "Red \e[31m"')
    told = installation.command("refresh", "--as-at", "2021-07-01")
    assert told.exit_code == 0, told.err
    note = (installation.warehouse.current_link / "release-note.md").read_text(encoding="utf-8")
    assert r"- Red \x1b[31m (" in note
    said = told.out + told.err + note + installation.command("check", "mailonline_2016").out
    assert ESC not in said


@pytest.mark.parametrize(
    "arguments", [["sql", ""], ["sql", ";"], ["sql", " -- nothing"], ["sql", "--format", "json", ""]]
)
def test_an_empty_question_has_no_answer_and_is_no_failure(published: Installation, arguments: list[str]) -> None:
    told = published.command(*arguments)
    assert (told.exit_code, told.out, told.err) == (0, "", "")


# As processes of their own


@pytest.mark.parametrize(
    "arguments",
    [["sql", "--format", "csv", "FROM range(1000000)"], ["trace", "leeds", "--all"], ["status"], ["--help"]],
    ids=lambda arguments: arguments[0],
)
def test_a_reader_who_has_seen_enough_is_no_failure(published: Installation, arguments: list[str]) -> None:
    with published.start(*arguments) as process:
        assert process.stdout
        assert process.stderr
        if arguments[0] == "sql":
            assert process.stdout.readline() == "range\n"
        process.stdout.close()
        assert (process.wait(timeout=60), process.stderr.read()) == (0, "")


def test_output_in_ascii_loses_nothing_and_ends_well(published: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    told = published.process("trace", "stoke on trent")
    assert (told.exit_code, told.err) == (0, "")
    assert told.out.isascii()
    assert r"\xbb59.10%\xab" in told.out
    # What programs read is UTF-8 whatever the terminal has.
    assert published.process("sql", "--format", "csv", "SELECT '“é' AS a").out == "a\n“é\n"


@pytest.fixture
def interrupted_soon() -> Iterator[None]:
    """ctrl-C, again and again, from a second on."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    ended = threading.Event()

    def interrupt() -> None:
        if not ended.wait(1):
            os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    yield
    ended.set()
    thread.join()
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupted_soon")
@pytest.mark.parametrize("query", ["SELECT sum(a.range * b.range) FROM range(10000000) AS a, range(10000000) AS b"])
def test_ctrl_c_ends_a_query_soon(published: Installation, query: str) -> None:
    begun = time.monotonic()
    told = published.command("sql", query)
    assert (told.exit_code, told.out, told.err.strip()) == (130, "", "interrupted")
    assert time.monotonic() - begun < 20


def test_ctrl_c_ends_an_answer_that_is_being_printed(published: Installation) -> None:
    with published.start("sql", "--format", "csv", "FROM range(1000000000000)") as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "range\n"
        process.send_signal(signal.SIGINT)
        while process.stdout.read(1_000_000):
            pass
        assert (process.wait(timeout=60), process.stderr.read().strip()) == (130, "interrupted")
