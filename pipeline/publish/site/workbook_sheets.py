"""What stands in the four workbooks: their sheets, each the rows of a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sheet:
    """A sheet whose rows a query gives from `tables`, the first of which says what its columns mean.

    The query of one that is `wide` gives keys, a period, a value and a word; the periods become columns.
    """

    name: str
    description: str
    tables: tuple[str, ...]
    query: str
    # Columns that the tables do not have, or that stand under another name, with what they hold.
    named: Mapping[str, str]
    shown: tuple[str, ...]
    widths: tuple[int, ...] = ()
    frozen: int = 1
    wide: bool = False

    def columns(self, descriptions: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
        """Each column with what it holds."""
        for name in self.shown:
            found = (descriptions[table, name] for table in self.tables if (table, name) in descriptions)
            yield name, self.named.get(name) or next(found)


@dataclass(frozen=True)
class Workbook:
    title: str
    sheets: tuple[Sheet, ...]


def wide(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> tuple[list[str], list[list[Any]]]:
    """Rows of keys, a period, a value and a word as one row for each key, with a column for each period.

    The periods stand in the rows' order; where there is no value, the word stands in its place.
    """
    keys = len(columns) - 3
    periods = {period: number for number, period in enumerate(dict.fromkeys(row[keys] for row in rows))}
    found: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        period, value, word = row[keys:]
        line = found.setdefault(tuple(row[:keys]), [None] * len(periods))
        line[periods[period]] = word if value is None else value
    return [*columns[:keys], *periods], [[*key, *found[key]] for key in sorted(found)]


# A run of months of some length; a value of one length never stands among those of another.
_LENGTHS = {
    "years": "= 12",
    "quarters": "= 3",
    "months": "= 1",
    "other periods": "NOT IN (1, 3, 12)",
}


# A value filed under a quarter may be of more months, up to its end.
_FILED = """if(regexp_matches(period, ' Q[1-4]$') AND datediff('month', period_start, period_end + 1) <> 3,
            format('{} ({} months to {})', period, datediff('month', period_start, period_end + 1),
                strftime(period_end, '%B %Y')), period) AS period"""

_OF = {"CCGs": "org_type = 'ccg'", "Areas": "org_type NOT IN ('ccg', 'unknown')"}
_WHO = {"CCGs": "CCGs", "Areas": "England, regions, STPs, ICBs and other areas"}


def _values(of: str, length: str) -> Sheet:
    keys = ("measure_name", "measure_id", "org_code", "org_name") + (("org_type",) if of == "Areas" else ())
    query = f"""
        WITH shown AS (
            FROM marts.measure_current
            WHERE {_OF[of]} AND NOT period_inferred AND (value IS NOT NULL OR status = 'suppressed')
                AND datediff('month', period_start, period_end + 1) {_LENGTHS[length]}
        ),
        named AS (
            SELECT shown.org_type, shown.org_code,
                coalesce(any_value(organisation.org_name), max(org_name_published), shown.org_code) AS org_name
            FROM shown
            LEFT JOIN core.organisation AS organisation
                ON shown.org_code = organisation.org_code AND shown.org_type = 'ccg'
            GROUP BY shown.org_type, shown.org_code
        )
        SELECT {", ".join(keys)}, {_FILED}, value, replace(status, '_', ' ')
        FROM shown INNER JOIN named USING (org_type, org_code) INNER JOIN core.measure USING (measure_id)
        ORDER BY period_start, period_end, period
    """
    return Sheet(
        f"{of}, {length}",
        f"Values of {_WHO[of]}, a row for each measure and area.",
        ("marts.measure_current", "core.measure", "core.organisation"),
        query,
        {"org_name": "Name of the CCG or area"},
        keys,
        (44, 30, 10, 40),
        4,
        True,
    )


def _rows_of(
    name: str, description: str, table: str, columns: str, order: str, widths: tuple[int, ...], frozen: int = 1
) -> Sheet:
    shown = tuple(columns.split())
    query = f"SELECT {', '.join(shown)} FROM {table} ORDER BY {order}"
    return Sheet(name, description, (table,), query, {}, shown, widths, frozen)


_RATINGS = _rows_of(
    "Ratings",
    "The current rating of each organisation in each area and period, with the document that states it.",
    "marts.rating_current",
    "org_code org_name area period band status reason framework scale position published_on document_id line_no "
    "conflict",
    "area, period_start, org_name, org_code",
    (9, 44, 20, 11, 28, 12, 30, 22, 22, 9, 13, 24, 9, 30),
    2,
)
_MEASURES = _rows_of(
    "Measures",
    "Every measure, whether it has values or not.",
    "core.measure",
    "measure_id measure_name topic unit polarity of_any_size description",
    "topic, measure_name",
    (34, 50, 28, 12, 10, 12, 110),
)
_STANDARDS = _rows_of(
    "Standards",
    "What values are held against.",
    "core.measure_standard",
    "measure_id standard comparator from_period applies_to verified source",
    "measure_id, period_start",
    (34, 10, 12, 13, 12, 10, 80),
)
_CLAIMS = _rows_of(
    "Claims",
    "Each statement of an article that rows can confirm or refute, and what they say.",
    "marts.claim_check",
    "claim_id document_id line_no quote area period bands comparator claimed whole verdict found evidence framework",
    "document_id, line_no, claim_id",
    (24, 22, 9, 60, 18, 10, 30, 12, 10, 10, 14, 10, 80, 24),
)
_DOCUMENTS = _rows_of(
    "Documents",
    "What was read.",
    "core.document",
    "document_id title publisher published_on url licence text_kind",
    "document_id",
    (34, 60, 26, 13, 50, 30, 12),
)
_CCGS = _rows_of(
    "CCGs",
    "Every clinical commissioning group that ever existed.",
    "core.organisation",
    "org_code org_name gss_code opened_on closed_on icb_code region_code",
    "org_name, org_code",
    (9, 56, 12, 12, 12, 10, 12),
    2,
)
_MERGERS = _rows_of(
    "Mergers",
    "What each CCG that closed went into.",
    "core.organisation_succession",
    "predecessor_org_code successor_org_code effective_on",
    "effective_on, successor_org_code, predecessor_org_code",
    (24, 22, 14),
)
_AREAS = _rows_of(
    "Regions, STPs, ICBs",
    "Areas by name, as printed in the source.",
    "core.area",
    "area_type area_code area_name valid_from valid_until source",
    "area_type, area_code",
    (10, 11, 76, 12, 12, 40),
)
_SIMILAR = _rows_of(
    "Similar ten",
    "The ten CCGs most similar to each CCG.",
    "core.similar_organisation",
    "org_code rank similar_org_code list valid_from",
    "list, org_code, rank",
    (9, 6, 17, 18, 12),
)

WORKBOOKS = {
    "ratings": Workbook("CCG ratings: ratings", (_RATINGS, _DOCUMENTS)),
    "measures": Workbook(
        "CCG ratings: measures", (_MEASURES, _STANDARDS, *(_values(of, length) for of in _OF for length in _LENGTHS))
    ),
    "areas": Workbook("CCG ratings: areas", (_CCGS, _MERGERS, _AREAS, _SIMILAR)),
    "claims": Workbook("CCG ratings: claims", (_CLAIMS, _DOCUMENTS)),
}
