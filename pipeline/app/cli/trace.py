"""`ccg-ratings trace`: every fact on an organisation, with the line that states it and the span marked.

Names are matched by sql/macros.sql.
"""

from __future__ import annotations

import click
import duckdb
from rich.console import Console
from rich.text import Text

from pipeline.app.cli.terminal import terminal
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import read_settings
from pipeline.publish.warehouse import Warehouse

# Each fact as: what it is about, what it says, its document, line, and the marked span within that line.
_FACTS = """
WITH fact AS (
    SELECT
        area || ' ' || period_published || ', ' || framework AS subject,
        coalesce(band, 'no band: ' || reason) AS says,
        document_id, line_no, char_start, char_end, period_end, area AS sorted
    FROM core.rating
    WHERE org_code = $code
    UNION ALL
    SELECT
        measure_name || ' ' || value.period,
        coalesce(format('{:g}', value.value) || ' ' || measure.unit, 'no value: ' || value.reason),
        document_id, line_no, char_start, char_end, period_end, measure_id
    FROM core.measure_value AS value
    INNER JOIN core.measure AS measure USING (measure_id)
    WHERE org_type = 'ccg' AND org_code = $code AND line_no IS NOT NULL
    UNION ALL
    -- A band or value that a sentence or list states is shown as such already.
    SELECT
        'named', concat_ws('; ', coalesce(area || ' ' || mention.period || ': ' || band, 'no band'), no_band_reason),
        mention.document_id, mention.line_no, mention.char_start, mention.char_end, published_on, 'named'
    FROM core.mention AS mention
    INNER JOIN core.document AS document USING (document_id)
    WHERE org_code = $code AND measure_id IS NULL AND (mention.document_id, mention.char_start) NOT IN (
        SELECT (document_id, char_start) FROM core.rating WHERE org_code = $code
    )
),
corrected AS (
    SELECT
        fact.document_id, fact.char_start,
        string_agg(format('corrected from {}: {} ({})', printed, reason, authority), '; ' ORDER BY about) AS note
    FROM fact
    INNER JOIN core.correction USING (document_id, line_no)
    WHERE about = 'organisation' OR correction.char_start = fact.char_start
    GROUP BY ALL
)
SELECT
    fact.subject, concat_ws('; ', fact.says, corrected.note), fact.document_id, fact.line_no, source_line.text,
    fact.char_start - source_line.char_start, fact.char_end - source_line.char_start
FROM fact
INNER JOIN core.source_line AS source_line USING (document_id, line_no)
LEFT JOIN corrected ON fact.document_id = corrected.document_id AND fact.char_start = corrected.char_start
ORDER BY fact.period_end, fact.document_id, fact.line_no, fact.char_start, fact.sorted
"""

# What workbooks and feeds state: of each measure the latest current value, or all with --all.
_FIGURES = """
SELECT
    measure_name || ' ' || current.period || if(period_inferred, ', inferred', ''),
    coalesce(format('{:g}', current.value) || ' ' || measure.unit, 'no value: ' || current.reason),
    document_id, locator
FROM marts.measure_current AS current
INNER JOIN core.measure AS measure USING (measure_id)
WHERE org_type = 'ccg' AND org_code = $code AND locator IS NOT NULL
QUALIFY $every OR row_number() OVER (
    PARTITION BY measure_id, period_inferred ORDER BY current.value IS NULL, period_end DESC, period
) = 1
ORDER BY measure.area, measure_name, period_end, current.period
"""

MARKS = ("»", "«")


@click.command("trace")
@click.argument("name_or_code")
@click.option("--all", "every", is_flag=True, help="Of workbooks and feeds every period, not only the latest.")
def command(name_or_code: str, every: bool) -> None:
    """Show every fact on an organisation with its source line, the span marked.

    NAME_OR_CODE is an ODS or GSS code, or words of any name that the organisation has or had. What a workbook or a feed
    states is shown with its sheet and cell, or row and column, and of each measure only the latest value.

    \b
    Examples:
      ccg-ratings trace "stoke on trent"
      ccg-ratings trace 03C
      ccg-ratings trace 03K --all
    """
    out = terminal()
    with Warehouse(read_settings().warehouse_dir).connect_for_queries() as con:
        found = con.execute("FROM find_organisation($words)", {"words": name_or_code}).fetchall()
        if not found:
            raise ValidationFailed([_unknown(con, name_or_code)])
        for number, (org_code, org_name, _, opened_on, closed_on, before, after) in enumerate(found):
            if number:
                out.print()
            until = f"to {closed_on}" if closed_on else "on"
            out.print(Text(f"{org_name} ({org_code}), open from {opened_on} {until}", style="bold"), soft_wrap=True)
            for label, names in (("predecessors", before), ("successors", after)):
                if names:
                    out.print(Text(f"{label}: {names}"), soft_wrap=True)
            facts = con.execute(_FACTS, {"code": org_code}).fetchall()
            for subject, says, document_id, line_no, text, start, end in facts:
                out.print(Text(f"  {subject}: {says}"), soft_wrap=True)
                out.print(_marked(f"    {document_id} line {line_no}: ", text, start, end, out), soft_wrap=True)
            figures = con.execute(_FIGURES, {"code": org_code, "every": every}).fetchall()
            for subject, says, document_id, locator in figures:
                out.print(Text(f"  {subject}: {says}"), soft_wrap=True)
                out.print(Text(f"    {document_id} {locator}"), soft_wrap=True)
            if not facts and not figures:
                out.print("  no document states anything on it")


def _marked(place: str, text: str, start: int, end: int, out: Console) -> Text:
    """The line with its span between marks; a long line is cut around the span."""
    room = max(40, out.width - len(place) - 8)
    first = max(0, min(start - room // 3, len(text) - room))
    last = max(end, min(len(text), first + room))
    opening, closing = MARKS
    shown = Text(place + ("…" if first else "") + text[first:start].replace("\t", " | "))
    shown.append(opening + text[start:end] + closing, style="bold reverse")
    shown.append(text[end:last].replace("\t", " | ") + ("…" if last < len(text) else ""))
    return shown


def _unknown(con: duckdb.DuckDBPyConnection, words: str) -> Problem:
    nearest = con.execute(
        """SELECT org_name || ' (' || org_code || ')' FROM core.organisation
        ORDER BY jaro_winkler_similarity(normalise_name(org_name), normalise_name($words)) DESC LIMIT 3""",
        {"words": words},
    ).fetchall()
    names = ", ".join(name for (name,) in nearest)
    return Problem(
        f"'{words}'", None, "no organisation has these words in its name, and none this code", f"Nearest: {names}"
    )
