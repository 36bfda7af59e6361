"""The files of raw/: of one that is too large for any reader, its size is looked at and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.base.problems import ValidationFailed
from pipeline.build.input_files import MOST_BYTES, hash_files, odd_entries
from pipeline.build.inputs import read_inputs

TOO_LARGE = "has 30,000,000,000 bytes, and none of more than 2,000,000,000 is read"


@pytest.mark.parametrize("name", ["documents/large.txt", "reference/large.csv", "figures/a/2020-01-01/a.original.xlsx"])
def test_a_file_that_is_too_large_is_told_and_not_read(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.touch()
    os.truncate(file, 30_000_000_000)  # without a byte on the disk
    assert hash_files(tmp_path) == {name: TOO_LARGE}
    with pytest.raises(ValidationFailed) as refused:
        read_inputs(tmp_path)
    (problem,) = refused.value.problems
    assert problem.path.endswith(name)
    assert (problem.message, problem.remedy) == (TOO_LARGE, "Take it away")


def test_what_is_no_input_may_be_of_any_size(tmp_path: Path) -> None:
    for name in ("versions/a/2020-01-01/a.xlsx", "documents/.large"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
        os.truncate(tmp_path / name, MOST_BYTES + 1)
    assert hash_files(tmp_path) == {}
    assert odd_entries(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["a\nb.txt", "rcpsych_2020\u200b.txt", "\ufeffa.yml", "a\x1b[31m.txt", "a\tb.txt", "a\xa0b.txt"]
)
def test_a_name_with_what_cannot_be_seen_is_refused_on_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    (problem,) = odd_entries(tmp_path)
    assert str(problem).endswith(": its name has characters that cannot be seen. Give it another name")
    assert str(problem).isprintable()


@pytest.mark.parametrize("name", ["caf\xe9.txt", "cafe\u0301.txt", "\U0001f600.txt", "a b.txt"])
def test_a_name_that_can_be_seen_is_for_its_reader_to_take(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert odd_entries(tmp_path) == []


@pytest.mark.parametrize("kind", ["figures", "versions"])
def test_a_folder_of_no_source_is_told(tmp_path: Path, kind: str) -> None:
    (tmp_path / kind / "renamed" / "2020-01-01").mkdir(parents=True)
    (tmp_path / kind / ".incoming").mkdir()
    (problem,) = read_inputs(tmp_path).not_whole
    assert problem.path.endswith(f"{kind}/renamed")
    assert "is the folder of no source in raw/sources.yml" in problem.message
