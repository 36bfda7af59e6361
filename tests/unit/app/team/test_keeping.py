"""Tidying the store of a team: what is in force stays whatever its age, what is not kept goes with its content."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pipeline.app.team.keeping import tidy
from pipeline.base.store import Listing, Store

pytest.importorskip("obstore", reason="the extra `team` is not installed")


def test_the_last_five_stay_and_the_work_of_a_week(tmp_path: Path) -> None:
    store, here = Store(str(tmp_path / "store")), tmp_path / "here"
    here.mkdir()

    def listed(text: str) -> Listing:
        (here / text).write_text(text)
        return store.put(here, [text])

    for number in range(1, 8):
        store.append("releases", number, listed(f"release {number}"))
        store.append("raw", number, listed(f"raw {number}"))
    for name in ("work/old/core", "work/new/core", "read/old", "read/new"):
        store.write(name, listed(name.replace("/", " ")))
    days = {"work/old": 8, "work/new": 6, "read/old": 61, "read/new": 59}
    for path in (tmp_path / "store").rglob("*"):
        name = path.relative_to(tmp_path / "store").as_posix()
        age = next((age for start, age in days.items() if name.startswith(start)), 400)
        if path.is_file():
            os.utime(path, (time.time() - age * 24 * 3600,) * 2)

    done = tidy(store)
    # Two releases, two inputs, one list of work and one of reading, and a file of each.
    assert (done.lists, done.content) == (6, 6)
    assert store.names("releases") == [f"releases/{number:09}" for number in range(3, 8)]
    assert store.names("raw") == [f"raw/{number:09}" for number in range(3, 8)]
    assert (store.names("work"), store.names("read")) == (["work/new/core"], ["read/new"])
    for name in store.names():
        if found := store.read(name) if not name.startswith("content") else None:
            store.fetch(found, tmp_path / "there")
    assert len(list((tmp_path / "there").iterdir())) == 12
    assert (tidy(store).lists, tidy(store).content) == (0, 0)
