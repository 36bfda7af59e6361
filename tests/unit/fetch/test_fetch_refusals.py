"""Answers that are no file, too much or broken."""

from __future__ import annotations

import gzip
import time
import zlib
from pathlib import Path

import pytest
import source_server as server_ways
from fetching import CSV, GENEROUS, QUICK, asked, failure, source
from source_server import Server, dated, page, reply, workbook

from pipeline.fetch.file_kinds import content_problem
from pipeline.fetch.parallel_fetch import fetch
from pipeline.fetch.web import Limits


@pytest.mark.parametrize(
    ("file_format", "way", "told"),
    [
        ("csv", reply(b"", 404), "answered 404 Not Found; see whether it has moved, and correct raw/sources.yml"),
        ("csv", reply(b"", 503), "answered 503 Service Unavailable; try again later"),
        ("csv", reply(b"", 204), "answered 204 No Content; "),
        ("csv", reply(b""), "the answer is empty; "),
        ("csv", reply(b" \r\n"), "the answer is empty; "),
        ("csv", reply(b"\xef\xbb\xbf\n <!doctype html><p>Sorry, a, b, c"), "a web page came instead of a file; "),
        ("xlsx", reply(page("/a")), "a web page came instead of a file; "),
        ("xlsx", reply(CSV), "what came is no Excel workbook: it is "),
        ("xlsx", reply(workbook()[:-30]), "what came is no Excel workbook: it is "),
        ("csv", reply(b"a,b,c\0\n"), "what came is no CSV: it is no text"),
        ("csv", reply(b'{"error": "not found", "path": "/a", "at": 1}'), "a JSON text came instead of a file; "),
        ("csv", reply(b' \n[{"a": 1, "b": 2, "c": 3, "d": 4}]'), "a JSON text came instead of a file; "),
        (
            "csv",
            reply(b"x,y,z\n1,2,3\n"),
            "none of its first 50 lines has any column of its layout in raw/sources.yml; ",
        ),
        ("csv", reply(b"a,b\n1,2\n"), "what came is no CSV: none of its first 50 lines has columns; "),
        ("csv", server_ways.cut_off(CSV, len(CSV) + 1), "the answer broke off; try again later"),
        ("csv", server_ways.chunks_without_end(CSV), "the answer broke off; try again later"),
        ("csv", reply(b"not gzip, not at all", Content_Encoding="gzip"), "the answer is not compressed as it says; "),
        ("csv", reply(gzip.compress(CSV)[:-9], Content_Encoding="gzip"), "the answer broke off; try again later"),
        ("csv", reply(gzip.compress(CSV)[:1], Content_Encoding="gzip"), "the answer broke off; try again later"),
        ("csv", reply(zlib.compress(CSV)[:-5], Content_Encoding="deflate"), "the answer broke off; try again later"),
        ("csv", reply(gzip.compress(CSV)[:-8] + bytes(8), Content_Encoding="gzip"), "the answer is not compressed as "),
        ("csv", reply(gzip.compress(CSV), Content_Encoding="gzip, gzip"), "the answer is not compressed as it says; "),
        ("csv", server_ways.drop, "127.0.0.1 ended the connection without an answer; try again later"),
    ],
)
def test_an_answer_that_is_no_file(
    server: Server, tmp_path: Path, file_format: str, way: server_ways.Way, told: str
) -> None:
    assert failure(tmp_path, url=server.on("/feed", way), format=file_format).startswith(told)


def test_a_server_that_stays_busy_is_asked_a_few_times(server: Server, tmp_path: Path) -> None:
    failure(tmp_path, url=server.on("/feed", reply(b"busy", 503)))
    assert len(server.asked) == 1 + QUICK.retries


@pytest.mark.parametrize(
    "until",
    [
        "some day",
        "-5",
        "1e309",
        "nan",
        "9" * 6000,
        "Mon, 01 Jan 99999999999999 00:00:00 GMT",
        "Mon, 01 Jan 0 0:0:0 GMT",
    ],
)
def test_a_time_to_wait_that_no_clock_has_counts_as_none(server: Server, tmp_path: Path, until: str) -> None:
    url = server.on("/feed", reply(b"busy", 429, Retry_After=until), reply(CSV))
    assert asked(tmp_path, url=url).state == "new"


@pytest.mark.parametrize("host", ["a b", "a..b", "x" * 300 + ".invalid"])
def test_an_address_that_is_none_is_told_with_where_to_correct_it(tmp_path: Path, host: str) -> None:
    told = failure(tmp_path, url=f"http://{host}/x.csv")
    assert told == f"{host[:100]} is no name of a host; see whether it has moved, and correct raw/sources.yml"


def test_how_long_a_busy_server_asks_to_wait_is_bounded(server: Server, tmp_path: Path) -> None:
    begun = time.monotonic()
    url = server.on("/feed", reply(b"busy", 503, Retry_After="100000"))
    assert failure(tmp_path, Limits(total_seconds=0.5, retries=1), url=url).startswith("no answer within 0.5 seconds")
    assert time.monotonic() - begun < GENEROUS
    from pipeline.fetch.web import LONGEST_WAIT, open_session

    with open_session(Limits()) as session:
        retry = session.get_adapter("https://example.org").max_retries
        assert retry.parse_retry_after("100000") == LONGEST_WAIT == 60


@pytest.mark.parametrize(
    "content",
    [
        CSV,
        b"\xef\xbb\xbfa;b;c\n",
        "a,b,c\nCafé £,1,2\n".encode("cp1252"),
        b"a,b,c\n" + "Á".encode() * 40_000,
        b"a,b,c\n1" + "Á".encode() * 40_000,
        "a,b,c\n1,2,3\n".encode("utf-16"),
        "a,b,c\n1,2,3\n".encode("utf-16-le"),
        b"a,b,c\n" + "Á,1,2\n".encode() * 100 + b"\x92,1,2\n",
        b"Table 1: waits by group\n\nPublished in May\na\tb\tc\n1\t2\t3\n",
    ],
)
def test_what_may_be_a_csv(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    assert content_problem(file, "csv") is None


def test_a_disk_that_takes_nothing_is_a_failure_with_a_remedy(server: Server, tmp_path: Path) -> None:
    (tmp_path / "versions").write_text("a file in the way")
    [outcome] = fetch([source(url=server.on("/feed", reply(CSV)))], tmp_path, limits=QUICK)
    assert (outcome.state, outcome.message) == (
        "failed",
        "cannot be kept: Not a directory; see to the disk, and fetch again",
    )


def test_a_disk_that_is_full_is_a_failure_and_the_next_asking_fetches_anew(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    url = server.on("/feed", dated(CSV, '"1"'))
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.fetch.stored_files.os.fsync", full)
        [outcome] = fetch([source(url=url)], tmp_path, limits=QUICK)
    assert outcome.message == "cannot be kept: No space left on device; see to the disk, and fetch again"
    assert asked(tmp_path, url=url).state == "new"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\0\xff\xfe garbage",
        b"HTTP/1.1 200\r\n",
        b"HTTP/1.1 two OK\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\na,b,c",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\na,b,c",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\na,b,c",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\na,b,c",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\na,b,c",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\na,b,c",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\na,b,c",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\na,b,c",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: " + b"gzip, " * 50 + b"gzip\r\n\r\na,b,c",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\na,b,c",
        b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\xc3\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:99999/\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://xn--\xff.example/\r\n\r\n",
        b"HTTP/1.1 503 Busy\r\nRetry-After: some day\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\n\r\na,b,c",
        b"HTTP/1.1 999 \r\n\r\n",
    ],
)
def test_whatever_a_server_says_is_told_and_not_raised(server: Server, tmp_path: Path, said: bytes) -> None:
    def way(request: server_ways.Request) -> None:
        request.close_connection = True
        request.wfile.write(said)

    assert "; " in failure(tmp_path, url=server.on("/feed", way))


@pytest.mark.parametrize(
    "way",
    [
        reply(b"1,2,3\n", Content_Length="2000000"),
        server_ways.endless(3),
        server_ways.gzip_bomb(30),
    ],
)
def test_a_file_that_is_too_large(server: Server, tmp_path: Path, way: server_ways.Way) -> None:
    told = failure(tmp_path, url=server.on("/feed", way))
    assert told == "the answer is larger than 1 MB; raise max_megabytes in raw/sources.yml if that is right"


def test_no_more_is_read_than_the_limit(server: Server, tmp_path: Path) -> None:
    import tracemalloc

    url = server.on("/feed", server_ways.endless(50))
    tracemalloc.start()
    try:
        assert failure(tmp_path, url=url, max_megabytes=10).startswith("the answer is larger than 10 MB")
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
    assert server.written < 25_000_000


@pytest.mark.parametrize("way", [server_ways.endless(50, 503), server_ways.endless(50, 302, Location="/feed")])
def test_what_comes_with_no_file_is_not_read_to_its_end(server: Server, tmp_path: Path, way: server_ways.Way) -> None:
    failure(tmp_path, url=server.on("/feed", way))
    assert server.written < 6 * 8_000_000


@pytest.mark.parametrize("proxy", ["http://", ":::", "foo://x", "http://[::1", "http://a:b@@c:99999"])
def test_a_proxy_that_is_none_is_told_and_not_the_address(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", proxy)
    told = failure(tmp_path, url=server.on("/f.csv", reply(CSV)))
    assert told == "the proxy that the environment names is none that can be used; correct HTTPS_PROXY or ALL_PROXY"


def test_certificates_that_are_not_there_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent")
    told = failure(tmp_path, url="https://127.0.0.1:1/f.csv")
    assert told.endswith("invalid path: /nonexistent; correct REQUESTS_CA_BUNDLE")
