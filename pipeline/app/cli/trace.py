"""`ccg-ratings trace`: every fact on an organisation or area, with the line that states it and the span marked.

Names are matched by sql/macros.sql.
"""

from __future__ import annotations

import click
import duckdb
from rich.console import Console
from rich.text import Text

from pipeline.app.cli.cited import print_cited
from pipeline.app.cli.in_lake import connect_for_queries, lake_option
from pipeline.app.cli.lines import marked, say
from pipeline.app.cli.terminal import Utf8, terminal
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import read_settings
from pipeline.publish.site import words
from pipeline.publish.site.areas.sums import parts_query
from pipeline.publish.site.released_rows import rows_of
from pipeline.publish.summed_counts import SUMMED
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
    document_id, coalesce(locator, 'line ' || line_no)
FROM marts.measure_current AS current
INNER JOIN core.measure AS measure USING (measure_id)
WHERE org_type = $kind AND org_code = $code AND (locator IS NOT NULL OR org_type <> 'ccg')
QUALIFY $every OR row_number() OVER (
    PARTITION BY measure_id, period_inferred ORDER BY current.value IS NULL, period_end DESC, period
) = 1
ORDER BY measure.area, measure_name, period_end, current.period
"""

# What is worked out of England, a region or an ICB: of each measure the latest sum of its counts, or all with --all.
_SUMS = f"""
SELECT measure_name || ' ' || total.period AS subject, total.*, counted_type AS org_type
FROM ({SUMMED}) AS total
INNER JOIN core.measure AS measure USING (measure_id)
WHERE area_type = if($kind = 'national', 'England', $kind) AND area_code = $code AND percent IS NOT NULL
QUALIFY $every OR row_number() OVER (PARTITION BY measure_id ORDER BY period_end DESC, period_start) = 1
ORDER BY measure.area, measure_name, period_end, total.period
"""

# Regions, STPs, ICBs and whatever else is no CCG and has values: by code, or by words of the name.
_AREAS = """
WITH named AS (
    SELECT area_type AS kind, area_code AS code, area_name AS name FROM core.area
    UNION ALL
    SELECT org_type, org_code, any_value(org_name_published) FROM core.measure_value
    WHERE org_type <> 'ccg' AND (org_type, org_code) NOT IN (SELECT (area_type, area_code) FROM core.area) GROUP BY ALL
)
SELECT kind, code, name,
    (SELECT list(name_and_code(org_name, org_code) ORDER BY org_name) FROM core.organisation
     WHERE named.kind = 'icb' AND icb_code = named.code AND closed_on = DATE '2022-06-30') AS ccgs
FROM named
WHERE upper(code) = upper(trim($words)) OR (
    $by_name AND NOT EXISTS (FROM named WHERE upper(code) = upper(trim($words)))
    AND contains(' ' || normalise_name(name) || ' ', ' ' || normalise_name($words) || ' ')
)
ORDER BY kind, name, code
"""
_KINDS = {"icb": "integrated care board", "stp": "sustainability and transformation partnership", "national": "England"}


@click.command("trace")
@click.argument("name_or_code", required=False, type=Utf8())
@click.option(
    "--cite", "key", metavar="KEY", type=Utf8(), help="What a cited figure says now: KEY is the one in its citation."
)
@click.option("--all", "every", is_flag=True, help="Of workbooks and feeds every period, not only the latest.")
@lake_option
def command(name_or_code: str | None, key: str | None, every: bool, in_lake: bool) -> None:
    """Show every fact on an organisation with its source line, the span marked; or what became of a cited figure.

    NAME_OR_CODE is an ODS or GSS code of a CCG, or words of any name that it has or had; or the code or words of the
    name of a region, an STP or an integrated care board. Sums of counts, which are worked out and printed nowhere, are
    shown with the query that gives their parts. What a workbook or a feed states is shown with its sheet and
    cell, or row and column, and of each measure only the latest value.

    \b
    Examples:
      ccg-ratings trace "stoke on trent"
      ccg-ratings trace 03C
      ccg-ratings trace 03K --all
      ccg-ratings trace QOQ            an integrated care board, and the STP before it
      ccg-ratings trace Y61            a region
      ccg-ratings trace --cite KEY     what was cited, what it says now, and why
    """
    if (name_or_code is None) == (key is None):
        raise click.UsageError("Give a name or code, or --cite with a key.")
    if name_or_code is not None and not any(map(str.isalnum, name_or_code)):
        # As of a variable that is not set: every name would hold it.
        raise click.UsageError("The name or code has neither a letter nor a digit.")
    out = terminal()
    settings = read_settings()
    with connect_for_queries(settings, in_lake) as con:
        if key is not None:
            # What earlier releases said is in their folders.
            print_cited(con, key, Warehouse(settings.warehouse_dir).releases_dir, out)
            return
        assert name_or_code is not None
        found = con.execute("FROM find_organisation($words)", {"words": name_or_code}).fetchall()
        areas = con.execute(_AREAS, {"words": name_or_code, "by_name": not found}).fetchall()
        if not found and not areas:
            raise ValidationFailed([_unknown(con, name_or_code)])
        for number, (org_code, org_name, _, opened_on, closed_on, before, after) in enumerate(found):
            until = f"to {closed_on}" if closed_on else "on"
            _print_heading(f"{org_name} ({org_code}), open from {opened_on} {until}", number, out)
            for label, names in (("predecessors", before), ("successors", after)):
                if names:
                    say(f"{label}: {names}", out)
            _print_facts(con, "ccg", org_code, every, out)
        for number, (kind, code, name, ccgs) in enumerate(areas, len(found)):
            _print_heading(f"{name} ({code}), {_KINDS.get(kind, kind.replace('_', ' '))}", number, out)
            if ccgs:
                say(f"its CCGs until 2022-06-30: {'; '.join(ccgs)}", out)
            _print_facts(con, kind, code, every, out)


def _print_heading(text: str, number: int, out: Console) -> None:
    if number:
        out.print()
    out.print(Text(text, style="bold"), soft_wrap=True)


def _print_facts(con: duckdb.DuckDBPyConnection, kind: str, code: str, every: bool, out: Console) -> None:
    """What texts state of a CCG, and what workbooks and feeds state of it or of another area."""
    facts = con.execute(_FACTS, {"code": code}).fetchall() if kind == "ccg" else []
    for subject, says, document_id, line_no, text, start, end in facts:
        out.print(Text(f"  {subject}: {says}"), soft_wrap=True)
        out.print(marked(f"    {document_id} line {line_no}: ", text, start, end, out), soft_wrap=True)
    figures = con.execute(_FIGURES, {"kind": kind, "code": code, "every": every}).fetchall()
    for subject, says, document_id, locator in figures:
        out.print(Text(f"  {subject}: {says}"), soft_wrap=True)
        out.print(Text(f"    {document_id} {locator}"), soft_wrap=True)
    sums = rows_of(con, _SUMS, kind=kind, code=code, every=every)
    for row in sums:
        out.print(Text(f"  {row['subject']}: {row['percent']:.4g} %, {words.worked_out(row)}"), soft_wrap=True)
        out.print(Text(f"    {parts_query(row['measure_id'], row['period'], code)}"), soft_wrap=True)
    if not facts and not figures and not sums:
        out.print("  no document states anything on it")


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
