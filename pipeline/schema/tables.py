"""All core tables by name, as pandera models.

The checks, Dagster's column schemas, DuckDB's comments, meta.column and the data dictionary are generated from these
models.
"""

from __future__ import annotations

from pipeline.schema import areas, documents, published_values, reference, statements
from pipeline.schema.columns import CoreTable

CORE_TABLES: dict[str, type[CoreTable]] = {
    "document": documents.Document,
    "source_line": documents.SourceLine,
    "organisation": reference.Organisation,
    "organisation_alias": reference.OrganisationAlias,
    "organisation_succession": reference.OrganisationSuccession,
    "organisation_area": areas.OrganisationArea,
    "organisation_boundary": areas.OrganisationBoundary,
    "similar_organisation": areas.SimilarOrganisation,
    "area": areas.Area,
    "area_tile": areas.AreaTile,
    "count_rule": areas.CountRule,
    "rating_scale": reference.RatingScale,
    "rating": published_values.Rating,
    "rating_rule": reference.RatingRule,
    "rating_rule_condition": reference.RatingRuleCondition,
    "source": reference.Source,
    "source_version": documents.SourceVersion,
    "document_part": documents.DocumentPart,
    "indicator": published_values.Indicator,
    "measure": reference.Measure,
    "measure_window": reference.MeasureWindow,
    "measure_code": reference.MeasureCode,
    "measure_listing": published_values.MeasureListing,
    "measure_standard": reference.MeasureStandard,
    "measure_value": published_values.MeasureValue,
    "provider_value": published_values.ProviderValue,
    "spc_rebase": reference.SpcRebase,
    "spc_set_aside": reference.SpcSetAside,
    "mention": statements.Mention,
    "claim": statements.Claim,
    "figure": statements.Figure,
    "publication": statements.Publication,
    "refresh_policy": statements.RefreshPolicy,
    "correction": documents.Correction,
    "rejected_row": documents.RejectedRow,
}

# The tables that come from raw/reference; all others come from documents.
REFERENCE_TABLES = frozenset(
    name for name, table in CORE_TABLES.items() if table.__module__ in (areas.__name__, reference.__name__)
)

__all__ = ["CORE_TABLES", "REFERENCE_TABLES", "CoreTable"]
