"""The key of a figure: what it is about, and what it said, in one text that outlives every release.

    value:iapt_recovery_rate:2021/22+Q4:03F:mh_dashboard_2022-09-30=55~1c0f@20261129T134949123456Z
    rating:dementia:2015/16:03F:ccg_iaf_baseline_2016:nursing_times_2016=Top+performing~9a31
    claim:mailonline_2016:3.2=106+corroborated~77d2
    sum:eip_two_week_wait:2018/19:icb.QOQ:eip_waiting_times=75.5~0b1e

Before = stands the subject: the measure, period and organisation with the document that states it (an organisation
that is no CCG has its kind before its code: region.Y61); a sum, which no document states, has the source of its counts.
After it stands what was said of it, then four characters by which a mistyped key is known, and the release in which it
was cited, if it is named. The same figure has the same key in every release.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, unquote_plus

VALUE, RATING, CLAIM, SUM = "value", "rating", "claim", "sum"
# The parts of a subject, in order, as the columns that hold them.
PARTS = {
    VALUE: ("measure_id", "period", "organisation", "document_id"),
    RATING: ("area", "period", "organisation", "framework", "document_id"),
    CLAIM: ("document_id", "place"),
    SUM: ("measure_id", "period", "organisation", "source_id"),
}
CCG = "ccg"
# What a sum says that is refused.
NO_SUM = "not_available"
# Beyond these figures of a number nobody states it otherwise.
SIGNIFICANT = 10
_WHOLE_BELOW = 1e15
_CHECK_LENGTH = 4


class NotAKey(ValueError):
    """A text that is no key of a figure; its message says why."""


@dataclass(frozen=True)
class FigureKey:
    """A key taken apart: `subject` by column names, `said` as `said_of` writes it, `release_id` None if not named."""

    kind: str
    subject: Mapping[str, str]
    said: str
    release_id: str | None = None


def key_of(row: Mapping[str, Any]) -> str:
    """The key of a row of a claim, a measure value, a rating or a sum, from the columns that their tables have."""
    kind = kind_of(row)
    subject = ":".join(map(_escaped, (kind, *_subject(kind, row))))
    body = f"{subject}={_escaped(said_of(row))}"
    return f"{body}~{_check(body)}"


def kind_of(row: Mapping[str, Any]) -> str:
    if "claim_id" in row:
        return CLAIM
    return SUM if "area_type" in row else VALUE if "measure_id" in row else RATING


def said_of(row: Mapping[str, Any]) -> str:
    """What a row says: its number, band or status; of a claim its figure and the verdict on it."""
    kind = kind_of(row)
    if kind == CLAIM:
        return f"{number_text(row['claimed'])} {row['verdict']}"
    if kind == RATING:
        return str(row["band"] or row["status"])
    value = row["percent" if kind == SUM else "value"]
    return str(row.get("status", NO_SUM)) if value is None else number_text(value)


def number_text(value: float) -> str:
    """A number to ten significant figures, a whole one in full."""
    return f"{value:.0f}" if value == int(value) and abs(value) < _WHOLE_BELOW else f"{value:.{SIGNIFICANT}g}"


def parse_key(text: str) -> FigureKey:
    """A key taken apart; NotAKey where it is none, or not as it was made."""
    body, at, release_id = text.strip().partition("@")
    body, sign, check = body.rpartition("~")
    subject, equals, said = body.partition("=")
    kind, *parts = map(unquote_plus, subject.split(":"))
    if not (sign and equals) or len(parts) != len(PARTS.get(kind, ())) or (at and not release_id):
        raise NotAKey("is no key of a figure, which begins with value:, rating:, claim: or sum:")
    if check != _check(body):
        raise NotAKey("is not as it was made: a character is missing or another one")
    return FigureKey(kind, dict(zip(PARTS[kind], parts, strict=True)), unquote_plus(said), release_id or None)


def organisation_part(org_type: str, org_code: str) -> str:
    return org_code if org_type == CCG else f"{org_type}.{org_code}"


def organisation_of(part: str) -> tuple[str, str]:
    """The kind and the code of the organisation that a part of a key names."""
    org_type, point, org_code = part.partition(".")
    return (org_type, org_code) if point else (CCG, part)


def _subject(kind: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    if kind == CLAIM:
        document_id, _, place = row["claim_id"].rpartition(":")
        return document_id, place
    if kind == SUM:
        area = organisation_part(row["area_type"], row["area_code"])
        return row["measure_id"], row["period"], area, row["source_id"]
    organisation = organisation_part(row.get("org_type", CCG), row["org_code"])
    if kind == VALUE:
        return row["measure_id"], row["period"], organisation, row["document_id"]
    return row["area"], row["period"], organisation, row["framework"], row["document_id"]


@lru_cache(maxsize=10_000)
def _escaped(part: str) -> str:
    return quote_plus(part, safe="/").replace("~", "%7E")


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:_CHECK_LENGTH]
