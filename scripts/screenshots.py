"""Writes the pictures in docs/users/ from the site of the current release.

    python scripts/screenshots.py --before SITE    those in docs/developers/ of the site before it was built anew

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
# The same pages of an earlier site (docs/developers/pages.md says which); it had no map, and nothing to compare areas.
PICTURES_BEFORE = {
    "home_before": "index.html",
    "area_before": "organisations/03f.html",
    "measure_before": "measures/eip_two_week_wait.html",
    "claim_before": "claims/index.html",
}
WINDOW = {"width": 1280, "height": 900}
MOST_BYTES = 250_000


def main(arguments: list[str]) -> str | None:
    """What is wrong, if anything is."""
    pictures, site, folder = PICTURES, read_settings().warehouse_dir / "current" / "site", "users"
    match arguments:
        case ["--before", earlier]:
            pictures, site, folder = PICTURES_BEFORE, Path(earlier).absolute(), "developers"
        case [_, *_]:
            return f"{__doc__}"
    if not (site / "index.html").is_file():
        return f"there is no site at {site}: run make refresh"
    browser = chromium.find()
    if not browser:
        return chromium.MISSING
    for picture in write(site, browser, PROJECT_DIR / "docs" / folder, pictures):
        size = picture.stat().st_size
        print(f"{picture.relative_to(PROJECT_DIR)}: {size // 1000} kB")
        if size > MOST_BYTES:
            return f"{picture} is larger than {MOST_BYTES // 1000} kB: show less in it"
    return None


def write(site: Path, browser: str, folder: Path, pictures: dict[str, str] = PICTURES) -> list[Path]:
    """Writes the pictures of the pages of `site` into `folder`."""
    written = []
    with sync_playwright() as playwright:
        opened = chromium.start(playwright, browser)
        page = opened.new_page(viewport=WINDOW, color_scheme="light", reduced_motion="reduce", offline=True)
        for name, path in pictures.items():
            page.goto(f"{site.as_uri()}/{path}")
            chromium.wait_for_scripts(page)
            written.append(folder / f"{name}.png")
            page.screenshot(path=written[-1])
        opened.close()
    return written


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
