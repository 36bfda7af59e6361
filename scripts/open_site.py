"""Opens the site of the release in force in the browser, and prints where it lies.

Here: which file, and what is said where there is none. Not here: the making of the site (`pipeline.site`).
"""

from __future__ import annotations

import sys
import webbrowser

from pipeline.settings import read_settings


def main() -> str | None:
    """What is wrong, if anything is."""
    page = read_settings().warehouse_dir / "current" / "site" / "index.html"
    if not page.is_file():
        return f"there is no site at {page.parent}: run make refresh"
    print(page, flush=True)
    if not webbrowser.open(page.as_uri()):
        print("No browser could be started here: open the page in one.")
    return None


if __name__ == "__main__":
    sys.exit(main())
