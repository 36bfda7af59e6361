"""Dagster's pages of a team, which can be read and not changed."""

from __future__ import annotations

import os
import sys

from pipeline.app.work import begin_here

# The path under which they are, behind the server of the site.
PATH = "/dagster"


def main() -> None:
    """Becomes `dagster-webserver`, after the inputs of the team are here, by which the assets are named."""
    begin_here()
    server = ["-m", "dagster_webserver", "--read-only", "--path-prefix", PATH]
    module = ["--module-name", "pipeline.app.dagster.definitions"]
    os.execv(sys.executable, [sys.executable, *server, *module, *sys.argv[1:]])


if __name__ == "__main__":
    main()
