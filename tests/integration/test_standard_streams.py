"""Commands whose output is closed, full or of no size, and input that is no text: told, without a traceback."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from installation import Installation


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is always full")
@pytest.mark.parametrize("words", ["status", "sql 'FROM core.rating'", "--help"])
def test_an_output_that_takes_nothing_is_a_failure_that_is_told(published: Installation, words: str) -> None:
    told = published.shell(f'"$CCG" {words} > /dev/full')
    assert told.exit_code == 1
    assert "No space left on device" in told.err
    assert "Exception ignored" not in told.err


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_stop_nothing(published: Installation, closed: str) -> None:
    assert published.shell(f'"$CCG" status {closed}').exit_code == 0


@pytest.mark.parametrize("words", ["sql", "trace", "trace --cite", "accept x --reason"])
def test_words_that_are_not_in_utf_8_are_wrong_usage(published: Installation, words: str) -> None:
    told = published.shell(f'"$CCG" {words} "$(printf \'a\\377\')"')
    assert told.exit_code == 2
    assert "it is not in UTF-8" in told.err


@pytest.mark.parametrize("size", ["COLUMNS=0", "COLUMNS=²", "LINES=²", f"COLUMNS={'9' * 5_000}", "COLUMNS=-1"])
def test_a_terminal_of_no_size_shows_everything(
    published: Installation, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*size.split("="))
    told = published.command("sql", "SELECT 1 AS one")
    assert (told.exit_code, told.out.split(), told.err) == (0, ["one", "1"], "")


def test_a_question_is_not_read_up_to_a_nul_alone(published: Installation, tmp_path: Path) -> None:
    (tmp_path / "nul.sql").write_bytes(b"SELECT 1;\0SELECT 2")
    told = published.shell(f"\"$CCG\" sql < '{tmp_path}/nul.sql'")
    assert (told.exit_code, told.out) == (1, "")
    assert told.err == "refused: the question is no text in UTF-8, or holds a NUL.\n"


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_length_of_time_that_python_cannot_have_is_told(published: Installation, form: str) -> None:
    told = published.command("sql", "--format", form, "SELECT INTERVAL 99999999 YEARS")
    assert told.exit_code == 1
    assert "cast it to VARCHAR" in told.err


def test_a_clock_that_python_cannot_read_is_told(published: Installation) -> None:
    with patch("pipeline.app.cli.time.time", side_effect=OverflowError("timestamp too large")):
        told = published.command("status")
    assert told.exit_code == 1
    assert "the clock of this machine is later than the year 2262" in told.err
