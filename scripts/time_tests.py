"""Times `make test` of two commits, one after the other on this machine, and prints the ratio.

    .venv/bin/python scripts/time_tests.py 2cee617 HEAD
    .venv/bin/python scripts/time_tests.py 2cee617 HEAD --beside ../shared

Each commit is cloned into a folder of its own; its set-up is timed apart. `--beside` names a folder that both
shall have beside them, as tests look for publishers' files there. Ends with 1 where the tests of either do not pass,
or where those of the later commit take more than half as long.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[1]
SET_UP = [".venv/.dev", ".venv/.chromium", ".venv-sql/.ready"]
MOST = 0.5


def seconds(command: list[str], folder: Path) -> float:
    """How long a command takes; CalledProcessError where it fails."""
    begun = time.monotonic()
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
    return time.monotonic() - begun


def main() -> int:
    """Prints both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--beside", type=Path, help="a folder that is linked beside both clones")
    given = parser.parse_args()
    taken = []
    with tempfile.TemporaryDirectory() as temporary:
        if given.beside:
            (Path(temporary) / given.beside.name).symlink_to(given.beside.resolve())
        for side, commit in (("before", given.before), ("after", given.after)):
            clone = Path(temporary) / side
            subprocess.run(["git", "clone", "--quiet", str(PROJECT_DIR), str(clone)], check=True)
            subprocess.run(["git", "-C", str(clone), "checkout", "--quiet", commit], check=True)
            set_up = seconds(["make", *SET_UP], clone)
            taken.append(seconds(["make", "test"], clone))
            print(f"{side} ({commit}): set-up {set_up:.0f} s, make test {taken[-1]:.0f} s", flush=True)
    ratio = taken[1] / taken[0]
    print(f"ratio {ratio:.2f}, at most {MOST}")
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
