"""What is written anew takes the place of what was there as a whole, and goes through nothing that lies there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.base.whole_files import put_in_place, put_text


def test_what_a_link_leads_to_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("precious")
    (tmp_path / "ours").symlink_to("notes")
    put_text(tmp_path / "ours", "new")
    assert ((tmp_path / "ours").read_text(), (tmp_path / "ours").is_symlink()) == ("new", False)
    assert (tmp_path / "notes").read_text() == "precious"


def test_a_pipe_is_replaced_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ours")
    put_text(tmp_path / "ours", "new")
    assert (tmp_path / "ours").read_text() == "new"


def test_what_is_not_written_to_its_end_leaves_what_was_there(tmp_path: Path) -> None:
    put_text(tmp_path / "ours", "old")
    with pytest.raises(ZeroDivisionError), put_in_place(tmp_path / "ours") as file:
        file.write("ne")
        raise ZeroDivisionError
    assert (tmp_path / "ours").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "ours"]


def test_a_folder_in_its_place_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    with pytest.raises(IsADirectoryError, match=r"ours'$"):
        put_text(tmp_path / "ours", "new")
    assert list(tmp_path.iterdir()) == [tmp_path / "ours"]
