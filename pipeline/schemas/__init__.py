"""The one declaration of each core table: its columns with type, unit, range, description and key.

Here: pandera models, from which the checks, Dagster's column schemas, DuckDB's comments, meta.column and the
data dictionary are generated. Not here: how rows come about, and the marts, which their SQL files declare.
"""

from __future__ import annotations

from pipeline.schemas import documents, reference
from pipeline.schemas.columns import CoreTable

CORE_TABLES: dict[str, type[CoreTable]] = {
    "document": documents.Document,
    "source_line": documents.SourceLine,
    "organisation": reference.Organisation,
    "organisation_alias": reference.OrganisationAlias,
    "organisation_succession": reference.OrganisationSuccession,
    "rating_scale": reference.RatingScale,
    "rating": documents.Rating,
    "rating_rule": reference.RatingRule,
    "rating_rule_condition": reference.RatingRuleCondition,
    "source": reference.Source,
    "source_version": documents.SourceVersion,
    "document_part": documents.DocumentPart,
    "indicator": documents.Indicator,
    "measure": reference.Measure,
    "measure_code": reference.MeasureCode,
    "measure_listing": documents.MeasureListing,
    "measure_standard": reference.MeasureStandard,
    "measure_value": documents.MeasureValue,
    "mention": documents.Mention,
    "claim": documents.Claim,
    "figure": documents.Figure,
    "publication": documents.Publication,
    "refresh_policy": documents.RefreshPolicy,
    "correction": documents.Correction,
    "rejected_row": documents.RejectedRow,
}

# The tables that come from raw/reference; all others come from documents.
REFERENCE_TABLES = frozenset(name for name, table in CORE_TABLES.items() if table.__module__ == reference.__name__)

__all__ = ["CORE_TABLES", "REFERENCE_TABLES", "CoreTable"]
