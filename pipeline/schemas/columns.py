"""What columns of core tables have in common.

Here: declaring a column, the columns that many tables share, the tables' base. Not here: any table.
"""

from __future__ import annotations

from typing import Any

import pandera.polars as pa

ORG_CODE = r"^[0-9A-Z]{3,5}$"
SHA256 = r"^[0-9a-f]{64}$"
PERIOD = r"^\d{4}(/\d{2}( [QH]\d)?|-\d{2})?$|^\d{4}[-/0-9 QHto]*$"


def column(
    description: str, *, unit: str | None = None, references: str | None = None, nullable: bool = False, **checks: Any
) -> Any:
    """A column of a core table. `references` names the column that every value must stand in."""
    metadata = {"unit": unit, "references": references}
    return pa.Field(description=description, nullable=nullable, metadata=metadata, **checks)


def document_id() -> Any:
    return column("The document it stands in", references="core.document.document_id")


def line_no() -> Any:
    return column("Line of the document, from 1", unit="line", ge=1)


def char_start() -> Any:
    return column("Offset of its first character in the decoded document, from 0", unit="code point", ge=0)


def char_end() -> Any:
    return column("Offset after its last character", unit="code point", ge=0)


def org_code() -> Any:
    return column("NHS ODS code of the CCG", references="core.organisation.org_code", str_matches=ORG_CODE)


def period() -> Any:
    return column("Reporting period in normal form, such as 2016/17 or 2019/20 Q1", str_matches=PERIOD)


class CoreTable(pa.DataFrameModel):
    """A core table. Its docstring's first line is its description; Config.unique is its key."""

    class Config:
        strict = True
        ordered = True
