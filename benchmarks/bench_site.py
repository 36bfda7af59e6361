"""The site against a refresh without it, each a process of its own; its largest page; what one new value writes anew.

The site is that of all the project's documents and figures, and of a month of a feed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from bench_versions import lay
from timing import finish, held, in_turn, print_ratio, seconds_of

from pipeline.base.settings import PROJECT_DIR

BOUND = 1.5
PAGE_BUDGET = 300_000
SHOWN = 5


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(PROJECT_DIR / "raw", folder / "raw", ignore=shutil.ignore_patterns("versions", "*.original.*"))
        lay(folder / "raw", range(1))
        warehouse = folder / "warehouse"
        environment = {
            "CCG_RAW_DIR": str(folder / "raw"),
            "CCG_WAREHOUSE_DIR": str(warehouse),
            "DAGSTER_HOME": str(folder / "dagster"),
        }
        program = str(Path(sys.executable).with_name("ccg-ratings"))

        def refresh() -> float:
            shutil.rmtree(warehouse, ignore_errors=True)
            return seconds_of([program, "refresh", "--no-site"], environment)

        def site() -> float:
            shutil.rmtree((warehouse / "current").resolve() / "site", ignore_errors=True)
            return seconds_of([program, "site"], environment)

        refreshes, sites = in_turn(refresh, site, runs=5)
        print_ratio("the site / a refresh without it", sites, refreshes, bound=BOUND)
        _print_largest(warehouse / "current" / "site")
        before = _inodes(warehouse / "current" / "site")
        article = folder / "raw" / "documents" / "nursing_times_2016.txt"
        article.write_text(article.read_text(encoding="utf-8").replace("43.60% 48.40%", "43.60% 48.50%"), "utf-8")
        seconds_of([program, "refresh"], environment)
        after = _inodes(warehouse / "current" / "site")
        written = sorted(path for path, inode in after.items() if before.get(path) != inode)
        print(f"after one new value {len(written)} of {len(after)} pages are written: {', '.join(written[:SHOWN])}")


def _print_largest(site: Path) -> None:
    size, page = max((path.stat().st_size, path.relative_to(site)) for path in site.rglob("*.html"))
    verdict = held("the largest page", size <= PAGE_BUDGET)
    print(f"the largest page, {page}: {size / 1000:.0f} kB, {verdict} the budget of {PAGE_BUDGET / 1000:.0f} kB")


def _inodes(site: Path) -> dict[str, int]:
    root = site.resolve()
    return {str(path.relative_to(root)): path.stat().st_ino for path in root.rglob("*.html")}


if __name__ == "__main__":
    main()
    finish()
