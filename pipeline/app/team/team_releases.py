"""The releases of a team: the last list in the store says which is in force, and each machine has that in its folder.

A machine that publishes makes a release in its own folder first, and appends its list then. Of two that do so at once
the later finds that the number is taken, and goes back to what is in force.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.store import Listing, Store, numbered
from pipeline.base.whole_files import put_text
from pipeline.publish.warehouse import Warehouse

KIND = "releases"
RELEASE_ID = "release_id"
# The number of the list that the folder of this machine follows.
_NUMBER = ".team-release"


class TeamReleases:
    """The releases in the store, and the warehouse of this machine."""

    def __init__(self, store: Store, warehouse: Warehouse) -> None:
        self.store = store
        self.warehouse = warehouse
        self._number_file = warehouse.folder / _NUMBER

    def bring(self) -> str | None:
        """Makes the release in force the current one of this machine; gives its id, None before the first.

        What this machine has published and nobody knows of, since it died in between, goes.
        """
        with self.warehouse.locked(lambda _: None):
            if self.store.latest(KIND)[1] is None and (current := self.warehouse.current()):
                self.published(current.folder)
            return self._follow_latest()

    def published(self, release: Path) -> None:
        """Puts a release in force for everybody that is current here; the warehouse is locked.

        ValidationFailed where another machine has published since `bring`; this one then has that release.
        """
        number = self._followed()
        paths = [path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()]
        # Most files are those of the release before, which stay.
        former = self.store.read(numbered(KIND, number)) if number else None
        listing = Listing(self.store.put(release, paths, listed=former).files, {RELEASE_ID: release.name})
        if not self.store.append(KIND, number + 1, listing):
            in_force = self._follow_latest()
            message = f"another machine has published release {in_force} meanwhile"
            raise ValidationFailed([Problem(self.store.address, None, message, "Run the refresh again")])
        self._follow(number + 1)

    def _follow_latest(self) -> str | None:
        number, listing = self.store.latest(KIND)
        if listing is None:
            return None
        release_id = str(listing.facts[RELEASE_ID])
        target = self.warehouse.releases_dir / release_id
        current = self.warehouse.current()
        if current is None or current.folder.name != release_id or self._followed() != number:
            self._lay(listing, target)
            self._remove_unknown(release_id)
            self._follow(number)
        return release_id

    def _remove_unknown(self, in_force: str) -> None:
        """Removes what was made here after the release in force and nobody was told of."""
        later = [release for release in self.warehouse.releases() if release.name > in_force]
        if later:
            lists = (self.store.read(name) for name in self.store.names(KIND))
            known = {listing.facts[RELEASE_ID] for listing in lists if listing}
            for release in later:
                if release.name not in known:
                    shutil.rmtree(release, ignore_errors=True)

    def _lay(self, listing: Listing, target: Path) -> None:
        if target.is_dir():
            # It has got its pages, or the team has gone back to it.
            self.store.fetch(listing, target)
            self.warehouse.point_at(target)
            return
        # What a machine that died has half brought is in the way.
        self.warehouse.prune()
        self.warehouse.publish(target.name, lambda folder: self.store.fetch(listing, folder, self._beside()))
        self.warehouse.prune()

    def _beside(self) -> dict[str, Path]:
        """The files of the current release by what they hold, for most are the same in the next."""
        followed = self._followed()
        if not followed or (former := self.store.read(numbered(KIND, followed))) is None:
            return {}
        folder = self.warehouse.releases_dir / str(former.facts[RELEASE_ID])
        return {content.sha256: folder / path for path, content in former.files.items()}

    def _followed(self) -> int:
        try:
            return int(self._number_file.read_text())
        except (OSError, ValueError):
            return 0

    def _follow(self, number: int) -> None:
        self.warehouse.folder.mkdir(parents=True, exist_ok=True)
        put_text(self._number_file, str(number))
