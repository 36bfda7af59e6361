"""`ccg-ratings refresh` without each of the means that are kept for speed alone, against the command as it is.

Every run is full: it finds its warehouse empty, reads all documents, publishes a release and builds its site. A means
is kept where the command takes at least 1.05 x as much without it.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from timing import in_turn, print_ratio, seconds_of

from pipeline.app.dagster.launch import DAGSTER_YAML, EVENT_LOG

AS_IT_IS = "from pipeline.app.cli import run\nrun()"
# Each as a program that takes one means away, and then the command.
WITHOUT = {
    "the end at once": "from pipeline.app.cli import main\nmain()",
    "the garbage collector off while modules load": f"""
from contextlib import nullcontext
import pipeline.app.cli.refresh
pipeline.app.cli.refresh.imports_kept = nullcontext
{AS_IT_IS}""",
    "one query before pandera": f"""
import pipeline.schema.quick_check
pipeline.schema.quick_check.surely_as_declared = lambda schema, rows: False
{AS_IT_IS}""",
}
# Loads what that of one query loads, at the same time.
LIKE_ONE_QUERY = f"import pipeline.schema.quick_check\n{AS_IT_IS}"
RUNS = 5


def processor_seconds_of(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Seconds that processors worked on a command and what it started; others on the machine hardly change it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds_of(command, environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        warehouse, kept, plain = (Path(folder) / name for name in ("warehouse", "kept", "plain"))
        plain.mkdir()
        written = DAGSTER_YAML.format(events="'unused'", event_log=EVENT_LOG, no_invitation="")
        before, _, rest = written.partition("event_log_storage:")
        (plain / "dagster.yaml").write_text(before + rest[rest.index("freshness:") :], encoding="utf-8")

        def refresh(program: str, home: Path = kept) -> Callable[[], float]:
            environment = {"DAGSTER_HOME": str(home), "CCG_WAREHOUSE_DIR": str(warehouse), "CCG_SITE": "yes"}

            def once() -> float:
                shutil.rmtree(warehouse, ignore_errors=True)
                return processor_seconds_of([sys.executable, "-c", program, "refresh"], environment)

            return once

        def compare(name: str, without: Callable[[], float], base: Callable[[], float]) -> None:
            print_ratio(f"processor time without {name}", *in_turn(without, base, RUNS), None)

        for name, program in WITHOUT.items():
            compare(name, refresh(program), refresh(LIKE_ONE_QUERY if "quick_check" in program else AS_IT_IS))
        compare("the event log's kept connections", refresh(AS_IT_IS, plain), refresh(AS_IT_IS))


if __name__ == "__main__":
    main()
