"""A store: content once under its SHA-256, lists after it, and one writer who is the first."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.base import store as store_module
from pipeline.base.problems import ValidationFailed
from pipeline.base.store import Content, Listing, Store

pytest.importorskip("obstore", reason="the extra `team` is not installed")

# printf one | sha256sum
ONE = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "store"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "x").write_bytes(b"one")
    (folder / "y").write_bytes(b"one")
    return folder


def test_equal_files_are_stored_once_and_laid_elsewhere(store: Store, folder: Path, tmp_path: Path) -> None:
    listing = store.put(folder, ["y", "a/x"])
    assert listing.files == {"a/x": Content(ONE, 3), "y": Content(ONE, 3)}
    assert [path.name for path in (tmp_path / "store" / "content").iterdir()] == [ONE]
    assert store.write("work/k", Listing(listing.files, {"as_at": "2021-07-01"}))
    found = store.read("work/k")
    assert found == Listing(listing.files, {"as_at": "2021-07-01"})
    store.fetch(found.only(["a/x", "z"]), tmp_path / "there")
    assert [path.relative_to(tmp_path).as_posix() for path in (tmp_path / "there").rglob("*") if path.is_file()] == [
        "there/a/x"
    ]
    assert (tmp_path / "there" / "a" / "x").read_bytes() == b"one"


def test_what_is_known_is_not_read(store: Store, folder: Path) -> None:
    (folder / "y").unlink()
    known = Content(hashlib.sha256(b"two").hexdigest(), 3)
    assert store.put(folder, ["y"], {"y": known}).files == {"y": known}


def test_another_file_in_its_place_is_replaced_and_the_same_stays(store: Store, folder: Path) -> None:
    listing = store.put(folder, ["a/x", "y"])
    (folder / "y").write_bytes(b"two")
    before = (folder / "a" / "x").stat()
    store.fetch(listing, folder)
    assert (folder / "y").read_bytes() == b"one"
    assert (folder / "a" / "x").stat().st_mtime_ns == before.st_mtime_ns


def test_a_file_beside_is_linked(store: Store, folder: Path, tmp_path: Path) -> None:
    store.fetch(store.put(folder, ["y"]), tmp_path / "there", {ONE: folder / "a" / "x"})
    assert (tmp_path / "there" / "y").samefile(folder / "a" / "x")


def test_of_two_who_append_the_first_has_the_number(store: Store) -> None:
    assert store.latest("raw") == (0, None)
    one, two = Listing({"a": Content(ONE, 3)}), Listing({})
    assert store.append("raw", 1, one)
    assert not store.append("raw", 1, two)
    # Whoever did not hear that it was written asks again.
    assert store.append("raw", 1, one)
    assert store.latest("raw") == (1, one)
    for number in range(2, 11):
        assert store.append("raw", number, two)
    assert store.latest("raw") == (10, two)


def test_what_has_another_digest_is_not_laid(store: Store, folder: Path, tmp_path: Path) -> None:
    listing = store.put(folder, ["y"])
    (tmp_path / "store" / "content" / ONE).write_bytes(b"two")
    with pytest.raises(ValidationFailed, match=f"holds under {ONE}"):
        store.fetch(listing, tmp_path / "there")
    assert list((tmp_path / "there").iterdir()) == []


def test_a_server_that_is_not_there_is_told_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{unused.getsockname()[1]}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "a secret")
        monkeypatch.setattr(store_module, "_PATIENCE", {"max_retries": 0, "retry_timeout": timedelta(seconds=1)})
        with pytest.raises(ValidationFailed, match=r"^s3://bucket/x: does not answer as it should") as told:
            Store("s3://bucket/x").latest("raw")
    assert "a secret" not in str(told.value)


def test_content_that_is_gone_is_told(store: Store, folder: Path, tmp_path: Path) -> None:
    listing = store.put(folder, ["y"])
    (tmp_path / "store" / "content" / ONE).unlink()
    with pytest.raises(ValidationFailed, match=f"does not answer as it should: .*{ONE}"):
        store.fetch(listing, tmp_path / "there")


def test_without_the_extra_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(ValidationFailed, match="needs the extra `team`"):
        Store("s3://bucket/prefix")


def test_what_no_list_names_goes_when_nobody_can_be_about_to_name_it(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    (folder / "old").write_bytes(b"old")
    (folder / "new").write_bytes(b"new")
    store.write("work/k", store.put(folder, ["y"]))
    store.put(folder, ["old", "new"])
    content = {path.name: path for path in (tmp_path / "store" / "content").iterdir()}
    three_days_ago = time.time() - 3 * 24 * 3600
    new = hashlib.sha256(b"new").hexdigest()
    for name, path in content.items():
        if name != new:
            os.utime(path, (three_days_ago, three_days_ago))
    assert store.remove_content() == 1
    assert {path.name for path in (tmp_path / "store" / "content").iterdir()} == {ONE, new}


def test_old_content_is_stored_anew_unless_a_list_names_it(store: Store, folder: Path, tmp_path: Path) -> None:
    listing = store.put(folder, ["y"])
    file = tmp_path / "store" / "content" / ONE
    two_days_ago = int(time.time()) - 2 * 24 * 3600
    os.utime(file, (two_days_ago, two_days_ago))
    store.put(folder, ["y"], listed=listing)
    assert int(file.stat().st_mtime) == two_days_ago
    store.put(folder, ["y"])
    assert file.stat().st_mtime > two_days_ago + 3600
