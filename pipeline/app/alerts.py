"""Sends one message to one webhook, in the form that Slack and similar services read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from pipeline.base.parallel import in_thread
from pipeline.fetch.web import Limits, open_session, status_of
from pipeline.fetch.web_errors import error_text

# A run waits for its alert, so it may not take for ever, whatever the other side does.
LIMITS = Limits(connect_seconds=5, read_seconds=10, total_seconds=60)


def send_alert(
    webhook: str | None, text: str, details: Mapping[str, Any] | None = None, limits: Limits = LIMITS
) -> str | None:
    """None when it was sent, or when there is no webhook; else what went wrong. Nothing is raised.

    Of the webhook's address only the host is shown: its path is often a secret.
    """
    if not webhook:
        return None
    try:
        # In a thread of its own, for a header that comes in byte by byte never times out.
        return in_thread(lambda: _send(webhook, text, details or {}, limits), "alert").result(limits.total_seconds)
    except TimeoutError:
        return f"the alert was not taken within {limits.total_seconds:g} seconds"


def _send(webhook: str, text: str, details: Mapping[str, Any], limits: Limits) -> str | None:
    timeout = (limits.connect_seconds, limits.read_seconds)
    try:
        body = json.dumps({**details, "text": text}, default=str).encode()
        host = urlsplit(webhook).hostname
        if urlsplit(webhook).scheme not in ("http", "https") or not host:
            return "the alert was not sent: the webhook's address must begin with https:// or http://"
        with (
            open_session(limits, "POST") as session,
            session.post(
                webhook,
                data=body,
                headers={"Content-Type": "application/json"},
                timeout=timeout,
                stream=True,
                allow_redirects=False,
            ) as response,
        ):
            sent = 200 <= response.status_code < 300
            return None if sent else f"the alert was not taken: {host} answered {status_of(response)}"
    except (requests.RequestException, HTTPError, OSError) as error:
        return f"the alert was not sent: {error_text(error, webhook)}"
    except Exception as error:
        # An alert is the last thing that is done about a failure; it may not become one.
        return f"the alert was not sent ({type(error).__name__})"
