"""Areas beyond the register: similar CCGs, boundaries that moved, names, places on a map, how counts are added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from pipeline.base.problems import Problem
from pipeline.reference.agreement import Entry, Lined, no_such, unknown_organisation
from pipeline.reference.register import Day, GssCode, OrgCode, Register, Text
from pipeline.reference.tiles import AreaTile, tile_problems
from pipeline.schema.values import AreaType

OptionalDay = Annotated[Day | None, BeforeValidator(lambda cell: cell or None)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SimilarOrganisation(_Record):
    """One of the CCGs most similar to a CCG, by a list that its publisher made for a year."""

    org_code: OrgCode
    rank: Annotated[int, Field(ge=1)]
    similar_org_code: OrgCode
    list: Text
    valid_from: Day


class Boundary(_Record):
    """An ONS code that a CCG had; None where a day, or whether the area changed with the code, is not known."""

    org_code: OrgCode
    gss_code: GssCode
    valid_from: OptionalDay
    valid_until: OptionalDay
    area_changed: Annotated[bool | None, BeforeValidator(lambda cell: None if cell == "" else cell)]
    verified: bool
    note: Text


class NamedArea(_Record):
    """A region, STP or ICB with a name that it had."""

    area_type: AreaType
    area_code: Text
    area_name: Text
    valid_from: OptionalDay
    valid_until: OptionalDay
    source: Text


class CountRule(_Record):
    """What is to be known of a source's counts before they are added up."""

    source_id: Text
    measure_id: Text
    least_coverage: Annotated[float, Field(gt=0, le=1)]
    rounded_to: Annotated[Annotated[int, Field(ge=2)] | None, BeforeValidator(lambda cell: cell or None)]
    reason: Text


@dataclass(frozen=True)
class Areas:
    """What is known of areas beyond the register."""

    similar: tuple[SimilarOrganisation, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    named: tuple[NamedArea, ...] = ()
    count_rules: tuple[CountRule, ...] = ()
    tiles: tuple[AreaTile, ...] = ()


# Reads a file into records of a type, and lists every problem in it.
Reader = Callable[[Path, type[Entry], list[Problem]], Lined[Entry]]


def read_areas(
    folder: Path, read: Reader[Any], register: Register, measures: set[str], problems: list[Problem]
) -> Areas:
    """The five files of `folder`, each empty where it is absent, as in an installation of 0.1.0.

    `measures` are those of measures.yml; none are known while that file has problems.
    """
    codes = register.by_code
    similar = read(path := folder / "similar_organisations.csv", SimilarOrganisation, problems)
    problems += _similar_problems(str(path), codes, similar)
    boundaries = read(path := folder / "organisation_boundaries.csv", Boundary, problems)
    problems += _boundary_problems(str(path), codes, boundaries)
    named = read(path := folder / "areas.csv", NamedArea, problems)
    problems += _twice(str(path), ((line, (one.area_type, one.area_code)) for line, one in named.items()))
    problems += _out_of_order(str(path), named)
    rules = read(path := folder / "count_rules.csv", CountRule, problems)
    problems += _twice(str(path), ((line, (one.source_id, one.measure_id)) for line, one in rules.items()))
    problems += [
        no_such(str(path), line, "measure", rule.measure_id, measures)
        for line, rule in rules.items()
        if measures and rule.measure_id not in measures
    ]
    tiles = read(path := folder / "area_tiles.csv", AreaTile, problems)
    icbs = {area.area_code for area in named.values() if area.area_type == "icb"}
    if codes and icbs:
        problems += tile_problems(str(path), tiles, register, icbs)
    return Areas(*(tuple(entries.values()) for entries in (similar, boundaries, named, rules, tiles)))


def _similar_problems(path: str, codes: Collection[str], similar: Lined[SimilarOrganisation]) -> list[Problem]:
    problems = [
        unknown_organisation(path, line, code)
        for line, entry in similar.items()
        for code in (entry.org_code, entry.similar_org_code)
        if code not in codes
    ]
    problems += [
        Problem(path, line, f"{entry.org_code} is similar to itself", "Remove the row")
        for line, entry in similar.items()
        if entry.org_code == entry.similar_org_code
    ]
    problems += _twice(path, ((line, (one.list, one.org_code, one.rank)) for line, one in similar.items()))
    problems += _twice(path, ((line, (one.list, one.org_code, one.similar_org_code)) for line, one in similar.items()))
    return problems


def _boundary_problems(path: str, codes: Collection[str], boundaries: Lined[Boundary]) -> list[Problem]:
    problems = [
        unknown_organisation(path, line, entry.org_code)
        for line, entry in boundaries.items()
        if entry.org_code not in codes
    ]
    problems += _twice(path, ((line, (one.gss_code,)) for line, one in boundaries.items()))
    return problems + _out_of_order(path, boundaries)


def _out_of_order(path: str, dated: Lined[Boundary] | Lined[NamedArea]) -> list[Problem]:
    return [
        Problem(path, line, "valid_until is before valid_from", "Correct one of the days")
        for line, entry in dated.items()
        if entry.valid_from and entry.valid_until and entry.valid_until < entry.valid_from
    ]


def _twice(path: str, keys: Iterable[tuple[int, tuple[object, ...]]]) -> list[Problem]:
    seen: Counter[tuple[object, ...]] = Counter()
    problems = []
    for line, key in keys:
        seen[key] += 1
        if seen[key] > 1:
            problems.append(
                Problem(path, line, f"{' '.join(map(str, key))} stands in an earlier row too", "Take one of them out")
            )
    return problems
