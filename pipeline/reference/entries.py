"""The entries of raw/reference as types: scales, frameworks, areas, measures and standards.

Each type checks what must hold within one entry.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from pipeline.base.periods import normal_period
from pipeline.reference.register import Text
from pipeline.schema.values import IDENTIFIER, OrgType, Window

MissingStatus = Literal["insufficient_data", "not_applicable"]
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER)]
PeriodName = Annotated[str, AfterValidator(lambda text: normal_period(text).period)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BandEntry(_Entry):
    band: Text
    position: Annotated[int, Field(ge=1)]
    variants: tuple[Text, ...] = ()


class RatingScale(_Entry):
    """An ordered set of bands and the periods rated on it; None where not known or still open."""

    scale: Identifier
    description: Text
    source: Text
    from_period: PeriodName | None
    to_period: PeriodName | None
    bands: tuple[BandEntry, ...]
    below_standard: tuple[Text, ...] = ()
    below_standard_bands: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _bands_agree(self) -> Self:
        positions = [entry.position for entry in self.bands]
        if sorted(positions) != list(range(1, len(positions) + 1)):
            raise ValueError(f"positions must run from 1 without gaps or overlaps, and are {positions}")
        labels = [label.casefold() for entry in self.bands for label in (entry.band, *entry.variants)]
        if twice := sorted({label for label in labels if labels.count(label) > 1}):
            raise ValueError(f"{twice} stand for more than one band, or are given twice")
        if strange := set(self.below_standard_bands) - {entry.band for entry in self.bands}:
            raise ValueError(f"below_standard_bands {sorted(strange)} are no bands of the scale")
        return self

    @property
    def only_period(self) -> PeriodName | None:
        """The one period rated on it, if it is only one."""
        return self.from_period if self.from_period == self.to_period else None

    def why_not_of(self, period: PeriodName) -> str:
        """Why ratings of a period are not on this scale; '' where they may be."""
        rated = normal_period(period)
        if self.from_period and rated.end < normal_period(self.from_period).start:
            return f"the scale {self.scale} has been used since {self.from_period}, and not for {period}"
        if self.to_period and rated.start > normal_period(self.to_period).end:
            return f"the scale {self.scale} was used until {self.to_period}, and not for {period}"
        return ""


class Framework(_Entry):
    """A way of rating CCGs that somebody publishes."""

    framework: Identifier
    name: Text
    publisher: Text
    scale: Identifier
    description: Text
    # What prose calls its ratings, in lower case; of a name that says nothing of another framework.
    called: tuple[Text, ...] = ()


class AreaEntry(_Entry):
    area: Identifier
    names: Annotated[tuple[Text, ...], Field(min_length=1)]


class Standard(_Entry):
    """A standard for a measure, in its unit; `verified` says whether a source states `from_period`.

    No single organisation is held to a standard that applies to England as a whole.
    """

    standard: float
    comparator: Literal["=", "more than", "at least", "fewer than", "at most"]
    from_period: PeriodName | None
    verified: bool
    applies_to: Literal["each", "England"] = "each"
    source: Text

    @model_validator(mode="after")
    def _unknown_is_unverified(self) -> Self:
        if self.verified and self.from_period is None:
            raise ValueError("a standard without from_period cannot be verified")
        return self


class MeasureWindow(_Entry):
    """What days the values of a measure are about, of all kinds of organisations or of those given."""

    window: Window
    org_types: Annotated[tuple[OrgType, ...], Field(min_length=1)] = get_args(OrgType)
    source: Text


class Measure(_Entry):
    """An indicator; `minimum` and `maximum` bound its values, in its unit.

    `names` are those that documents print; `codes` are those by which a source's files name it, by the source's id.
    `whole` is false of a count that was worked out and not counted, such as an aim: its values have decimals.
    `parts` are the measures in which figures for it are published, where it is none that has figures of its own.
    `windows` say what days its values are about where these are not those of the period that is printed.
    `topic` is that under which people look for it.
    """

    measure_id: Identifier
    measure_name: Text
    area: Identifier
    unit: Text
    polarity: Literal["higher", "lower", "none"]
    description: Text
    minimum: float | None
    maximum: float | None
    whole: bool = True
    names: tuple[Text, ...] = ()
    codes: dict[Identifier, Annotated[tuple[Text, ...], Field(min_length=1)]] = {}
    parts: tuple[Identifier, ...] = ()
    topic: Identifier | None = None
    standards: tuple[Standard, ...] = ()
    windows: tuple[MeasureWindow, ...] = ()

    @model_validator(mode="after")
    def _one_window_each(self) -> Self:
        kinds = [kind for window in self.windows for kind in window.org_types]
        if twice := sorted({kind for kind in kinds if kinds.count(kind) > 1}):
            raise ValueError(f"{', '.join(twice)} has more than one window")
        return self

    @model_validator(mode="after")
    def _range_is_one(self) -> Self:
        if self.minimum is not None and self.maximum is not None and self.minimum >= self.maximum:
            raise ValueError(f"minimum {self.minimum} is not below maximum {self.maximum}")
        return self

    @property
    def all_names(self) -> tuple[str, ...]:
        return (self.measure_name, *self.names)
