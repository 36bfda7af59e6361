"""The processes of a team: their names and commands, the same under `make team` and deploy/compose.yaml.

Ports, addresses and folders stand in the environment of each, so a command is the same everywhere.
"""

from __future__ import annotations

DEFINITIONS = "pipeline.app.dagster.definitions"

COORDINATOR, WORKER, RECEIVER, DAGSTER_PAGES, WEB = "coordinator", "worker", "receiver", "dagster-pages", "web"

COMMANDS = {
    # Launches runs and ticks schedules; there is one.
    COORDINATOR: ["python", "-m", "pipeline.app.dagster.coordinator"],
    # Takes one step at a time; there are as many as you like.
    WORKER: ["python", "-m", "pipeline.app.dagster.workers"],
    # Keeps the release in force in the folder of the server of the site.
    RECEIVER: ["ccg-ratings", "team", "receive", "--every", "10"],
    DAGSTER_PAGES: ["python", "-m", "pipeline.app.dagster.pages"],
    WEB: ["caddy", "run", "--adapter", "caddyfile", "--config", "deploy/Caddyfile"],
}

# The server of S3, without what it would offer beside that, and without reports to its makers.
S3_SERVER = ["server", "-s3", "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false",
             # One server has no others that must be told of its end.
             "-volume.preStopSeconds=1"]  # fmt: skip

# What a person asks of the coordinator's instance.
REFRESH = ["dagster", "job", "launch", "--module-name", DEFINITIONS, "--job", "refresh"]
RETRY = ["dagster-graphql", "--module-name", DEFINITIONS, "--text"]
RETRY_TEXT = """mutation {{ launchRunReexecution(reexecutionParams: {{parentRunId: "{run}", strategy: FROM_FAILURE}}) {{
  __typename ... on LaunchRunSuccess {{ run {{ runId }} }} ... on PythonError {{ message }} }} }}"""
