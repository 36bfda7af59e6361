"""A store of files that several machines share: a prefix of an object store, or a folder that all of them see.

Content lies under its SHA-256 and is written once. A list names files and their content; it is written after all of
them, so whoever finds a list finds what it names. Nothing of obstore is imported before a store is opened.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.base.os_errors import sha256_of
from pipeline.base.problems import Problem, ServerAway, ValidationFailed

EXTRA = "team"
_CONTENT = "content"
# Content that is younger is there for whoever is about to name it in a list.
FRESH = timedelta(days=1)
_LONGEST_REASON = 400
# Files that go to and fro side by side: what is waited for is the network.
_AT_ONCE = 8
_S3 = re.compile(r"s3://([^/]+)/?(.*)")
# How long a server that does not answer is asked again.
_PATIENCE: Any = {
    "backoff": {"init_backoff": timedelta(seconds=0.5), "max_backoff": timedelta(seconds=5), "base": 2},
    "max_retries": 100,
    "retry_timeout": timedelta(seconds=60),
}


class Content(NamedTuple):
    """What a file holds."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Listing:
    """Files by their paths, and what else is to be known of them together."""

    files: Mapping[str, Content]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def only(self, paths: Iterable[str]) -> Listing:
        """The list of those of the `paths` that it names."""
        return Listing({path: self.files[path] for path in paths if path in self.files}, self.facts)

    def to_json(self) -> bytes:
        return json.dumps({"files": self.files, "facts": self.facts}, sort_keys=True, default=str).encode()


class Store:
    """What lies at one address. ServerAway where it does not answer, or does not let us in."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._at = _opened(address)

    def put(
        self,
        folder: Path,
        paths: Iterable[str],
        known: Mapping[str, Content] | None = None,
        listed: Listing | None = None,
    ) -> Listing:
        """Stores the content of files of `folder` unless it is there; gives their list, which is not written yet.

        Of those that are `known` the content is neither read nor stored. What `listed` names is there, and stays.
        """
        there = {content.sha256 for content in listed.files.values()} if listed else set()

        def content(path: str) -> Content:
            if known and path in known:
                return known[path]
            file = folder / path
            found = Content(sha256_of(file), file.stat().st_size)
            if found.sha256 not in there:
                self._put_content(file, found)
            return found

        paths = sorted(paths)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return Listing(dict(zip(paths, pool.map(content, paths), strict=True)))

    def fetch(self, listing: Listing, folder: Path, beside: Mapping[str, Path] | None = None) -> None:
        """Lays the files of a list into `folder`; those that hold what they are to hold stay.

        `beside` are files on the same disk by the SHA-256 of what they hold: they are linked and not fetched.
        """

        def lay(named: tuple[str, Content]) -> None:
            path, content = named
            self._lay(content, folder / path, (beside or {}).get(content.sha256))

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(lay, listing.files.items()))

    def write(self, name: str, listing: Listing, *, anew: bool = True) -> bool:
        """Writes a list, or says that there is one, where it is not to be written `anew`."""
        import obstore
        from obstore.exceptions import AlreadyExistsError

        with self._told():
            try:
                obstore.put(self._at, f"{name}.json", listing.to_json(), mode="overwrite" if anew else "create")
            except AlreadyExistsError:
                return False
        return True

    def read(self, name: str) -> Listing | None:
        """A list; None where there is none of that name."""
        import obstore

        with self._told():
            try:
                found = json.loads(bytes(obstore.get(self._at, f"{name}.json").bytes()))
            except FileNotFoundError:
                return None
        return Listing({path: Content(*content) for path, content in found["files"].items()}, found["facts"])

    def names(self, kind: str = "") -> list[str]:
        """The names of the lists under `kind`, or of all, in order."""
        import obstore

        prefix = f"{kind}/" if kind else None
        with self._told():
            found = [one["path"] for part in obstore.list(self._at, prefix=prefix) for one in part]
        return sorted(name.removesuffix(".json") for name in found if name.endswith(".json"))

    def latest(self, kind: str) -> tuple[int, Listing | None]:
        """The number of the last list that was appended to `kind`, and that list; 0 and None before the first."""
        names = self.names(kind)
        return (int(names[-1].rpartition("/")[2]), self.read(names[-1])) if names else (0, None)

    def append(self, kind: str, number: int, listing: Listing) -> bool:
        """Appends a list as the `number`th of `kind`; False where another process was faster."""
        name = numbered(kind, number)
        # Where an answer was lost, it was asked again, and finds its own.
        return self.write(name, listing, anew=False) or self.read(name) == listing

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What a server does not do is told with the address; a password is in none of it."""
        from obstore.exceptions import BaseError

        try:
            yield
        except (BaseError, FileNotFoundError) as error:
            message = f"does not answer as it should: {str(error).splitlines()[0][:_LONGEST_REASON]}"
            remedy = "See whether it runs, and whether its bucket and keys are those of the settings"
            raise ServerAway([Problem(self.address, None, message, remedy)]) from error

    def _put_content(self, file: Path, content: Content) -> None:
        import obstore

        key = f"{_CONTENT}/{content.sha256}"
        with self._told():
            with suppress(FileNotFoundError):
                found = obstore.head(self._at, key)
                # What is older may be about to be removed, since no list names it.
                if found["size"] == content.bytes and datetime.now(UTC) - found["last_modified"] < FRESH:
                    return
            obstore.put(self._at, key, file)

    def remove(self, kind: str, is_kept: Callable[[str, datetime], bool]) -> int:
        """Removes what lies under `kind` and is not kept, by its name and when it was written; gives how many."""
        import obstore

        with self._told():
            found = [one for part in obstore.list(self._at, prefix=f"{kind}/") for one in part]
            gone = [
                one["path"] for one in found if not is_kept(one["path"].removesuffix(".json"), one["last_modified"])
            ]
            if gone:
                obstore.delete(self._at, gone)
        return len(gone)

    def remove_content(self) -> int:
        """Removes content that no list names; that which somebody may be about to name stays. Gives how many."""
        kinds = {one.partition("/")[0] for one in self.names()} - {_CONTENT}
        listings = (self.read(name) for kind in kinds for name in self.names(kind))
        named = {content.sha256 for listing in listings if listing for content in listing.files.values()}
        now = datetime.now(UTC)
        return self.remove(
            _CONTENT, lambda name, written: name.rpartition("/")[2] in named or now - written < 2 * FRESH
        )

    def _lay(self, content: Content, target: Path, same: Path | None) -> None:
        import obstore

        if target.is_file() and target.stat().st_size == content.bytes and sha256_of(target) == content.sha256:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with _put_in_place(target) as partial:
            if same and same.is_file() and sha256_of(same) == content.sha256:
                os.link(same, partial)
                return
            digest = hashlib.sha256()
            with self._told(), partial.open("wb") as file:
                for part in obstore.get(self._at, f"{_CONTENT}/{content.sha256}"):
                    digest.update(part)
                    file.write(part)
            if digest.hexdigest() != content.sha256:
                message = f"holds under {content.sha256} what has the SHA-256 {digest.hexdigest()}"
                raise ValidationFailed([Problem(self.address, None, message, "Take it away there, and refresh again")])


def numbered(kind: str, number: int) -> str:
    """The name of a list that was appended."""
    return f"{kind}/{number:09}"


@contextmanager
def _put_in_place(target: Path) -> Iterator[Path]:
    """A file to be written, which gets its name when it is whole."""
    partial = target.with_name(f".{uuid.uuid4().hex}")
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _opened(address: str) -> Any:
    try:
        from obstore.store import LocalStore, S3Store
    except ImportError:
        message = f"needs the extra `{EXTRA}`, which is not installed"
        remedy = f'make .venv/.{EXTRA}, or pip install "ccg-ratings[{EXTRA}]"'
        raise ValidationFailed([Problem(address, None, message, remedy)]) from None
    if not (in_s3 := _S3.fullmatch(address)):
        return LocalStore(address, mkdir=True)
    bucket, prefix = in_s3.groups()
    # Keys, region and endpoint stand in the environment, under the names that S3's own tools read.
    plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
    return S3Store(
        bucket, prefix=prefix.strip("/") or None, client_options={"allow_http": plain}, retry_config=_PATIENCE
    )
