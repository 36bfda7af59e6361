"""Names in prose and lists to rows of core.mention, and the bands that sentences state to rows of core.rating.

A name is looked up on the day that its sentence is about, and a stated band is compared with the rows of the same
document's tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.base.periods import normal_period
from pipeline.build.cells_to_rows import Columns, Resolved
from pipeline.parse.sidecar.sidecar import Sidecar
from pipeline.parse.text.facts import Mention, NamedBand, Reject
from pipeline.parse.text.lists.value_lists import ValueListRows
from pipeline.reference.organisations import Resolver
from pipeline.reference.vocabulary import Context

# What a mention may be without.
_EMPTY: dict[str, Any] = dict.fromkeys(
    ("reason", "framework", "area", "period", "band", "no_band_reason", "measure_id", "value")
)

# Framework, area, period and organisation of a rating.
_Key = tuple[str, str, str, str]


@dataclass
class NamesResolved:
    """Rows of core.mention without their document, blocks of core.rating, and what was rejected."""

    mentions: list[dict[str, Any]] = field(default_factory=list)
    ratings: list[Columns] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def resolve_names(
    mentions: Sequence[Mention],
    bands: Sequence[NamedBand],
    sidecar: Sidecar,
    tables: Sequence[Columns],
    resolver: Resolver,
) -> NamesResolved:
    """The rows of names and stated bands; `tables` are the ratings of the document's tables and lists.

    A band that a table of the document states too is not stated twice; one that contradicts it is rejected.
    """
    result = NamesResolved()
    days = _days(sidecar)
    result.mentions = [_mention_row(mention, days, resolver) for mention in mentions]
    known = _of_tables(tables) if bands else {}
    accepted: dict[_Key, tuple[NamedBand, str]] = {}
    contradicted: set[_Key] = set()
    for stated in bands:
        found = resolver.resolve(stated.name, [normal_period(stated.context.period).end])
        if found.org_code is None:
            result.rejects.append(_reject(stated, found.reason))
            continue
        key = (stated.context.framework, stated.context.area, stated.context.period, found.org_code)
        if key in known:
            band, line_no = known[key]
            if band != stated.band:
                what = f"'{band}'" if band else "no band"
                result.rejects.append(
                    _reject(stated, f"'{stated.band}' is stated, and line {line_no} of the document has {what} of it")
                )
        elif key in accepted and accepted[key][0].band != stated.band:
            contradicted.add(key)
            other = accepted[key][0]
            reason = f"'{stated.band}' is stated, and on line {other.line_no} '{other.band}': neither is taken"
            result.rejects.append(_reject(stated, reason))
        else:
            accepted.setdefault(key, (stated, found.org_code))
    for key in sorted(contradicted):
        result.rejects.append(_reject(accepted[key][0], "another band is stated of it too: neither is taken"))
        del accepted[key]
    by_context: dict[Context, list[tuple[NamedBand, str]]] = {}
    for stated, code in accepted.values():
        by_context.setdefault(stated.context, []).append((stated, code))
    result.ratings = [_rating_block(context, rows) for context, rows in by_context.items()]
    return result


def listed_bands(resolved: Resolved) -> list[dict[str, Any]]:
    """Rows of core.mention for the organisations of a list of bands."""
    (block,) = resolved.ratings
    return [
        _listed_row(block, index, block["char_start"][index], block["text"][index], band=band)
        for index, band in enumerate(_each(block, "band"))
    ]


def listed_values(resolved: Resolved, rows: ValueListRows) -> list[dict[str, Any]]:
    """Rows of core.mention for the organisations of a list of values or bands, whose names stand before these."""
    (block,) = [*resolved.values, *resolved.ratings]
    said = "value" if resolved.values else "band"
    names = dict(zip(rows.starts, zip(rows.name_starts, rows.names, strict=True), strict=True))
    return [
        _listed_row(block, index, *names[block["char_start"][index]], **{said: value})
        for index, value in enumerate(_each(block, said))
    ]


def _each(block: Columns, name: str) -> list[Any]:
    values = block[name]
    return values if isinstance(values, list) else [values] * len(block["line_no"])


def _listed_row(block: Columns, index: int, start: int, name: str, **values: Any) -> dict[str, Any]:
    """A row of core.mention for a row of a list."""
    given = {key: block.get(key) for key in ("framework", "area", "period", "measure_id")}
    place = {"line_no": block["line_no"][index], "char_start": start, "char_end": start + len(name)}
    return _EMPTY | place | given | {"org_name_published": name, "org_code": block["org_code"][index]} | values


def _days(sidecar: Sidecar) -> tuple[date, ...]:
    """The days on which a name is looked up, in order: the end of the document's period, and its publication."""
    published = sidecar.known_on[0]
    return (normal_period(sidecar.context.period).end, published) if sidecar.context else (published,)


def _mention_row(mention: Mention, days: Sequence[date], resolver: Resolver) -> dict[str, Any]:
    context = mention.context
    code, reason = _organisation(mention, days, resolver)
    place = {"line_no": mention.line_no, "char_start": mention.char_start, "char_end": mention.char_end}
    of = {"framework": context.framework, "area": context.area, "period": context.period} if context else {}
    values = {"band": mention.band, "no_band_reason": mention.no_band_reason}
    return _EMPTY | place | of | values | {"org_name_published": mention.name, "org_code": code, "reason": reason}


def _organisation(mention: Mention, days: Sequence[date], resolver: Resolver) -> tuple[str | None, str | None]:
    """The code of a mentioned organisation, or None and why."""
    if mention.context:
        days = (normal_period(mention.context.period).end,)
    matches = resolver.matches(mention.name)
    if mention.doubt and (matches or len(mention.name.split()) < 2):
        return None, mention.doubt
    for day in days:
        if len({org.org_code for org in matches if org.was_open(day)}) > 1:
            return None, "several organisations had this name"
        if code := resolver.resolve(mention.name, [day]).org_code:
            return (None, mention.doubt) if mention.doubt else (code, None)
    return None, resolver.resolve(mention.name, days[:1]).reason


def _of_tables(tables: Sequence[Columns]) -> dict[_Key, tuple[str | None, int]]:
    """The band and line of each rating of the document's tables."""
    known: dict[_Key, tuple[str | None, int]] = {}
    for block in tables:
        bands = block["band"] if isinstance(block["band"], list) else [block["band"]] * len(block["line_no"])
        subject = (block["framework"], block["area"], block["period"])
        for code, band, line_no in zip(block["org_code"], bands, block["line_no"], strict=True):
            known[(*subject, code)] = (band, line_no)
    return known


def _rating_block(context: Context, rows: Sequence[tuple[NamedBand, str]]) -> Columns:
    period = normal_period(context.period)
    return {
        "line_no": [stated.line_no for stated, _ in rows],
        "char_start": [stated.char_start for stated, _ in rows],
        "text": [stated.quote for stated, _ in rows],
        "stated_in": "sentence",
        "org_code": [code for _, code in rows],
        "org_name_published": [stated.name for stated, _ in rows],
        "framework": context.framework,
        "area": context.area,
        "period": period.period,
        "period_published": period.period,
        "period_start": period.start,
        "period_end": period.end,
        "scale": context.scale,
        "band": [stated.band for stated, _ in rows],
        "band_complete": False,
        "status": "rated",
        "reason": None,
        "reason_code": None,
    }


def _reject(stated: NamedBand, reason: str) -> Reject:
    return Reject(stated.line_no, stated.char_start, stated.char_end, stated.quote, "mention", reason)
