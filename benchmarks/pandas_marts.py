"""The marts over measure values as plain pandas code makes them: what the SQL is measured against.

Here: values in force, peers and benchmarks, editions of the dashboard, in the columns that cost something; run with a
Python that has pandas and pyarrow: pandas_marts.py CORE_FOLDER OUTPUT_FOLDER AS_AT. Not here: timing, and reasons in
words, which would only make it slower.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

FACT = ["measure_id", "period"]
Z = 1.959963984540054


def measure_current(values: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    known = values.merge(documents[["document_id", "published_on"]], on="document_id")
    known["period_inferred"] = known["period_note"].notna()
    known = known.sort_values(["published_on", "document_id"], ascending=[False, True])
    return known.drop_duplicates(["measure_id", "period", "period_inferred", "org_code"])


def measure_benchmark(
    current: pd.DataFrame, organisations: pd.DataFrame, measures: pd.DataFrame, standards: pd.DataFrame
) -> pd.DataFrame:
    rows = current.merge(organisations[["org_code", "org_name", "region_code", "icb_code"]], on="org_code")
    rows = rows.merge(measures[["measure_id", "measure_name", "area", "unit", "polarity"]], on="measure_id")
    rows = rows.merge(standards[["measure_id", "standard", "from_period"]], on="measure_id", how="left")
    rows.loc[rows["period"] < rows["from_period"], "standard"] = np.nan
    rows["distance_to_standard"] = rows["value"] - rows["standard"]
    rows["standard_met"] = rows["distance_to_standard"] >= 0
    rows["goodness"] = np.where(rows["polarity"] == "lower", -rows["value"], rows["value"])
    for name, group in (("", []), ("region_", ["region_code"]), ("icb_", ["icb_code"])):
        peers = rows.groupby([*FACT, *group])
        rows[f"{name}rank"] = peers["goodness"].rank(method="min", ascending=False)
        rows[f"{name}ranked"] = peers["value"].transform("count")
        rows[f"{name}withheld"] = peers["status"].transform("size") - rows[f"{name}ranked"]
        rows[f"{name}median"] = peers["value"].transform("median")
    rows["tied"] = rows.groupby([*FACT, "value"])["org_code"].transform("size")
    worse = rows["ranked"] - rows["rank"] - rows["tied"] + 1
    rows["percentile"] = 100 * (worse + rows["tied"] / 2) / rows["ranked"]
    everyone = rows["ranked"] + rows["withheld"]
    rows["percentile_lower"] = 100 * (worse + rows["tied"] / 2) / everyone
    rows["percentile_upper"] = 100 * (worse + rows["withheld"] + rows["tied"] / 2) / everyone
    rows["quartile"] = np.ceil(rows["rank"] * 4 / rows["ranked"])
    n, share = rows["denominator"], rows["numerator"] / rows["denominator"]
    centre, spread = share + Z**2 / (2 * n), Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    rows["interval_lower"] = 100 * (centre - spread) / (1 + Z**2 / n)
    rows["interval_upper"] = 100 * (centre + spread) / (1 + Z**2 / n)
    counts = rows.groupby(FACT)[["numerator", "denominator"]].transform("sum")
    rows["england_percent"] = 100 * counts["numerator"] / counts["denominator"]
    least = {value: _smallest_denominator(value) for value in rows["value"].dropna().unique()}
    rows["smallest_denominator"] = rows["value"].map(least)
    return rows


def _smallest_denominator(value: float) -> int:
    """The least n of which some k is `value` per cent to one decimal."""
    return next(n for n in range(1, 1001) if abs(round(value * n / 100) * 100 / n - value) <= 0.05 + 1e-9)


def dashboard(values: pd.DataFrame, documents: pd.DataFrame, due_dates: pd.DatetimeIndex) -> pd.DataFrame:
    known = values.merge(documents[["document_id", "published_on"]], on="document_id")
    known["published_on"] = pd.to_datetime(known["published_on"])
    known = known.sort_values(["period_end", "published_on"])
    editions = []
    for due_on in due_dates:
        shown = known[known["published_on"] <= due_on].drop_duplicates(["measure_id", "org_code"], keep="last")
        editions.append(shown.assign(edition=due_on))
    shown = pd.concat(editions).sort_values(["measure_id", "org_code", "edition"])
    series = shown.groupby(["measure_id", "org_code"])
    shown["previous_value"] = series["value"].shift()
    shown["previous_period"] = series["period"].shift()
    shown["is_new"] = shown["previous_period"].isna()
    shown["is_revised"] = (shown["period"] == shown["previous_period"]) & (shown["value"] != shown["previous_value"])
    return shown


def main() -> None:
    source, target, as_at = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    target.mkdir(parents=True, exist_ok=True)
    names = ("measure_value", "document", "organisation", "measure", "measure_standard")
    values, documents, organisations, measures, standards = (
        pd.read_parquet(source / f"{name}.parquet") for name in names
    )
    current = measure_current(values, documents)
    current.sort_values([*FACT, "org_code"]).to_parquet(target / "measure_current.parquet")
    benchmark = measure_benchmark(current, organisations, measures, standards)
    benchmark.sort_values([*FACT, "org_code"]).to_parquet(target / "measure_benchmark.parquet")
    due_dates = pd.date_range("2017-01-01", as_at, freq="QS")
    editions = dashboard(values, documents, due_dates)
    editions.sort_values(["edition", "measure_id", "org_code"]).to_parquet(target / "dashboard.parquet")


if __name__ == "__main__":
    main()
