"""Writes the pictures in docs/users/ from the site of the current release.

Here: which pages they show, and how large they may be. Not here: the browser (chromium.py).
"""

from __future__ import annotations

import sys
from pathlib import Path

import chromium
from playwright.sync_api import sync_playwright

from pipeline.base.settings import PROJECT_DIR, read_settings

# The picture, and the page whose top it shows.
PICTURES = {
    "home": "index.html",
    "area": "areas/03f.html",
    "measure": "measures/eip_two_week_wait.html",
    "claim": "claims/index.html",
    "map": "map.html",
    "compare": "compare.html#measure=iapt_recovery_rate&areas=03F,15F",
}
WINDOW = {"width": 1280, "height": 900}
MOST_BYTES = 250_000


def main() -> str | None:
    """What is wrong, if anything is."""
    site = read_settings().warehouse_dir / "current" / "site"
    if not (site / "index.html").is_file():
        return f"there is no site at {site}: run make refresh"
    browser = chromium.find()
    if not browser:
        return chromium.MISSING
    for picture in write(site, browser, PROJECT_DIR / "docs" / "users"):
        size = picture.stat().st_size
        print(f"{picture.relative_to(PROJECT_DIR)}: {size // 1000} kB")
        if size > MOST_BYTES:
            return f"{picture} is larger than {MOST_BYTES // 1000} kB: show less in it"
    return None


def write(site: Path, browser: str, folder: Path) -> list[Path]:
    """Writes the pictures of the pages of `site` into `folder`."""
    written = []
    with sync_playwright() as playwright:
        opened = chromium.start(playwright, browser)
        page = opened.new_page(viewport=WINDOW, color_scheme="light", reduced_motion="reduce", offline=True)
        for name, path in PICTURES.items():
            page.goto(f"{site.as_uri()}/{path}")
            chromium.wait_for_scripts(page)
            written.append(folder / f"{name}.png")
            page.screenshot(path=written[-1])
        opened.close()
    return written


if __name__ == "__main__":
    sys.exit(main())
