"""JSON files that are damaged, or no files: an error that its reader expects, no wait and no end of the process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.base.json_files import json_of, parsed_json


def test_values_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"a": [1, "é"]}', encoding="utf-8")
    assert json_of(path) == {"a": [1, "é"]}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 200_000, b'{"a":' * 200_000, b"9" * 5_000])
def test_what_is_no_json_is_a_value_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(ValueError):
        json_of(path)
    with pytest.raises(ValueError):
        parsed_json(content)


def test_what_is_no_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    for name in ("pipe", "loop", "nothing", "."):
        with pytest.raises(OSError):
            json_of(tmp_path / name)
