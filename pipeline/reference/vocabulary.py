"""The words that documents use for bands, areas and missing ratings, as read from raw/reference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Band:
    """One band of a scale; position 1 is the best. `variants` are other wordings of the label in prose."""

    band: str
    position: int
    variants: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        return (self.band, *self.variants)


@dataclass(frozen=True)
class Scale:
    """An ordered set of bands.

    `below_standard` are wordings that journalists use for all of `below_standard_bands` together
    ("need to improve"); they count only in statements of a share, where no single band is meant.
    """

    scale: str
    bands: tuple[Band, ...]
    below_standard: tuple[str, ...] = ()
    below_standard_bands: tuple[str, ...] = ()

    @cached_property
    def by_label(self) -> dict[str, str]:
        """Case-folded label or variant to the band it stands for."""
        return {label.casefold(): band.band for band in self.bands for label in band.labels}


@dataclass(frozen=True)
class Area:
    """An area that is rated, and the names that prose and headings give it."""

    area: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Context:
    """What a statement is about when it does not say so itself; the key by which claims meet rows."""

    framework: str
    area: str
    period: str
    scale: str


@dataclass(frozen=True)
class Vocabulary:
    """All scales and areas, and the labels that stand where a rating would (label to status).

    `frameworks_called` are the names that prose gives the ratings of a framework, in lower case.
    `places` are words of organisations' names, in lower case, which in prose name a part of the country;
    `fewest_organisations` is how many were ever open at least: a total of fewer is one of a part.
    """

    scales: tuple[Scale, ...]
    areas: tuple[Area, ...]
    missing_labels: dict[str, str]
    places: frozenset[str] = frozenset()
    fewest_organisations: int = 0
    frameworks_called: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels and other wordings of the bands of all scales, in lower case and without marks between words."""
        labels = (label for scale in self.scales for label in scale.by_label)
        return frozenset(label.replace("-", " ") for label in labels)

    @cached_property
    def scale_by_id(self) -> dict[str, Scale]:
        return {scale.scale: scale for scale in self.scales}
