"""The last attempt to fetch from each address of a source, as the file .state.json of the source's folder holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from pipeline.base.os_errors import content_of
from pipeline.base.problems import Problem
from pipeline.fetch.stored_files import Stored, locked, source_folder, unfinished_path, why_unreadable, write_file
from pipeline.schema.values import SHA256

STATE_NAME = ".state.json"
# As HTTP has it (RFC 9110, 8.8.3), and no longer than a server takes back.
_ETAG = re.compile(r'(W/)?"[!#-~\x80-\xff]{0,1000}"')


class FetchAttempt(Stored):
    """The last attempt of an address, and what it last held.

    `answered_by` is the address that `etag` and `last_modified` came from, after redirects; `last_seen` is the last day
    on which the content of `sha256` was there, by what the server says, and `received_at` when it came itself.
    """

    asked_at: AwareDatetime
    outcome: Literal["new", "unchanged", "failed"]
    message: str
    answered_by: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    sha256: Annotated[str, Field(pattern=SHA256)] | None = None
    last_seen: date | None = None
    received_at: AwareDatetime | None = None

    @property
    def repeatable_etag(self) -> str | None:
        """The ETag as a request may repeat it; None for what is none.

        Other texts would make a request that is refused for ever (a line feed) or that every answer fulfils (`*`).
        """
        return self.etag if self.etag and _ETAG.fullmatch(self.etag) else None


_STATE = TypeAdapter(dict[str, FetchAttempt])  # by address


def attempts(raw_dir: Path, source_id: str) -> dict[str, FetchAttempt]:
    """The last attempt of each address of a source; none where nothing readable is noted, for it is only a memory.

    Why it is not readable is in `unreadable_attempts`.
    """
    state = _state(raw_dir, source_id)
    return {} if isinstance(state, Problem) else state


def unreadable_attempts(raw_dir: Path, source_ids: Iterable[str]) -> list[Problem]:
    """What is wrong with the notes on attempts that cannot be read: the next attempt writes them anew."""
    return [state for name in source_ids if isinstance(state := _state(raw_dir, name), Problem)]


def note_attempt(raw_dir: Path, source_id: str, url: str, attempt: FetchAttempt) -> None:
    """Notes a fetch attempt; one without `sha256` leaves what is known of the content as it is."""
    with locked(raw_dir):
        urls = attempts(raw_dir, source_id)
        earlier = urls.get(url)
        if attempt.sha256 is None and earlier is not None:
            attempt = earlier.model_copy(update=attempt.model_dump(include={"asked_at", "outcome", "message"}))
        folder = source_folder(raw_dir, source_id)
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = unfinished_path(folder)
        write_file(unfinished, _STATE.dump_json(urls | {url: attempt}, indent=2))
        unfinished.replace(folder / STATE_NAME)


def _state(raw_dir: Path, source_id: str) -> dict[str, FetchAttempt] | Problem:
    path = source_folder(raw_dir, source_id) / STATE_NAME
    remedy = f"Ask anew, which writes it anew: ccg-ratings fetch {source_id}"
    try:
        return _STATE.validate_json(content_of(path))
    except FileNotFoundError:
        return {}
    except ValidationError as error:
        return Problem(str(path), None, why_unreadable(error), remedy)
    except OSError as error:
        return Problem(
            str(path), None, f"cannot be read: {error.strerror}", "See whether it is a file and you may read it"
        )
