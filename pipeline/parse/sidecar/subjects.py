"""What the parts of a sidecar are about: a band, a number, the prose.

These are the keys by which tables, lists and claims give their framework, area, measure and period, and the printed
texts that stand for bands and for missing ones.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pipeline.reference.entries import PeriodName
from pipeline.reference.layout_parts import Marker


class Strict(BaseModel):
    """A part of a sidecar: a key that it does not have is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def as_texts(given: object) -> object:
    """A mapping whose keys YAML may have read as numbers, with what is printed for its keys."""
    return {str(key): value for key, value in given.items()} if isinstance(given, dict) else given


Markers = Annotated[dict[str, Marker], BeforeValidator(as_texts)]


class RatingSubject(Strict):
    """What a band is about. The scale is the framework's. `complete_bands` are the bands whose list is whole.

    `labels` are printed texts that stand for bands, such as initials; `markers` those that stand where there is none.
    """

    framework: str
    area: str
    period: PeriodName
    period_published: str | None = None
    complete_bands: tuple[str, ...] = ()
    labels: Annotated[dict[str, str], BeforeValidator(as_texts)] = {}
    markers: Markers = {}

    @model_validator(mode="after")
    def _markers_of_a_rating(self) -> RatingSubject:
        for printed, marker in self.markers.items():
            if marker.status not in ("insufficient_data", "not_applicable", "not_published"):
                raise ValueError(
                    f"the marker '{printed}': a rating is insufficient_data, not_applicable or not_published"
                )
            if marker.lower is not None or marker.upper is not None:
                raise ValueError(f"the marker '{printed}': a band has no lower and upper")
        return self

    @property
    def key(self) -> tuple[str, ...]:
        return self.framework, self.area, self.period


class MeasureSubject(Strict):
    """What a number is about. `decimals` are the true ones, where more are printed; None means the printed ones.

    `markers` are printed texts that stand where there is no number. `percentages` says how shares are printed; without
    it, numbers that may be fractions are not read as per cent.
    """

    measure_id: str
    period: PeriodName
    period_published: str | None = None
    period_inferred: str | None = Field(None, description="why the period is not the printed one")
    decimals: int | None = Field(None, ge=0, le=6)
    percentages: Literal["percent", "fractions"] | None = None
    markers: Markers = {}

    @property
    def key(self) -> tuple[str, ...]:
        return self.measure_id, self.period


class ContextOf(Strict):
    """What the prose speaks of: the key under which its claims meet rows."""

    framework: str
    area: str
    period: PeriodName
