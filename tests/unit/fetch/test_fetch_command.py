"""The command `ccg-ratings fetch`."""

from __future__ import annotations

import shutil
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import source_server as server_ways
from fetching import CSV, source
from source_server import Server, reply

from pipeline.app.cli import fetch as fetch_command
from pipeline.base.settings import PROJECT_DIR
from pipeline.fetch.snapshots import snapshots_of


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
