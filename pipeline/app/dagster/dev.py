"""`make dev`: starts Dagster's pages and its daemon on this machine, in the project's Dagster home."""

from __future__ import annotations

import argparse
import os
import sys

from pipeline.app.dagster.launch import open_instance
from pipeline.base.settings import PROJECT_DIR

HOST = "127.0.0.1"
PORT = "3000"


def main() -> None:
    """Becomes `dagster dev`; ctrl-C ends it. Further arguments are passed on, such as --port 3001."""
    open_instance().dispose()
    os.chdir(PROJECT_DIR)
    # By the module and not by workspace.yaml, which an installed package does not have.
    dagster = [sys.executable, "-m", "dagster", "dev", "--module-name", "pipeline.app.dagster.definitions"]
    port = port_of(sys.argv[1:])
    given = [] if port else ["--port", PORT]
    print(f"Dagster at http://{HOST}:{port or PORT}; the schedules run while it does. End with ctrl-C.", flush=True)
    os.execv(sys.executable, [*dagster, "--host", HOST, *given, *sys.argv[1:]])


def port_of(arguments: list[str]) -> str | None:
    """The port that the arguments name, as Dagster reads them: --port 3001, --port=3001, -p 3001 or -p3001."""
    reader = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    reader.add_argument("-p", "--port")
    found: str | None = reader.parse_known_args(arguments)[0].port
    return found


if __name__ == "__main__":
    main()
