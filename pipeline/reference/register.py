"""The register of CCGs: its records, which organisation existed when, and which followed which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from pipeline.schema.values import GSS_CODE, ORG_CODE

OrgCode = Annotated[str, StringConstraints(pattern=ORG_CODE)]
GssCode = Annotated[str, StringConstraints(pattern=GSS_CODE)]
Text = Annotated[str, StringConstraints(min_length=1)]


def iso_day(given: object) -> date:
    """A day, also in its one form as a text; ValueError for anything else.

    pydantic alone takes seconds since 1970 and a time of day as well.
    """
    if type(given) is date:
        return given
    try:
        day = date.fromisoformat(str(given))
    except ValueError:
        day = None
    if day is None or day.isoformat() != given:
        raise ValueError(f"{str(given)[:60]!r} is no day; write it as 2016-10-28")
    return day


Day = Annotated[date, BeforeValidator(iso_day)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Organisation(_Record):
    """A CCG; `closed_on` is its last day, None if the register knows none."""

    org_code: OrgCode
    org_name: Text
    gss_code: GssCode
    earlier_gss_codes: Annotated[
        tuple[GssCode, ...], BeforeValidator(lambda cell: tuple(filter(None, cell.split("|"))))
    ]
    opened_on: Day
    closed_on: Annotated[Day | None, BeforeValidator(lambda cell: cell or None)]
    icb_code: OrgCode
    region_code: OrgCode

    def was_open(self, day: date) -> bool:
        return self.opened_on <= day and (self.closed_on is None or day <= self.closed_on)

    def __str__(self) -> str:
        return f"{self.org_name} ({self.org_code})"


class Succession(_Record):
    """A merger step; `effective_on` is the day after the predecessor's last day."""

    predecessor_org_code: OrgCode
    successor_org_code: OrgCode
    effective_on: Day


class Alias(_Record):
    """A name that normalising does not settle, and the one CCG that it is certain to mean."""

    alias: Text
    org_code: OrgCode
    note: str = ""


class EarlierArea(_Record):
    """An area that a CCG belonged to, until its last day there, before that of today's board."""

    org_code: OrgCode
    area_code: OrgCode
    until_on: Day
    note: Text


class OtherBody(_Record):
    """A body that stands where a CCG would and is none; `code` or `name` may be unknown."""

    code: str
    name: str
    kind: Text


@dataclass(frozen=True)
class Register:
    """All CCGs that ever existed, their successions, and what else is known by name.

    An unknown code raises KeyError, except in `predecessors` and `successors`, which know none of it.
    """

    organisations: tuple[Organisation, ...] = ()
    successions: tuple[Succession, ...] = ()
    aliases: tuple[Alias, ...] = ()
    other_bodies: tuple[OtherBody, ...] = ()
    earlier_areas: tuple[EarlierArea, ...] = ()
    _open: dict[date, frozenset[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def by_code(self) -> dict[str, Organisation]:
        return {organisation.org_code: organisation for organisation in self.organisations}

    @cached_property
    def _steps_to(self) -> dict[str, list[Succession]]:
        return _grouped((step.successor_org_code, step) for step in self.successions)

    @cached_property
    def _steps_from(self) -> dict[str, list[Succession]]:
        return _grouped((step.predecessor_org_code, step) for step in self.successions)

    def open_on(self, day: date) -> frozenset[str]:
        """The codes of the CCGs that were open on a day."""
        if day not in self._open:
            self._open[day] = frozenset(org.org_code for org in self.organisations if org.was_open(day))
        return self._open[day]

    def predecessors(self, code: str) -> tuple[Succession, ...]:
        """Every merger step that led to a CCG, also through others, the nearest first."""
        return _walk(code, self._steps_to, "predecessor_org_code")

    def successors(self, code: str) -> tuple[Succession, ...]:
        """Every merger step after a CCG, also through others, the nearest first."""
        return _walk(code, self._steps_from, "successor_org_code")

    def why_not_open(self, code: str, day: date) -> str:
        """Why a CCG has nothing on a day; ValueError if it was open then."""
        return f"did not exist: {self._end_or_beginning(code, day, ', succeeded by ', ', succeeding ')}"

    def when_open(self, code: str, day: date) -> str:
        """When a CCG that was not open on a day was, and whom to ask for instead; ValueError if it was open."""
        return self._end_or_beginning(code, day, "; successor ", "; predecessors ")

    def _end_or_beginning(self, code: str, day: date, successor: str, predecessors: str) -> str:
        organisation = self.by_code[code]
        closed = organisation.closed_on
        if organisation.was_open(day):
            raise ValueError(f"{organisation} was open on {printed(day)}")
        if closed is not None and day > closed:
            fact = f"{organisation.org_name} closed on {printed(closed)}"
            later = [step.successor_org_code for step in self.successors(code) if step.effective_on <= day]
            names, link = ", then ".join(str(self.by_code[code]) for code in later), successor
        else:
            fact = f"{organisation.org_name} opened on {printed(organisation.opened_on)}"
            earlier = [step.predecessor_org_code for step in self._steps_to.get(code, [])]
            names, link = ", ".join(str(self.by_code[code]) for code in earlier), predecessors
        return f"{fact}{link}{names}" if names else fact


@cache
def printed(day: date) -> str:
    """A day as people write it: 31 March 2018."""
    return f"{day.day} {day:%B} {day.year}"


def _grouped(steps: Iterable[tuple[str, Succession]]) -> dict[str, list[Succession]]:
    groups = defaultdict(list)
    for code, step in steps:
        groups[code].append(step)
    return dict(groups)


def _walk(code: str, steps: dict[str, list[Succession]], end: str) -> tuple[Succession, ...]:
    if code not in steps:
        return ()
    found: list[Succession] = []
    seen = {code}
    queue = [code]
    for current in queue:
        for step in steps.get(current, []):
            found.append(step)
            following = getattr(step, end)
            if following not in seen:
                seen.add(following)
                queue.append(following)
    return tuple(found)
