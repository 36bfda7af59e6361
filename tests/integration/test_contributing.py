"""CONTRIBUTING.md: its worked example runs as it is printed, and it explains every key of a sidecar."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
import yaml
from installation import Installation

from pipeline.base.settings import PROJECT_DIR
from pipeline.parse.sidecar.counts import CountColumn, CountTable
from pipeline.parse.sidecar.sidecar import Accept, BandList, MeasureListing, Sidecar, Table, TableColumn, ValueList
from pipeline.parse.sidecar.subjects import ContextOf, MeasureSubject, RatingSubject

CONTRIBUTING = (PROJECT_DIR / "CONTRIBUTING.md").read_text(encoding="utf-8")


class Block(NamedTuple):
    language: str
    content: str


def section(title: str) -> str:
    return CONTRIBUTING.split(f"\n{title}\n", 1)[1].split(f"\n{title.split(' ')[0]} ", 1)[0]


def blocks(text: str) -> list[Block]:
    return [Block(*found) for found in re.findall(r"^```(\w+)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)]


def test_the_worked_example_runs_as_printed(unpublished: Installation) -> None:
    sidecar = unpublished.sidecar("north_east_2019")
    described = ""
    ran = 0
    for language, content in blocks(section("## A new document, step by step")):
        if language == "text":
            (unpublished.folder / "north_east_2019.txt").write_text(content, encoding="utf-8")
        elif language == "yaml":
            if not described:
                _assert_only_filled_in(sidecar, content)
            described += f"\n{content}" if described else content
            sidecar.write_text(described, encoding="utf-8")
        for typed, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", content, flags=re.MULTILINE):
            ran += 1
            command, _, last = typed.partition(" | tail -")
            program, *arguments = shlex.split(command)
            assert program == "ccg-ratings"
            with patch.dict(os.environ, COLUMNS="80"):
                run = unpublished.command(*arguments)
            assert (run.exit_code == 1) == ("a refresh would be refused" in expected), run.err
            if expected:
                assert [line.rstrip() for line in run.out.splitlines()[-int(last or 0) :]] == expected.splitlines()
    assert ran == 5


def _assert_only_filled_in(scaffolded: Path, finished: str) -> None:
    """The finished sidecar has every known value of the scaffolded one."""

    def known(values: Any) -> set[str]:
        if isinstance(values, dict):
            return set().union(*(known(value) for key, value in values.items() if key != "name"))
        if isinstance(values, list):
            return set().union(*map(known, values))
        return set() if str(values).startswith("FILL IN") else {str(values)}

    assert known(yaml.safe_load(scaffolded.read_text(encoding="utf-8"))) <= known(yaml.safe_load(finished))


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("### The document", Sidecar),
        ("### An entry of `tables`", Table),
        ("### An entry of `columns`", TableColumn),
        ("### `rating`", RatingSubject),
        ("### `measure`", MeasureSubject),
        ("### An entry of `band_lists`", BandList),
        ("### An entry of `value_lists`", ValueList),
        ("### An entry of `counts`", CountTable),
        ("### A column of a table of counts", CountColumn),
        ("### An entry of `listings`", MeasureListing),
        ("### `context`, and an entry of `other_contexts`", ContextOf),
        ("### An entry of `accept`", Accept),
    ],
)
def test_every_key_of_a_sidecar_is_explained(heading: str, model: Any) -> None:
    explained = re.findall(r"^\| `(\w+)` \|", section(heading), flags=re.MULTILINE)
    assert explained == list(model.model_fields)
