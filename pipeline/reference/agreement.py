"""What must agree between the entries of raw/reference.

Names and codes may not be given twice or lead nowhere, and dates may not contradict each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from pipeline.base.folding import fold_name
from pipeline.base.problems import Problem
from pipeline.reference.entries import AreaEntry, Framework, Measure, RatingScale
from pipeline.reference.organisations import normalise_name
from pipeline.reference.register import Alias, EarlierArea, Organisation, OtherBody, Succession

Entry = TypeVar("Entry", bound=BaseModel)
# Entries by the line on which each begins.
Lined = dict[int, Entry]


def organisation_problems(
    folder: Path,
    organisations: Lined[Organisation],
    successions: Lined[Succession],
    aliases: Lined[Alias],
    bodies: Lined[OtherBody],
    earlier_areas: Lined[EarlierArea],
) -> list[Problem]:
    """Contradictions within the register of organisations."""
    path = str(folder / "organisations.csv")
    problems = _given_twice(path, "code", ((line, org.org_code) for line, org in organisations.items()))
    codes = ((line, gss) for line, org in organisations.items() for gss in (org.gss_code, *org.earlier_gss_codes))
    problems += _given_twice(path, "GSS code", codes)
    for line, org in organisations.items():
        if org.closed_on is not None and org.closed_on < org.opened_on:
            problems.append(Problem(path, line, f"{org} closed before it opened", "Correct opened_on or closed_on"))
    by_name: dict[str, list[tuple[date, int, Organisation]]] = {}
    for line, org in organisations.items():
        by_name.setdefault(normalise_name(org.org_name), []).append((org.opened_on, line, org))
    for same in by_name.values():
        for (_, _, earlier), (opened_on, line, later) in pairwise(sorted(same, key=lambda entry: entry[:2])):
            if earlier.was_open(opened_on):
                message = f"{later} has the name of {earlier}, which was open at the same time"
                problems.append(Problem(path, line, message, "Names of CCGs that are open together must differ"))

    register = {org.org_code: org for org in organisations.values()}
    problems += _succession_problems(str(folder / "successions.csv"), register, successions)

    names = by_name.keys()
    problems += _alias_problems(str(folder / "aliases.csv"), register, names, aliases)
    problems += _body_problems(str(folder / "bodies_not_ccgs.csv"), register, names, bodies)
    problems += _area_problems(str(folder / "earlier_areas.csv"), register, earlier_areas)
    return problems


def _area_problems(path: str, register: Mapping[str, Organisation], earlier_areas: Lined[EarlierArea]) -> list[Problem]:
    problems = _given_twice(path, "organisation", ((line, area.org_code) for line, area in earlier_areas.items()))
    for line, area in earlier_areas.items():
        if area.org_code not in register:
            problems.append(unknown_organisation(path, line, area.org_code))
        elif area.area_code == register[area.org_code].icb_code:
            message = f"{register[area.org_code]} belongs to {area.area_code} today"
            problems.append(Problem(path, line, message, "Remove the row, or correct area_code"))
    return problems


def _alias_problems(
    path: str, register: Mapping[str, Organisation], names: Collection[str], aliases: Lined[Alias]
) -> list[Problem]:
    problems = _given_twice(path, "alias", ((line, normalise_name(alias.alias)) for line, alias in aliases.items()))
    for line, alias in aliases.items():
        if alias.org_code not in register:
            problems.append(unknown_organisation(path, line, alias.org_code))
        if normalise_name(alias.alias) in names:
            message = f"'{alias.alias}' is a name of the register once it is normalised"
            problems.append(Problem(path, line, message, "Remove the alias"))
    return problems


def _body_problems(
    path: str, register: Mapping[str, Organisation], names: Collection[str], bodies: Lined[OtherBody]
) -> list[Problem]:
    problems: list[Problem] = []
    for line, body in bodies.items():
        if not body.code and not body.name:
            problems.append(Problem(path, line, "a body without code and name", "Give it one of them"))
        if body.code in register or (body.name and normalise_name(body.name) in names):
            message = f"'{body.name or body.code}' is a CCG of the register"
            problems.append(Problem(path, line, message, "Remove the body"))
    return problems


def _succession_problems(
    path: str, register: Mapping[str, Organisation], successions: Lined[Succession]
) -> list[Problem]:
    problems = _given_twice(
        path,
        "succession",
        ((line, f"{step.predecessor_org_code} to {step.successor_org_code}") for line, step in successions.items()),
    )
    for line, step in successions.items():
        before, after = register.get(step.predecessor_org_code), register.get(step.successor_org_code)
        if before is None:
            problems.append(unknown_organisation(path, line, step.predecessor_org_code))
        elif before.closed_on is None or before.closed_on + timedelta(1) != step.effective_on:
            closed = f"closed on {before.closed_on}" if before.closed_on else "has not closed"
            message = f"effective_on is {step.effective_on}, and {before} {closed}"
            problems.append(Problem(path, line, message, "A succession takes effect on the day after closing"))
        if after is None:
            problems.append(unknown_organisation(path, line, step.successor_org_code))
        elif not after.was_open(step.effective_on):
            message = f"the successor {after} was not open on {step.effective_on}"
            problems.append(Problem(path, line, message, "Correct the successor or its dates"))
    return problems


def definition_problems(
    folder: Path,
    scales: Lined[RatingScale],
    frameworks: Lined[Framework],
    areas: Lined[AreaEntry],
    units: Mapping[str, str],
    topics: Mapping[str, str],
    measures: Lined[Measure],
) -> list[Problem]:
    """Contradictions between scales, frameworks, areas and measures."""
    path = str(folder / "scales.yml")
    problems = _given_twice(path, "scale", ((line, scale.scale) for line, scale in scales.items()))
    problems += _given_twice(path, "framework", ((line, entry.framework) for line, entry in frameworks.items()))
    problems += _given_twice(path, "area", ((line, area.area) for line, area in areas.items()))
    names = ((line, name.casefold()) for line, area in areas.items() for name in area.names)
    problems += _given_twice(path, "name of an area", names)
    known_scales = {scale.scale for scale in scales.values()}
    for line, framework in frameworks.items():
        if framework.scale not in known_scales:
            problems.append(no_such(path, line, "scale", framework.scale, known_scales))

    path = str(folder / "measures.yml")
    problems += _given_twice(path, "measure", ((line, measure.measure_id) for line, measure in measures.items()))
    claimed = ((line, name) for line, measure in measures.items() for name in {*map(fold_name, measure.all_names)})
    problems += _given_twice(path, "name of a measure", claimed)
    codes = (
        (line, f"{code}' of '{source}")
        for line, measure in measures.items()
        for source, given in measure.codes.items()
        for code in given
    )
    problems += _given_twice(path, "code", codes)
    known_measures = {measure.measure_id for measure in measures.values()}
    known_areas = {area.area for area in areas.values()}
    for line, measure in measures.items():
        named = [("area", measure.area, known_areas), ("unit", measure.unit, set(units))]
        named += [("topic", measure.topic, set(topics))] if measure.topic else []
        named += [("measure", part, known_measures) for part in measure.parts]
        problems += [no_such(path, line, kind, name, known) for kind, name, known in named if name not in known]
    return problems


def _given_twice(path: str, kind: str, lines: Iterable[tuple[int, str]]) -> list[Problem]:
    first: dict[str, int] = {}
    return [
        Problem(path, line, f"the {kind} '{name}' stands in line {first[name]} too", "Take one of them out")
        for line, name in lines
        if first.setdefault(name, line) != line
    ]


def unknown_organisation(path: str, line: int, code: str) -> Problem:
    return Problem(path, line, f"no CCG has the code '{code}'", "Correct the code or add the CCG to organisations.csv")


def no_such(path: str, line: int, kind: str, name: str, known: set[str]) -> Problem:
    return Problem(path, line, f"no {kind} '{name}'", f"Use one of {', '.join(sorted(known))}, or add it")
