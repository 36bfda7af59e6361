"""Commands whose output is closed, full or of no size, and input that is no text: told, without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from installation import CommandResult, Installation

COMMAND = str(Path(sys.executable).with_name("ccg-ratings"))


def as_shell(published: Installation, words: str) -> CommandResult:
    done = subprocess.run(
        ["sh", "-c", f'"{COMMAND}" {words}'],
        cwd=published.folder,
        env=os.environ | published.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return CommandResult(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is always full")
@pytest.mark.parametrize("words", ["status", "sql 'FROM core.rating'", "--help"])
def test_an_output_that_takes_nothing_is_a_failure_that_is_told(published: Installation, words: str) -> None:
    told = as_shell(published, f"{words} > /dev/full")
    assert told.exit_code == 1
    assert "No space left on device" in told.err
    assert "Exception ignored" not in told.err


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_stop_nothing(published: Installation, closed: str) -> None:
    assert as_shell(published, f"status {closed}").exit_code == 0


@pytest.mark.parametrize("words", ["sql", "trace", "trace --cite", "accept x --reason"])
def test_words_that_are_not_in_utf_8_are_wrong_usage(published: Installation, words: str) -> None:
    told = as_shell(published, f"{words} \"$(printf 'a\\377')\"")
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
    told = as_shell(published, f"sql < '{tmp_path}/nul.sql'")
    assert (told.exit_code, told.out) == (1, "")
    assert told.err == "refused: the question is no text in UTF-8, or holds a NUL.\n"
