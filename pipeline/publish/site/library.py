"""The chart library, as one script that every page with a chart loads: Vega-Lite, out of vl-convert.

Here: making that script once and keeping it beside the environment. Not here: the charts.
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
    kept = Path(sys.prefix) / "share" / "ccg-ratings" / f"vega-{version('vl-convert-python')}.js"
    if not kept.is_file():
        import vl_convert

        kept.parent.mkdir(parents=True, exist_ok=True)
        # Another process may be doing the same; the rename makes it whole for both.
        number, partial = tempfile.mkstemp(dir=kept.parent, suffix=".partial")
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(vl_convert.javascript_bundle())  # type: ignore[call-arg]  # the stub has no default
            Path(partial).chmod(0o644)
            Path(partial).replace(kept)
        finally:
            Path(partial).unlink(missing_ok=True)
    return kept


if __name__ == "__main__":
    chart_library()
