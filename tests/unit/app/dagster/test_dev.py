"""`make dev`: the port at which Dagster is said to be is the one that it is given."""

from __future__ import annotations

import pytest

from pipeline.app.dagster.dev import port_of


@pytest.mark.parametrize("given", [["--port", "3177"], ["--port=3177"], ["-p", "3177"], ["--verbose", "-p3177"]])
def test_the_port_that_is_asked_for_is_told(given: list[str]) -> None:
    assert port_of(given) == "3177"


def test_without_one_it_is_the_usual_one() -> None:
    assert port_of(["--verbose"]) is None
