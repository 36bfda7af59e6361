"""The one declaration of each core table: its columns with type, unit, range, description and key.

Here: pandera models, from which the checks, Dagster's column schemas, DuckDB's comments, meta.column and the
data dictionary are generated. Not here: how rows come about, and the marts, which their SQL files declare.
"""

from __future__ import annotations

from pipeline.schema import facts, reference
from pipeline.schema.columns import CoreTable

CORE_TABLES: dict[str, type[CoreTable]] = {
    "document": facts.Document,
    "source_line": facts.SourceLine,
    "organisation": reference.Organisation,
    "organisation_alias": reference.OrganisationAlias,
    "organisation_succession": reference.OrganisationSuccession,
    "rating_scale": reference.RatingScale,
    "rating": facts.Rating,
    "rating_rule": reference.RatingRule,
    "rating_rule_condition": reference.RatingRuleCondition,
    "source": reference.Source,
    "source_version": facts.SourceVersion,
    "document_part": facts.DocumentPart,
    "indicator": facts.Indicator,
    "measure": reference.Measure,
    "measure_code": reference.MeasureCode,
    "measure_listing": facts.MeasureListing,
    "measure_standard": reference.MeasureStandard,
    "measure_value": facts.MeasureValue,
    "mention": facts.Mention,
    "claim": facts.Claim,
    "figure": facts.Figure,
    "publication": facts.Publication,
    "refresh_policy": facts.RefreshPolicy,
    "correction": facts.Correction,
    "rejected_row": facts.RejectedRow,
}

# The tables that come from raw/reference; all others come from facts.
REFERENCE_TABLES = frozenset(name for name, table in CORE_TABLES.items() if table.__module__ == reference.__name__)

__all__ = ["CORE_TABLES", "REFERENCE_TABLES", "CoreTable"]
