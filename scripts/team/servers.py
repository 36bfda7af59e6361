"""The servers that a team needs and that are not ours: PostgreSQL, Redis and one that speaks S3, on 127.0.0.1.

Each is installed by the project's own scripts. What they store is in one folder; its owner alone reads the passwords.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from team.commands import S3_SERVER

PROJECT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
POSTGRESQL = PROJECT / "scripts" / "postgresql.sh"
REDIS = PROJECT / "scripts" / "redis.sh"
WEED = PROJECT / ".venv-s3" / "bin" / "weed"
CADDY = PROJECT / ".venv-web" / "bin" / "caddy"
BUCKET, PREFIX = "ccg", "team"
START_SECONDS = 90
# In the environment of each process of a team: the folder of the team.
MARK = "TEAM_FOLDER"


class Missing(Exception):
    """Something that a team needs is not installed, and how to get it."""


def need_all() -> None:
    """Missing where a server of a team is not installed."""
    for script in (POSTGRESQL, REDIS):
        found = subprocess.run(["sh", script, "find"], capture_output=True, text=True, check=False)
        if found.returncode:
            raise Missing(found.stderr.strip())
    for program, target in ((WEED, ".venv-s3/.ready"), (CADDY, ".venv-web/.ready")):
        if not program.exists():
            raise Missing(f"There is no {program.name}: make {target}")


def write_whole(file: Path, content: object) -> None:
    """Writes JSON that the owner alone may read, whole or not at all: ctrl-C may come at any time."""
    beside = file.with_suffix(".new")
    beside.touch(mode=0o600)
    beside.write_text(json.dumps(content))
    beside.replace(file)


class Ports:
    """The ports of one folder: the same each time it is started, as long as nobody else has taken them."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "ports.json"
        self.of: dict[str, int] = json.loads(self.file.read_text()) if self.file.exists() else {}

    def get(self, name: str) -> int:
        known = self.of.get(name)
        if known is None or not _is_free(known):
            self.of[name] = free_port()
            write_whole(self.file, self.of)
        return self.of[name]


def free_port() -> int:
    """A port to which 10,000 can be added, as the server of S3 does."""
    while True:
        with socket.socket() as listening:
            listening.bind((HOST, 0))
            port = int(listening.getsockname()[1])
        if _is_free(port):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as asking, socket.socket() as beside:
        for each in (asking, beside):
            # What has just ended holds its port for a minute, against which servers do the same.
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asking.bind((HOST, port))
            beside.bind((HOST, port + 10_000))
            asking.listen()
        except (OSError, OverflowError):
            return False
        return True


@dataclass(frozen=True)
class Passwords:
    """The passwords of the servers of one folder."""

    redis: str
    s3_key: str
    s3_secret: str

    @classmethod
    def of(cls, folder: Path) -> Passwords:
        """Those of the folder, made when it is new."""
        file = folder / "passwords.json"
        if not file.exists():
            made = {"redis": secrets.token_hex(16), "s3_key": "ccg", "s3_secret": secrets.token_hex(16)}
            write_whole(file, made)
        return cls(**json.loads(file.read_text()))


class PostgreSQL:
    """The database of Dagster."""

    name = "postgresql"

    def __init__(self, folder: Path, ports: Ports, options: tuple[str, ...]) -> None:
        self.folder, self.port, self.options = folder / "postgresql", ports.get("postgresql"), options
        self.url = ""

    def start(self) -> None:
        start: list[str | Path] = ["sh", POSTGRESQL, "start", self.folder, str(self.port), *self.options]
        done = subprocess.run(start, capture_output=True, text=True, check=False, timeout=START_SECONDS)
        if done.returncode:
            raise Missing(done.stderr.strip())
        to = dict(part.split("=", 1) for part in done.stdout.split())
        # By this scheme SQLAlchemy takes the driver that comes with dagster-postgres.
        self.url = f"postgresql+psycopg2://{to['user']}:{to['password']}@{HOST}:{self.port}/{to['dbname']}"

    def stop(self) -> None:
        subprocess.run(["sh", POSTGRESQL, "stop", self.folder], check=False, capture_output=True, timeout=60)

    def pid(self) -> int:
        return int((self.folder / "postmaster.pid").read_text().split()[0])

    def is_dead(self) -> bool:
        return not _listens(self.port)


class Served:
    """A server that is one process of ours."""

    name = ""

    def __init__(self, folder: Path, passwords: Passwords) -> None:
        self.folder, self.passwords = folder / self.name, passwords
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        with (self.folder.parent / "logs" / f"{self.name}.log").open("ab") as log:
            mark = {**os.environ, MARK: str(self.folder.parent)}
            self.process = subprocess.Popen(self.command(), env=mark, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise Missing(f"{self.name} does not start: {log.name} says why")
            time.sleep(0.2)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def command(self) -> list[str | Path]:
        raise NotImplementedError

    def is_ready(self) -> bool:
        raise NotImplementedError


class Redis(Served):
    """The broker of steps."""

    name = "redis"

    def __init__(self, folder: Path, ports: Ports, passwords: Passwords) -> None:
        super().__init__(folder, passwords)
        self.port = ports.get(self.name)
        self.url = f"redis://:{passwords.redis}@{HOST}:{self.port}/0"

    def command(self) -> list[str | Path]:
        config = self.folder / "redis.conf"
        config.touch(mode=0o600)
        # What is appended to its log is there again when it is started anew.
        folder = json.dumps(str(self.folder), ensure_ascii=False)
        config.write_text(
            f"bind {HOST}\nport {self.port}\ndir {folder}\nappendonly yes\nsave ''\n"
            f"requirepass {self.passwords.redis}\n"
        )
        program = subprocess.run(["sh", REDIS, "find"], capture_output=True, text=True, check=True)
        return [program.stdout.strip(), config]

    def is_ready(self) -> bool:
        return _listens(self.port)


class ObjectStore(Served):
    """The server that speaks S3, with one bucket."""

    name = "s3"

    def __init__(self, folder: Path, ports: Ports, passwords: Passwords) -> None:
        super().__init__(folder, passwords)
        self.ports = {name: ports.get(name) for name in ("s3", "master", "volume", "filer")}
        self.environment = {
            "AWS_ACCESS_KEY_ID": passwords.s3_key,
            "AWS_SECRET_ACCESS_KEY": passwords.s3_secret,
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://{HOST}:{self.ports['s3']}",
        }

    def command(self) -> list[str | Path]:
        identity = {
            "name": "ccg",
            "credentials": [{"accessKey": self.passwords.s3_key, "secretKey": self.passwords.s3_secret}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        config = self.folder.parent / "s3.json"
        config.touch(mode=0o600)
        config.write_text(json.dumps({"identities": [identity]}))
        ports = [f"-{name}.port={port}" for name, port in self.ports.items()]
        return [WEED, *S3_SERVER, f"-dir={self.folder}", f"-ip={HOST}", f"-ip.bind={HOST}", f"-s3.config={config}",
                "-master.volumeSizeLimitMB=256", *ports]  # fmt: skip

    def is_ready(self) -> bool:
        if not _listens(self.ports["s3"]):
            return False
        shell: list[str | Path] = [WEED, "shell", f"-master={HOST}:{self.ports['master']}"]
        told = subprocess.run(shell, input=f"s3.bucket.create -name {BUCKET}\n", capture_output=True, text=True,
                              timeout=START_SECONDS, check=False)  # fmt: skip
        said = told.stdout + told.stderr
        return f"created bucket {BUCKET}" in said or "already exist" in said


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        asking.settimeout(1)
        return asking.connect_ex((HOST, port)) == 0


def remove(folder: Path) -> None:
    """Removes what the servers of a folder have stored."""
    shutil.rmtree(folder, ignore_errors=True)
