"""Readers are never stopped by a refresh and never see half of one; two refreshes wait for one another."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from functools import partialmethod
from pathlib import Path

import duckdb
import pytest
from effort import is_nightly
from installation import Installation, make, read_only, replace_text

from pipeline.publish.warehouse import Warehouse

# A reader in a process of its own: asks until the file `stop` is there, and writes its answers down. Each answer
# holds marks that four inputs left in four tables.
READER = """
import json, sys, time
from pathlib import Path
import duckdb

file, stop, answers, keeps = sys.argv[1:]
QUERY = '''SELECT
    (SELECT release_id FROM meta.release),
    (SELECT published_note FROM core.document WHERE document_id = 'mailonline_2016'),
    (SELECT count(*) FROM core.organisation_alias),
    (SELECT value FROM core.measure_value WHERE org_code = '05W' AND measure_id = 'iapt_recovery_rate'),
    (SELECT mental_health FROM marts.ccg_profile WHERE org_code = '09C'),
    (SELECT sum(rows) FROM meta.table WHERE table_name IN ('rating', 'organisation_alias')),
    (SELECT count(*) FROM core.rating)'''
with open(answers, "w") as out:
    kept = duckdb.connect(file, read_only=True) if keeps == "keeps" else None
    while not Path(stop).exists():
        con = kept or duckdb.connect(file, read_only=True)
        json.dump([str(cell) for cell in con.execute(QUERY).fetchall()[0]], out)
        out.write("\\n")
        out.flush()
        if not kept:
            con.close()
        time.sleep(0.25)
"""
BANDS = ["Good", "Outstanding"]


def change_four_inputs(installation: Installation, number: int) -> None:
    """Leaves the mark `number` in a sidecar, in reference data and in the tables of two documents."""
    before = number - 1
    note = "Article 3881380." if number == 1 else f"Look {before}."
    replace_text(installation.sidecar("mailonline_2016"), note, f"Look {number}.")
    with (installation.raw / "reference" / "aliases.csv").open("a", encoding="utf-8") as aliases:
        aliases.write(f"NHS Otherwise {number} CCG,03K,a test's\n")
    value = "59.10%" if number == 1 else f"{before}.00%"
    row = "NHS STOKE ON TRENT CCG Top performing {} 78.30%"
    replace_text(installation.document("nursing_times_2016"), row.format(value), row.format(f"{number}.00%"))
    row = "NHS Ashford CCG\tInadequate\tInadequate\t{}\tRequires"
    old, new = BANDS[before % 2], BANDS[number % 2]
    replace_text(installation.document("rcpsych_2020"), row.format(old), row.format(new))


def expected_answer(release_id: str, number: int) -> list[str]:
    band = f"{BANDS[number % 2]} (ccg_iaf 2017/18)"
    aliases = 5 + number
    return [release_id, f"Look {number}.", str(aliases), f"{number}.0", band, str(894 + aliases), "894"]


def test_readers_see_no_error_and_no_mixed_release_during_refreshes(installation: Installation) -> None:
    change_four_inputs(installation, 1)
    releases = {installation.refresh().release_id: 1}
    file = str(installation.warehouse.current_link / "ccg_ratings.duckdb")
    stop = installation.folder / "stop"
    answers = {kind: installation.folder / f"{kind}.jsonl" for kind in ("opens", "keeps")}
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, file, str(stop), str(path), kind], stderr=subprocess.PIPE, text=True
        )
        for kind, path in answers.items()
    ]
    while not all(path.exists() and path.stat().st_size for path in answers.values()):
        assert [reader.poll() for reader in readers] == [None, None]
        time.sleep(0.01)
    for number in range(2, 12 if is_nightly() else 3):
        change_four_inputs(installation, number)
        releases[installation.refresh().release_id] = number
    last = max(releases)
    end = time.monotonic() + 30
    while last not in answers["opens"].read_text() and time.monotonic() < end:
        time.sleep(0.01)
    stop.touch()
    for reader in readers:
        _, errors = reader.communicate(timeout=30)
        assert (reader.returncode, errors) == (0, "")

    seen = {kind: [json.loads(line) for line in path.read_text().splitlines()] for kind, path in answers.items()}
    for kind in seen:
        assert all(answer == expected_answer(answer[0], releases[answer[0]]) for answer in seen[kind])
    # The one that opens anew goes forward only and comes to the last release; the other stays with its first.
    opened = [answer[0] for answer in seen["opens"]]
    assert opened == sorted(opened)
    assert opened[-1] == last
    assert len(set(opened)) > 1
    assert {answer[0] for answer in seen["keeps"]} == {min(releases)}
    assert len(installation.warehouse.releases()) == min(5, 1 + len(releases))


def test_two_connections_of_one_process_read_the_same_rows(published: Installation) -> None:
    file = published.warehouse.current_link / "ccg_ratings.duckdb"
    with read_only(file) as one, read_only(file) as other:
        query = "FROM core.rating"
        assert one.execute(query).fetchall() == other.execute(query).fetchall()


@pytest.mark.nightly
def test_a_release_that_is_opened_by_its_own_path_is_read_beside_a_later_one(installation: Installation) -> None:
    first = installation.warehouse.current()
    assert first
    with installation.warehouse.connect() as early:
        change_four_inputs(installation, 1)
        installation.refresh()
        with installation.warehouse.connect() as late, read_only(first.file) as again:
            query = "SELECT published_note FROM core.document WHERE document_id = 'mailonline_2016'"
            assert early.execute(query).fetchall() == again.execute(query).fetchall() == [("Article 3881380.",)]
            assert late.execute(query).fetchall() == [("Look 1.",)]


@pytest.mark.nightly
def test_two_refreshes_at_once_both_end_well_and_publish_once(tmp_path: Path, published: Installation) -> None:
    # Also where both find that Dagster's home is not there yet.
    installation = make(tmp_path / "installation", tmp_path / "home", published)
    change_four_inputs(installation, 1)
    processes = [installation.start("refresh", "--as-at", "2021-07-01") for _ in range(2)]
    ended = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], ended
    # One of them may have to wait, and then says so; for whom, if the other has written that down already.
    assert all(err == "" or err.startswith("waiting for another refresh") for _, err in ended), ended
    outs = sorted("nothing was published" in out for out, _ in ended)
    assert outs == [False, True]
    assert len(installation.warehouse.releases()) == 2
    assert installation.rows("SELECT count(*) FROM core.organisation_alias") == [(6,)]


@pytest.mark.nightly
def test_a_refresh_waits_for_one_that_is_publishing(installation: Installation) -> None:
    change_four_inputs(installation, 1)
    state = installation.published_state()
    with installation.warehouse.locked(pytest.fail):
        process = installation.start("refresh", "--as-at", "2021-07-01")
        assert process.stderr
        assert process.stderr.readline().startswith("waiting for another refresh")
        assert process.poll() is None
        assert installation.published_state() == state
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Published release" in out


def test_a_refresh_that_waited_too_long_says_who_holds_the_warehouse(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_four_inputs(installation, 1)
    state = installation.published_state()
    script = (
        "import sys, time; from pathlib import Path; from pipeline.publish.warehouse import Warehouse\n"
        "with Warehouse(Path(sys.argv[1])).locked(print):\n    print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", script, str(installation.warehouse.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        monkeypatch.setattr(Warehouse, "locked", partialmethod(Warehouse.locked, patience=0.1))
        refresh = installation.command("refresh", "--as-at", "2021-07-01")
        rollback = installation.command("rollback")
        holder.kill()
    for told in (refresh, rollback):
        assert told.exit_code == 1
        assert f"held by another refresh (process {holder.pid}, since " in told.err
        assert "Wait for it, or end that process" in told.err
    assert installation.published_state() == state


def test_readers_go_on_while_the_warehouse_is_held(installation: Installation) -> None:
    with installation.warehouse.locked(pytest.fail):
        assert installation.command("sql", "SELECT count(*) FROM core.rating", "--format", "csv").exit_code == 0


@pytest.mark.nightly
def test_a_file_that_somebody_has_open_for_writing_stops_no_refresh(installation: Installation) -> None:
    script = "import sys, time, duckdb; con = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(60)"
    file = installation.warehouse.current_link.resolve() / "ccg_ratings.duckdb"
    with subprocess.Popen([sys.executable, "-c", script, str(file)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "open\n"
        asked = installation.command("sql", "SELECT 1")
        assert (asked.exit_code, asked.out) == (1, "")
        assert f"PID {writer.pid}" in asked.err
        assert "Close the program that has it open for writing" in asked.err
        change_four_inputs(installation, 1)
        told = installation.command("refresh", "--as-at", "2021-07-01")
        writer.kill()
    assert told.exit_code == 0, told.err
    assert "core.organisation_alias: +1 -0 rows" in told.out


def test_a_released_file_needs_no_other_file(published: Installation, tmp_path: Path) -> None:
    alone = tmp_path / "alone.duckdb"
    alone.write_bytes((published.warehouse.current_link / "ccg_ratings.duckdb").read_bytes())
    with duckdb.connect(str(alone), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM core.rating").fetchall() == [(894,)]
