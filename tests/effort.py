"""How much a run of the tests tries: what every change is held against, or what the night has time for.

`make test` makes a few examples of each property, the same ones each time, so that a failure comes again.
`make test-all` makes many, others each time, keeps what it finds in .hypothesis, and runs the tests marked `nightly`
too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

QUICK, NIGHTLY = "quick", "nightly"


def _keep_to_one_processor() -> None:
    """Gives each worker of pytest-xdist a processor of its own, and with it one thread to DuckDB and the pools.

    Two workers that each use all processors wait for one another: a refresh then takes a quarter longer. It is done
    before `pipeline.base.parallel` counts the processors, so conftest imports this module first.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker.startswith("gw") and hasattr(os, "sched_setaffinity"):
        processors = sorted(os.sched_getaffinity(0))
        if int(os.environ["PYTEST_XDIST_WORKER_COUNT"]) >= len(processors):
            os.sched_setaffinity(0, {processors[int(worker.removeprefix("gw")) % len(processors)]})


_keep_to_one_processor()

# Of the cases of one test every third is run, unless it is in one of these folders.
ALL_CASES = ("tests/unit/parse/text/",)
# In these folders, where each test plans and runs much SQL for a few rows, every other test of a file is run.
HALF_OF_THE_TESTS = ("tests/unit/marts/",)

# The fixtures of the release with figures.
OF_FIGURES = {"released", "site_of_figures"}

# No test depends on the clock.
_ALWAYS = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


def register() -> None:
    """Makes the two profiles known; pytest loads the one that --hypothesis-profile names, else the quick one."""
    settings.register_profile(QUICK, max_examples=12, derandomize=True, **_ALWAYS)
    settings.register_profile(NIGHTLY, max_examples=500, print_blob=True, **_ALWAYS)
    settings.load_profile(QUICK)


def is_nightly() -> bool:
    """Whether this run has the night's time."""
    return settings.get_current_profile_name() == NIGHTLY


def worlds(quick: int = 3) -> settings:
    """So many examples of a property that builds tables for each; thirty times as many in the night."""
    ignored = [*_ALWAYS["suppress_health_check"], HealthCheck.function_scoped_fixture]
    return settings(max_examples=quick * (30 if is_nightly() else 1), suppress_health_check=ignored)


def sampled(cases: Iterable[Any], step: int = 4) -> list[Any]:
    """`cases` for pytest's parametrize: every `step`th on each run, beginning with the first, and all in the night.

    A tuple is the values of several parameters.
    """
    return [case if number % step == 0 else _in_the_night(case) for number, case in enumerate(cases)]


def left_to_the_night(items: list[pytest.Item]) -> list[pytest.Item]:
    """Those of `items` that a run of each change leaves out: two in three cases of a test, and of marts half the tests.

    Tests of the reading of prose are run with all cases, for there each is a kind of its own. A test that says by
    `sampled` which of its cases are for the night has said it. `items` are all that were collected, also the night's.
    """
    if is_nightly():
        return []
    of_files: dict[str, dict[str, list[pytest.Item]]] = {}
    for item in items:
        name = item.nodeid.partition("[")[0]
        of_files.setdefault(name.partition("::")[0], {}).setdefault(name, []).append(item)
    left = []
    for file, tests in of_files.items():
        by_day = [cases for cases in tests.values() if not any(map(_is_of_the_night, cases))]
        for number, cases in enumerate(by_day):
            if number % 2 and file.startswith(HALF_OF_THE_TESTS):
                left += cases
            elif not file.startswith(ALL_CASES):
                left += [item for at, item in enumerate(cases) if at % 3]
    return left


def _is_of_the_night(item: pytest.Item) -> bool:
    return item.get_closest_marker("nightly") is not None


def nothing_waited_for(items: list[pytest.Item]) -> list[pytest.Item]:
    """`items` in an order in which no worker waits for the release with figures, which takes longest to make.

    The first file of tests that ask for it comes first, the others when it has long been made.
    """
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    fixtures: dict[str, set[str]] = {name: set() for name in files}
    for item in items:
        fixtures[item.nodeid.partition("::")[0]].update(getattr(item, "fixturenames", ()))
    asking = [name for name in files if OF_FIGURES & fixtures[name]]
    first, later = asking[:1], asking[1:]
    others = [name for name in files if name not in asking]
    of_units = [name for name in others if name.startswith("tests/unit/")]
    order = [*first, *(name for name in others if name not in of_units), *later, *of_units]
    return [item for name in order for item in files[name]]


def _in_the_night(case: Any) -> Any:
    if hasattr(case, "marks"):
        return pytest.param(*case.values, marks=(*case.marks, pytest.mark.nightly), id=case.id)
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.nightly)
