"""Why an address gave no answer, in words for people."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies, select_proxy
from urllib3 import exceptions as errors

_NO_PROXY = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    errors.LocationParseError,
    errors.ProxySchemeUnknown,
)


def wrong_here(error: Exception, url: str) -> tuple[str, str] | None:
    """What this machine has that no server can be asked with, and what to do; None where it is not this machine.

    Addresses have been looked at before: if one is none, and there is a proxy, it is the proxy's.
    """
    if isinstance(error, _NO_PROXY) and select_proxy(url, get_environ_proxies(url)):
        return "the proxy that the environment names is none that can be used", "correct HTTPS_PROXY or ALL_PROXY"
    if isinstance(error, OSError) and not isinstance(error, requests.RequestException) and error.errno is None:
        return str(error), "correct REQUESTS_CA_BUNDLE"
    return None


def error_text(error: Exception, url: str) -> str:
    """Why nothing was answered, without the address's path, which may be a secret."""
    host = urlsplit(url).hostname
    reason: Any = next((part for part in error.args if isinstance(part, Exception)), error)
    reason = getattr(reason, "reason", None) or reason
    match reason:
        case errors.NameResolutionError():
            return f"the name {host} is not known"
        case errors.ProxyError():
            return f"the proxy does not lead to {host}"
        case errors.SSLError() | requests.exceptions.SSLError():
            return f"the certificate of {host} is not accepted"
        case errors.NewConnectionError() | errors.ConnectTimeoutError() | requests.ConnectTimeout():
            return f"no connection to {host}"
        case errors.ReadTimeoutError() | requests.ReadTimeout():
            return f"{host} does not answer"
        case errors.LocationParseError() | requests.exceptions.InvalidURL():
            return f"{(host or '')[:100]} is no name of a host"
        case errors.ProtocolError():
            return f"{host} ended the connection without an answer"
        case _:
            return f"{host} cannot be asked ({type(reason).__name__})"
