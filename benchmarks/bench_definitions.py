"""Loading the project's definitions against importing the libraries that it cannot do without."""

from __future__ import annotations

import sys

from timing import finish, in_turn, print_ratio, seconds_of


def main() -> None:
    def importing(statement: str) -> float:
        return seconds_of([sys.executable, "-c", statement], {})

    ours, base = in_turn(
        lambda: importing("import pipeline.app.dagster.definitions"),
        lambda: importing("import dagster, pandera.polars, duckdb"),
        runs=9,
    )
    print_ratio("loading the definitions / importing dagster, pandera.polars, duckdb", ours, base, bound=1.5)


if __name__ == "__main__":
    main()
    finish()
