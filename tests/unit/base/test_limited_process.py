"""Work in a process with limits: whatever it dies of is told, and the next piece of work is worked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.base.budget import MEGABYTE, Budget, budget_of
from pipeline.base.limited_process import Ended, LimitedProcess
from pipeline.base.problems import Problem, ValidationFailed

SMALL = Budget(memory=60 * MEGABYTE, cpu_seconds=1, seconds=20, output=2 * MEGABYTE)
BROKE = "its reader broke down on it"


@pytest.fixture(scope="module")
def process() -> Iterator[LimitedProcess]:
    with pytest.MonkeyPatch.context() as patch:
        # As a test's own folder is on the path of this process.
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        found = LimitedProcess("limited_work")
        found.prepare()
        yield found
        found.stop()


def ended(process: LimitedProcess, work: str, *arguments: object, budget: Budget = SMALL) -> Ended:
    return process.run(f"limited_work:{work}", *arguments, budget=budget)


def test_what_work_gives_comes_back(process: LimitedProcess) -> None:
    done = ended(process, "add", 2, 3)
    assert (done.result, done.reason, done.lasting) == ({"sum": 5}, None, True)
    assert ended(process, "talk").result == "said"


def test_each_call_has_a_process_of_its_own_in_the_folder_of_this_one(
    process: LimitedProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (first, server), (_, same) = ended(process, "where").result, ended(process, "where").result
    assert (Path(first), server) == (tmp_path, same)
    assert os.getpid() != server


def test_a_refusal_is_raised_as_it_was(process: LimitedProcess) -> None:
    with pytest.raises(ValidationFailed) as refused:
        ended(process, "refuse")
    assert refused.value.problems == [Problem("a.xlsx", 3, "holds nothing", "Ask for it again")]


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (("take_memory", 200), "needs more than 60 MB of memory to be read"),
        (("abort_for_memory",), "needs more than 60 MB of memory to be read"),
        (("turn",), "takes more than 1 seconds of a processor to be read"),
        (("segfault",), f"{BROKE} (SIGSEGV: no word)"),
        (("answer_much",), f"{BROKE} ("),
        (("break_down",), f"{BROKE} (KeyError: 'not there'), a problem of this program"),
    ],
)
def test_what_it_dies_of_is_the_reason(process: LimitedProcess, work: tuple[object, ...], reason: str) -> None:
    done = ended(process, *work)  # type: ignore[arg-type]
    assert (done.reason or "").startswith(reason)
    assert (done.result, done.lasting) == (None, True)
    assert ended(process, "add", 1, 1).result == {"sum": 2}


def test_what_it_writes_is_bounded(process: LimitedProcess, tmp_path: Path) -> None:
    done = ended(process, "write", str(tmp_path), 3)
    assert (done.reason, done.lasting) == ("gives more than 2 MB of results", True)
    assert (tmp_path / "large").stat().st_size <= 2 * MEGABYTE


@pytest.mark.parametrize(
    ("work", "words"),
    [("sleep", "was not read within 1 seconds; that may lie in the machine"), ("be_killed", "was killed from outside")],
)
def test_what_may_lie_in_the_machine_is_no_lasting_reason(process: LimitedProcess, work: str, words: str) -> None:
    done = ended(process, work, budget=replace(SMALL, seconds=1))
    assert words in (done.reason or "")
    assert not done.lasting


def test_a_full_disk_is_no_reason_of_the_file(process: LimitedProcess) -> None:
    with pytest.raises(OSError, match="No space left on device: 'a file'"):
        ended(process, "find_the_disk_full")


@pytest.mark.nightly
def test_a_server_that_was_killed_is_started_anew(process: LimitedProcess) -> None:
    _, server = ended(process, "where").result
    os.kill(server, signal.SIGKILL)
    done = ended(process, "where")
    assert done.result[1] != server


def test_several_threads_ask_one_after_the_other(process: LimitedProcess) -> None:
    sums: list[int] = []
    asks = [
        threading.Thread(target=lambda number=number: sums.append(ended(process, "add", number, 1).result["sum"]))
        for number in range(5)
    ]
    for ask in asks:
        ask.start()
    for ask in asks:
        ask.join()
    assert sorted(sums) == [1, 2, 3, 4, 5]


ASKER = """
from pipeline.base.budget import budget_of
from pipeline.base.limited_process import LimitedProcess
process = LimitedProcess("limited_work")
print(process.run("limited_work:where", budget=budget_of(0)).result[1], flush=True)
process.run("limited_work:sleep", budget=budget_of(0))
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not list processes")
def test_nothing_is_left_when_the_asker_is_killed() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen([sys.executable, "-c", ASKER], stdout=subprocess.PIPE, env=environment, text=True) as asker:
        assert asker.stdout is not None
        server = asker.stdout.readline().strip()
        working = Path(f"/proc/{server}/task/{server}/children")
        until = time.monotonic() + 20
        while not (copies := working.read_text().split()) and time.monotonic() < until:
            time.sleep(0.02)
        asker.kill()
    assert copies
    while any(_is_alive(pid) for pid in (server, *copies)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(_is_alive(pid) for pid in (server, *copies))


def _is_alive(pid: str) -> bool:
    """Whether a process works; one that has ended, and that nobody has asked for, does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_file_of_a_megabyte_has_what_a_refresh_may_need() -> None:
    """A gigabyte and a minute for all of a refresh: the process that asks needs up to half a gigabyte itself."""
    assert budget_of(0) == budget_of(1_000_000)
    assert budget_of(1_000_000).memory <= 400 * MEGABYTE
    assert budget_of(1_000_000).seconds < 50
    assert budget_of(1_500_000).memory == 600 * MEGABYTE
    assert budget_of(4_000_000).memory == 1_600 * MEGABYTE
    assert budget_of(2_000_000_000).memory == 4_000 * MEGABYTE
