"""Where the chart library is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import vl_convert

from pipeline.publish.site.library import chart_library


@pytest.fixture(autouse=True)
def bundles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An environment and a cache without the script; each time that it is bundled adds to the list."""
    made: list[str] = []

    def bundle() -> str:
        made.append("bundled")
        return "the script"

    monkeypatch.setattr(sys, "prefix", str(tmp_path / "environment"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(vl_convert, "javascript_bundle", bundle)
    return made


def test_it_is_bundled_once_and_kept_in_the_environment(tmp_path: Path, bundles: list[str]) -> None:
    script = chart_library()
    assert script.is_relative_to(tmp_path / "environment")
    assert script.read_text() == "the script"
    assert chart_library() == script
    assert bundles == ["bundled"]


def test_it_is_kept_in_the_users_cache_where_the_environment_cannot_be_written(
    tmp_path: Path, bundles: list[str]
) -> None:
    # A file where the folder would be, for a user who may do everything ignores a folder's mode.
    (tmp_path / "environment").write_text("")
    script = chart_library()
    assert script.is_relative_to(tmp_path / "cache")
    assert chart_library() == script
    assert bundles == ["bundled"]
