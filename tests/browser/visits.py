"""A visit to a page of the site, and what is kept an eye on during all visits.

Here: errors, failures and requests that leave the machine. Not here: opening pages (the fixture `visit`).
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page

Visit = Callable[..., Page]


def watch(context: BrowserContext, problems: list[str]) -> None:
    """Writes down what the pages of `context` report as errors, fail to load, and ask for outside the site."""

    def near(url: str) -> bool:
        return url.startswith(("file:", "data:", "blob:"))

    context.on("console", lambda m: problems.append(f"console: {m.text}") if m.type == "error" else None)
    context.on("weberror", lambda e: problems.append(f"script: {e.error}"))
    context.on("request", lambda r: None if near(r.url) else problems.append(f"asked for {r.url}"))
    # What is still loading when a reader goes on, or turns out to be a download, is aborted.
    context.on(
        "requestfailed",
        lambda r: None if r.failure == "net::ERR_ABORTED" else problems.append(f"failed: {r.url} {r.failure}"),
    )
