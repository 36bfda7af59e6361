"""deploy/ has the commands and settings of `make team`, so that what nobody has run is at least the same."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml
from team.commands import COMMANDS, S3_SERVER, WEB
from team.running import Team
from team.servers import CADDY

from pipeline.base.settings import PROJECT_DIR, SETTINGS

DEPLOY = PROJECT_DIR / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
OURS = [name for name in COMMANDS if name != WEB]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_compose_file_has_the_commands_of_make_team(name: str) -> None:
    assert COMPOSE[name]["command"] == COMMANDS[name]


def test_the_compose_file_has_no_other_services() -> None:
    assert COMPOSE.keys() == {*COMMANDS, "postgresql", "redis", "s3"}
    assert COMPOSE["s3"]["command"][: len(S3_SERVER)] == S3_SERVER


def test_the_compose_file_has_the_settings_of_make_team(tmp_path: Path) -> None:
    team = Team(tmp_path / "team")
    given = {*team.shared_environment(), "CCG_RAW_DIR", "CCG_WAREHOUSE_DIR", "DAGSTER_HOME"}
    # Caddy's own folders, which a container has anyway.
    given -= {"XDG_DATA_HOME", "XDG_CONFIG_HOME"}
    found = {name for service in [*OURS, WEB] for name in COMPOSE[service]["environment"]}
    assert found == given
    of_ours = {name for name in given if not name.startswith(("TEAM_", "DAGSTER_WEBSERVER_"))}
    assert all(of_ours <= COMPOSE[name]["environment"].keys() for name in OURS)
    assert {name for name in given if name.startswith("CCG_")} <= SETTINGS.keys()


def test_all_machines_have_one_configuration_of_dagster(tmp_path: Path) -> None:
    team = Team(tmp_path / "team")
    homes = {team.environment_of(name)["DAGSTER_HOME"] for name in team.names}
    assert len(homes) == 4  # the coordinator, two workers, and the machine of the pages
    written = {(Path(home) / "dagster.yaml").read_text() for home in homes}
    assert written == {(DEPLOY / "dagster.yaml").read_text()}


def test_caddy_takes_its_file(tmp_path: Path) -> None:
    if not CADDY.exists():
        pytest.skip("there is no Caddy: make .venv-web/.ready")
    environment = {**Team(tmp_path / "a team").environment_of(WEB)}
    checked = subprocess.run([CADDY, "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"],
                             env=environment, capture_output=True, text=True, check=False)  # fmt: skip
    assert checked.returncode == 0, checked.stderr
