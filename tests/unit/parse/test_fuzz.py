"""A short run of what `make fuzz` runs for hours: each reader gives a result or a named problem, whatever it reads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import fuzz_readers
import pytest
from effort import is_nightly
from fuzz_readers import CORPUS, READERS, changed, corpus, findings, try_input

# As many inputs as take a second at most.
INPUTS = {"text": 20, "csv": 4, "sheet": 40, "table": 4, "workbook": 60}


@pytest.mark.filterwarnings("ignore::FutureWarning")  # of a pattern in sources.yml
@pytest.mark.parametrize("reader", READERS)
def test_a_reader_gives_a_result_or_a_named_problem(reader: str, tmp_path: Path) -> None:
    for content in corpus(reader):
        assert try_input(reader, content, tmp_path) is None
    number_of = INPUTS.get(reader, 100) * (50 if is_nightly() else 1)
    found = [(number, why) for number, _, why in findings(reader, 0, lambda number: number >= number_of) if why]
    assert found == []


def test_an_input_that_breaks_the_property_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(content: bytes, folder: Path) -> None:
        if b"x" in content:
            raise KeyError("x")
        while b"y" in content:
            pass

    monkeypatch.setitem(READERS, "made-up", read)
    monkeypatch.setattr(fuzz_readers, "MOST_SECONDS", 1)
    assert "KeyError: 'x'" in (try_input("made-up", b"x", tmp_path) or "")
    assert "TimeoutError: not read within 1 seconds" in (try_input("made-up", b"y", tmp_path) or "")
    assert try_input("made-up", b"z", tmp_path) is None


def test_an_input_comes_again_by_its_number() -> None:
    seeds = corpus("csv")
    made = [changed(Random(f"csv {number}"), seeds) for number in (1, 2, 1)]
    assert made[0] == made[2] != made[1]


@pytest.mark.nightly
def test_the_long_run_goes_on_where_it_ended_and_counts(tmp_path: Path) -> None:
    state = tmp_path / "fuzz.json"
    script = Path(fuzz_readers.__file__)
    for inputs in (30, 60):
        command = [sys.executable, script, "--reader", "yaml", "--inputs", "30", "--state", state]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert told.startswith(f"yaml: {inputs} inputs in ")
    assert json.loads(state.read_text())["yaml"]["findings"] == 0
    assert not list((CORPUS / "yaml").glob("found-*"))
