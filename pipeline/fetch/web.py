"""HTTP that is bounded in time, in size, and in where it may lead.

It holds the session with its retries, redirects followed by hand, bodies read in pieces, and the links of a page.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import responses
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from requests.utils import get_auth_from_url
from urllib3 import exceptions as errors

from pipeline.base.decoding import decode
from pipeline.fetch.links import NO_CHARACTER, PIECE, Links, joined
from pipeline.fetch.unpacking import BrokeOff, NotAsPacked, unpacked
from pipeline.fetch.web_errors import error_text, wrong_here

MAX_REDIRECTS = 5
LONGEST_WAIT = 60
BUSY = (429, 500, 502, 503, 504)

LATER = "try again later"
ADDRESS = "see whether it has moved, and correct raw/sources.yml"
_BROKE_OFF = "the answer broke off"

# urllib3 warns of each retry, with the whole address, which may hold a secret; its outcome is reported in any case.
if (_log := logging.getLogger("urllib3")).level == logging.NOTSET:
    _log.setLevel(logging.ERROR)


@dataclass(frozen=True)
class Limits:
    """Limits of time, retries and size; `total_seconds` are those of one source, everything included."""

    connect_seconds: float = 10
    read_seconds: float = 30
    total_seconds: float = 300
    retries: int = 3
    backoff_seconds: float = 1.0
    page_megabytes: float = 5
    files: int = 40


class FetchFailed(Exception):
    """Why there is no answer, and what to do about it, in one line for people."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{' '.join(what.split())[:400]}; {remedy}")


class Deadline:
    """The time limit of a fetch attempt; `stop` ends it early, from any thread."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds
        self._stopped = threading.Event()

    @property
    def left(self) -> float:
        return self._ends - time.monotonic()

    @property
    def over(self) -> bool:
        return self._stopped.is_set() or self.left <= 0

    def stop(self) -> None:
        self._stopped.set()

    def check(self) -> None:
        if self.over:
            raise self.failure()

    def failure(self) -> FetchFailed:
        return FetchFailed(f"no answer within {self.seconds:g} seconds", LATER)


@dataclass(frozen=True)
class AllowedHosts:
    """Where redirects and links may lead: to these hosts, and if `secure` only by https."""

    hosts: frozenset[str]
    secure: bool

    @classmethod
    def from_address(cls, address: str, hosts: frozenset[str] = frozenset()) -> AllowedHosts:
        parts = urlsplit(address)
        return cls(hosts | {parts.netloc.lower()}, parts.scheme == "https")

    def objection(self, url: str) -> str | None:
        """What is wrong with an address, to be read after 'redirected to' or 'leads to'."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return "what is no address"
        if parts.scheme not in ("http", "https"):
            return f"{parts.scheme or 'what is no address'}, and only http and https are asked"
        host = parts.netloc.lower()
        # The default port may be written out.
        if port == {"http": 80, "https": 443}[parts.scheme]:
            host = host.removesuffix(f":{port}")
        if host not in self.hosts:
            return f"{host or 'no host'}, which raw/sources.yml does not name"
        return (
            f"http://{host}, which gives up the protection of https" if self.secure and parts.scheme == "http" else None
        )


class _Retry(urllib3.Retry):
    """Does not read on what a busy server says before the next request: that may have no end."""

    def increment(self, *args: Any, **kwargs: Any) -> _Retry:
        following = super().increment(*args, **kwargs)
        if response := kwargs.get("response"):
            response.close()
        return following

    def parse_retry_after(self, retry_after: str) -> float:
        """How long to wait; what is no time that a clock has counts as if nothing was said."""
        try:
            return super().parse_retry_after(retry_after)
        except (errors.HTTPError, ValueError, OverflowError):
            return 0


class _Session(requests.Session):
    """Takes no redirect for one: requests would read its body whole, however long that is."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


def _as_the_address_says(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """A request with the password that stands in its address; without this requests takes one from ~/.netrc as well."""
    password = get_auth_from_url(str(request.url))
    return HTTPBasicAuth(*password)(request) if any(password) else request


def open_session(limits: Limits, method: str = "GET") -> requests.Session:
    """A session that tries again where a server is busy or a connection breaks."""
    longest = max(1, int(min(LONGEST_WAIT, limits.total_seconds)))
    retry = _Retry(
        total=limits.retries,
        redirect=0,
        allowed_methods=[method],
        status_forcelist=BUSY,
        backoff_factor=limits.backoff_seconds,
        backoff_max=longest,
        retry_after_max=longest,
        raise_on_status=False,
    )
    session = _Session()
    session.auth = _as_the_address_says
    session.headers.update({"User-Agent": f"ccg-ratings/{version('ccg-ratings')}", "Accept-Encoding": "gzip, deflate"})
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    return session


@contextmanager
def answer(
    session: requests.Session,
    url: str,
    hosts: AllowedHosts,
    limits: Limits,
    left: Deadline,
    conditions: Callable[[str], dict[str, str]] = lambda url: {},
) -> Iterator[requests.Response]:
    """The answer at the end of all redirects, its body not read; `conditions` gives each address its headers."""
    for _ in range(MAX_REDIRECTS + 1):
        left.check()
        timeout = (min(limits.connect_seconds, left.left), min(limits.read_seconds, left.left))
        try:
            response = session.get(url, headers=conditions(url), stream=True, allow_redirects=False, timeout=timeout)
        except (requests.RequestException, errors.HTTPError, OSError, ValueError) as error:
            left.check()
            if of_this_machine := wrong_here(error, url):
                raise FetchFailed(*of_this_machine) from None
            is_no_address = isinstance(error, requests.exceptions.InvalidURL | errors.LocationParseError)
            raise FetchFailed(error_text(error, url), ADDRESS if is_no_address else LATER) from None
        if not (response.is_redirect and response.headers["Location"]):
            break
        response.close()
        url = joined(url, response.headers["Location"])
        if objection := hosts.objection(url):
            raise FetchFailed(f"redirected to {objection}", ADDRESS)
    else:
        raise FetchFailed(f"redirected more than {MAX_REDIRECTS} times", ADDRESS)
    try:
        yield response
    finally:
        response.close()


def pieces(response: requests.Response, megabytes: float, left: Deadline, remedy: str = ADDRESS) -> Iterator[bytes]:
    """The body, decompressed, as it comes in; FetchFailed if it is too large, breaks off or takes too long."""
    most = int(megabytes * 1_000_000)
    too_large = FetchFailed(f"the answer is larger than {megabytes:g} MB", remedy)
    declared = response.headers.get("Content-Length", "")
    if declared.isdecimal() and (len(declared) > 18 or int(declared) > most):
        raise too_large
    size = 0
    try:
        for piece in unpacked(_as_sent(response, left), response.headers.get("Content-Encoding", "")):
            left.check()
            size += len(piece)
            if size > most:
                raise too_large
            yield piece
    except NotAsPacked:
        raise FetchFailed("the answer is not compressed as it says", LATER) from None
    except BrokeOff:
        raise FetchFailed(_BROKE_OFF, LATER) from None


def _as_sent(response: requests.Response, left: Deadline) -> Iterator[bytes]:
    """The body as it comes in, packed where it is packed."""
    while True:
        left.check()
        try:
            # read1 gives what is there; read would wait for a whole piece, however slowly it comes.
            piece = response.raw.read1(PIECE, decode_content=False)
        except (errors.HTTPError, OSError, ValueError) as error:
            left.check()
            is_late = isinstance(error, errors.ReadTimeoutError | TimeoutError)
            raise FetchFailed("the answer stopped coming" if is_late else _BROKE_OFF, LATER) from None
        if not piece:
            return
        yield piece


def status_of(response: requests.Response) -> str:
    """404 Not Found."""
    return f"{response.status_code} {responses.get(response.status_code, '')}".strip()


def links_of(session: requests.Session, url: str, hosts: AllowedHosts, limits: Limits, left: Deadline) -> list[str]:
    """The addresses that a page links to, in its order, each once."""
    with answer(session, url, hosts, limits, left) as response:
        if response.status_code != 200:
            raise refused(response, url)
        body = b"".join(pieces(response, limits.page_megabytes, left))
        kind = response.headers.get("Content-Type", "").lower()
        text = NO_CHARACTER.sub("0", decode(body).text.lstrip())
    if not text:
        raise FetchFailed(f"{url} is empty", LATER)
    if "html" not in kind and not text.startswith("<"):
        raise FetchFailed(f"{url} is no web page", ADDRESS)
    parser = Links(response.url)
    # In parts, with an eye on the clock. For some markup that is none html.parser gives an AssertionError; what came
    # before counts.
    with suppress(AssertionError):
        for start in range(0, len(text), PIECE):
            left.check()
            parser.feed(text[start : start + PIECE])
    return list(dict.fromkeys(parser.found))


def refused(response: requests.Response, who: str = "") -> FetchFailed:
    """An answer that is nothing but a status."""
    return FetchFailed(
        f"{who} answered {status_of(response)}".strip(), LATER if response.status_code in BUSY else ADDRESS
    )
