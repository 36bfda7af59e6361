"""The Chromium that reads the site for tests and pictures.

Here: finding it, starting it, waiting until a page is done. Not here: installing it, which is chromium.sh's.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

MISSING = "there is no Chromium; `sh scripts/chromium.sh` installs it or says how"

# It asks nobody for anything: neither for updates nor for what a browser likes to know when it starts.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The path of the browser, or None where there is none."""
    script = Path(__file__).with_suffix(".sh")
    told = subprocess.run(["sh", script, "--find"], capture_output=True, text=True, check=True)
    return told.stdout.strip() or None


def start(playwright: Playwright, path: str) -> Browser:
    """The browser at `path` without a window, in an empty folder of its own that goes with it."""
    return playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)


def wait_for_scripts(page: Page) -> None:
    """Waits until the scripts of a page have begun."""
    page.wait_for_selector("html.scripted", state="attached")
