"""A refresh with one new version among 100 against a refresh with that version alone, each a process of its own.

Versions are months of a feed: ten measures of 106 organisations, seven regions and England. Those that a refresh has
read before are kept, as they are in use.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from timing import finish, in_turn, print_ratio, seconds_of

from pipeline.base.periods import period_of
from pipeline.base.settings import PROJECT_DIR
from pipeline.fetch.snapshots import keep
from pipeline.reference.reading import read_reference

SOURCE = "talking_therapies_monthly"
MONTHS = 100
BOUND = 1.5
HEADING = (
    "REPORTING_PERIOD_START,REPORTING_PERIOD_END,GROUP_TYPE,ORG_CODE1,ORG_NAME1,ORG_CODE2,ORG_NAME2,"
    "MEASURE_ID,MEASURE_NAME,MEASURE_VALUE_SUPPRESSED"
)


def month(number: int) -> tuple[date, date]:
    """First and last day of a month, counted from April 2018."""
    first = date(2018 + (number + 3) // 12, (number + 3) % 12 + 1, 1)
    return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def written(number: int) -> str:
    """The feed of a month."""
    reference = read_reference(PROJECT_DIR / "raw" / "reference")
    codes = [("England", "England"), *(("CCG", code) for code in sorted(reference.register.open_on(date(2021, 4, 1))))]
    first, last = month(number)
    assert period_of(first, last)
    days = f"{first:%d/%m/%Y},{last:%d/%m/%Y}"
    rows = [
        f"{days},{group},{code},NHS {code},,,{measure},{measure},{(number * 7 + len(code) * place) % 90 + 5}"
        for measure in reference.measures_of(SOURCE)
        for place, (group, code) in enumerate(codes)
    ]
    return "\n".join([HEADING, *rows]) + "\n"


def lay(raw: Path, numbers: range) -> None:
    """Keeps the versions of some months in a raw folder."""
    for number in numbers:
        content = raw / "versions" / ".incoming"
        content.parent.mkdir(exist_ok=True)
        text = written(number)
        content.write_text(text, encoding="utf-8")
        moment = datetime.combine(month(number)[1] + timedelta(days=40), datetime.min.time(), UTC)
        digest = hashlib.sha256(text.encode()).hexdigest()
        keep(raw, SOURCE, content, f"https://example.org/{number}.csv", moment, None, None, digest, f"{number}.csv")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [str(Path(sys.executable).with_name("ccg-ratings")), "refresh", "--no-site"]
        environments = {}
        for kind, before in (("many", MONTHS - 1), ("alone", 0)):
            home = folder / kind
            shutil.copytree(
                PROJECT_DIR / "raw", home / "raw", ignore=shutil.ignore_patterns("versions", "*.original.*")
            )
            lay(home / "raw", range(before))
            environments[kind] = {
                "CCG_RAW_DIR": str(home / "raw"),
                "CCG_WAREHOUSE_DIR": str(home / "warehouse"),
                "DAGSTER_HOME": str(folder / "dagster"),
            }
            seconds_of(command, environments[kind])
            shutil.copytree(home, folder / f"{kind}-before", symlinks=True)

        def one_new(kind: str) -> float:
            shutil.rmtree(folder / kind)
            shutil.copytree(folder / f"{kind}-before", folder / kind, symlinks=True)
            lay(folder / kind / "raw", range(MONTHS - 1, MONTHS))
            # What was copied is written now, or the refresh would wait for it.
            os.sync()
            return seconds_of(command, environments[kind])

        print_ratio(
            f"a refresh with one new version among {MONTHS} / with that version alone",
            *in_turn(lambda: one_new("many"), lambda: one_new("alone"), runs=7),
            bound=BOUND,
        )


if __name__ == "__main__":
    main()
    finish()
