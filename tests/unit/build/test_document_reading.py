"""A document is read once: what it gave is kept, and is the same as when it is read anew."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from installation import copy_raw, replace_text

from pipeline.build.core_tables import CoreBuild, build_core
from pipeline.build.document_reading import read_documents
from pipeline.build.inputs import read_inputs
from pipeline.build.kept_results import OUTCOME

TWO = ("mailonline_2016", "nursing_times_2016")


class Library:
    """Documents of raw/ in a folder of their own, and what is kept of them; `told` are those read last."""

    def __init__(self, folder: Path, *, of_all: bool = False) -> None:
        self.raw, self.kept = copy_raw(folder / "raw"), folder / "kept"
        self.told: list[str] = []
        for file in self.document("").iterdir():
            if not (of_all or file.stem in TWO):
                file.unlink()

    def read(self, version: str = "1") -> CoreBuild:
        self.told = []
        inputs = read_inputs(self.raw)
        return build_core(inputs, documents=read_documents(inputs, self.kept, version, self.told.append))

    def document(self, name: str) -> Path:
        return self.raw / "documents" / name


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


def append(file: Path) -> None:
    file.write_text(f"{file.read_text(encoding='utf-8')}# More.\n", encoding="utf-8")


def in_place_of(library: Library, name: str, make: Callable[[Path], object]) -> None:
    file = next(library.kept.iterdir()) / name
    file.unlink()
    make(file)


def file_in_place_of(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("", encoding="utf-8")


def flip(file: Path) -> None:
    """A byte in the middle of a value is another: the file opens as it did."""
    content = file.read_bytes()
    assert content.count(b"published") or content.count(b"20")
    file.write_bytes(content.replace(b"20", b"21", 1))


def all_of(build: CoreBuild) -> tuple[object, ...]:
    """Everything that a refresh takes from documents."""
    tables = {name: rows.to_dicts() for name, rows in build.tables.items()}
    of_each = [(one.path, one.rejects, one.lines, one.numbers) for one in build.documents]
    return tables, build.problems, of_each


def test_what_was_kept_is_what_reading_gives(tmp_path: Path) -> None:
    library = Library(tmp_path, of_all=True)
    first = library.read()
    everything = library.told
    assert len(everything) == len(first.tables["document"])
    kept = library.read()
    assert library.told == []
    assert all_of(kept) == all_of(first) == all_of(build_core(read_inputs(library.raw)))


def test_rejected_rows_and_problems_are_kept_too(library: Library) -> None:
    replace_text(library.document("nursing_times_2016.txt"), "43.60% 48.40%", "43.60% forty")
    first = library.read()
    assert [problem.line_no for problem in first.problems]
    assert [reject.text for read in first.documents for reject in read.rejects]
    assert all_of(library.read()) == all_of(first)
    assert library.told == []


@pytest.mark.parametrize(
    ("change", "read_anew"),
    [
        (lambda library: replace_text(library.document("mailonline_2016.yml"), "title: ", "title:  "), 1),
        (lambda library: replace_text(library.document("nursing_times_2016.txt"), "43.60%", "43.70%"), 1),
        (lambda library: shutil.rmtree(library.kept), 2),
        (lambda library: next(library.kept.iterdir()).joinpath("document.arrow").write_bytes(b""), 1),
        (lambda library: next(library.kept.iterdir()).joinpath("document.arrow").unlink(), 1),
        (lambda library: in_place_of(library, "document.arrow", os.mkfifo), 1),
        (lambda library: flip(next(library.kept.iterdir()) / "document.arrow"), 1),
        (lambda library: next(library.kept.iterdir()).joinpath(OUTCOME).write_bytes(b""), 1),
        (lambda library: next(library.kept.iterdir()).joinpath(OUTCOME).write_bytes(b"{}"), 1),
        (lambda library: next(library.kept.iterdir()).joinpath(OUTCOME).write_bytes(b"[" * 200_000), 1),
        (lambda library: replace_text(next(library.kept.iterdir()) / OUTCOME, '"rejects": [', '"rejects": [[], '), 1),
        (lambda library: in_place_of(library, OUTCOME, os.mkfifo), 1),
        (lambda library: in_place_of(library, OUTCOME, Path.mkdir), 1),
        (lambda library: file_in_place_of(next(library.kept.iterdir())), 1),
        (lambda library: append(library.raw / "reference" / "measures.yml"), 2),
    ],
    ids=[
        "sidecar",
        "text",
        "nothing kept",
        "a table cut off",
        "a table gone",
        "a pipe for a table",
        "other bytes",
        "an empty outcome",
        "another outcome",
        "an outcome without end",
        "a changed outcome",
        "a pipe for the outcome",
        "a folder for the outcome",
        "a file for the folder",
        "reference data",
    ],
)
def test_what_changed_or_was_lost_is_read_anew(
    library: Library, change: Callable[[Library], object], read_anew: int
) -> None:
    library.read()
    change(library)
    found = library.read()
    assert len(library.told) == read_anew
    assert all_of(found) == all_of(build_core(read_inputs(library.raw)))
    library.read()
    assert library.told == []


def test_other_code_reads_all_anew(library: Library) -> None:
    library.read()
    found = library.read(version="2")
    assert len(library.told) == len(found.documents) > 0
