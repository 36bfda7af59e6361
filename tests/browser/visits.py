"""The tabs in which pages of the site are visited, and what is kept an eye on during all visits.

Here: errors, failures and requests that leave the machine. Not here: opening pages (the fixture `visit`).
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page

Visit = Callable[..., Page]

# Nothing is loaded from the network: so what has not happened after this long does not happen.
PATIENCE_MS = 10_000


class Tabs:
    """Tabs of a browser that visits use one after the other; a new one for each would take half of a visit's time.

    The site keeps nothing in a browser, so a tab that goes to another page is as new. `problems` are those of all tabs.
    """

    def __init__(self, browser: Browser) -> None:
        self.problems: list[str] = []
        self._browser = browser
        self._contexts: dict[tuple[str, bool], BrowserContext] = {}
        self._free: dict[BrowserContext, list[Page]] = {}

    def take(self, scheme: str, scripts: bool) -> Page:
        """A tab in which no page is open, of a browser that is light or dark, with scripts or without."""
        if (scheme, scripts) not in self._contexts:
            context = self._browser.new_context(
                color_scheme=scheme, reduced_motion="reduce", java_script_enabled=scripts, offline=True
            )
            context.set_default_timeout(PATIENCE_MS)
            watch(context, self.problems)
            self._contexts[scheme, scripts], self._free[context] = context, []
        context = self._contexts[scheme, scripts]
        return self._free[context].pop() if self._free[context] else context.new_page()

    def give_back(self, tab: Page) -> None:
        """Leaves the page of a tab, and whatever was set for it."""
        if tab.is_closed():
            return
        scheme = next(scheme for (scheme, _), context in self._contexts.items() if context is tab.context)
        tab.emulate_media(media="null", color_scheme=scheme)
        tab.goto("about:blank")
        self._free[tab.context].append(tab)


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
