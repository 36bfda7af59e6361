"""Pages with links to the files of a source, and redirects."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from fetching import CSV, GENEROUS, HALF, asked, failure, join_threads
from source_server import HTML, Server, dated, page, redirect, reply, workbook

from pipeline.fetch.source_worker import Outcome
from pipeline.fetch.web import AllowedHosts, Limits


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


def test_a_link_with_a_character_that_is_none_takes_no_other_with_it(server: Server, tmp_path: Path) -> None:
    number = "9" * 6_000
    start = server.on("/page", reply(page(f"/&#{number};.csv", f"/&#x{number};.csv", "/feed.csv"), Content_Type=HTML))
    server.on("/feed.csv", reply(CSV))
    assert asked(tmp_path, page=start, links=["feed.csv$"]).state == "new"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_a_page_may_be_in_another_encoding(server: Server, tmp_path: Path, encoding: str) -> None:
    body = "<p>Café <a href='/café.csv'>figures of £5</a></p>".encode(encoding)
    start = server.on("/page", reply(body, Content_Type="text/html"))
    server.on("/caf%C3%A9.csv", reply(CSV))
    assert asked(tmp_path, page=start, links=["é.csv$"]).state == "new"


def test_links_are_found_wherever_a_long_page_is_cut(server: Server, tmp_path: Path) -> None:
    links = [f"/{number}.csv" for number in range(20_000)]
    start = server.on("/page", reply(page(*links), Content_Type=HTML))
    outcome = asked(tmp_path, Limits(files=1), page=start, links=["csv"], take="all")
    assert outcome.message.endswith("; only the first 1 of 20000 files")


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
    hosts = AllowedHosts.from_address("https://www.england.nhs.uk/page", frozenset(["files.digital.nhs.uk"]))
    assert hosts.objection("https://files.digital.nhs.uk:443/a.csv") is None
    assert hosts.objection("https://files.digital.nhs.uk:8443/a.csv") is not None
    assert hosts.objection("http://files.digital.nhs.uk/a.csv") == (
        "http://files.digital.nhs.uk, which gives up the protection of https"
    )
    assert AllowedHosts.from_address("http://old.example/page").objection("http://old.example/a.csv") is None
