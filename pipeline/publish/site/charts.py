"""A chart: a drawing with a title that says what it shows, and the rows behind it as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from pipeline.publish.site import addresses
from pipeline.publish.site.drawings import keys
from pipeline.publish.site.drawings.keys import Key


@dataclass(frozen=True)
class Chart:
    """A drawing: `finding` is its title; `header` and `rows` are exactly what it shows.

    `page` and `name` make the address of its rows; no two charts of a site share them. `about` says of what and when
    it is, `told` how to take it, and `key` what its marks mean. `common` stands in every row of the file.
    """

    page: str
    name: str
    finding: str
    drawing: Markup
    header: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    note: str = ""
    about: str = ""
    told: str = ""
    key: Sequence[Key] = ()
    common: Mapping[str, str] = field(default_factory=dict)

    @property
    def key_drawn(self) -> Markup:
        return keys.key(self.key)

    @property
    def path(self) -> str:
        return addresses.chart_data(self.page, self.name)

    @property
    def csv(self) -> str:
        """The rows as a file; a name that a spreadsheet would take for a formula begins with a quotation mark."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow((*self.common, *self.header))
        writer.writerows([plain_cell(cell) for cell in (*self.common.values(), *row)] for row in self.rows)
        return text.getvalue()


def plain_cell(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula, and a figure without the noise of its last binary place."""
    if isinstance(cell, float):
        return float(f"{cell:.15g}")
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@") else cell


def chart_files(charts: Iterable[Chart]) -> list[tuple[str, str]]:
    """The path and the text of the rows behind each chart."""
    return [(chart.path, chart.csv) for chart in charts]
