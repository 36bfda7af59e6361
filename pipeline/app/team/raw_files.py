"""raw/ of a team: the store says what is in it, and the folder of each worker follows.

A list of the store names every file with its SHA-256. Files of snapshots are brought when somebody reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.store import Content, Listing, Store
from pipeline.build.input_files import hash_files
from pipeline.fetch.fetch_attempts import STATE_NAME
from pipeline.fetch.snapshots import Snapshot, stored_snapshots
from pipeline.fetch.stored_files import ACCEPTED_NAME, ELSEWHERE, FOLDER_NAME, RECORD_NAME

KIND = "raw"
# The name of a hidden file by which a folder is known to follow the store.
FOLLOWS = ".follows-the-team"
Filter = Callable[[str], bool]


@dataclass(frozen=True)
class TeamRaw:
    """The raw/ of a team, and the folder `raw_dir` of this machine."""

    store: Store
    raw_dir: Path

    def bring(self) -> None:
        """Makes the folder what the store says; where it says nothing yet, the folder is sent.

        ValidationFailed where somebody works in the folder, who would lose files.
        """
        _, listing = self.store.latest(KIND)
        here = hash_files(self.raw_dir)
        if listing is None:
            if not here:
                message = "nobody has sent raw/ to it yet"
                raise ValidationFailed([Problem(self.store.address, None, message, "Run: ccg-ratings team send")])
            self.send()
            return
        shared = {path: content.sha256 for path, content in listing.files.items() if _is_input(path)}
        unsent = {path for path in here.keys() - shared.keys() if _is_version(path)}
        other = sorted(path for path in here.keys() | shared.keys() if here.get(path) != shared.get(path))
        other = [path for path in other if path not in unsent]
        if other and here and not (self.raw_dir / FOLLOWS).exists():
            message = f"differs from what the team reads, first in {other[0]}"
            remedy = "To have the team read this: ccg-ratings team send; else name an empty folder in CCG_RAW_DIR"
            raise ValidationFailed([Problem(str(self.raw_dir), None, message, remedy)])
        if not here:
            self.raw_dir.mkdir(parents=True, exist_ok=True)
            (self.raw_dir / FOLLOWS).touch()
        self.store.fetch(listing.only(path for path in other if path in shared), self.raw_dir)
        for path in other:
            if path not in shared:
                (self.raw_dir / path).unlink()
        self._name_files(listing)
        if unsent:
            # A worker died between fetching and telling.
            self.fetched()

    def signature(self) -> str:
        """What the store says is the same as long as this is."""
        return f"{self.store.address} {self.store.latest(KIND)[0]}"

    def send(self) -> tuple[int, int]:
        """Makes the store what the folder is, with the versions of both; gives the list's number, and the files that
        it has anew."""
        return self._append(keeps=_is_version)

    def fetched(self) -> None:
        """Adds what sources gave to the store; the rest of it stays as it is there."""
        self._append(keeps=lambda path: True, sent=_is_version)

    def bring_file(self, snapshot: Snapshot) -> None:
        """Lays the file of a snapshot in its place."""
        if not (snapshot.folder / ELSEWHERE).exists():
            return
        content = Content(snapshot.sha256, snapshot.bytes)
        self.store.fetch(Listing({snapshot.file.name: content}), snapshot.folder)
        (snapshot.folder / ELSEWHERE).unlink()

    def _append(self, keeps: Filter, sent: Filter = lambda path: True) -> tuple[int, int]:
        while True:
            number, former = self.store.latest(KIND)
            kept = {path: content for path, content in (former.files if former else {}).items() if keeps(path)}
            files = kept | {path: content for path, content in self._files(former).items() if sent(path)}
            if former and files == former.files:
                return number, 0
            if self.store.append(KIND, number + 1, Listing(files)):
                return number + 1, len(files.items() - (former.files if former else {}).items())

    def _files(self, former: Listing | None) -> dict[str, Content]:
        """The files of the folder, which the store has then."""
        stored = former.files if former else {}
        paths = [*hash_files(self.raw_dir), *self._attempts()]
        listing = self.store.put(self.raw_dir, paths, listed=former)
        # What a snapshot's file holds is known since it was fetched.
        known = {}
        for snapshot in self._snapshots():
            path = snapshot.file.relative_to(self.raw_dir).as_posix()
            known[path] = Content(snapshot.sha256, snapshot.bytes)
        there = {path: content for path, content in known.items() if path in stored or self._is_elsewhere(path)}
        return {**listing.files, **self.store.put(self.raw_dir, known, there).files}

    def _name_files(self, listing: Listing) -> None:
        """Files of snapshots that are not here are noted to be in the store; what sources last said is laid."""
        attempts = [path for path in listing.files if path.endswith(f"/{STATE_NAME}")]
        self.store.fetch(listing.only(attempts), self.raw_dir)
        for path in listing.files:
            if _is_content(path) and not (file := self.raw_dir / path).exists():
                (file.parent / ELSEWHERE).touch()

    def _is_elsewhere(self, path: str) -> bool:
        return ((self.raw_dir / path).parent / ELSEWHERE).exists()

    def _attempts(self) -> list[str]:
        return [
            file.relative_to(self.raw_dir).as_posix() for file in self.raw_dir.glob(f"{FOLDER_NAME}/*/{STATE_NAME}")
        ]

    def _snapshots(self) -> list[Snapshot]:
        folders = sorted(path for path in (self.raw_dir / FOLDER_NAME).glob("*") if path.is_dir())
        return [found for folder in folders for found in stored_snapshots(self.raw_dir, folder.name)]


def _is_version(path: str) -> bool:
    return path.startswith(f"{FOLDER_NAME}/")


def _is_content(path: str) -> bool:
    return _is_version(path) and path.rpartition("/")[2] not in (RECORD_NAME, ACCEPTED_NAME, STATE_NAME)


def _is_input(path: str) -> bool:
    return not _is_content(path) and not path.endswith(f"/{STATE_NAME}")
