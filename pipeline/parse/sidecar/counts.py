"""The entry of a sidecar for a table of counts: its keys, and how they must agree."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from pipeline.parse.sidecar.subjects import ContextOf, Strict, as_texts


class CountColumn(Strict):
    """A printed title of a table of counts, and what is counted under it: in a context, of a band, or all."""

    title: str = Field(min_length=1)
    context: ContextOf | None = None
    band: str | None = None
    total: Literal[True] | None = None
    ignore: str | None = Field(None, min_length=1, description="why the column is left out")

    @model_validator(mode="after")
    def _one_meaning(self) -> CountColumn:
        if sum(meaning is not None for meaning in (self.context, self.band, self.total, self.ignore)) != 1:
            raise ValueError("give exactly one of context, band, total, ignore")
        return self


class CountTable(Strict):
    """A table of how many organisations have each band, under the title `first` in its first column.

    Bands down and contexts across: each column has a `context`, and rows are bands. Areas or periods down and bands
    across: each column is a `band` or the `total`, and `rows` gives each printed row's context. `total_rows` are the
    printed rows that count all bands together.
    """

    name: str
    first: str = Field(min_length=1)
    columns: Annotated[tuple[CountColumn, ...], Field(min_length=1)]
    rows: dict[str, ContextOf] = Field(default_factory=dict)
    total_rows: tuple[str, ...] = ()
    labels: Annotated[dict[str, str], BeforeValidator(as_texts)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_layout(self) -> CountTable:
        across = [column for column in self.columns if column.context]
        if bool(across) == bool(self.rows):
            raise ValueError("give either columns with a context, or rows with theirs")
        if across and any(column.band or column.total for column in self.columns):
            raise ValueError("columns are contexts, or bands and a total, and not both")
        if self.total_rows and self.rows:
            raise ValueError("total_rows goes with bands down; a total across is a column's")
        return self

    @property
    def contexts(self) -> list[tuple[tuple[str | int, ...], ContextOf]]:
        """Every context that is counted in, with its place in the entry."""
        across = [(("columns", c, "context"), each.context) for c, each in enumerate(self.columns) if each.context]
        return [*across, *((("rows", printed), context) for printed, context in self.rows.items())]

    @property
    def bands(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Every band that is named, with its place in the entry."""
        across = [(("columns", c, "band"), each.band) for c, each in enumerate(self.columns) if each.band]
        return [*across, *((("labels", printed), band) for printed, band in self.labels.items())]
