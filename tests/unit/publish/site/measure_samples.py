"""Hand-made periods of a measure, as the pages get them."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.publish.site.measure_figures import PeriodFigures

MEASURE: dict[str, Any] = {
    "measure_id": "a_measure",
    "measure_name": "A measure",
    "unit": "%",
    "polarity": "higher",
    "of_any_size": True,
    "description": "Of the people who came, the share who were seen.",
}
NOTHING = dict.fromkeys(
    (
        *("england", "england_decimals", "standard", "comparator", "rank_note", "deciles", "median", "coverage_note"),
        *("organisations_on", "organisations_open", "organisations_listed", "other_values", "ranked", "all_deciles"),
        *("england_source", "ccg_source", "document_ids"),
    )
)


def period(name: str, start: date, end: date, **more: Any) -> PeriodFigures:
    counts = dict.fromkeys(("met", "judged", "suppressed", "with_rank", "with_interval", "withheld", "of_ccgs"), 0)
    row = {"period": name, "period_start": start, "period_end": end, "period_inferred": False}
    return PeriodFigures(NOTHING | counts | row | more)
