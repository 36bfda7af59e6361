"""Reference data as rows of the core tables: organisations, scales, rules, measures and sources."""

from __future__ import annotations

from typing import Any

import polars as pl

from pipeline.base.periods import normal_period
from pipeline.reference.reading import Reference
from pipeline.reference.sources import NotFetched, Source, Sources
from pipeline.schema.frames import schema_of, to_frame

OTHER_TOPIC = "Other measures"


def reference_tables(reference: Reference, sources: Sources) -> dict[str, pl.DataFrame]:
    """Every core table that comes from raw/reference and raw/sources.yml, by its name."""
    register = reference.register
    return {
        "organisation": to_frame(
            "organisation",
            [
                {**organisation.model_dump(), "earlier_gss_codes": "|".join(organisation.earlier_gss_codes) or None}
                for organisation in register.organisations
            ],
        ),
        "organisation_alias": to_frame("organisation_alias", [alias.model_dump() for alias in register.aliases]),
        "organisation_succession": to_frame(
            "organisation_succession", [succession.model_dump() for succession in register.successions]
        ),
        "organisation_area": to_frame("organisation_area", [area.model_dump() for area in register.earlier_areas]),
        "organisation_boundary": to_frame(
            "organisation_boundary", [boundary.model_dump() for boundary in reference.areas.boundaries]
        ),
        "similar_organisation": to_frame(
            "similar_organisation", [similar.model_dump() for similar in reference.areas.similar]
        ),
        "area": to_frame("area", [area.model_dump() for area in reference.areas.named]),
        "area_tile": to_frame("area_tile", [tile.model_dump() for tile in reference.areas.tiles]),
        "count_rule": to_frame("count_rule", [rule.model_dump() for rule in reference.areas.count_rules]),
        "rating_scale": to_frame(
            "rating_scale",
            [
                {
                    "scale": scale.scale,
                    "band": band.band,
                    "position": band.position,
                    "description": scale.description,
                    "source": scale.source,
                }
                for scale in reference.scales.values()
                for band in scale.bands
            ],
        ),
        "rating_rule": to_frame(
            "rating_rule", [row for name in reference.rules for row in _rule_rows(reference, name)]
        ),
        "rating_rule_condition": to_frame(
            "rating_rule_condition",
            [
                {
                    "rule_id": rule_id,
                    "band": rule.band,
                    "cut": cut.cut,
                    "measure_id": cut.measure_id,
                    "comparator": rule.when[cut.cut],
                    "threshold": cut.value,
                }
                for rule_id, rules in reference.rules.items()
                for rule in rules.bands
                for cut in rules.cuts
                if cut.cut in rule.when
            ],
        ),
        "measure": to_frame(
            "measure",
            [
                {
                    **measure.model_dump(include=set(schema_of("measure"))),
                    **topic_of(measure.topic, reference.topics),
                    "of_any_size": measure.unit in reference.of_any_size,
                    "parts": list(measure.parts),
                    "other_names": list(measure.names),
                }
                for measure in reference.measures.values()
            ],
        ),
        "measure_window": to_frame(
            "measure_window",
            [
                {
                    "measure_id": measure.measure_id,
                    "org_type": org_type,
                    "window": window.window,
                    "source": window.source,
                }
                for measure in reference.measures.values()
                for window in measure.windows
                for org_type in window.org_types
            ],
        ),
        "measure_code": to_frame(
            "measure_code",
            [
                {"source_id": source_id, "code": code, "measure_id": measure.measure_id}
                for measure in reference.measures.values()
                for source_id, codes in measure.codes.items()
                for code in codes
                if source_id in sources.by_id
            ],
        ),
        "source": to_frame("source", [*map(_source_row, sources.sources), *map(_other_row, sources.not_fetched)]),
        "measure_standard": to_frame(
            "measure_standard",
            [
                {"measure_id": measure.measure_id, **standard.model_dump(), **_days(standard.from_period)}
                for measure in reference.measures.values()
                for standard in measure.standards
            ],
        ),
        "spc_rebase": to_frame(
            "spc_rebase", [{**rebase.model_dump(), **_days(rebase.from_period)} for rebase in reference.rebases]
        ),
        "spc_set_aside": to_frame("spc_set_aside", [entry.model_dump() for entry in reference.set_asides]),
    }


def _days(period: str | None) -> dict[str, Any]:
    """The first and the last day of a period, both None where it is not known."""
    found = normal_period(period) if period else None
    return {"period_start": found and found.start, "period_end": found and found.end}


def _source_row(source: Source) -> dict[str, Any]:
    row = {
        **source.model_dump(include={"source_id", "title", "publisher", "licence", "format", "cadence", "note"}),
        "url": source.address,
        "is_fetched": not source.not_fetched,
        "product": "dashboard" if source.feeds == "dashboard" else None,
    }
    if source.not_fetched:
        row |= {"format": None, "cadence": None, "product": None}
        row["note"] = ". ".join(filter(None, (source.not_fetched, source.note)))
    return row


def _other_row(source: NotFetched) -> dict[str, Any]:
    details = source.model_dump(include={"source_id", "title", "publisher", "licence"})
    return {
        **dict.fromkeys(schema_of("source")),
        **details,
        "url": source.page,
        "is_fetched": False,
        "note": source.reason,
    }


def _rule_rows(reference: Reference, rule_id: str) -> list[dict[str, Any]]:
    """A row for each period of a rule; none for a rule whose framework is not known, which is a problem already."""
    rule = reference.rules[rule_id]
    if rule.framework not in reference.frameworks:
        return []
    return [
        {
            **rule.model_dump(include={"framework", "area", "status", "author", "description", "source"}),
            "rule_id": rule_id,
            "period": period.rating,
            "value_period": period.values,
            "scale": reference.frameworks[rule.framework].scale,
        }
        for period in rule.periods
    ]


def topic_of(topic: str | None, topics: dict[str, str]) -> dict[str, str | int]:
    """A topic's title and its place among the topics; a measure without one comes after all others."""
    place = list(topics).index(topic) if topic in topics else len(topics)
    return {"topic": topics.get(topic or "", OTHER_TOPIC), "topic_no": place + 1}
