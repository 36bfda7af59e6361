"""The core tables of the documents themselves.

They say what was read, what became of each part of it, and what was corrected or rejected.
"""

from __future__ import annotations

from datetime import date

from pipeline.schema.columns import (
    CoreTable,
    char_end,
    char_start,
    column,
    document_id,
    line_no,
    locator,
)
from pipeline.schema.values import (
    DOCUMENT_ID,
    SHA256,
    STAGES,
)


class Document(CoreTable):
    """A document that was read, and what it gave."""

    document_id: str = column("Name of the document's file without its ending", str_matches=DOCUMENT_ID)
    title: str = column("Title as published")
    publisher: str = column("Who published it")
    published_on: date = column("Last day on which it can have been published")
    published_precision: str = column("How precisely that is known", isin=["day", "month", "year"])
    published_note: str = column("What is to be known of that date", nullable=True)
    url: str = column("Where it was published", nullable=True)
    source_id: str = column(
        "The source that it was fetched from; NULL when a person laid it in raw/documents",
        nullable=True,
        references="core.source.source_id",
    )
    product: str = column(
        "What it is a release of, as its sidecar or source declares; NULL when of neither",
        nullable=True,
        isin=["rating", "dashboard"],
    )
    licence: str = column("On what terms its content may be used")
    text_kind: str = column(
        "Whether what was read is the original, our abstract of a text, or figures carried from a file",
        isin=["original", "abstract", "figures"],
    )
    sha256: str = column("SHA-256 of the text read", str_matches=SHA256)
    sidecar_sha256: str = column("SHA-256 of its sidecar, or of its source's entry", str_matches=SHA256)
    lines: int = column("Lines of a text; NULL of a workbook", unit="lines", nullable=True, ge=0)
    tables_found: int = column("Mapped tables, lists, sheets or measures found in it", unit="tables", ge=0)
    rows_found: int = column("Rows in mapped tables and lists, or cells with figures", unit="rows", ge=0)
    rows_parsed: int = column("Rows of those that were taken", unit="rows", ge=0)
    rows_rejected: int = column("Rows of those that were rejected", unit="rows", ge=0)
    claims_found: int = column("Claims found in its prose", unit="claims", ge=0)
    figures_found: int = column("Other figures found in its prose", unit="figures", ge=0)

    class Config(CoreTable.Config):
        unique = ["document_id"]


class SourceLine(CoreTable):
    """A line of a document that states a fact of this warehouse; lines that state none are not kept."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    text: str = column("The line, without its end")

    class Config(CoreTable.Config):
        unique = ["document_id", "line_no"]


class SourceVersion(CoreTable):
    """A version of a source that was fetched and kept."""

    document_id: str = column("Name of the version, and of its document where it was read")
    source_id: str = column("The source", references="core.source.source_id")
    fetched_on: date = column("Day on which it was fetched")
    published_on: date = column("Last day on which it can have been published")
    url: str = column("Address from which it came")
    sha256: str = column("SHA-256 of the file", str_matches=SHA256)
    bytes: int = column("Size of the file", unit="bytes", ge=0)
    state: str = column(
        "Whether it was read, quarantined while the version before stays, or superseded on its day",
        isin=["read", "quarantined", "superseded"],
    )
    reason: str = column("Why it was not read; NULL when it was", nullable=True)

    class Config(CoreTable.Config):
        unique = ["document_id"]


class DocumentPart(CoreTable):
    """A sheet of a workbook, or a measure of a feed, and what became of each of its cells."""

    document_id: str = document_id()
    part: str = column("The sheet, or the measure's code in the feed")
    part_no: int = column("Place in the document, from 1", unit="position", ge=1)
    title: str = column("Its title as printed", nullable=True)
    state: str = column("Whether its values were read", isin=["read", "catalogue", "left_out"])
    reason: str = column("Why it was left out, or which measure its rows are counts of; NULL otherwise", nullable=True)
    measure_id: str = column(
        "The measure that it holds; NULL when none", nullable=True, references="core.measure.measure_id"
    )
    organisations_on: date = column(
        "Latest day whose CCGs all have a row; NULL when they have not on any day", nullable=True
    )
    source_published: str = column("Source as printed", nullable=True)
    updated_published: str = column("When it was updated, as printed", nullable=True)
    latest_period_published: str = column("Latest period as printed", nullable=True)
    cells: int = column("Cells that are not empty, or rows of a feed", unit="cells", ge=0)
    labels: int = column("Cells of those that say what the others are, or are counts of theirs", unit="cells", ge=0)
    published: int = column("Cells of those with a value", unit="cells", ge=0)
    without_value: int = column("Cells of those with a status instead of a value", unit="cells", ge=0)
    rejected: int = column("Cells of those that were not taken, each in core.rejected_row", unit="cells", ge=0)
    left_out: int = column("Cells of those in parts and breakdowns that are not read", unit="cells", ge=0)

    class Config(CoreTable.Config):
        unique = ["document_id", "part"]


class Correction(CoreTable):
    """A known error of a document that its sidecar corrects; what is printed stays visible."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    quote: str = column("The text between the offsets")
    about: str = column("What is corrected", isin=["organisation", "rating", "measure_value", "claim"])
    printed: str = column("The value as printed")
    right_value: str = column("The value that is right")
    reason: str = column("What is wrong with the printed value")
    authority: str = column("Who knows better, and where that stands")

    class Config(CoreTable.Config):
        unique = ["document_id", "char_start", "char_end", "about", "printed"]


class RejectedRow(CoreTable):
    """Text that looked like data and was not taken."""

    document_id: str = document_id()
    line_no: int = line_no(in_texts_only=True)
    char_start: int = char_start(in_texts_only=True)
    char_end: int = char_end(in_texts_only=True)
    locator: str = locator()
    text: str = column("The text between the offsets, or of the cells with | between them")
    cells: int = column("Cells that are not empty; NULL in a text", unit="cells", nullable=True, ge=1)
    stage: str = column("What would have read it", isin=STAGES)
    reason: str = column("Why it was not taken")

    class Config(CoreTable.Config):
        unique = ["document_id", "locator", "char_start", "char_end", "stage", "reason"]
