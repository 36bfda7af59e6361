"""Alerts that are sent, and those that are not."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from datetime import date

import pytest
import source_server as server_ways
from source_server import Server, redirect, reply, running

from pipeline.app.alerts import send_alert
from pipeline.fetch.web import Limits

QUICK = Limits(connect_seconds=0.5, read_seconds=0.2, total_seconds=2, retries=2, backoff_seconds=0.01)
SECRET = "/services/T0000/B0000/xxxx"
GENEROUS = 5


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "*")
    with running() as server:
        yield server


def test_an_alert_is_a_text_and_its_details(server: Server) -> None:
    webhook = server.on(SECRET, reply(b"ok"))
    assert send_alert(webhook, "The refresh was refused", {"problems": 2, "day": date(2021, 7, 1)}) is None
    assert json.loads(server.bodies[0]) == {"text": "The refresh was refused", "problems": 2, "day": "2021-07-01"}
    path, headers = server.asked[0]
    assert (path, headers["content-type"]) == (SECRET, "application/json")


@pytest.mark.parametrize("webhook", [None, ""])
def test_without_a_webhook_nothing_is_sent_and_nothing_is_wrong(webhook: str | None) -> None:
    assert send_alert(webhook, "The refresh was refused", {}) is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_webhook_is_asked_again(server: Server, status: int) -> None:
    webhook = server.on(SECRET, reply(b"busy", status), reply(b"", 204))
    assert send_alert(webhook, "text", {}, QUICK) is None
    assert len(server.bodies) == 2
    assert server.bodies[0] == server.bodies[1]


@pytest.mark.parametrize(
    ("way", "told", "times"),
    [
        (reply(b"no", 404), "the alert was not taken: 127.0.0.1 answered 404 Not Found", 1),
        (redirect("/elsewhere"), "the alert was not taken: 127.0.0.1 answered 302 Found", 1),
        (reply(b"no", 503), "the alert was not taken: 127.0.0.1 answered 503 Service Unavailable", 3),
        (server_ways.hang, "the alert was not sent: 127.0.0.1 does not answer", 3),
        (server_ways.drop, "the alert was not sent: 127.0.0.1 ended the connection without an answer", 3),
        (server_ways.header_trickle, "the alert was not taken within 2 seconds", 1),
    ],
)
def test_what_went_wrong_is_told_without_the_secret(
    server: Server,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    way: server_ways.Way,
    told: str,
    times: int,
) -> None:
    begun = time.monotonic()
    with caplog.at_level(logging.DEBUG):
        assert send_alert(server.on(SECRET, way), "text", {}, QUICK) == told
    assert len(server.asked) == times
    assert SECRET not in caplog.text
    assert SECRET not in "".join(capfd.readouterr())
    assert time.monotonic() - begun < GENEROUS


def test_a_webhook_that_is_not_there(server: Server) -> None:
    webhook = server.url(SECRET)
    server.stop()
    assert send_alert(webhook, "text", {}, QUICK) == "the alert was not sent: no connection to 127.0.0.1"


@pytest.mark.parametrize(
    "webhook", ["xoxb-secret", "ftp://host/secret", "http://", "http://[secret", "https://a:secret/"]
)
def test_what_is_no_address_is_told_without_it(webhook: str) -> None:
    told = send_alert(webhook, "text", {}, QUICK)
    assert told is not None
    assert told.startswith("the alert was not sent")
    assert "secret" not in told


def test_details_that_are_no_json_are_no_reason_to_fall(server: Server) -> None:
    endless: dict[str, object] = {}
    endless["self"] = endless
    told = send_alert(server.on(SECRET, reply(b"ok")), "text", endless, QUICK)
    assert told == "the alert was not sent (ValueError)"


def test_details_do_not_take_the_place_of_the_text(server: Server) -> None:
    send_alert(server.on(SECRET, reply(b"ok")), "text", {"text": "other"}, QUICK)
    assert json.loads(server.bodies[0]) == {"text": "text"}
