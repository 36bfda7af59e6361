"""What the columns of core tables have in common.

It holds how a column is declared, the columns that many tables share, and the base class of the tables.
"""

from __future__ import annotations

from typing import Any

import pandera.polars as pa
import polars as pl

from pipeline.base.periods import is_normal_period
from pipeline.schema.values import ORG_CODE


def column(
    description: str,
    *,
    unit: str | None = None,
    references: str | None = None,
    of_rows: str | None = None,
    nullable: bool = False,
    **checks: Any,
) -> Any:
    """A column of a core table. `references` names the column that every value must stand in, in rows where the SQL
    condition `of_rows` holds if there is one."""
    metadata = {"unit": unit, "references": references, "of_rows": of_rows}
    return pa.Field(description=description, nullable=nullable, metadata=metadata, **checks)


def is_period(column: pl.Expr) -> pl.Expr:
    """Whether each text is a period in its normal form, as the reader of periods knows it; NULL of a NULL."""
    return column.map_batches(_are_periods, return_dtype=pl.Boolean, is_elementwise=True)


def _are_periods(texts: pl.Series) -> pl.Series:
    # a large table has few periods
    known = texts.drop_nulls().unique()
    good = pl.Series([text for text in known if is_normal_period(text)], dtype=pl.String)
    return texts.is_in(good.implode())


def document_id() -> Any:
    return column("The document it stands in", references="core.document.document_id")


# Said of places that only a text has; what stands in a workbook or a feed has a locator instead.
_IN_A_TEXT = "; NULL in a workbook or feed"


def line_no(*, in_texts_only: bool = False) -> Any:
    text = "Line of the document, from 1" + _IN_A_TEXT * in_texts_only
    return column(text, unit="line", nullable=in_texts_only, ge=1)


def char_start(*, in_texts_only: bool = False) -> Any:
    text = "Offset of its first character in the decoded document, from 0" + _IN_A_TEXT * in_texts_only
    return column(text, unit="code point", nullable=in_texts_only, ge=0)


def char_end(*, in_texts_only: bool = False) -> Any:
    text = "Offset after its last character" + _IN_A_TEXT * in_texts_only
    return column(text, unit="code point", nullable=in_texts_only, ge=0)


def locator() -> Any:
    return column("Sheet and cell, or row and column, of a workbook or feed; NULL in a text", nullable=True)


def org_code() -> Any:
    return column("NHS ODS code of the CCG", references="core.organisation.org_code", str_matches=ORG_CODE)


def period(*, nullable: bool = False) -> Any:
    text = "Reporting period in normal form, such as 2016/17 or 2019/20 Q1" + "; NULL when none is stated" * nullable
    return period_column(text, nullable=nullable)


def period_column(description: str, *, nullable: bool = False) -> Any:
    """A column of periods in normal form."""
    field = column(description, nullable=nullable)
    # pandera registers checks of one's own under a name only where numpy is
    field.checks = [pa.Check(lambda data: data.lazyframe.select(is_period(pl.col(data.key))), name=is_period.__name__)]
    return field


class CoreTable(pa.DataFrameModel):
    """A core table. Its docstring's first line is its description; Config.unique is its key."""

    class Config:
        strict = True
        ordered = True
