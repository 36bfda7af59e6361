"""Opens the site of the current release in the browser, and prints where it lies.

Here: which file, and what is said where there is none. Not here: the making of the site (`pipeline.publish.site`).
"""

from __future__ import annotations

import sys
import webbrowser

from pipeline.base.settings import read_settings
from pipeline.publish.release_files import FILE_NAME


def main() -> str | None:
    """What is wrong, if anything is."""
    release = read_settings().warehouse_dir / "current"
    page = release / "site" / "index.html"
    if not page.is_file():
        remedy = "make site" if (release / FILE_NAME).is_file() else "make refresh"
        return f"there is no site at {page.parent}: run {remedy}"
    print(page, flush=True)
    if not webbrowser.open(page.as_uri()):
        print("No browser could be started here: open the page in one.")
    return None


if __name__ == "__main__":
    sys.exit(main())
