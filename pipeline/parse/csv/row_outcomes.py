"""What becomes of each row of a feed: a value, a reject or a repetition, found for all rows at once in SQL."""

from __future__ import annotations

from pipeline.parse.csv.counts import prepare_counts, refuse_doubtful
from pipeline.parse.csv.reasons import (
    AMONG_OTHERS,
    BAD_BODY,
    BAD_COUNT,
    BAD_PERIOD,
    BAD_VALUE,
    CLOSED,
    CONTRADICTED,
    COUNT_IN_DOUBT,
    NO_COUNT,
    OTHER_UNIT,
    OUT_OF_RANGE,
    PRINTED_OTHERWISE,
    READ,
)
from pipeline.parse.csv.sql import (
    among_percentages,
    counts_agree,
    decimals_of,
    is_no_count,
    is_other_unit,
    printed_otherwise,
    value_of,
)
from pipeline.parse.csv.texts import FeedTexts

_MOST_BITS = 200_000_000


class FeedRows(FeedTexts):
    """One file whose rows have been judged: `kept` are those that the layout wants, `repeated` those given before."""

    def place(self) -> None:
        """Joins each row that is not excluded to what its texts mean, and finds those that repeat another."""
        counts = self.counts = prepare_counts(self)
        # A check that no text of the file makes necessary is not made.
        was_closed = "body.opened > period.period_end OR body.closed < period.period_end" if self.has_ccgs else "false"
        fits = f"NOT coalesce({is_other_unit()}, false)" if self.has_signs else "true"
        fits += " AND NOT part.is_scaled" if self.has_scales else ""
        no_count = f"part.is_whole AND coalesce({is_no_count(self.value)}, false)" if self.has_counts else "false"
        signed = "coalesce(special.sign, '') = '%'" if self.has_signs else "false"
        agrees = f"CASE WHEN unit = '%' AND fits THEN {counts_agree(counts.terms)} END" if counts.are_both else "NULL"
        self.con.execute(f"""
            CREATE TABLE kept AS
            WITH found AS (
                SELECT {self.row} AS row, part.id AS part, period.id AS period, body.id AS body,
                    {self.value} AS printed, {counts.number("numerator")} AS numerator,
                    {counts.number("denominator")} AS denominator, {counts.note} AS count_note, special.status,
                    {value_of(self.value)} AS value, {decimals_of(self.value)} AS decimals,
                    period.target AS of_period, body.target AS of_body, part.target AS of_measure, minimum, maximum,
                    part.unit, {counts.is_rounded} AS rounded, {fits} AS fits, {no_count} AS is_no_count,
                    {counts.is_wrong} AS is_wrong, {was_closed} AS was_closed, {signed} AS signed
                FROM line
                JOIN part ON {self.measure} = part.text
                {self.meanings}
                LEFT JOIN special ON {self.value} = special.text{counts.joins}
            ), compared AS (
                SELECT *, {agrees} AS agrees FROM found
            ), judged AS (
                SELECT *, CASE
                    WHEN of_period IS NULL THEN {BAD_PERIOD} WHEN of_body IS NULL THEN {BAD_BODY}
                    WHEN was_closed AND coalesce(status, '') NOT IN ('not_available', 'not_applicable') THEN {CLOSED}
                    WHEN value IS NULL AND status IS NULL THEN {BAD_VALUE}
                    WHEN NOT fits THEN {OTHER_UNIT}
                    WHEN value < minimum OR value > maximum THEN {OUT_OF_RANGE}
                    WHEN is_no_count THEN {NO_COUNT}
                    WHEN is_wrong THEN {BAD_COUNT}
                    WHEN NOT agrees OR (unit = '%' AND NOT rounded AND numerator > denominator) THEN {CONTRADICTED}
                    ELSE {READ} END AS outcome
                FROM compared
            )
            SELECT row, part, period, body, printed, numerator, denominator, count_note, rounded, value, decimals,
                outcome::UTINYINT AS outcome, signed OR coalesce(agrees AND value <> 0, false) AS proved,
                CASE WHEN outcome = {READ} THEN (of_measure * {len(self.periods) + 1} + of_period)
                    * {len(self.bodies) + 1} + of_body END AS key
            FROM judged""")
        refuse_doubtful(self, CONTRADICTED, READ, COUNT_IN_DOUBT)
        self._refuse_printed_otherwise()
        self._find_repeated()

    def _refuse_printed_otherwise(self) -> None:
        """Takes out the shares that may be printed otherwise than the layout says: all of a part and a period, or those
        that may be fractions among percentages."""
        unconfirmed = "SELECT DISTINCT id, as_share FROM part WHERE is_unconfirmed"
        if not self.query(f"{unconfirmed} LIMIT 1"):
            return
        self.con.execute(f"""
            CREATE TABLE doubted AS
            SELECT part, period FROM kept JOIN ({unconfirmed}) AS unconfirmed ON kept.part = unconfirmed.id
            WHERE outcome IN ({READ}, {OUT_OF_RANGE}) AND NOT (as_share AND proved)
            GROUP BY ALL HAVING {printed_otherwise()}""")
        if self.query("FROM doubted LIMIT 1"):
            self.con.execute(f"""
                UPDATE kept SET outcome = {PRINTED_OTHERWISE}, key = NULL
                WHERE outcome = {READ} AND value IS NOT NULL AND (part, period) IN (FROM doubted)""")
        bare = f"outcome = {READ} AND NOT proved AND value IS NOT NULL"
        self.con.execute(f"""
            UPDATE kept SET outcome = {AMONG_OTHERS}, key = NULL
            FROM (
                SELECT part, period, {among_percentages(f"outcome = {READ}")} FROM kept
                JOIN ({unconfirmed}) AS unconfirmed ON kept.part = unconfirmed.id AND NOT as_share GROUP BY ALL
            ) AS column_
            WHERE kept.part = column_.part AND kept.period = column_.period AND {bare}
                AND value > 0 AND value < below AND 100 * value BETWEEN least AND most""")

    def _find_repeated(self) -> None:
        """The table of rows whose measure, period and organisation an earlier row has, and of those that contradict one
        another, the first of them too: `first` is the row that each repeats or contradicts."""
        keys = "SELECT key, min(row) AS row FROM kept WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1"
        if self.keys < _MOST_BITS:
            # A bit for each key shows in a fraction of the time whether there are as many keys as rows.
            fewer = f"SELECT bit_count(bitstring_agg(key, 0, {self.keys})) < count(key) FROM kept"
            if not self.query(fewer)[0][0]:
                keys = "SELECT 0 AS key, 0 AS row WHERE false"
        self.con.execute(f"CREATE TABLE first AS {keys}")
        self.con.execute("""
            CREATE TABLE repeated AS
            WITH again AS (
                SELECT again.key, again.row, again.part, again.period, again.body, again.printed, earlier.row AS first,
                    again.printed IS NOT DISTINCT FROM earlier.printed
                        AND again.numerator IS NOT DISTINCT FROM earlier.numerator
                        AND again.denominator IS NOT DISTINCT FROM earlier.denominator AS is_the_same
                FROM kept AS again JOIN first USING (key) JOIN kept AS earlier ON earlier.row = first.row
            ),
            disputed AS (SELECT key, min(row) AS other FROM again WHERE NOT is_the_same GROUP BY key)
            SELECT row, part, period, body, printed, if(is_the_same, coalesce(other, first), first) AS first,
                is_the_same AND other IS NULL AS is_the_same
            FROM again LEFT JOIN disputed USING (key)
            WHERE row > first OR other IS NOT NULL""")

    @property
    def keys(self) -> int:
        """More than any key can be."""
        return (len(self.parts) + 1) * (len(self.periods) + 1) * (len(self.bodies) + 1)
