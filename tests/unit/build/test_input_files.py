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
