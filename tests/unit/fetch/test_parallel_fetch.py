"""Fetching from the sources, of a server that behaves and of one that does not."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import source_server as server_ways
from source_server import HTML, Server, dated, page, redirect, reply, running, workbook

from pipeline.app.cli import fetch as fetch_command
from pipeline.base.settings import PROJECT_DIR
from pipeline.fetch.fetch_attempts import attempts, note_attempt
from pipeline.fetch.file_kinds import content_problem
from pipeline.fetch.parallel_fetch import fetch
from pipeline.fetch.snapshots import snapshots_of
from pipeline.fetch.source_worker import Outcome
from pipeline.fetch.web import Limits, Time, Way
from pipeline.reference.sources import Source

QUICK = Limits(connect_seconds=0.5, read_seconds=0.3, total_seconds=5, retries=2, backoff_seconds=0.01)
# How long a fetch attempt that has half a second may take on a machine that is busy.
GENEROUS = 5
HALF = Limits(connect_seconds=0.5, read_seconds=0.3, total_seconds=0.5, retries=0, backoff_seconds=0.01)

CSV = b"REPORTING_PERIOD_START,GROUP_TYPE,MEASURE_ID\n2022-04-01,England,M001\n"
CSV_LAYOUT = {
    "kind": "csv",
    "period": "REPORTING_PERIOD_START",
    "group": "GROUP_TYPE",
    "groups": {"England": {"org_type": "national"}},
    "measure": "MEASURE_ID",
    "value": ["MEASURE_VALUE"],
}
WORKBOOK_LAYOUT = {
    "kind": "workbook",
    "org_code": "Org code",
    "org_name": "Org name",
    "org_type": "Org Type",
    "org_types": {"CCG": "ccg"},
    "national_codes": ["Eng"],
    "catalogue_sheet": "Metadata",
    "catalogue_columns": {},
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "*")
    with running() as server:
        yield server


def source(source_id: str = "feed", **values: Any) -> Source:
    """A source of CSV files, or of workbooks."""
    values = {
        "title": "A feed",
        "publisher": "NHS England",
        "licence": "Open Government Licence v3.0",
        "format": "csv",
        "cadence": "monthly",
        "feeds": "measures",
        "max_megabytes": 1,
    } | values
    layout = CSV_LAYOUT if values["format"] == "csv" else WORKBOOK_LAYOUT
    return Source.model_validate({"source_id": source_id, "layout": layout, **values})


def asked(raw: Path, limits: Limits = QUICK, **values: Any) -> Outcome:
    """What comes of asking one source; whatever comes, nothing lies about afterwards."""
    [outcome] = fetch([source(**values)], raw, limits=limits)
    files = [path.relative_to(raw / "versions") for path in (raw / "versions").rglob("*") if path.is_file()]
    in_versions = [path for path in files if path.parts[0] == "feed" and path.parts[1][0].isdigit()]
    assert set(files) - set(in_versions) <= {Path(".lock"), Path("feed/.state.json")}
    return outcome


def join_threads() -> None:
    """Waits for the threads that were left behind."""
    for thread in threading.enumerate():
        if thread.name == "fetch feed":
            thread.join(GENEROUS)


def failure(raw: Path, limits: Limits = QUICK, **values: Any) -> str:
    """The message of a source that fails and keeps nothing."""
    outcome = asked(raw, limits, **values)
    assert (outcome.state, outcome.snapshots) == ("failed", ())
    assert snapshots_of(raw, "feed") == []
    assert "\n" not in outcome.message
    return outcome.message


# --- what is well


def test_a_file_is_fetched_and_kept(server: Server, tmp_path: Path) -> None:
    url = server.on("/data/feed.csv", reply(CSV, ETag='"1"'))
    outcome = asked(tmp_path, url=url)
    [version] = snapshots_of(tmp_path, "feed")
    assert outcome == Outcome("feed", "new", version.document_id, (version,))
    assert (version.file.name, version.file.read_bytes()) == ("feed.csv", CSV)
    assert (version.url, version.etag, version.last_modified, version.bytes) == (url, '"1"', None, len(CSV))
    assert server.asked[0][1]["user-agent"].startswith("ccg-ratings/0.")


def test_what_is_not_modified_is_not_sent_again(server: Server, tmp_path: Path) -> None:
    modified = "Thu, 11 Aug 2022 08:30:00 GMT"
    url = server.on("/feed.csv", dated(CSV, '"1"', modified))
    assert asked(tmp_path, url=url).snapshots[0].document_id == "feed_2022-08-11"
    assert asked(tmp_path, url=url) == Outcome("feed", "unchanged", "not modified (304)")
    assert server.asked[1][1]["if-none-match"] == '"1"'
    assert server.asked[1][1]["if-modified-since"] == modified
    noted = attempts(tmp_path, "feed")[url]
    assert (noted.outcome, noted.message, noted.etag) == ("unchanged", "not modified (304)", '"1"')


def test_what_came_long_ago_is_asked_for_whole_whatever_the_server_says_of_it(server: Server, tmp_path: Path) -> None:
    """A server whose ETag stays while the content changes is believed for 30 days."""
    url = server.on("/feed.csv", dated(CSV, '"1"'), dated(CSV, '"1"'), reply(CSV + b"more\n"))
    asked(tmp_path, url=url)
    assert asked(tmp_path, url=url).message == "not modified (304)"
    noted = attempts(tmp_path, "feed")[url]
    assert noted.received_at is not None
    long_ago = noted.received_at - timedelta(days=31)
    note_attempt(tmp_path, "feed", url, noted.model_copy(update={"received_at": long_ago}))
    assert asked(tmp_path, url=url).state == "new"
    assert "if-none-match" not in server.asked[2][1]


def test_a_version_that_is_gone_is_fetched_again(server: Server, tmp_path: Path) -> None:
    url = server.on("/feed.csv", dated(CSV, '"1"'))
    asked(tmp_path, url=url).snapshots[0].file.unlink()
    assert asked(tmp_path, url=url).state == "new"
    assert "if-none-match" not in server.asked[1][1]


def test_a_server_that_says_nothing_of_versions_is_asked_for_all_of_it(server: Server, tmp_path: Path) -> None:
    url = server.on("/feed.csv", reply(CSV))
    assert asked(tmp_path, url=url).state == "new"
    assert asked(tmp_path, url=url) == Outcome("feed", "unchanged", "fetched, and as before")


def test_the_same_content_under_a_new_etag_is_no_new_version(server: Server, tmp_path: Path) -> None:
    url = server.on("/feed.csv", dated(CSV, '"1"'), dated(CSV, '"2"'))
    asked(tmp_path, url=url)
    assert asked(tmp_path, url=url).state == "unchanged"
    assert asked(tmp_path, url=url).message == "not modified (304)", "the new ETag is known now"


def test_an_address_that_is_overwritten_gives_a_version_each_time(server: Server, tmp_path: Path) -> None:
    url = server.on("/feed.csv", dated(CSV, '"1"'), dated(CSV + b"more\n", '"2"'))
    asked(tmp_path, url=url)
    assert asked(tmp_path, url=url).state == "new"
    assert [version.bytes for version in snapshots_of(tmp_path, "feed")] == [len(CSV), len(CSV) + 5]


def test_a_304_that_nothing_was_asked_for_is_a_failure(server: Server, tmp_path: Path) -> None:
    assert failure(tmp_path, url=server.on("/feed.csv", reply(b"", 304))).startswith("answered 304 Not Modified")


def test_a_304_for_what_is_not_held_any_more_is_a_failure(server: Server, tmp_path: Path) -> None:
    url = server.on("/feed.csv", dated(CSV, '"1"'), reply(b"", 304))
    asked(tmp_path, url=url).snapshots[0].file.unlink()
    assert asked(tmp_path, url=url).message.startswith("answered 304 Not Modified")


def test_a_failure_in_between_forgets_nothing(server: Server, tmp_path: Path) -> None:
    url = server.on("/feed.csv", dated(CSV, '"1"'), reply(b"", 404), dated(CSV, '"1"'))
    asked(tmp_path, url=url)
    assert asked(tmp_path, url=url).state == "failed"
    assert attempts(tmp_path, "feed")[url].outcome == "failed"
    assert asked(tmp_path, url=url).message == "not modified (304)"


def test_a_server_that_is_busy_is_asked_again(server: Server, tmp_path: Path) -> None:
    url = server.on("/feed.csv", reply(b"busy", 500), reply(b"busy", 503), reply(CSV))
    assert asked(tmp_path, url=url).state == "new"
    assert server.paths() == ["/feed.csv"] * 3


def test_compressed_content_is_kept_as_it_was_before(server: Server, tmp_path: Path) -> None:
    import gzip

    url = server.on("/feed.csv", reply(gzip.compress(CSV), Content_Encoding="gzip"))
    assert asked(tmp_path, url=url).snapshots[0].file.read_bytes() == CSV


# --- pages


def test_every_edition_of_a_page_is_kept(server: Server, tmp_path: Path) -> None:
    links = ("/files/q3.xlsm", "/about", "q4.xlsx#top", "/files/q3.xlsm#again")
    start = server.on("/data/page", reply(page(*links), Content_Type=HTML))
    server.on("/files/q3.xlsm", reply(workbook("Q3")))
    server.on("/data/q4.xlsx", reply(workbook("Q4")))
    outcome = asked(tmp_path, page=start, links=[r"\.xls[xm]$"], take="all", format="xlsx")
    assert (outcome.state, len(outcome.snapshots)) == ("new", 2)
    assert server.paths() == ["/data/page", "/files/q3.xlsm", "/data/q4.xlsx"]
    again = asked(tmp_path, page=start, links=[r"\.xls[xm]$"], take="all", format="xlsx")
    assert again == Outcome("feed", "unchanged", "2 files as before")


def test_links_lead_from_page_to_page_to_the_first_file(server: Server, tmp_path: Path) -> None:
    start = server.on("/series", reply(page("/may-2024", "/april-2024"), Content_Type=HTML))
    server.on("/may-2024", reply(page("/about.pdf", "/files/MHSDS%20Data.csv", "/files/other.csv"), Content_Type=HTML))
    server.on("/files/MHSDS%20Data.csv", reply(CSV))
    outcome = asked(tmp_path, page=start, links=[r"/[a-z]+-\d{4}$", r"\.csv$"])
    assert [version.file.name for version in outcome.snapshots] == ["MHSDS_Data.csv"]
    assert server.paths() == ["/series", "/may-2024", "/files/MHSDS%20Data.csv"]


def test_of_a_series_as_many_files_are_taken_as_the_source_says(server: Server, tmp_path: Path) -> None:
    months = ("may-2024", "april-2024", "march-2024", "february-2024")
    start = server.on("/series", reply(page(*(f"/{month}" for month in months)), Content_Type=HTML))
    for month in months:
        server.on(f"/{month}", reply(page(f"/files/{month}.csv", "/about"), Content_Type=HTML))
        server.on(f"/files/{month}.csv", reply(CSV + month.encode()))
    links = [r"/[a-z]+-\d{4}$", r"\.csv$"]
    outcome = asked(tmp_path, page=start, links=links, take=3)
    assert [version.file.name for version in outcome.snapshots] == [f"{month}.csv" for month in months[:3]]
    # The page of the fourth month is not asked.
    pages = [f"/{month}" for month in months[:3]]
    assert server.paths() == ["/series", *pages, *(f"/files/{month}.csv" for month in months[:3])]


def test_links_of_a_page_that_has_moved_are_read_from_where_it_is(server: Server, tmp_path: Path) -> None:
    start = server.on("/page", redirect("/new/place/"))
    server.on("/new/place/", reply(page("feed.csv"), Content_Type=HTML))
    server.on("/new/place/feed.csv", reply(CSV))
    assert asked(tmp_path, page=start, links=["csv"]).state == "new"


def test_one_file_that_fails_takes_no_other_with_it(server: Server, tmp_path: Path) -> None:
    start = server.on("/page", reply(page("/a.csv", "/b.csv", "/c.csv"), Content_Type=HTML))
    server.on("/a.csv", reply(CSV))
    server.on("/c.csv", reply(CSV + b"more\n"))
    outcome = asked(tmp_path, page=start, links=["csv"], take="all")
    assert (outcome.state, len(outcome.snapshots)) == ("failed", 2)
    assert outcome.message.startswith("b.csv: answered 404 Not Found; see whether it has moved")
    assert f"kept: {outcome.snapshots[0].document_id}, {outcome.snapshots[1].document_id}" in outcome.message


def test_no_more_files_are_fetched_than_the_limit(server: Server, tmp_path: Path) -> None:
    start = server.on("/page", reply(page(*(f"/{number}.csv" for number in range(9))), Content_Type=HTML))
    for number in range(9):
        server.on(f"/{number}.csv", reply(CSV + f"{number}\n".encode()))
    outcome = asked(tmp_path, Limits(files=3), page=start, links=["csv"], take="all")
    assert len(outcome.snapshots) == 3
    assert outcome.message.endswith("; only the first 3 of 9 files")


@pytest.mark.parametrize(
    ("body", "headers", "told"),
    [
        (
            page("/about"),
            {"Content_Type": HTML},
            "no link on PAGE fits [.]csv$; the page may have been laid out anew; ",
        ),
        (b"just words", {"Content_Type": HTML}, "no link on PAGE fits [.]csv$"),
        (page("http://[::1/feed.csv", "mailto:a@b"), {"Content_Type": HTML}, "no link on PAGE fits [.]csv$"),
        (workbook(), {"Content_Type": "application/zip"}, "PAGE is no web page; "),
        (b"", {"Content_Type": HTML}, "PAGE is empty; try again later"),
        (
            page("file:///etc/feed.csv"),
            {"Content_Type": HTML},
            "the link on PAGE leads to file, and only http and https",
        ),
        (
            page("https://elsewhere.example/feed.csv"),
            {"Content_Type": HTML},
            "the link on PAGE leads to elsewhere.example, which raw/sources.yml does not name; ",
        ),
    ],
)
def test_a_page_that_leads_nowhere(
    server: Server, tmp_path: Path, body: bytes, headers: dict[str, str], told: str
) -> None:
    start = server.on("/page", reply(body, **headers))
    assert failure(tmp_path, page=start, links=["[.]csv$"]).startswith(told.replace("PAGE", start))


def test_a_link_to_another_host_is_passed_over_for_one_that_may_be_followed(server: Server, tmp_path: Path) -> None:
    start = server.on("/page", reply(page(server.url("/feed.csv", "localhost"), "/feed.csv"), Content_Type=HTML))
    server.on("/feed.csv", reply(CSV))
    assert asked(tmp_path, page=start, links=["csv"]).snapshots[0].url == server.url("/feed.csv")


def test_a_host_that_the_source_names_may_be_followed(server: Server, tmp_path: Path) -> None:
    start = server.on("/page", reply(page(server.url("/feed.csv", "localhost")), Content_Type=HTML))
    server.on("/feed.csv", reply(CSV))
    named = [f"LocalHost:{server.port}"]
    assert asked(tmp_path, page=start, links=["csv"], hosts=named).state == "new"


def test_a_page_has_its_own_limit(server: Server, tmp_path: Path) -> None:
    start = server.on("/page", reply(page(*["/x"] * 10_000), Content_Type=HTML))
    told = failure(tmp_path, Limits(page_megabytes=0.1), page=start, links=["csv"])
    assert told.startswith("the answer is larger than 0.1 MB")


@pytest.mark.parametrize("markup", [b"<!--", b"<a ", b"<![", b"<a href=x "])
def test_a_page_that_is_made_to_be_slow_has_no_more_time_than_others(
    server: Server, tmp_path: Path, markup: bytes
) -> None:
    start = server.on("/page", reply(b"<html>" + markup * 400_000, Content_Type=HTML))
    begun = time.monotonic()
    failure(tmp_path, HALF, page=start, links=["csv"])
    join_threads()
    assert "fetch feed" not in {thread.name for thread in threading.enumerate()}
    assert time.monotonic() - begun < 2 * GENEROUS


def test_links_are_found_wherever_a_long_page_is_cut(server: Server, tmp_path: Path) -> None:
    links = [f"/{number}.csv" for number in range(20_000)]
    start = server.on("/page", reply(page(*links), Content_Type=HTML))
    outcome = asked(tmp_path, Limits(files=1), page=start, links=["csv"], take="all")
    assert outcome.message.endswith("; only the first 1 of 20000 files")


# --- redirects


def test_a_redirect_within_the_host_is_followed(server: Server, tmp_path: Path) -> None:
    url = server.on("/latest.csv", redirect("/2024/may.csv", 301))
    server.on("/2024/may.csv", dated(CSV, '"1"'))
    version = asked(tmp_path, url=url).snapshots[0]
    assert (version.url, version.file.name) == (url, "latest.csv")
    assert asked(tmp_path, url=url).message == "not modified (304)"
    assert "if-none-match" not in server.asked[2][1], "the ETag is that of the address that it came from"


def test_what_holds_for_one_address_is_not_asked_of_the_next(server: Server, tmp_path: Path) -> None:
    modified = "Thu, 11 Aug 2022 08:30:00 GMT"
    url = server.on("/latest.csv", redirect("/may.csv"), redirect("/june.csv"))
    server.on("/may.csv", dated(CSV, last_modified=modified))
    server.on("/june.csv", dated(CSV + b"June\n", last_modified=modified))
    asked(tmp_path, url=url)
    assert asked(tmp_path, url=url).state == "new"


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("http://localhost:PORT/feed.csv", "redirected to localhost:PORT, which raw/sources.yml does not name; "),
        ("//localhost:PORT/feed.csv", "redirected to localhost:PORT, which raw/sources.yml does not name; "),
        ("http://127.0.0.1:PORT@elsewhere.example/", "redirected to 127.0.0.1:PORT@elsewhere.example, which"),
        ("http://127.0.0.1/feed.csv", "redirected to 127.0.0.1, which raw/sources.yml does not name; "),
        ("file:///etc/passwd", "redirected to file, and only http and https are asked; "),
        ("http://[::1/feed.csv", "redirected to what is no address, and only http"),
        ("/feed.csv", "redirected more than 5 times; "),
        ("", "answered 302 Found; "),
    ],
)
def test_a_redirect_that_is_not_followed(server: Server, tmp_path: Path, location: str, told: str) -> None:
    port = str(server.port)
    url = server.on("/feed.csv", redirect(location.replace("PORT", port)))
    assert failure(tmp_path, url=url).startswith(told.replace("PORT", port))
    assert len(server.asked) == (6 if location == "/feed.csv" else 1)


def test_https_is_never_left_for_http() -> None:
    way = Way.from_address("https://www.england.nhs.uk/page", frozenset(["files.digital.nhs.uk"]))
    assert way.objection("https://files.digital.nhs.uk:443/a.csv") is None
    assert way.objection("https://files.digital.nhs.uk:8443/a.csv") is not None
    assert way.objection("http://files.digital.nhs.uk/a.csv") == (
        "http://files.digital.nhs.uk, which gives up the protection of https"
    )
    assert Way.from_address("http://old.example/page").objection("http://old.example/a.csv") is None


# --- bad answers


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
        ("xlsx", reply(CSV), "what came is no Excel workbook; "),
        ("xlsx", reply(workbook()[:-30]), "what came is no Excel workbook; "),
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


# --- too much


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


# --- too long


@pytest.mark.parametrize(
    "way", [server_ways.hang, server_ways.header_trickle, server_ways.body_trickle, server_ways.endless(10_000)]
)
def test_whatever_a_server_does_its_time_is_over_at_the_end(
    server: Server, tmp_path: Path, way: server_ways.Way
) -> None:
    begun = time.monotonic()
    told = failure(tmp_path, HALF, url=server.on("/feed", way), max_megabytes=10_000)
    assert told == "no answer within 0.5 seconds; try again later" or (
        way is server_ways.hang and told == "127.0.0.1 does not answer; try again later"
    )
    assert time.monotonic() - begun < GENEROUS


def test_a_thread_whose_body_trickles_ends_by_itself(server: Server, tmp_path: Path) -> None:
    failure(tmp_path, HALF, url=server.on("/feed", server_ways.body_trickle))
    join_threads()
    assert "fetch feed" not in {thread.name for thread in threading.enumerate()}


def test_a_source_that_hangs_holds_up_no_other(server: Server, tmp_path: Path) -> None:
    hanging = [source(f"hangs_{n}", url=server.on(f"/{n}", server_ways.header_trickle)) for n in range(5)]
    begun = time.monotonic()
    outcomes = fetch([*hanging, source(url=server.on("/feed.csv", reply(CSV)))], tmp_path, limits=HALF)
    assert [outcome.state for outcome in outcomes] == ["failed"] * 5 + ["new"]
    assert [outcome.source_id for outcome in outcomes][:2] == ["hangs_0", "hangs_1"]
    assert time.monotonic() - begun < 2 * GENEROUS


@pytest.mark.parametrize("discards", [True, False])
def test_what_comes_after_the_end_is_not_kept(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, discards: bool
) -> None:
    """A thread that is left behind between its last look at the clock and the keeping, with its file or without."""
    if not discards:
        monkeypatch.setattr("pipeline.fetch.source_worker.SourceWorker._discard", lambda worker: None)
    received, over = threading.Event(), threading.Event()

    def slowly(*_: object) -> None:
        received.set()
        over.wait(GENEROUS)

    monkeypatch.setattr("pipeline.fetch.source_worker.content_problem", slowly)
    [outcome] = fetch([source(url=server.on("/feed.csv", reply(CSV)))], tmp_path, limits=HALF)
    assert (outcome.state, received.is_set()) == ("failed", True)
    over.set()
    join_threads()
    assert snapshots_of(tmp_path, "feed") == []
    assert len(list((tmp_path / "versions" / ".incoming").iterdir())) == (0 if discards else 1)


def test_when_the_asking_is_interrupted_nothing_more_is_kept(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    monkeypatch.setattr(
        "pipeline.fetch.source_worker.content_problem", lambda path, file_format: over.wait(GENEROUS) and None
    )

    def interrupted(source_id: str, text: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch([source(url=server.on("/feed.csv", reply(CSV)))], tmp_path, interrupted, QUICK)
    over.set()
    join_threads()
    assert snapshots_of(tmp_path, "feed") == []


def test_a_mistake_of_the_program_is_raised(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr("pipeline.fetch.source_worker.content_problem", wrong)
    with pytest.raises(ZeroDivisionError, match="a mistake"):
        fetch([source(url=server.on("/feed.csv", reply(CSV)))], tmp_path, limits=QUICK)


def test_what_a_killed_process_left_is_cleared_after_a_day(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "versions" / ".incoming"
    folder.mkdir(parents=True)
    old, young = folder / "old", folder / "young"
    for path in (old, young):
        path.write_bytes(b"half a file")
    os.utime(old, (time.time() - 90_000,) * 2)
    fetch([], tmp_path)
    assert [path.name for path in folder.iterdir()] == ["young"]


def test_time_is_over_when_it_is_stopped() -> None:
    left = Time(1000)
    assert not left.over
    left.stop()
    assert left.over


def test_where_nobody_listens_there_is_no_connection(server: Server, tmp_path: Path) -> None:
    url = server.url("/feed")
    server.stop()
    assert failure(tmp_path, HALF, url=url).startswith("no connection to 127.0.0.1; try again later")


def test_progress_tells_what_is_done(server: Server, tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    url = server.on("/feed.csv", reply(CSV))
    fetch([source(url=url)], tmp_path, lambda *progress: told.append(progress), QUICK)
    assert {source_id for source_id, _ in told} == {"feed"}
    assert told[-1][1].startswith(f"{url}: kept as feed_")


# --- the command


def command(raw: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    """`ccg-ratings fetch`: its exit code and what it prints."""
    import click

    from pipeline.base.problems import ValidationFailed

    monkeypatch.setenv("CCG_RAW_DIR", str(raw))
    out, err = StringIO(), StringIO()
    code: Any = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            fetch_command.command.main(arguments, "fetch", standalone_mode=True)
        except SystemExit as end:
            code = end.code
        except ValidationFailed as refused:
            code = 1
            click.echo(f"refused: {refused}", err=True)
    return code, out.getvalue(), err.getvalue()


def write_sources(raw: Path, *urls: str) -> None:
    import yaml

    raw.mkdir(exist_ok=True)
    entries = [source(f"feed_{number}", url=url).model_dump(mode="json") for number, url in enumerate(urls)]
    (raw / "sources.yml").write_text(yaml.safe_dump({"sources": entries}))


def test_the_command_tells_what_is_new(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sources(tmp_path, server.on("/a.csv", reply(CSV)), server.on("/b.csv", reply(CSV)))
    code, out, err = command(tmp_path, monkeypatch)
    assert (code, err) == (0, "")
    assert out.splitlines()[0].split() == ["source", "outcome", "message"]
    assert "2 new versions. ccg-ratings refresh reads them." in out
    assert all(len(line) <= 80 for line in out.splitlines())
    code, out, _ = command(tmp_path, monkeypatch, "feed_1", "feed_1")
    assert (code, out.splitlines()[-1]) == (0, "Nothing is new.")
    assert "feed_0" not in out


def test_the_command_ends_with_1_where_a_source_failed(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sources(tmp_path, server.on("/a.csv", reply(b"", 404)), server.on("/b.csv", reply(CSV)))
    code, out, _ = command(tmp_path, monkeypatch)
    assert code == 1
    assert "1 new version. ccg-ratings refresh reads it." in out
    assert "404" in out
    assert command(tmp_path, monkeypatch, "feed_1")[0] == 0


def test_the_command_knows_its_sources(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sources(tmp_path, server.url("/a.csv"), server.url("/b.csv"))
    code, _, err = command(tmp_path, monkeypatch, "feed_1", "other")
    assert code == 2
    assert "no source is called other; there are: feed_0, feed_1" in err
    shutil.copyfile(PROJECT_DIR / "raw" / "sources.yml", tmp_path / "sources.yml")
    code, _, err = command(tmp_path, monkeypatch, "eip_waiting_times")
    assert code == 2
    assert "not fetched: eip_waiting_times (discontinued in 2019; " in err
    (tmp_path / "sources.yml").write_text("sources: [")
    assert command(tmp_path, monkeypatch)[0] == 1
    (tmp_path / "sources.yml").unlink()
    code, _, err = command(tmp_path, monkeypatch)
    assert (code, "names no source" in err) == (1, True)


def test_the_command_tells_of_a_version_that_is_not_whole(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sources(tmp_path, server.on("/a.csv", reply(CSV)))
    command(tmp_path, monkeypatch)
    snapshots_of(tmp_path, "feed_0")[0].file.write_bytes(b"half")
    _, out, err = command(tmp_path, monkeypatch)
    assert "1 new version." in out
    assert "a.csv: has 4 bytes, and had" in err


def test_the_command_shows_progress_where_it_takes_long(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(request: server_ways.Request) -> None:
        request.wait(0.3)
        reply(CSV)(request)

    monkeypatch.setattr(fetch_command, "QUIET_SECONDS", 0.1)
    monkeypatch.setattr("pipeline.fetch.parallel_fetch.REPORT_SECONDS", 0.05)
    url = server.on("/a.csv", slow)
    write_sources(tmp_path, url)
    _, _, err = command(tmp_path, monkeypatch)
    assert f"feed_0: asks {url} (0 s)" in err
