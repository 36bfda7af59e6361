"""`make team`: a team on this machine, until ctrl-C or `make team-stop`."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from team.commands import REFRESH, RETRY, RETRY_TEXT
from team.running import Team, end_leftovers
from team.servers import PROJECT, Missing, need_all, write_whole

STATE = "running.json"
LOOK_SECONDS = 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=PROJECT / ".team", help="what it stores; .team/ unless named")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("start", help="starts it; so does no action")
    actions.add_parser("stop", help="ends it")
    actions.add_parser("refresh", help="asks for a refresh")
    retry = actions.add_parser("retry", help="tries a failed run again, from where it was")
    retry.add_argument("run", metavar="RUN", type=uuid.UUID)
    run = actions.add_parser("run", help="runs a command, such as ccg-ratings status, with the settings of the team")
    run.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND")
    given = parser.parse_args()
    folder = given.folder.absolute()
    match given.action:
        case "stop":
            stop(folder)
        case "refresh":
            refresh(folder)
        case "retry":
            try_again(folder, given.run)
        case "run":
            if not given.command:
                run.error("name a command")
            sys.exit(subprocess.run(program(given.command), env=running(folder)["here"], check=False).returncode)
        case _:
            start(folder)


def start(folder: Path) -> None:
    # So that ctrl-C, make team-stop and a terminal that is closed end it alike.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Of two that start at once in a folder, the second leaves the first alone.
        with FileLock(folder / "lock", timeout=0):
            need_all()
            if end_leftovers(folder):
                print("Ended what a team that was killed had left", flush=True)
            write_whole(folder / STATE, {"pid": os.getpid()})
            start_alone(folder)
    except Timeout:
        sys.exit(f"A team runs in {folder} already: make team-stop")
    except OSError as error:
        sys.exit(f"The team cannot run in {folder}: {error}")
    except (Missing, RuntimeError, subprocess.SubprocessError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(0)


def start_alone(folder: Path) -> None:
    team = Team(folder)
    try:
        run_until_ended(team)
    finally:
        # Whoever is impatient would leave processes behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        with suppress(OSError):
            # A terminal that was closed takes no more.
            print("Ending; a step that is under way has half a minute.", flush=True)
        team.stop()
        (folder / STATE).unlink(missing_ok=True)


def run_until_ended(team: Team) -> None:
    print("Starting PostgreSQL, Redis and a server of S3", flush=True)
    team.start_servers()
    raw = Path(os.environ.get("CCG_RAW_DIR", PROJECT / "raw"))
    # What a person asks is of the release on the machine of the pages, and of the documents of this checkout.
    here = {**team.environment_of("web"), "CCG_RAW_DIR": str(raw)}
    write_whole(team.folder / STATE, {
        "pid": os.getpid(), "environment": team.environment_of("coordinator"), "here": here, "dagster": team.dagster,
    })  # fmt: skip
    print(team.send(raw).strip(), flush=True)
    team.start()
    print(
        f"The pages of the release in force: {team.site}\n"
        f"Dagster's pages, to be read:       {team.dagster}\n"
        f"The object store:                  {team.store.environment['AWS_ENDPOINT_URL']}\n"
        f"Logs:                              {team.folder / 'logs'}\n"
        f"Processes:                         {', '.join(f'{n} {p.pid}' for n, p in team.processes.items())}\n"
        "A refresh begins within a minute where raw/ is new. End with ctrl-C, or make team-stop.",
        flush=True,
    )
    current, told = team.folder / "web" / "warehouse" / "current", ""
    while True:
        for told_of in team.bring_servers_back():
            print(told_of, flush=True)
        for name in team.dead():
            code = team.processes[name].returncode
            print(f"{name} has ended ({code}) and is started again; its log says why", flush=True)
            team.kill(name)
            team.start([name])
            print(f"{name} is process {team.processes[name].pid} now", flush=True)
        if current.exists() and (release := current.resolve().name) != told:
            print(f"In force: {release}", flush=True)
            told = release
        time.sleep(LOOK_SECONDS)


def stop(folder: Path) -> None:
    if (pid := pid_of(folder)) is None:
        stop_leftovers(folder)
        return
    os.kill(pid, signal.SIGTERM)
    while pid_of(folder) is not None or is_running(pid):
        time.sleep(0.2)
    print("Ended.")


def stop_leftovers(folder: Path) -> None:
    if folder.is_dir():
        with suppress(Timeout), FileLock(folder / "lock", timeout=0):
            if end_leftovers(folder):
                print("Ended what a team that was killed had left.")
                return
    sys.exit(f"No team runs in {folder}")


def refresh(folder: Path) -> None:
    run = str(uuid.uuid4())
    ask(folder, [*REFRESH, "--run-id", run])
    print(f"Asked for: {running(folder)['dagster']}/runs/{run}")


def try_again(folder: Path, run: uuid.UUID) -> None:
    answered = ask(folder, [*RETRY, RETRY_TEXT.format(run=run)])
    # Beside what Dagster logs.
    line = next(line for line in answered.splitlines() if line.startswith("{"))
    answer = json.loads(line)["data"]["launchRunReexecution"]
    if "run" not in answer:
        sys.exit(f"{run} is not tried again: {answer.get('message', answer['__typename']).strip()}")
    print(f"Asked for: {running(folder)['dagster']}/runs/{answer['run']['runId']}")


def ask(folder: Path, command: list[str]) -> str:
    """What a command answers with the settings of the coordinator; what it says otherwise is told if it fails."""
    environment = running(folder)["environment"]
    done = subprocess.run(program(command), env=environment, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}")
    return done.stdout


def program(command: list[str]) -> list[str]:
    """A command with the program of this environment, if it has it."""
    ours = Path(sys.executable).with_name(command[0])
    return [str(ours) if ours.exists() else command[0], *command[1:]]


def running(folder: Path) -> dict[str, Any]:
    """What the team that runs in a folder says of itself."""
    if pid_of(folder) is None:
        sys.exit(f"No team runs in {folder}")
    state: dict[str, Any] = json.loads((folder / STATE).read_text())
    if "here" not in state:
        sys.exit(f"The team in {folder} is still starting")
    return state


def pid_of(folder: Path) -> int | None:
    """The process that runs a team in a folder."""
    with suppress(OSError, ValueError):
        pid = int(json.loads((folder / STATE).read_text())["pid"])
        return pid if is_running(pid) else None
    return None


def is_running(pid: int) -> bool:
    """Whether a process runs that is one of these: a number may belong to another by now."""
    with suppress(OSError):
        return Path(__file__).name.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


if __name__ == "__main__":
    main()
