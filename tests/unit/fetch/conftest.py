"""The test server that answers for the sources of a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from source_server import Server, running


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "*")
    with running() as server:
        yield server
