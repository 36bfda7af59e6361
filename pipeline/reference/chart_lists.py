"""Decisions on control charts: where a series begins anew, and which values are shown but not counted.

They are in raw/reference/spc_rebase.yml and spc_set_aside.yml, of which either may be missing. This module reads them
and checks what they refer to; `sql/marts/steps` applies them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from pipeline.base.os_errors import content_of
from pipeline.base.problems import Problem
from pipeline.base.validation_problems import validation_problems
from pipeline.base.yaml_lines import LineOf, NotYaml, yaml_with_lines
from pipeline.reference.entries import Identifier, PeriodName
from pipeline.reference.register import Text
from pipeline.schema.values import OrgType


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rebase(_Entry):
    """A period from which the limits of a measure are worked out anew: for all organisations, a kind, or one."""

    measure_id: Identifier
    org_type: OrgType | None = None
    org_code: Text | None = None
    from_period: PeriodName
    reason: Text
    source: Text

    @model_validator(mode="after")
    def _code_has_a_kind(self) -> Self:
        if self.org_code is not None and self.org_type is None:
            raise ValueError("an org_code needs its org_type, for kinds of organisations share codes")
        return self


class SetAside(_Entry):
    """A value of a source that is shown on a chart and not counted in its limits."""

    source_id: Identifier
    measure_id: Identifier
    org_type: OrgType
    org_code: Text
    period: PeriodName
    reason: Text


class _Rebases(_Entry):
    rebase: tuple[Rebase, ...]


class _SetAsides(_Entry):
    set_aside: tuple[SetAside, ...]


File = TypeVar("File", bound=BaseModel)


def read_rebases(
    folder: Path, measures: Collection[str], ccgs: Collection[str], problems: list[Problem]
) -> tuple[Rebase, ...]:
    """The re-basings; what is wrong with any is added to `problems`."""
    path = folder / "spc_rebase.yml"
    file, line_of = _read(path, _Rebases, problems)
    found = file.rebase if file else ()
    _check(path, "rebase", line_of, found, measures, ccgs, problems)
    return found


def read_set_asides(
    folder: Path, measures: Collection[str], ccgs: Collection[str], problems: list[Problem]
) -> tuple[SetAside, ...]:
    """The values that are set aside; what is wrong with any is added to `problems`."""
    path = folder / "spc_set_aside.yml"
    file, line_of = _read(path, _SetAsides, problems)
    found = file.set_aside if file else ()
    _check(path, "set_aside", line_of, found, measures, ccgs, problems)
    return found


def _read(path: Path, kind: type[File], problems: list[Problem]) -> tuple[File | None, LineOf]:
    line_of: LineOf = _first_line
    if not path.exists():
        return None, line_of
    try:
        values, line_of = yaml_with_lines(content_of(path).decode("utf-8-sig"))
        return kind.model_validate(values), line_of
    except NotYaml as error:
        problems.append(Problem(str(path), error.line_no, str(error), "Correct the YAML"))
    except ValidationError as error:
        problems += validation_problems(error, str(path), line_of)
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(str(path), None, f"cannot be read: {error}", "Save it as a UTF-8 text file"))
    return None, line_of


def _first_line(place: tuple[str | int, ...]) -> int:
    return 1


def _check(
    path: Path,
    key: str,
    line_of: LineOf,
    entries: Sequence[Rebase | SetAside],
    measures: Collection[str],
    ccgs: Collection[str],
    problems: list[Problem],
) -> None:
    """Measures and CCGs that nothing defines, and entries given twice.

    Where there are problems already, what an entry does not find may be due to them, and is not reported.
    """
    sound = not problems
    seen: set[tuple[object, ...]] = set()
    for number, entry in enumerate(entries):
        line_no = line_of((key, number))
        said = entry.model_dump(exclude={"reason", "source"}).values()
        if tuple(said) in seen:
            problems.append(Problem(str(path), line_no, "stands more than once", "Take one of them out"))
        seen.add(tuple(said))
        if sound and entry.measure_id not in measures:
            choose = "Use a measure_id of measures.yml"
            problems.append(Problem(str(path), line_no, f"no measure '{entry.measure_id}'", choose))
        if sound and entry.org_type == "ccg" and entry.org_code is not None and entry.org_code not in ccgs:
            choose = "Use a code of organisations.csv"
            problems.append(Problem(str(path), line_no, f"no CCG has the code '{entry.org_code}'", choose))
