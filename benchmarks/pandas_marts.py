"""The marts over measure values as plain pandas code makes them: what the SQL is measured against.

Here: values in force, peer groups, benchmarks with their reasons, editions of the dashboard; run with a Python that has
pandas and pyarrow: pandas_marts.py CORE_FOLDER OUTPUT_FOLDER AS_AT. Not here: timing, and figures mapped to another
day's organisations, which the generated values are not.
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
    known = known.sort_values(["published_on", "document_id"], ascending=[False, False])
    return known.drop_duplicates(["measure_id", "period", "period_inferred", "org_code"])


PEERS = {"England": [], "region": ["region_code"], "icb": ["icb_code"]}


def measure_peer_group(rows: pd.DataFrame, organisations: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """For each kind of peers a row for each measure, period and area: how many are open, listed, ranked; the median."""
    closed_on = pd.to_datetime(organisations["closed_on"]).fillna(pd.Timestamp.max)
    opened_on = pd.to_datetime(organisations["opened_on"])
    found = {}
    for peers, area in PEERS.items():
        open_then = []
        for period, day in rows.groupby("period")["period_end"].first().items():
            was_open = organisations[(opened_on <= pd.Timestamp(day)) & (closed_on >= pd.Timestamp(day))]
            counts = (
                was_open.groupby(area).size().reset_index(name="open")
                if area
                else pd.DataFrame({"open": [len(was_open)]})
            )
            open_then.append(counts.assign(period=period))
        groups = rows.groupby([*FACT, *area])
        counted = groups.agg(
            listed=("status", "size"),
            ranked=("value", "count"),
            median=("value", "median"),
            lowest=("value", "min"),
            highest=("value", "max"),
            numerator=("numerator", "sum"),
            denominator=("denominator", "sum"),
            counted=("denominator", "count"),
        ).reset_index()
        counted["withheld"] = counted["listed"] - counted["ranked"]
        counted = counted.merge(pd.concat(open_then), on=["period", *area])
        listed, known = counted["listed"].astype(str), counted["open"].astype(str)
        note = listed + " of the " + known + " organisations open then have a row"
        counted["note"] = note.where(counted["listed"] < counted["open"])
        found[peers] = counted
    return found


def measure_benchmark(
    rows: pd.DataFrame, groups: dict[str, pd.DataFrame], measures: pd.DataFrame, standards: pd.DataFrame
) -> pd.DataFrame:
    rows = rows.merge(measures[["measure_id", "measure_name", "area", "unit", "polarity"]], on="measure_id")
    rows = rows.merge(
        standards[["measure_id", "standard", "comparator", "from_period", "source", "verified"]],
        on="measure_id",
        how="left",
    )
    in_force = rows["from_period"].notna() & (rows["period"] >= rows["from_period"])
    rows["standard_note"] = np.select(
        [rows["from_period"].isna(), ~in_force, rows["value"].isna()],
        ["no standard is known for this measure", "no standard in force", "no value"],
        default=None,
    )
    for name in ("standard", "comparator", "source", "verified"):
        rows[name] = rows[name].where(in_force)
    rows["distance_to_standard"] = rows["value"] - rows["standard"]
    rows["standard_met"] = (rows["distance_to_standard"] >= 0).where(rows["distance_to_standard"].notna())
    rows["goodness"] = np.where(rows["polarity"] == "lower", -rows["value"], rows["value"])
    for peers, area in PEERS.items():
        of_group = groups[peers].rename(
            columns={name: f"{peers}_{name}" for name in groups[peers] if name not in (*FACT, *area)}
        )
        rows = rows.merge(of_group, on=[*FACT, *area])
        ranks = rows.groupby([*FACT, *area])["goodness"].rank(method="min", ascending=False)
        rows[f"{peers}_rank"] = ranks.where(rows[f"{peers}_note"].isna())
        rows[f"{peers}_note"] = rows[f"{peers}_note"].fillna(rows["reason"])
    rows["tied"] = rows.groupby([*FACT, "value"])["org_code"].transform("size")
    ranked, withheld = rows["England_ranked"], rows["England_withheld"]
    worse = ranked - rows["England_rank"] - rows["tied"] + 1
    rows["percentile"] = 100 * (worse + rows["tied"] / 2) / ranked
    rows["percentile_lower"] = 100 * (worse + rows["tied"] / 2) / (ranked + withheld)
    rows["percentile_upper"] = 100 * (worse + withheld + rows["tied"] / 2) / (ranked + withheld)
    rows["quartile"] = np.ceil(rows["England_rank"] * 4 / ranked)
    _add_interval(rows)
    least = {value: _smallest_denominator(value) for value in rows["value"].dropna().unique()}
    rows["smallest_denominator"] = rows["value"].map(least)
    return rows


def _add_interval(rows: pd.DataFrame) -> None:
    n, share = rows["denominator"], rows["numerator"] / rows["denominator"]
    centre, spread = share + Z**2 / (2 * n), Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    rows["interval_lower"] = 100 * (centre - spread) / (1 + Z**2 / n)
    rows["interval_upper"] = 100 * (centre + spread) / (1 + Z**2 / n)
    rows["interval_note"] = np.where(n.isna(), "no denominator is published", None)
    rows["against_standard"] = np.select(
        [
            rows["distance_to_standard"].isna(),
            n.isna() & (rows["distance_to_standard"] >= 0),
            n.isna(),
            (rows["interval_lower"] <= rows["standard"]) & (rows["interval_upper"] >= rows["standard"]),
            rows["interval_lower"] > rows["standard"],
        ],
        [None, "met", "not met", "similar", "better"],
        default="worse",
    )
    complete = rows["England_counted"] == rows["England_open"]
    england = (rows["England_numerator"] / rows["England_denominator"]).where(complete)
    rows["england_percent"] = 100 * england
    for name, width in (("95", Z), ("998", 3.0902323061678132)):
        error = width * np.sqrt(england * (1 - england) / n)
        rows[f"funnel_lower_{name}"] = 100 * (england - error).clip(lower=0)
        rows[f"funnel_upper_{name}"] = 100 * (england + error).clip(upper=1)
    rows["funnel_position"] = np.select(
        [
            rows["funnel_lower_95"].isna() | rows["value"].isna(),
            rows["value"] > rows["funnel_upper_998"],
            rows["value"] > rows["funnel_upper_95"],
            rows["value"] < rows["funnel_lower_998"],
            rows["value"] < rows["funnel_lower_95"],
        ],
        [None, "above 99.8%", "above 95%", "below 99.8%", "below 95%"],
        default="within",
    )
    rows["funnel_note"] = np.where(n.isna(), "no denominator is published", np.where(complete, None, "incomplete"))


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
    rows = current.merge(organisations[["org_code", "org_name", "region_code", "icb_code"]], on="org_code")
    groups = measure_peer_group(rows, organisations)
    for peers, group in groups.items():
        group.to_parquet(target / f"measure_peer_group_{peers}.parquet")
    benchmark = measure_benchmark(rows, groups, measures, standards)
    benchmark.sort_values([*FACT, "org_code"]).to_parquet(target / "measure_benchmark.parquet")
    due_dates = pd.date_range("2017-01-01", as_at, freq="QS")
    editions = dashboard(values, documents, due_dates)
    editions.sort_values(["edition", "measure_id", "org_code"]).to_parquet(target / "dashboard.parquet")


if __name__ == "__main__":
    main()
