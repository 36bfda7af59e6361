"""Publishing to a lake against publishing the same release in the folder: assembled, read again and flushed.

The whole release of the carried figures, one with a changed document, and nothing new, in one run each. The lake's
catalogue is in PostgreSQL where it can be had, and in a file otherwise; its data is in a folder.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from timing import finish, print_ratio

from pipeline.app.published_tables import all_marts
from pipeline.app.refresh import Run
from pipeline.base.settings import PROJECT_DIR
from pipeline.base.sql_functions import release_macros
from pipeline.publish.lake.address import Address, read_address
from pipeline.publish.lake.publishing import publish
from pipeline.publish.warehouse import Warehouse
from pipeline.schema.dictionary import core_entries

SCRIPT = PROJECT_DIR / "scripts" / "postgresql.sh"
AS_AT = date(2026, 11, 1)
RUNS = 3


@contextmanager
def catalogue(folder: Path) -> Iterator[str]:
    """How to connect to a PostgreSQL of its own, or the path of a file."""
    if subprocess.run(["sh", SCRIPT, "find"], check=False, capture_output=True).returncode:
        print("there is no PostgreSQL: the catalogue is a file", file=sys.stderr)
        yield f"ducklake:{folder / 'lake.ducklake'}"
        return
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = str(listening.getsockname()[1])
    server = Path(tempfile.mkdtemp(prefix="ccg-postgresql-"))
    server.chmod(0o755)
    try:
        started = subprocess.run(
            ["sh", SCRIPT, "start", server / "data", port], check=True, stdout=subprocess.PIPE, text=True
        )
        yield f"ducklake:postgres:{started.stdout.strip()}"
    finally:
        subprocess.run(["sh", SCRIPT, "stop", server / "data"], check=False)
        shutil.rmtree(server, ignore_errors=True)


def seconds_of_folder(run: Run) -> float:
    begun = time.perf_counter()
    assert run.publish().published
    return time.perf_counter() - begun


def seconds_of_lake(lake: Address, warehouse: Warehouse, tables: int | None) -> float:
    """How long it takes to publish the current release; `tables` are to be written, any number if it is None."""
    begun = time.perf_counter()
    done = publish(lake, warehouse.current_link.resolve(), release_macros())
    taken = time.perf_counter() - begun
    assert tables is None or len(done.written) == tables, done.written
    return taken


def main() -> None:
    os.environ["CCG_SITE"] = "no"
    with tempfile.TemporaryDirectory() as temporary, catalogue(Path(temporary)) as where:
        folder = Path(temporary)
        raw = folder / "raw"
        shutil.copytree(PROJECT_DIR / "raw", raw, ignore=shutil.ignore_patterns("versions", ".*"))
        warehouse = Warehouse(folder / "warehouse")
        sidecar = raw / "documents" / "mailonline_2016.yml"
        text = sidecar.read_text(encoding="utf-8")
        lake = read_address(where, str(folder / "data"))
        times: dict[str, list[float]] = {name: [] for name in ("whole", "changed", "nothing", "folder")}
        for number in range(RUNS):
            sidecar.write_text(text.replace("Article 3881380.", f"Article 3881380, {number}."), encoding="utf-8")
            run = Run(f"run{number}", raw, warehouse, AS_AT)
            run.build_core(list(core_entries()))
            run.build_marts([mart.entry.name for mart in all_marts()])
            times["folder"].append(seconds_of_folder(run))
            run.discard()
            # Into an empty lake: another schema of tables in the same place would be another lake.
            fresh = read_address(f"ducklake:{folder / f'whole{number}.ducklake'}", str(folder / f"whole{number}"))
            times["whole"].append(seconds_of_lake(fresh, warehouse, None))
            shutil.rmtree(fresh.data)
            changed = seconds_of_lake(lake, warehouse, None)
            if number:
                times["changed"].append(changed)
            times["nothing"].append(seconds_of_lake(lake, warehouse, 0))
        print_ratio("a whole release to an empty lake / to the folder", times["whole"], times["folder"], bound=1)
        print_ratio("a changed document to the lake / to the folder", times["changed"], times["folder"][1:], bound=0.4)
        print_ratio("nothing new to the lake / to the folder", times["nothing"], times["folder"], bound=0.3)


if __name__ == "__main__":
    main()
    finish()
