"""Numerators and denominators of a feed, in columns beside the value or in rows of their own.

Counts in rows of their own are joined to a value by organisation and period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from pipeline.base.sql_text import literal, quoted
from pipeline.parse.csv.columns import KEEPS, refused
from pipeline.parse.csv.sql import PLAIN_COUNT, count_of, matches
from pipeline.parse.csv.texts import FeedTexts
from pipeline.parse.printed_cells import read_count
from pipeline.parse.shares import ROUNDED_TO
from pipeline.reference.layout_parts import RowCounts

_BOTH = ("numerator", "denominator")
# So many counts are not multiples of five by chance.
_ENOUGH_ROUNDED = 5
ROUNDED = "counts rounded to 5"


@dataclass(frozen=True)
class CountColumns:
    """SQL of the printed numerator and denominator of a line, and the joins that bring them and what they mean.

    `differences` are the parts whose denominator is the difference of two counts.
    `rounded` are the parts whose counts are all rounded to fives, with whether those of England are meant. A count in a
    row of its own that does not read is rejected with that row, and the value stands without it.
    """

    numerator: str = "NULL"
    denominator: str = "NULL"
    have_rows: bool = False
    differences: tuple[int, ...] = ()
    rounded: tuple[tuple[int, bool], ...] = ()

    @property
    def named(self) -> dict[str, str]:
        """The columns that there are, by what they are."""
        columns = dict(zip(_BOTH, (self.numerator, self.denominator), strict=True))
        return {name: column for name, column in columns.items() if column != "NULL"}

    @property
    def are_both(self) -> bool:
        return len(self.named) == 2

    @property
    def joins(self) -> str:
        of_rows = " LEFT JOIN counted ON part.id = counted.part" + "".join(
            f" LEFT JOIN stated_count AS {name} ON counted.{name} = {name}.code"
            f" AND {name}.of_period = period.target AND {name}.of_body = body.target"
            for name in _BOTH
        )
        of_texts = (
            f" LEFT JOIN special_count AS special_{name} ON {column} = special_{name}.text"
            for name, column in self.named.items()
        )
        return of_rows * self.have_rows + "".join(of_texts)

    def number(self, name: str) -> str:
        """SQL of the numerator or the denominator as a number."""
        return count_of(self.named.get(name, "NULL"), f"special_{name}")

    @property
    def note(self) -> str:
        """SQL of why a count has no number, by what stands in its place."""
        notes = ", ".join(f"'{name}: ' || special_{name}.note" for name in self.named)
        if not notes:
            return "NULL::VARCHAR"
        known = " AND ".join(f"{self.number(name)} IS NOT NULL" for name in self.named)
        return f"""coalesce(nullif(concat_ws('; ', {notes}), ''),
            CASE WHEN {self.is_rounded} AND {known} THEN {quoted(ROUNDED)} END)"""

    @property
    def terms(self) -> str:
        """SQL of how many counts, each of them rounded, a row's denominator is made from; `part` is the row's."""
        listed = ", ".join(map(str, self.differences))
        return f"CASE WHEN part IN ({listed}) THEN 2 ELSE 1 END" if listed else "1"

    @property
    def is_wrong(self) -> str:
        """SQL of whether a row has a count that does not read."""
        named = () if self.have_rows else self.named
        return " OR ".join(f"coalesce(special_{name}.is_wrong, false)" for name in named) or "false"

    @property
    def is_rounded(self) -> str:
        """SQL of whether a row's counts are rounded to fives."""
        listed = ", ".join(f"({place}, {str(is_national).lower()})" for place, is_national in self.rounded)
        return f"(part.id, body.org_type = 'national') IN ({listed})" if listed else "false"

    def printed(self, feed: FeedTexts, rows: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
        """The numerators and denominators of some rows as printed, or those of other rows as numbers."""
        if not rows:
            return {}
        if self.have_rows:
            listed = ", ".join(map(str, rows))
            found = feed.query(f"SELECT row, numerator, denominator FROM kept WHERE row IN ({listed})")
            return {row: (_shown(numerator), _shown(denominator)) for row, numerator, denominator in found}
        return {row: (numerator, denominator) for row, numerator, denominator in feed.query(
            f"SELECT {feed.row}, {self.numerator}, {self.denominator} FROM line WHERE {feed.one_of(rows)}"
        )}  # fmt: skip


def _shown(count: float | None) -> str | None:
    return None if count is None else f"{count:.15g}"


def prepare_counts(feed: FeedTexts) -> CountColumns:
    """Makes the tables `special_count` of what texts mean, `count_row` and `stated_count` of counts in their own rows.

    ValidationFailed when the file has a measure and not a code that is to be its count.
    """
    if feed.layout.counts:
        differences = _prepare_rows(feed)
        columns = CountColumns("numerator.printed", "denominator.printed", have_rows=True, differences=differences)
        _look_up_texts(feed, {"count_row": ["printed"]})
    else:
        columns = CountColumns(feed.lines.numerator, feed.lines.denominator)
        _look_up_texts(feed, {"line": list(columns.named.values())})
    return replace(columns, rounded=_rounded(feed, columns)) if columns.are_both else columns


def _look_up_texts(feed: FeedTexts, columns: Mapping[str, Sequence[str]]) -> None:
    """What the texts of numerators and denominators mean that are no plain counts; `columns` are by their tables."""
    markers = feed.layout.markers
    texts: set[str] = set()
    for table, column in ((table, column) for table, names in columns.items() for column in names):
        named = "".join(f" OR {column} = {quoted(key.strip())}" for key in markers if key.strip().isdigit())
        special = f"SELECT DISTINCT {column} FROM {table} WHERE NOT {matches(column, PLAIN_COUNT)}{named}"
        texts |= {text for (text,) in feed.query(special)}
    found = [(text, read_count(text, markers)) for text in sorted(texts)]
    schema = {"text": pl.String, "number": pl.Float64, "note": pl.String, "is_wrong": pl.Boolean}
    rows = ((text, count.number, count.note or None, count.problem != "") for text, count in found)
    feed.table("special_count", schema, rows)


def _rounded(feed: FeedTexts, columns: CountColumns) -> tuple[tuple[int, bool], ...]:
    """The parts whose counts are all rounded to fives, where there are so many that this is no chance.

    Publishers often round all counts but those of England: then only England's are exact.
    """
    if columns.have_rows:
        same = "denominator.of_period = numerator.of_period AND denominator.of_body = numerator.of_body"
        lines = f"""counted JOIN stated_count AS numerator ON counted.numerator = numerator.code
            JOIN stated_count AS denominator ON counted.denominator = denominator.code AND {same}"""
        named, group, texts = "counted.part", "numerator.of_body", "SELECT DISTINCT target::VARCHAR"
    else:
        lines, named, group, texts = "line", feed.measure, feed.group, "SELECT DISTINCT grouped"
    national = [quoted(text) for (text,) in feed.query(f"{texts} FROM body WHERE org_type = 'national'")]
    is_national = f"{group}::VARCHAR IN ({', '.join(national)})" if national else "false"
    both = [f"TRY_CAST(replace({column}, ',', '') AS DOUBLE)" for column in columns.named.values()]
    found = feed.query(f"""
        SELECT named, is_national, count(*) FILTER (first > 0), bool_and(first % 5 = 0 AND second % 5 = 0)
        FROM (SELECT {named} AS named, {is_national} AS is_national, {both[0]} AS first, {both[1]} AS second
            FROM {lines}) GROUP BY ALL""")
    place_of = {part["code"]: place for place, part in enumerate(feed.parts)}
    kinds_of: dict[int, dict[bool, tuple[int, bool]]] = {}
    for name, national_too, rows, are_rounded in found:
        place = name if columns.have_rows else place_of[name.strip()]
        before = kinds_of.setdefault(place, {}).get(national_too, (0, True))
        kinds_of[place][national_too] = (before[0] + rows, before[1] and are_rounded is not False)
    rounded = set()
    for place, kinds in kinds_of.items():
        rows, are_all = sum(rows for rows, _ in kinds.values()), all(whole for _, whole in kinds.values())
        local_rows, are_local = kinds.get(False, (0, False))
        if are_all and rows >= _ENOUGH_ROUNDED:
            rounded |= {(place, False), (place, True)}
        elif are_local and local_rows >= _ENOUGH_ROUNDED:
            rounded.add((place, False))
    return tuple(sorted(rounded))


def _prepare_rows(feed: FeedTexts) -> tuple[int, ...]:
    """Makes the tables of counts in rows of their own; gives the parts whose denominator is a difference."""
    place_of = {part["code"]: place for place, part in enumerate(feed.parts)}
    given = {
        place_of[code]: counts
        for code, counts in feed.layout.counts.items()
        if code in place_of and feed.parts[place_of[code]]["measure"]
    }
    pairs = [(place, counts.numerator, counts.given_denominator) for place, counts in given.items()]
    uses = [(place, code) for place, counts in given.items() for code in codes_of(counts)]
    wanted = {code for _, code in uses}
    if missing := sorted(wanted - place_of.keys()):
        message = f"has no row of {', '.join(missing)}, which `counts` in its layout names"
        raise refused(feed.path, None, message, f"Correct `counts` in raw/sources.yml; {KEEPS}")
    feed.table("counted", {"part": pl.Int64, "numerator": pl.String, "denominator": pl.String}, pairs)
    feed.table("counted_code", {"part": pl.Int64, "code": pl.String}, uses)
    listed = ", ".join(map(quoted, sorted(wanted))) or "''"
    feed.con.execute(f"""
        CREATE TABLE count_row AS
        SELECT {feed.row} AS row, trim({feed.measure}) AS code, period.id AS period, body.id AS body,
            period.target AS of_period, body.target AS of_body, {feed.value} AS printed
        FROM line {feed.meanings} WHERE trim({feed.measure}) IN ({listed})""")
    # Of two rows that state different counts nobody knows which is right.
    feed.con.execute("""
        CREATE TABLE stated_count AS
        SELECT code, of_period, of_body, min(printed) AS printed FROM count_row
        WHERE of_period IS NOT NULL AND of_body IS NOT NULL
        GROUP BY ALL HAVING count(DISTINCT trim(printed)) = 1""")
    # Several measures can have one denominator.
    for counts in {counts.given_denominator: counts for counts in given.values() if counts.denominator_less}.values():
        _take_off(feed, counts)
    return tuple(place for place, counts in given.items() if counts.denominator_less)


def refuse_doubtful(feed: FeedTexts, contradicted: int, read: int, in_doubt: int) -> None:
    """Takes out counts, where they are measures too, that do not go together or contradict the share made of them.

    Of a share and its counts that disagree nobody knows which are wrong, unless the share is printed as a fraction.
    `contradicted`, `read` and `in_doubt` are outcomes of the rows of `kept`.
    """
    if not feed.layout.counts:
        return
    less = "TRY_CAST(replace({}.printed, ',', '') AS BIGINT)"
    unequal = " UNION ".join(
        f"""SELECT unnest({literal(codes_of(counts))}) AS code, of_period, of_body
        FROM (FROM stated_count WHERE code = {quoted(counts.denominator or "")}) AS whole
        JOIN (FROM stated_count WHERE code = {quoted(counts.denominator_less)}) AS less USING (of_period, of_body)
        WHERE {less.format("whole")} < {less.format("less")}"""
        for counts in feed.layout.counts.values()
        if counts.denominator_less
    )
    # Of counts that are rounded the parts may come to a little more than the whole.
    greater = " UNION ".join(
        f"""SELECT unnest({literal(codes_of(counts))}) AS code, of_period, of_body
        FROM (FROM stated_count WHERE code = {quoted(counts.numerator)}) AS part
        JOIN (FROM stated_count WHERE code = {quoted(counts.given_denominator)}) AS whole USING (of_period, of_body)
        WHERE {less.format("part")} > {less.format("whole")} + {2 * ROUNDED_TO}"""
        for counts in feed.layout.counts.values()
        if counts.numerator and counts.given_denominator
    )
    unequal = " UNION ".join(filter(None, (unequal, greater)))
    feed.con.execute(f"""
        CREATE TABLE doubtful AS
        SELECT use.code, period.target AS of_period, body.target AS of_body
        FROM kept JOIN counted_code AS use ON kept.part = use.part
        JOIN period ON kept.period = period.id JOIN body ON kept.body = body.id
        WHERE kept.outcome = {contradicted}
            AND NOT coalesce(abs(100 * kept.value - 100 * kept.numerator / kept.denominator) <= 1, false)
        {f"UNION {unequal}" if unequal else ""}""")
    if feed.query("FROM doubtful LIMIT 1"):
        feed.con.execute(f"""
            UPDATE kept SET outcome = {in_doubt}, key = NULL WHERE outcome = {read} AND row IN (
                SELECT row FROM count_row JOIN doubtful USING (code, of_period, of_body))""")


def codes_of(counts: RowCounts) -> list[str]:
    """All codes whose rows are counts of a measure."""
    return [code for code in (counts.numerator, counts.denominator, counts.denominator_less) if code]


def _take_off(feed: FeedTexts, counts: RowCounts) -> None:
    """Adds the differences of two counts to `stated_count`; what is printed in the place of one stands for both."""
    number = "TRY_CAST(replace({}.printed, ',', '') AS BIGINT)"
    whole, less = number.format("whole"), number.format("less")
    feed.con.execute(f"""
        INSERT INTO stated_count
        SELECT {quoted(counts.given_denominator or "")}, of_period, of_body, CASE
                WHEN {whole} IS NULL THEN whole.printed WHEN {less} IS NULL THEN less.printed
                ELSE ({whole} - {less})::VARCHAR END
        FROM (FROM stated_count WHERE code = {quoted(counts.denominator or "")}) AS whole
        JOIN (FROM stated_count WHERE code = {quoted(counts.denominator_less or "")}) AS less
            USING (of_period, of_body)
        WHERE coalesce({whole} >= {less}, true)""")
