"""`make team`: a team on this machine, until ctrl-C or `make team-stop`.

python scripts/start_team.py [FOLDER]          starts it in FOLDER, .team/ unless it is named
python scripts/start_team.py stop [FOLDER]     ends it
python scripts/start_team.py refresh [FOLDER]  asks for a refresh
python scripts/start_team.py retry RUN [FOLDER]    tries a failed run again, from where it was
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from team.commands import REFRESH, RETRY, RETRY_TEXT
from team.running import Team
from team.servers import PROJECT, Missing, need_all

STATE = "running.json"
LOOK_SECONDS = 1.0


def main() -> None:
    words = sys.argv[1:]
    if any(word.startswith("-") for word in words):
        # An option is no folder.
        print(__doc__)
        sys.exit(0 if set(words) <= {"-h", "--help"} else 2)
    action = words.pop(0) if words and words[0] in ("stop", "refresh", "retry") else "start"
    run = words.pop(0) if action == "retry" else ""
    folder = Path(words[0] if words else PROJECT / ".team").absolute()
    match action:
        case "start":
            start(folder)
        case "stop":
            stop(folder)
        case "refresh":
            ask(folder, REFRESH)
        case _:
            ask(folder, [*RETRY, RETRY_TEXT.format(run=run)])


def start(folder: Path) -> None:
    if (pid := pid_of(folder)) is not None:
        sys.exit(f"A team runs in {folder} already (process {pid}): make team-stop")
    # So that ctrl-C and make team-stop end it alike.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        need_all()
        team = Team(folder)
        try:
            run_until_ended(team)
        finally:
            print("Ending; a step that is under way has half a minute.", flush=True)
            # Whoever is impatient would leave processes behind.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            (folder / STATE).unlink(missing_ok=True)
            team.stop()
    except Missing as missing:
        sys.exit(str(missing))
    except KeyboardInterrupt:
        sys.exit(0)


def run_until_ended(team: Team) -> None:
    print("Starting PostgreSQL, Redis and a server of S3", flush=True)
    team.start_servers()
    state = team.folder / STATE
    state.touch(mode=0o600)
    state.write_text(json.dumps({"pid": os.getpid(), "environment": team.environment_of("coordinator")}))
    print(team.send(Path(os.environ.get("CCG_RAW_DIR", PROJECT / "raw"))).strip(), flush=True)
    team.start()
    print(
        f"The pages of the release in force: {team.site}\n"
        f"Dagster's pages, to be read:       {team.dagster}\n"
        f"The object store:                  {team.store.environment['AWS_ENDPOINT_URL']}\n"
        f"Logs:                              {team.folder / 'logs'}\n"
        f"Processes:                         {', '.join(f'{n} {p.pid}' for n, p in team.processes.items())}\n"
        "The first refresh begins within a minute. End with ctrl-C, or make team-stop.",
        flush=True,
    )
    while True:
        time.sleep(LOOK_SECONDS)
        for name in team.dead():
            code = team.processes[name].returncode
            print(f"{name} has ended ({code}) and is started again; its log says why", flush=True)
            team.kill(name)
            team.start([name])
            print(f"{name} is process {team.processes[name].pid} now", flush=True)


def stop(folder: Path) -> None:
    if (pid := pid_of(folder)) is None:
        sys.exit(f"No team runs in {folder}")
    os.kill(pid, signal.SIGTERM)
    while pid_of(folder) is not None or is_running(pid):
        time.sleep(0.2)
    print("Ended.")


def ask(folder: Path, command: list[str]) -> None:
    if pid_of(folder) is None:
        sys.exit(f"No team runs in {folder}")
    environment = json.loads((folder / STATE).read_text())["environment"]
    program = Path(sys.executable).with_name(command[0])
    sys.exit(subprocess.run([program, *command[1:]], env=environment, cwd=PROJECT, check=False).returncode)


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
