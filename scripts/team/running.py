"""A team that runs: the servers first, then its processes, each with folders of its own and its log."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from team.commands import COMMANDS, COORDINATOR, DAGSTER_PAGES, RECEIVER, WEB, WORKER
from team.servers import (
    BUCKET,
    CADDY,
    HOST,
    MARK,
    POSTGRESQL,
    PREFIX,
    PROJECT,
    Missing,
    ObjectStore,
    Passwords,
    Ports,
    PostgreSQL,
    Redis,
)

# How long a process has to end what it is at.
PATIENCE_SECONDS = 30


class Team:
    """The servers and processes of a team, in one folder; `raw` is what is sent to it."""

    def __init__(
        self,
        folder: Path,
        *,
        workers: int = 2,
        options: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "logs").mkdir(exist_ok=True)
        passwords, ports = Passwords.of(folder), Ports(folder)
        self.postgresql = PostgreSQL(folder, ports, tuple(options))
        self.redis = Redis(folder, ports, passwords)
        self.store = ObjectStore(folder, ports, passwords)
        self.web_port, self.dagster_port = ports.get(WEB), ports.get(DAGSTER_PAGES)
        self.workers = [f"{WORKER}-{number}" for number in range(1, workers + 1)]
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = dict(environment or {})

    @property
    def names(self) -> list[str]:
        """Our processes, in the order in which they start."""
        return [COORDINATOR, *self.workers, RECEIVER, DAGSTER_PAGES, WEB]

    @property
    def site(self) -> str:
        return f"http://{HOST}:{self.web_port}/"

    @property
    def dagster(self) -> str:
        return f"{self.site}dagster"

    def start_servers(self) -> None:
        for server in (self.postgresql, self.redis, self.store):
            server.start()

    def bring_servers_back(self) -> list[str]:
        """Starts the servers that have ended by themselves, with what they hold; what is to be told of it."""
        told = []
        for server in (self.postgresql, self.redis, self.store):
            if server.is_dead():
                try:
                    server.start()
                    told.append(f"{server.name} had ended and is started again")
                except (Missing, subprocess.TimeoutExpired) as error:
                    told.append(f"{server.name} has ended and does not start again yet: {error}")
        return told

    def start(self, names: Sequence[str] | None = None) -> None:
        """Starts processes, all of them unless they are named."""
        for name in names or self.names:
            command = COMMANDS[WORKER if name in self.workers else name]
            extra = [f"--hostname={name}@%h"] if name in self.workers else []
            with (self.folder / "logs" / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    [*_program(command), *extra], env={**self.environment_of(name), MARK: str(self.folder)},
                    cwd=PROJECT, stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip

    def environment_of(self, name: str) -> dict[str, str]:
        """What the settings of a process are: each is a machine of its own."""
        folder = self.folder / ("web" if name in (RECEIVER, DAGSTER_PAGES, WEB) else name)
        home = folder / "dagster"
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT / "deploy" / "dagster.yaml", home / "dagster.yaml")
        return {
            **os.environ,
            **self.shared_environment(),
            "CCG_RAW_DIR": str(folder / "raw"),
            "CCG_WAREHOUSE_DIR": str(folder / "warehouse"),
            "DAGSTER_HOME": str(home),
        }

    def shared_environment(self) -> dict[str, str]:
        """The settings that all machines have alike."""
        return {
            **self.store.environment,
            "CCG_WORK": f"s3://{BUCKET}/{PREFIX}",
            "CCG_BROKER": self.redis.url,
            "DAGSTER_POSTGRES_URL": self.postgresql.url,
            "DAGSTER_WEBSERVER_HOST": HOST,
            "DAGSTER_WEBSERVER_PORT": str(self.dagster_port),
            "TEAM_WEB_HOST": HOST,
            "TEAM_WEB_PORT": str(self.web_port),
            "TEAM_DAGSTER": f"{HOST}:{self.dagster_port}",
            "XDG_DATA_HOME": str(self.folder / "web"),
            "XDG_CONFIG_HOME": str(self.folder / "web"),
            "TEAM_SITE": str(self.folder / "web" / "warehouse" / "current" / "site"),
            **self.environment,
        }

    def send(self, raw: Path) -> str:
        """Has the team read a raw/."""
        return self.ask(["ccg-ratings", "team", "send"], {"CCG_RAW_DIR": str(raw)})

    def ask(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
        """What a command says that a person gives on the coordinator's machine."""
        env = {**self.environment_of(COORDINATOR), **(environment or {})}
        done = subprocess.run(_program(command), env=env, cwd=PROJECT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
        return done.stdout

    def dead(self) -> list[str]:
        """Processes that have ended by themselves."""
        return [name for name, process in self.processes.items() if process.poll() is not None]

    def kill(self, name: str) -> None:
        """As a machine that is lost: at once, with all that a process has started."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Ends all of it; nothing is left running."""
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                process.terminate()
        until = time.monotonic() + PATIENCE_SECONDS
        # Dagster's pages would wait for half a minute, and have nothing to end.
        at_work = [process for name, process in self.processes.items() if name != DAGSTER_PAGES]
        while any(process.poll() is None for process in at_work) and time.monotonic() < until:
            time.sleep(0.2)
        for name in list(self.processes):
            # What it has started may outlive it.
            self.kill(name)
        for server in (self.store, self.redis, self.postgresql):
            server.stop()


def end_leftovers(folder: Path) -> int:
    """Ends what a team has left that was itself killed; how many processes."""
    mark = f"{MARK}={folder}".encode()
    left = 0
    for environment in Path("/proc").glob("[0-9]*/environ"):
        # Others' cannot be read.
        with suppress(OSError):
            if mark in environment.read_bytes().split(b"\0"):
                os.kill(int(environment.parent.name), signal.SIGKILL)
                left += 1
    if (folder / "postgresql" / "postmaster.pid").exists():
        left += (
            subprocess.run(
                ["sh", POSTGRESQL, "stop", folder / "postgresql"], capture_output=True, check=False
            ).returncode
            == 0
        )
    return left


def _program(command: Sequence[str]) -> list[str]:
    """A command with the program of this environment."""
    program = {"python": sys.executable, "caddy": str(CADDY)}.get(command[0])
    return [program or str(Path(sys.executable).with_name(command[0])), *command[1:]]
