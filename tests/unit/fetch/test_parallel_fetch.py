"""Files that are fetched and kept, and what is not sent again."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from fetching import CSV, QUICK, asked, failure
from source_server import Server, dated, reply

from pipeline.fetch.fetch_attempts import attempts, note_attempt
from pipeline.fetch.snapshots import snapshots_of
from pipeline.fetch.source_worker import Outcome
from pipeline.fetch.web import open_session


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


@pytest.mark.parametrize("etag", ["*", '\x0b"1"', '"1", "2"', "1", f'"{"1" * 2000}"', '"1" "2"'])
def test_what_is_no_etag_is_not_sent_back(server: Server, tmp_path: Path, etag: str) -> None:
    url = server.on("/feed.csv", reply(CSV, ETag=etag), reply(CSV + b"more\n", ETag=etag))
    asked(tmp_path, url=url)
    assert asked(tmp_path, url=url).state == "new"
    assert "if-none-match" not in server.asked[1][1]


def test_no_password_is_sent_that_the_address_does_not_say(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "netrc").write_text("default login somebody password secret\n")
    asked(tmp_path, url=server.on("/feed.csv", reply(CSV)))
    assert "authorization" not in server.asked[0][1]
    with open_session(QUICK) as session:
        session.get(server.url("/feed.csv").replace("//", "//user:word@"))
    assert server.asked[1][1]["authorization"] == f"Basic {b64encode(b'user:word').decode()}"


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
