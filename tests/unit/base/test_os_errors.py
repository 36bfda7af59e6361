"""What a user is told of what the system refuses, whoever tells it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import duckdb
import pytest

from pipeline.base import os_errors
from pipeline.base.os_errors import content_of, of_disk, problem_of

ROOM = "No space left on device"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, ROOM, "/a"), "/a: cannot be used: No space left on device. Make room on that disk"),
        # As DuckDB and polars have it.
        (
            duckdb.IOException(f'IO Error: Could not write file "/w/a.parquet": {ROOM}'),
            "/w/a.parquet: cannot be used: No space left on device. Make room on that disk",
        ),
        (
            OSError(f"{ROOM} (os error 28)"),
            "a file or a connection: cannot be used: No space left on device. Make room on that disk",
        ),
        (
            duckdb.FatalException("FATAL Error: Could not read from file '/w/a.duckdb': Input/output error"),
            "/w/a.duckdb: cannot be used: Input/output error. See to that disk",
        ),
        (
            OSError("Too many open files (os error 24): /w/a.arrow (set POLARS_VERBOSE=1 to see full path)"),
            "/w/a.arrow: cannot be used: Too many open files. Allow more open files (ulimit -n)",
        ),
        (
            OSError(errno.ELOOP, "Too many links", "/a"),
            "/a: cannot be used: Too many links. It is a link that leads nowhere or back to itself: take it away",
        ),
    ],
)
def test_a_refusal_names_the_file_and_what_to_do(error: Exception, told: str) -> None:
    refused = error if isinstance(error, OSError) else of_disk(error)
    assert refused
    assert str(problem_of(refused)) == told


def test_where_no_file_is_named_the_full_disk_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        f_files, f_favail, f_bavail, f_frsize = 1000, 500, 10, 4096

    monkeypatch.setattr(os_errors.os, "statvfs", lambda folder: Full)
    monkeypatch.setenv("CCG_WAREHOUSE_DIR", "/w")
    told = "the disk of /w: cannot be used: No space left on device. Make room on that disk"
    assert str(problem_of(OSError(errno.ENOSPC, ROOM))) == told


def test_where_what_did_not_fit_is_gone_again_the_disk_with_the_least_room_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Disk:
        f_files, f_favail, f_frsize = 0, 0, 1_000

        def __init__(self, folder: Path) -> None:
            self.f_bavail = 3_000 if folder == Path("/w") else 9_000_000

    monkeypatch.setattr(os_errors.os, "statvfs", Disk)
    monkeypatch.setenv("CCG_WAREHOUSE_DIR", "/w")
    told = str(problem_of(OSError(errno.ENOSPC, ROOM)))
    assert told.startswith("a disk, probably that of /w, which has the least room (3 MB): cannot be used: ")


def test_a_working_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    (gone := tmp_path / "gone").mkdir()
    with chdir(gone):
        gone.rmdir()
        told = str(problem_of(FileNotFoundError(errno.ENOENT, "No such file or directory")))
    assert told.startswith("the working folder: cannot be used: No such file or directory. ")


@pytest.mark.parametrize(
    "error", [ValueError("a mistake"), duckdb.BinderException("Binder Error: no column"), OSError("x")]
)
def test_what_is_no_refusal_of_the_disk_is_none(error: Exception) -> None:
    assert of_disk(error) is None
    assert os.strerror(errno.ENOSPC) == ROOM


@pytest.mark.parametrize("made", [Path.touch, lambda path: path.symlink_to(path.name)], ids=["file", "link"])
def test_what_stands_in_the_way_is_named_and_not_what_was_to_be_in_it(
    tmp_path: Path, made: Callable[[Path], None]
) -> None:
    made(way := tmp_path / "work")
    with pytest.raises(OSError) as refused:
        (way / "core" / "a.parquet").write_text("")
    assert problem_of(refused.value).path == str(way)


def test_what_memory_might_not_hold_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(100_000_001)
    with pytest.raises(OSError, match="it is larger than 100 MB"):
        content_of(tmp_path / "large")
