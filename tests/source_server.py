"""A publisher's server on 127.0.0.1 that behaves, or misbehaves, as a test says.

Here: the server and the ways to answer. Not here: what must come of it.
"""

from __future__ import annotations

import gzip
import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Way = Callable[["Request"], None]

HTML = "text/html; charset=utf-8"


class Request(BaseHTTPRequestHandler):
    """One request; a route answers it by its methods."""

    protocol_version = "HTTP/1.1"
    # A connection that nobody uses any more is closed when the garbage is collected, and no test waits for that.
    timeout = 0.5
    server: _Http

    def do_GET(self) -> None:
        ours = self.server.ours
        length = int(self.headers.get("Content-Length") or 0)
        ours.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        ours.bodies.append(self.rfile.read(length))
        ways = ours.routes.get(self.path)
        with suppress(OSError):
            if not ways:
                reply(b"nothing here", 404)(self)
            else:
                (ways.pop(0) if len(ways) > 1 else ways[0])(self)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *arguments: Any) -> None:
        pass

    def begin(self, status: int = 200, **headers: str) -> None:
        """Status and headers; the connection is not used again."""
        self.close_connection = True
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()

    def wait(self, seconds: float) -> bool:
        """Waits, and says whether the server is still wanted."""
        return not self.server.ours.ended.wait(seconds)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    ours: Server

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class Server:
    """The server: `routes` are the ways to answer a path, one after the other, the last one for good.

    `asked` are the paths with their headers, in lower case; `written` is how much was written by `endless`.
    """

    def __init__(self) -> None:
        self.routes: dict[str, list[Way]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.bodies: list[bytes] = []
        self.written = 0
        self.ended = threading.Event()
        self._http = _Http(("127.0.0.1", 0), Request)
        self._http.ours = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def port(self) -> int:
        return self._http.server_address[1]

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def on(self, path: str, *ways: Way) -> str:
        """Answers a path in these ways; its address."""
        self.routes[path] = list(ways)
        return self.url(path)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def stop(self) -> None:
        self.ended.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


@contextmanager
def running() -> Iterator[Server]:
    """A server that is gone afterwards, with the threads that still wait for it."""
    server = Server()
    before = set(threading.enumerate())
    try:
        yield server
    finally:
        server.stop()
        for thread in set(threading.enumerate()) - before:
            thread.join(timeout=10)


def workbook(text: str = "an edition") -> bytes:
    """A file that is as much of an Excel workbook as fetching looks at."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("xl/workbook.xml", text)
    return buffer.getvalue()


def page(*links: str) -> bytes:
    body = "".join(f'<p><a class="x" href="{link}">a link</a></p>' for link in links)
    return f"<!doctype html><html><body>{body}</body></html>".encode()


def reply(body: bytes, status: int = 200, **headers: str) -> Way:
    """A whole answer, on a connection that stays."""

    def way(request: Request) -> None:
        request.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return way


def redirect(to: str, status: int = 302) -> Way:
    return reply(b"moved", status, Location=to)


def dated(body: bytes, etag: str | None = None, last_modified: str | None = None) -> Way:
    """Answers 304 to whoever has it."""

    def way(request: Request) -> None:
        headers = {
            name: value for name, value in (("ETag", etag), ("Last_Modified", last_modified)) if value is not None
        }
        has = (etag and request.headers["If-None-Match"] == etag) or (
            last_modified and request.headers["If-Modified-Since"] == last_modified
        )
        reply(b"" if has else body, 304 if has else 200, **headers)(request)

    return way


def cut_off(body: bytes, declared: int) -> Way:
    """Ends before what Content-Length says."""

    def way(request: Request) -> None:
        request.begin(Content_Length=str(declared))
        request.wfile.write(body)

    return way


def chunks_without_end(body: bytes) -> Way:
    def way(request: Request) -> None:
        request.begin(Transfer_Encoding="chunked")
        request.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")

    return way


def endless(megabytes: int, status: int = 200, **headers: str) -> Way:
    """Megabytes of digits, without saying how many."""

    def way(request: Request) -> None:
        request.begin(status, **headers)
        for _ in range(megabytes * 10):
            request.wfile.write(b"1,2,3,4,5\n" * 10_000)
            request.server.ours.written += 100_000

    return way


def gzip_bomb(megabytes: int) -> Way:
    return reply(gzip.compress(b"1,2,3,4,5\n" * (megabytes * 100_000)), Content_Encoding="gzip")


def hang(request: Request) -> None:
    """Says nothing at all."""
    request.close_connection = True
    request.wait(30)


def header_trickle(request: Request) -> None:
    """A header that comes in letter by letter."""
    request.close_connection = True
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while request.wait(0.02):
        request.wfile.write(b"x")


def body_trickle(request: Request) -> None:
    """A body that comes in letter by letter."""
    request.begin(Content_Length="1000000")
    while request.wait(0.02):
        request.wfile.write(b"1")


def drop(request: Request) -> None:
    """Ends the connection without a word."""
    request.close_connection = True
