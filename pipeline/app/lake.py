"""The lake of CCG_LAKE, for those who publish to it or ask it; without the setting nothing of it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.base.code_version import code_version
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import Settings
from pipeline.base.sql_functions import release_macros
from pipeline.publish.warehouse import Published, Warehouse

if TYPE_CHECKING:
    from pipeline.publish.lake.address import Address


@dataclass(frozen=True)
class LakeOutcome:
    """What publishing to the lake came to: the release in force there, and how many of its tables were written."""

    lake: str
    release_id: str
    tables: int
    was_in_force: bool

    def __str__(self) -> str:
        if self.was_in_force:
            return f"The lake has it: release {self.release_id} is in force there."
        count = "no table" if not self.tables else "1 table" if self.tables == 1 else f"{self.tables} tables"
        return f"The lake has it: release {self.release_id} is in force there now; {count} differed."


def lake_of(settings: Settings) -> Address | None:
    """The lake that the settings name, None where they name none; ValidationFailed where one of the two is missing."""
    if not settings.lake and not settings.lake_data:
        return None
    if not settings.lake or not settings.lake_data:
        missing, given = ("CCG_LAKE", "CCG_LAKE_DATA") if settings.lake_data else ("CCG_LAKE_DATA", "CCG_LAKE")
        message = f"{given} is set, and {missing} is not"
        raise ValidationFailed([Problem("the environment", None, message, f"Set {missing} too, or neither")])
    from pipeline.publish.lake.address import read_address

    return read_address(settings.lake, settings.lake_data)


def the_lake(settings: Settings) -> Address:
    """The same for a command that asks the lake; ValidationFailed where there is none."""
    if (lake := lake_of(settings)) is None:
        remedy = "Set CCG_LAKE and CCG_LAKE_DATA (docs/users/operations.md)"
        raise ValidationFailed([Problem("the environment", None, "names no lake", remedy)])
    return lake


def publish_to_lake(warehouse: Warehouse, settings: Settings, waiting: Callable[[str], None]) -> LakeOutcome | None:
    """Publishes the current release to the lake, or finds it there; None where no lake is set.

    A warehouse other than that of the settings is somebody's trial, and goes to no lake. ValidationFailed where it
    cannot be published; the current release of the folder stays.
    """
    lake = lake_of(settings)
    if lake is None or warehouse.folder != settings.warehouse_dir:
        return None
    from pipeline.publish.lake.publishing import publish

    with warehouse.locked(waiting):
        current = warehouse.current_or_problem()
        if isinstance(current, Problem):
            raise ValidationFailed([current])
        if not isinstance(current, Published) or current.code_version != code_version():
            message = "there is no current release of this version of ccg-ratings"
            raise ValidationFailed([Problem(str(warehouse.current_link), None, message, "Run: ccg-ratings refresh")])
        found = publish(lake, current.folder, release_macros())
    return LakeOutcome(str(lake), found.release_id, len(found.written), found.was_in_force)
