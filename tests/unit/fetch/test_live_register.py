"""Our register against the live one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import source_server as server_ways
import yaml
from source_server import Server, redirect, reply, running

from pipeline.app.cli.register import command
from pipeline.base.settings import PROJECT_DIR
from pipeline.fetch.live_register import GIVE_UP_AFTER, Answer, Difference, differences, look_up
from pipeline.fetch.web import Limits
from pipeline.reference.register import Organisation, Register, Succession

QUICK = Limits(connect_seconds=0.5, read_seconds=0.2, total_seconds=3, retries=1, backoff_seconds=0.01)
GENEROUS = 6


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "*")
    with running() as server:
        yield server


def organisation(code: str, name: str, opened_on: str, closed_on: str = "") -> Organisation:
    return Organisation(
        org_code=code,
        org_name=name,
        gss_code="E38000001",
        earlier_gss_codes="",
        opened_on=opened_on,
        closed_on=closed_on,
        icb_code="QHM",
        region_code="Y63",
    )


REGISTER = Register(
    (
        organisation("00C", "NHS Darlington CCG", "2013-04-01", "2020-03-31"),
        organisation("16C", "NHS Tees Valley CCG", "2020-04-01"),
    ),
    (Succession(predecessor_org_code="00C", successor_org_code="16C", effective_on=date(2020, 4, 1)),),
)


def dates(start: str, end: str | None = None, kind: str = "Legal") -> dict[str, str]:
    return {"Type": kind, "Start": start} | ({"End": end} if end else {})


def step(kind: str, code: str, day: str | None = "2020-04-01", number: int = 1) -> dict[str, Any]:
    """A succession as one end tells it, under a number of its own."""
    return {
        "uniqueSuccId": number,
        "Date": [dates(day)] if day else [],
        "Type": kind,
        "Target": {"OrgId": {"root": "2.16.840.1.113883.2.1.3.2.4.18.48", "extension": code}},
    }


def record(name: str, date: Any, *steps: dict[str, Any]) -> dict[str, Any]:
    return {"Name": name, "Date": date, "Status": "Active", "Succs": {"Succ": list(steps)}}


DARLINGTON = record("NHS DARLINGTON CCG", [dates("2013-04-01", "2020-03-31")], step("Successor", "16C"))
TEES_VALLEY = record("NHS TEES VALLEY CCG", [dates("2020-04-01")], step("Predecessor", "00C", number=7))


def found(**records: dict[str, Any]) -> list[Difference]:
    """Differences where the live register says this; codes are written with an x before them."""
    return differences(REGISTER, {code[1:]: Answer(told) for code, told in records.items()})


def test_registers_that_agree_have_no_differences() -> None:
    assert found(x00C=DARLINGTON, x16C=TEES_VALLEY) == []
    assert found(x00C=DARLINGTON) == []


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({"Name": "NHS DARLINGTON & TEES CCG"}, ("name", "NHS Darlington CCG", "NHS DARLINGTON & TEES CCG")),
        ({"Date": [dates("2013-04-02", "2020-03-31")]}, ("opened_on", "2013-04-01", "2013-04-02 (Legal)")),
        ({"Date": [dates("2013-04-01")]}, ("closed_on", "2020-03-31", "open (Legal)")),
        (
            {"Date": [dates("2013-04-01", "2020-04-30"), dates("2013-04-01", "2020-05-31", "Operational")]},
            ("closed_on", "2020-03-31", "2020-04-30 (Legal), 2020-05-31 (Operational)"),
        ),
        ({"Succs": {"Succ": []}}, ("succession by 16C", "2020-04-01", "none")),
        (
            {"Succs": {"Succ": [step("Successor", "16C", "2021-04-01")]}},
            ("succession by 16C", "2020-04-01", "2021-04-01"),
        ),
    ],
)
def test_what_differs_is_told(change: dict[str, Any], difference: tuple[str, str, str]) -> None:
    assert found(x00C=DARLINGTON | change) == [Difference("00C", *difference)]


def test_an_organisation_that_is_closed_there_and_open_here() -> None:
    changed = TEES_VALLEY | {"Date": [dates("2020-04-01", "2022-06-30")]}
    assert found(x16C=changed) == [Difference("16C", "closed_on", "open", "2022-06-30 (Legal)")]


def test_one_of_several_dates_is_enough() -> None:
    operational = dates("2013-03-01", "2020-03-31", "Operational")
    assert found(x00C=DARLINGTON | {"Date": [operational, dates("2013-04-01", "2020-03-31")]}) == []


def test_a_code_that_went_on_to_a_part_of_a_board_is_called_after_that() -> None:
    changed = TEES_VALLEY | {"Name": "NHS NORTH EAST AND NORTH CUMBRIA ICB - 16C"}
    assert found(x16C=changed) == []


def test_a_ccg_that_has_ended_may_be_open_there_as_a_part_of_a_board_and_only_so() -> None:
    """Its code went on, and the live register has one record for both."""
    still_open = {"Date": [dates("2013-04-01")]}
    lives_on = DARLINGTON | still_open | {"Name": "NHS NORTH EAST AND NORTH CUMBRIA ICB - 00C"}
    assert found(x00C=lives_on) == []
    assert found(x00C=DARLINGTON | still_open) == [Difference("00C", "closed_on", "2020-03-31", "open (Legal)")]
    ended = {"Date": [dates("2013-04-01", "2023-03-31")]}
    assert found(x00C=lives_on | ended) == [Difference("00C", "closed_on", "2020-03-31", "2023-03-31 (Legal)")]


@pytest.mark.parametrize("change", [{"Succs": {}}, {"Succs": {"Succ": []}}])
def test_a_succession_that_one_end_tells_is_told(change: dict[str, Any]) -> None:
    assert found(x00C=DARLINGTON | change, x16C=TEES_VALLEY) == []


def test_a_succession_that_both_ends_tell_otherwise_is_told_once() -> None:
    assert found(
        x00C=DARLINGTON | {"Succs": {"Succ": [step("Successor", "16C", "2021-04-01")]}},
        x16C=TEES_VALLEY | {"Succs": {"Succ": [step("Predecessor", "00C", "2021-04-01", 8)]}},
    ) == [Difference("00C", "succession by 16C", "2020-04-01", "2021-04-01")]


def test_a_succession_that_only_the_live_register_has() -> None:
    extra = step("Predecessor", "16C", "2022-07-01")
    told = found(x00C=DARLINGTON | {"Succs": {"Succ": [step("Successor", "16C"), extra]}})
    assert told == [Difference("16C", "succession by 00C", "none", "2022-07-01")]


def test_bodies_that_are_not_in_our_register_are_passed_over() -> None:
    trust = step("Predecessor", "5J9", "2013-04-01")
    assert found(x00C=DARLINGTON | {"Succs": {"Succ": [step("Successor", "16C"), trust]}}) == []


def test_a_code_that_the_live_register_does_not_know_is_a_difference() -> None:
    assert differences(REGISTER, {"16C": Answer()}) == [Difference("16C", "organisation", "known", "not known")]


def test_what_could_not_be_asked_is_no_difference() -> None:
    assert differences(REGISTER, {"16C": Answer(problem="no answer"), "00C": Answer(DARLINGTON)}) == []


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"Name": None, "Date": None, "Succs": None},
        {"Name": 5, "Date": "2013", "Succs": ["x"]},
        {"Date": ["x", {}, {"Type": "Legal"}], "Succs": {"Succ": [None, {}, {"Type": "Successor", "Target": "16C"}]}},
    ],
)
def test_keys_that_are_missing_say_nothing(told: dict[str, Any]) -> None:
    assert {one.what for one in found(x00C=told)} <= {"succession by 16C", "closed_on"}
    assert found(x00C=told, x16C=TEES_VALLEY)[1:] == []


def test_a_list_of_one_may_be_written_without_the_list() -> None:
    told = {"Name": "NHS Darlington CCG", "Date": DARLINGTON["Date"][0], "Succs": {"Succ": step("Successor", "16C")}}
    assert found(x00C=told) == []


# --- asking


def test_every_code_has_an_answer(server: Server) -> None:
    body = json.dumps({"Organisation": DARLINGTON}).encode()
    server.on("/ORD/00C", reply(b"busy", 500), reply(body))
    server.on("/ORD/16C", redirect("/ORD/moved"))
    server.on("/ORD/moved", reply(b"{}"))
    server.on("/ORD/03K", redirect(server.url("/", "localhost")))
    server.on("/ORD/03N", reply(b"<html>"))
    server.on("/ORD/01D", reply(b"", 403))
    done: list[int] = []
    answers = look_up(server.url("/ORD/{code}"), ["00C", "16C", "03K", "03N", "01D", "99Z"], done.append, QUICK)
    assert (answers["00C"], answers["99Z"]) == (Answer(DARLINGTON), Answer())
    assert str(answers["16C"].problem).startswith("the answer is no organisation; ")
    assert str(answers["03N"].problem).startswith("the answer is no organisation; ")
    assert str(answers["03K"].problem).startswith(f"redirected to localhost:{server.port}, which")
    assert str(answers["01D"].problem).startswith("answered 403 Forbidden; ")
    assert done == [1, 2, 3, 4, 5, 6]


def test_a_register_that_does_not_answer_is_not_asked_for_ever(server: Server) -> None:
    for number in range(100):
        server.on(f"/{number}", server_ways.drop)
    answers = look_up(server.url("/{code}"), [str(number) for number in range(100)], limits=QUICK)
    problems = [answer.problem for answer in answers.values()]
    assert len(problems) == 100
    assert problems.count(f"not asked, for {GIVE_UP_AFTER} others had no answer") == 100 - GIVE_UP_AFTER


def test_asking_is_over_when_the_time_is(server: Server) -> None:
    begun = time.monotonic()
    server.on("/0", server_ways.header_trickle)
    server.on("/1", reply(json.dumps({"Organisation": DARLINGTON}).encode()))
    answers = look_up(server.url("/{code}"), ["0", "1"], limits=Limits(total_seconds=0.4, read_seconds=0.2))
    assert answers["0"] == Answer(problem="no answer within 0.4 seconds; try again later")
    assert answers["1"].problem is None
    assert time.monotonic() - begun < GENEROUS


# --- the command


def run(raw: Path, monkeypatch: pytest.MonkeyPatch, *codes: str) -> tuple[Any, str, str]:
    monkeypatch.setenv("CCG_RAW_DIR", str(raw))
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        command.main(codes, "register")
    return end.value.code, out.getvalue(), err.getvalue()


@pytest.fixture
def raw(server: Server, tmp_path: Path) -> Path:
    (tmp_path / "reference").symlink_to(PROJECT_DIR / "raw" / "reference")
    register = {
        "title": "The live register",
        "publisher": "NHS England",
        "licence": "Open Government Licence v3.0",
        "url": server.url("/{code}"),
    }
    (tmp_path / "sources.yml").write_text(yaml.safe_dump({"register": register}))
    return tmp_path


def test_the_command_ends_with_0_where_all_agree(server: Server, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server.on("/00C", reply(json.dumps({"Organisation": DARLINGTON}).encode()))
    code, out, _ = run(raw, monkeypatch, "00c", "00C")
    assert (code, server.paths()) == (0, ["/00C"])
    assert out == "1 of 1 organisations checked against The live register.\n1 agree.\n"


def test_the_command_ends_with_1_where_they_differ(server: Server, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = DARLINGTON | {"Name": "NHS DARLINGTON AND A VERY LONG NAME THAT GOES ON CCG"}
    server.on("/00C", reply(json.dumps({"Organisation": changed}).encode()))
    server.on("/16C", reply(b"", 403))
    code, out, _ = run(raw, monkeypatch, "00C", "16C", "84H")
    assert code == 1
    assert out.splitlines()[0].split() == ["code", "what", "ours", "theirs"]
    assert "not checked: 16C: answered 403 Forbidden; " in out
    assert "2 of 3 organisations checked against The live register." in out
    assert "0 agree, " in out
    assert all(len(line) <= 80 for line in out.splitlines() if not line.startswith("not checked"))


def test_the_command_asks_for_all_by_itself(server: Server, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = run(raw, monkeypatch)
    assert code == 1
    assert len(set(server.paths())) == 248
    assert "248 of 248 organisations checked" in out
    assert out.count("not known") == 248


def test_the_command_knows_our_codes(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, err = run(raw, monkeypatch, "XYZ")
    assert (code, "our register has no organisation XYZ" in err) == (2, True)
