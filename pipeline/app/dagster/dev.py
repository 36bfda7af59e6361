"""`make dev`: starts Dagster's pages and its daemon on this machine, in the project's Dagster home."""

from __future__ import annotations

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
    port = [] if {"-p", "--port"} & set(sys.argv[1:]) else ["--port", PORT]
    print(f"Dagster at http://{HOST}:{PORT}; the schedules run while it does. End with ctrl-C.", flush=True)
    os.execv(sys.executable, [*dagster, "--host", HOST, *port, *sys.argv[1:]])


if __name__ == "__main__":
    main()
