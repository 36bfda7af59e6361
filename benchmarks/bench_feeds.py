"""Reading a generated feed into measure values against DuckDB reading the same file into texts.

Five million rows in the layout of the mental health services' file by default; another number may be given. Ours
numbers the rows, says what every text means, finds repeated rows and writes the values; the other only reads the cells.
Each run is a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from timing import finish, in_turn, peak_mebibytes, print_ratio

from pipeline.base.settings import PROJECT_DIR
from pipeline.parse.csv.feed import read_feed
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import CsvLayout
from pipeline.reference.reading import read_reference
from pipeline.reference.sources import read_sources

RAW = PROJECT_DIR / "raw"
ROWS = 5_000_000
MEASURES, BODIES = 200, 400
BOUND = 3.0

# A month after the other, in it a measure after the other; one value in ten is suppressed.
GENERATED = f"""
SELECT strftime(month, '%d/%m/%Y') AS REPORTING_PERIOD_START, strftime(last_day(month), '%d/%m/%Y') AS
    REPORTING_PERIOD_END, 'Final' AS STATUS, CASE body WHEN 0 THEN 'England' ELSE 'Provider' END AS BREAKDOWN,
    CASE body WHEN 0 THEN 'England' ELSE printf('R%03X', body) END AS PRIMARY_LEVEL,
    CASE body WHEN 0 THEN 'England' ELSE printf('NORTH AND SOUTH %d NHS FOUNDATION TRUST', body) END AS
    PRIMARY_LEVEL_DESCRIPTION, 'NONE' AS SECONDARY_LEVEL, 'NONE' AS SECONDARY_LEVEL_DESCRIPTION,
    printf('MHS%d', measure) AS MEASURE_ID,
    printf('People in contact with services at the end of the reporting period, measure %d', measure) AS MEASURE_NAME,
    CASE WHEN hash(i) % 10 = 0 THEN '*' ELSE (hash(i) % 20000)::VARCHAR END AS MEASURE_VALUE
FROM (
    SELECT i, DATE '1950-01-01' + to_months((i // {MEASURES * BODIES})::INTEGER) AS month,
        (i // {BODIES}) % {MEASURES} AS measure, i % {BODIES} AS body
    FROM range({{rows}}) AS t(i)
)"""


def ours(feed: Path, target: Path) -> None:
    layout = read_sources(RAW)[0].by_id["mental_health_services_monthly"].layout
    assert isinstance(layout, CsvLayout)
    reference = read_reference(RAW / "reference")
    measures = {f"MHS{number}": generated_measure(number) for number in range(MEASURES)}
    counted = [measure.measure_id for measure in measures.values()]
    rows = int(feed.stem)
    begun = time.perf_counter()
    reading = read_feed(feed, layout, "generated", measures, counted, reference.register, target / "values.parquet")
    taken = time.perf_counter() - begun
    assert (reading.values, len(reading.rejects)) == (rows, 0)
    print(taken, peak_mebibytes())


def generated_measure(number: int) -> Measure:
    return Measure(
        measure_id=f"measure_{number}",
        measure_name=f"Measure {number}",
        area="mental_health",
        unit="people",
        polarity="none",
        description="Generated",
        minimum=0,
        maximum=None,
    )


def bare(feed: Path, target: Path) -> None:
    with duckdb.connect(config={"temp_directory": str(target / "spilled")}) as con:
        begun = time.perf_counter()
        con.execute("CREATE TABLE feed AS FROM read_csv(?, all_varchar = true)", [str(feed)])
        print(time.perf_counter() - begun, peak_mebibytes())


def measured(way: str, feed: Path, target: Path, peaks: list[float]) -> float:
    """Seconds of one way in a process of its own; its peak MiB go to `peaks`."""
    command = [sys.executable, __file__, way, str(feed), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{way} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    taken, peak = map(float, done.stdout.split())
    peaks.append(peak)
    return taken


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        feed = target / f"{rows}.csv"
        with duckdb.connect() as con:
            con.execute(f"COPY ({GENERATED.format(rows=rows)}) TO '{feed}' (HEADER)")
        print(f"{rows:,} rows, {feed.stat().st_size / 1e6:,.0f} MB", flush=True)
        peaks: dict[str, list[float]] = {"ours": [], "bare": []}
        taken, base = in_turn(
            lambda: measured("ours", feed, target, peaks["ours"]),
            lambda: measured("bare", feed, target, peaks["bare"]),
            runs=3,
        )
        print_ratio("reading a feed / DuckDB reading its cells", taken, base, bound=BOUND)
        print(f"at most {max(peaks['ours']):,.0f} MiB against {max(peaks['bare']):,.0f} MiB")


if __name__ == "__main__":
    match sys.argv[1:]:
        case [("ours" | "bare") as way, feed, target]:
            {"ours": ours, "bare": bare}[way](Path(feed), Path(target))
        case given:
            main(int(given[0]) if given else ROWS)
            finish()
