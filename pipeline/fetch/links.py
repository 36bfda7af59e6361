"""Where the links of a web page lead."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

# How much of a page is looked through at a time.
PIECE = 64 * 1024
# No server takes a longer one, and a pattern of a source could look through it for ever.
LONGEST_ADDRESS = 2_000
# The number in a reference such as &#163; that no character has: html.parser gives up at one of thousands of digits.
NO_CHARACTER = re.compile(r"(?<=&#)[0-9]{100,}")


def joined(base: str, address: str) -> str:
    """An address as seen from `base`, without its fragment; '' where it is none."""
    try:
        return urldefrag(urljoin(base, address.strip())).url
    except ValueError:
        return ""


class Links(HTMLParser):
    """Collects where a page's <a> lead."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.base = url
        self.found: list[str] = []

    def feed(self, data: str) -> None:
        """Takes a piece. A tag or comment without an end for so long is left out: each piece would look through it.

        What follows such a comment is hidden by it until it ends.
        """
        super().feed(data)
        if len(self.rawdata) > PIECE:
            self.rawdata = f"<!--x{self.rawdata[-2:]}" if self.rawdata.startswith("<!--") else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if address and len(address) > LONGEST_ADDRESS:
            return
        if tag == "base" and address:
            self.base = joined(self.base, address) or self.base
        elif tag == "a" and address and (found := joined(self.base, address)):
            self.found.append(found)
