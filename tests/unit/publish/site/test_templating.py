"""Templates are compiled once, and where nothing can be kept each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment

from pipeline.publish.site import templating

NAMES = ("base.html", "about.html")


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled from now on."""
    names: list[str] = []
    compile_one = Environment.compile

    def compiling(self: Environment, source: str, name: str | None = None, *others: object, **more: object) -> object:
        names.append(name or "")
        return compile_one(self, source, name, *others, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", compiling)
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return names


def made() -> None:
    for name in NAMES:
        templating.environment().get_template(name)


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str]) -> None:
    monkeypatch.setattr(templating, "KEPT_DIR", tmp_path)
    made()
    made()
    assert sorted(compiled) == sorted(NAMES)


def test_where_it_cannot_be_kept_it_is_compiled_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str]
) -> None:
    monkeypatch.setattr(templating, "KEPT_DIR", tmp_path / "missing")
    made()
    made()
    assert sorted(compiled) == sorted(NAMES * 2)


def test_what_is_kept_and_damaged_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str]
) -> None:
    monkeypatch.setattr(templating, "KEPT_DIR", tmp_path)
    made()
    for kept in tmp_path.iterdir():
        kept.write_bytes(kept.read_bytes()[:-20])
    made()
    assert sorted(compiled) == sorted(NAMES * 2)
