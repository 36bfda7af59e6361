"""What libraries raise where the system lets a process have too little is told as that, and a mistake stays one."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from pipeline.app import cli

WIDE = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


class PanicException(BaseException):
    """As pyo3 has it."""


@pytest.fixture
def narrow() -> Iterator[None]:
    with patch("pipeline.app.cli.narrow.resource.getrlimit", return_value=(300_000_000, 300_000_000)):
        yield


def told(error: BaseException, capsys: pytest.CaptureFixture[str]) -> str:
    with patch.object(cli.cli, "main", side_effect=error), pytest.raises(SystemExit) as end:
        cli.main(["status"])
    assert end.value.code == 1
    return capsys.readouterr().err


LOST = [NameError("name 'PyCategories' is not defined"), SystemError("error return without exception set")]


@pytest.mark.parametrize("error", [*LOST, PanicException("called unwrap on a None value")])
def test_whatever_is_raised_where_memory_is_limited_is_told_as_that(
    narrow: None, error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "this process may have 300 MB, and may need 2,000. Allow more (ulimit" in told(error, capsys)


@pytest.mark.parametrize(
    "error", [RuntimeError("can't start new thread"), PanicException("failed to spawn polars-ooc cleaner thread")]
)
def test_where_no_thread_can_be_begun_it_is_told(error: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    with patch("pipeline.app.cli.narrow.resource.getrlimit", return_value=WIDE):
        assert "begin no more threads. Allow more processes (ulimit -u)" in told(error, capsys)


def test_where_there_is_no_memory_to_find_out_more_it_is_told_all_the_same(
    narrow: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with patch("pipeline.app.cli._as_told", side_effect=MemoryError):
        assert "there is too little memory" in told(MemoryError(), capsys)


@pytest.mark.parametrize("error", [*LOST, PanicException("index out of bounds")])
def test_a_mistake_where_nothing_is_narrow_stays_one(error: BaseException) -> None:
    with (
        patch("pipeline.app.cli.narrow.resource.getrlimit", return_value=WIDE),
        patch.object(cli.cli, "main", side_effect=error),
        pytest.raises(type(error)),
    ):
        cli.main(["status"])


def test_what_ends_the_program_goes_through(narrow: None) -> None:
    with patch.object(cli.cli, "main", side_effect=SystemExit(3)), pytest.raises(SystemExit) as end:
        cli.main(["status"])
    assert end.value.code == 3
