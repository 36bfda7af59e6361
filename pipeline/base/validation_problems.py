"""The errors of a pydantic model as problems that a person can correct: one slip in a file is one problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.base.nearest import nearest
from pipeline.base.problems import Problem

if TYPE_CHECKING:
    from pydantic import ValidationError

Place = tuple[str | int, ...]

# The name that pydantic gives to one of several kinds of value, such as constrained-int or literal['all'], is no key.
_KIND = re.compile(r"[^\w ]|^(?:int|str|float|bool|none|date)$")


@dataclass
class _Errors:
    """What is wrong in a file: unknown keys, missing keys, and values with what is wrong with them."""

    unknown: list[Place] = field(default_factory=list)
    missing: list[Place] = field(default_factory=list)
    wrong: dict[Place, tuple[str, list[str]]] = field(default_factory=dict)


def validation_problems(
    error: ValidationError, path: str, line_of: Callable[[Place], int | None], kinds: Collection[str] = ()
) -> list[Problem]:
    """The problems of a pydantic model's errors, at the lines that `line_of` gives for their places.

    A key that is misspelt, or stands too far in or out, is unknown there and missing elsewhere, and is reported once;
    so are entries of another list, and a value that is none of several kinds. `kinds` are names in places that are no
    keys.
    """
    errors = _sorted(error.errors(include_url=False, include_context=False), kinds)
    problems = [
        *_misplaced(errors, path, line_of),
        *_misspelt(errors, path, line_of),
        *_of_another_list(errors, path, line_of),
    ]
    for place in errors.unknown:
        message = f"unknown key '{_name(place)}'"
        problems.append(Problem(path, line_of(place), message, "Correct its spelling or take it out"))
    by_parent: dict[Place, list[Place]] = {}
    for place in errors.missing:
        by_parent.setdefault(place[:-1], []).append(place)
    for places in by_parent.values():
        verb, remedy = ("is", "Add it") if len(places) == 1 else ("are", "Add them")
        problems.append(Problem(path, line_of(places[0]), f"{_names(places)} {verb} missing", remedy))
    for place, (shown, messages) in errors.wrong.items():
        message = f"'{_name(place)}' is {shown}: {'; or: '.join(messages)}"
        problems.append(Problem(path, line_of(place), message, "Correct the value"))
    return sorted(problems, key=lambda problem: problem.line_no or 0)


def _sorted(details: Collection[Any], kinds: Collection[str]) -> _Errors:
    errors = _Errors()
    places = [tuple(part for part in detail["loc"] if part not in kinds) for detail in details]
    for detail, at in zip(details, places, strict=True):
        place = at[:-1] if at and _KIND.search(str(at[-1])) else at
        match detail["type"]:
            case "extra_forbidden":
                errors.unknown.append(at)
            case "missing":
                errors.missing.append(at)
            case "too_short" if any(len(other) > len(place) and other[: len(place)] == place for other in places):
                # A list is short of those of its items that are wrong.
                continue
            case _:
                value = repr(detail["input"])
                shown = value if len(value) <= 60 else f"{value[:57]}..."
                is_other = detail["type"] == "string_type" and isinstance(detail["input"], int | float)
                message = f"{detail['msg']}; write it in quotes" if is_other else detail["msg"]
                errors.wrong.setdefault(place, (shown, []))[1].append(message)
    return errors


def _misplaced(errors: _Errors, path: str, line_of: Callable[[Place], int | None]) -> list[Problem]:
    """Keys that are missing in one place and stand a step further in or out."""
    problems = []
    for missing in [*errors.missing]:
        for found in [*errors.unknown, *errors.wrong]:
            is_near = found[:-2] == missing[:-1] or found[:-1] == missing[:-2]
            if found[-1:] == missing[-1:] and len(found) != len(missing) and is_near:
                whose = f"under '{_name(missing[:-1])}'" if missing[:-1] else "without indentation"
                message = f"'{_name(found)}' stands in the wrong place, and '{_name(missing)}' is missing"
                problems.append(Problem(path, line_of(found), message, f"Write it {whose}"))
                errors.missing.remove(missing)
                errors.unknown = [place for place in errors.unknown if place != found]
                errors.wrong.pop(found, None)
                break
    return problems


def _misspelt(errors: _Errors, path: str, line_of: Callable[[Place], int | None]) -> list[Problem]:
    """Keys that are missing and stand beside under a name like theirs, or with their value as a part of the name."""
    problems = []
    for place in [*errors.unknown]:
        missing = [str(key) for *parent, key in errors.missing if tuple(parent) == place[:-1]]
        key = str(place[-1])
        if meant := next((name for name in missing if key.startswith(f"{name} ")), None) or nearest(key, missing):
            errors.unknown.remove(place)
            errors.missing.remove((*place[:-1], meant))
            message = f"unknown key '{_name(place)}', and '{meant}' is missing"
            problems.append(Problem(path, line_of(place), message, f"Write '{meant}:' there, and then its value"))
    return problems


def _of_another_list(errors: _Errors, path: str, line_of: Callable[[Place], int | None]) -> list[Problem]:
    """Entries of a list with several keys missing and others unknown: they and all that follow one belong elsewhere."""
    entries: dict[tuple[Place, Place], list[Place]] = {}
    for parent in dict.fromkeys(place[:-1] for place in errors.missing):
        missing = tuple(place[-1] for place in errors.missing if place[:-1] == parent)
        others = [place for place in errors.unknown if place[:-1] == parent]
        if parent and isinstance(parent[-1], int) and others and len(missing) + len(others) > 2:
            entries.setdefault((parent[:-1], missing), []).append(parent)
    problems = []
    for (_, missing), parents in entries.items():
        others = [place for place in errors.unknown if place[:-1] in parents]
        names, needed = (
            ", ".join(f"'{name}'" for name in found)
            for found in (dict.fromkeys(place[-1] for place in others), missing)
        )
        which = f"'{_name(parents[0])}'" + (f" and {len(parents) - 1} more entries" if parents[1:] else "")
        message = f"{which} cannot have {names}, and without {needed} is no entry"
        remedy = "Correct the keys, or put the key of the list above to which the entries belong"
        problems.append(Problem(path, line_of(parents[0]), message, remedy))
        errors.unknown = [place for place in errors.unknown if place[:-1] not in parents]
        errors.missing = [place for place in errors.missing if place[:-1] not in parents]
    return problems


def _names(places: Collection[Place]) -> str:
    return ", ".join(f"'{_name(place)}'" for place in places)


def _name(place: Place) -> str:
    return ".".join(map(str, place)) or "the file"
