"""A refresh that was ended from outside was interrupted, not refused."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from rich.console import Console

from pipeline.app.cli.refresh import INTERRUPTED, _show_refusal


@pytest.mark.parametrize("messages", [[INTERRUPTED], []])
def test_what_was_interrupted_has_no_problem(messages: list[str]) -> None:
    out = io.StringIO()
    _show_refusal(Console(file=out), {}, messages, SimpleNamespace(current_name=lambda: "one"), "one")
    assert out.getvalue() == "Interrupted. What is published stays as it was.\n"
