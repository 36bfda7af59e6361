"""Rules by which a band follows from the values of measures: raw/reference/rating_rules, one YAML file a rule.

This module reads them and checks what they refer to; `sql/marts/derived_rating.sql` applies them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.base.os_errors import content_of
from pipeline.base.problems import Problem
from pipeline.base.validation_problems import validation_problems
from pipeline.base.yaml_lines import LineOf, NotYaml, yaml_with_lines
from pipeline.reference.entries import Framework, Identifier, PeriodName, RatingScale
from pipeline.reference.register import Text
from pipeline.schema.values import IDENTIFIER

Comparator = Literal["at least", "more than", "fewer than", "at most"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RulePeriod(_Entry):
    """A period rated, and the period whose values decide."""

    rating: PeriodName
    values: PeriodName


class Cut(_Entry):
    """A value at which a measure is split, in the measure's unit."""

    cut: Identifier
    measure_id: Identifier
    value: float


class BandRule(_Entry):
    """A band, and how a value must stand to each cut for it; all of them must hold."""

    band: Text
    when: Annotated[dict[Identifier, Comparator], Field(min_length=1)]


class RatingRule(_Entry):
    """How bands follow from values. `status` says whether the rater published it or somebody concluded it."""

    description: Text
    author: Text
    status: Literal["official", "inferred"]
    source: Text
    framework: Identifier
    area: Identifier
    periods: Annotated[tuple[RulePeriod, ...], Field(min_length=1)]
    cuts: Annotated[tuple[Cut, ...], Field(min_length=1)]
    bands: Annotated[tuple[BandRule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        for kind, names in (
            ("cuts", [cut.cut for cut in self.cuts]),
            ("bands", [rule.band for rule in self.bands]),
            ("periods", [period.rating for period in self.periods]),
        ):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{kind} {twice} stand more than once")
        known = {cut.cut for cut in self.cuts}
        used = {name for rule in self.bands for name in rule.when}
        if strange := sorted(used - known):
            raise ValueError(f"bands name the cuts {strange}, which are not there")
        if idle := sorted(known - used):
            raise ValueError(f"no band names the cuts {idle}")
        return self


def read_rules(
    folder: Path,
    scales: Collection[RatingScale],
    frameworks: Collection[Framework],
    areas: Collection[str],
    measures: Collection[str],
    problems: list[Problem],
) -> dict[str, RatingRule]:
    """The rules of `folder` by their ids; what is wrong with any is added to `problems`.

    Where there are problems already, what a rule does not find may be due to them, and is not reported.
    """
    rules = {}
    sound = not problems
    bands = {scale.scale: [entry.band for entry in scale.bands] for scale in scales}
    bands_of = {framework.framework: bands.get(framework.scale, []) for framework in frameworks}
    for path in sorted(folder.glob("*.yml")):
        if not re.fullmatch(IDENTIFIER, path.stem):
            problems.append(Problem(str(path), None, "its name is no rule_id", "Name it with a to z, 0 to 9 and _"))
            continue
        try:
            values, line_of = yaml_with_lines(content_of(path).decode("utf-8-sig"))
            rule = RatingRule.model_validate(values)
        except NotYaml as error:
            problems.append(Problem(str(path), error.line_no, str(error), "Correct the YAML"))
        except ValidationError as error:
            problems += validation_problems(error, str(path), line_of)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(str(path), None, f"cannot be read: {error}", "Save it as a UTF-8 text file"))
        else:
            rules[path.stem] = rule
            if sound:
                problems += _unknown_names(rule, str(path), line_of, bands_of, areas, measures)
    return rules


def _unknown_names(
    rule: RatingRule,
    path: str,
    line_of: LineOf,
    bands_of: Mapping[str, list[str]],
    areas: Collection[str],
    measures: Collection[str],
) -> list[Problem]:
    problems: list[Problem] = []
    known = partial(_known, problems, path, line_of)
    known(("framework",), "framework", rule.framework, bands_of)
    known(("area",), "area", rule.area, areas)
    for place, cut in enumerate(rule.cuts):
        known(("cuts", place, "measure_id"), "measure", cut.measure_id, measures)
    for place, band in enumerate(rule.bands) if rule.framework in bands_of else ():
        known(("bands", place, "band"), "band", band.band, bands_of[rule.framework])
    return problems


def _known(
    problems: list[Problem],
    path: str,
    line_of: LineOf,
    place: tuple[str | int, ...],
    kind: str,
    name: str,
    names: Collection[str],
) -> None:
    if name not in names:
        choices = ", ".join(sorted(names))
        problems.append(Problem(path, line_of(place), f"no {kind} '{name}'", f"Use one of {choices}"))
