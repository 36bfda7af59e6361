"""The chart library, as one script that every page with a chart loads: Vega-Lite, out of vl-convert.

The script is made once and kept in the environment, or in the user's cache where the environment is not theirs to write
to.
"""

from __future__ import annotations

import os
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

FILE_NAME = "vega.js"


def chart_library() -> Path:
    """The script; it is bundled, which takes some seconds, where it is not kept from before."""
    name = f"vega-{version('vl-convert-python')}.js"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    places = [folder / "ccg-ratings" / name for folder in (Path(sys.prefix) / "share", cache)]
    if kept := next((place for place in places if place.is_file()), None):
        return kept
    try:
        return _made(places[0])
    except OSError:
        return _made(places[1])


def _made(place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    # Another process may be doing the same; the rename makes it whole for both.
    number, partial = tempfile.mkstemp(dir=place.parent, suffix=".partial")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            import vl_convert

            file.write(vl_convert.javascript_bundle())  # type: ignore[call-arg]  # the stub has no default
        Path(partial).chmod(0o644)
        Path(partial).replace(place)
    finally:
        Path(partial).unlink(missing_ok=True)
    return place


if __name__ == "__main__":
    chart_library()
