"""The release that a refresh goes on from: one that did not hold when it was last verified is none."""

from __future__ import annotations

from pathlib import Path

from pipeline.base.problems import Problem
from pipeline.publish.integrity import damage
from pipeline.publish.verification_records import problem_of
from pipeline.publish.warehouse import REPUBLISH_OR_ROLL_BACK, Published, Warehouse


def basis(warehouse: Warehouse) -> Published | Problem | None:
    """The current release, or what is wrong with it; None before the first and where it has been removed."""
    found = warehouse.current_or_problem()
    if isinstance(found, Published) and (wrong := problem_of(warehouse.folder, found.release_id)):
        message = f"the current release did not hold when it was verified: {wrong}"
        return Problem(str(found.folder), None, message, REPUBLISH_OR_ROLL_BACK)
    return found


def last_sound(warehouse: Warehouse) -> Path | None:
    """The folder of the latest kept release that is not damaged, and of which the last verification found nothing."""
    kept = (folder for folder in warehouse.releases() if not problem_of(warehouse.folder, folder.name))
    return next((folder for folder in kept if not damage(folder)), None)
