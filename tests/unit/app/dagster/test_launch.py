"""Dagster's home, and running a job in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import yaml

from pipeline.app.dagster import launch
from pipeline.app.dagster.launch import open_instance, prepare_home, run_job
from pipeline.base.locks import locked
from pipeline.base.problems import ValidationFailed


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Dagster home that is not there yet."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "folder" / "home"))
    return tmp_path / "folder" / "home"


def test_the_home_is_made_with_a_configuration_that_sends_nothing_anywhere(home: Path) -> None:
    assert prepare_home() == home
    assert yaml.safe_load((home / "dagster.yaml").read_text())["telemetry"] == {"enabled": False}
    assert os.environ["DAGSTER_HOME"] == str(home)


def test_a_configuration_that_a_user_has_changed_is_left_alone(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}  # mine\n")
    prepare_home()
    assert (home / "dagster.yaml").read_text() == "telemetry: {enabled: false}  # mine\n"


@pytest.mark.parametrize(
    ("written", "line", "message"),
    [
        (b"telemetry: {enabled: false}\n{[", 2, "is no YAML: "),
        (b"[" * 100_000, None, "is no YAML: "),
        (b"telemetry: \xff\xfe", None, "is no text in UTF-8"),
        (b"- a list\n", None, "describes no instance of Dagster: "),
        (b"no_such_key: 1\n", None, "describes no instance of Dagster: "),
        (b"run_storage: {module: os, class: x, config: {}}\n", None, "describes no instance of Dagster: "),
        (b"run_storage: {module: no_such_module, class: x, config: {}}\n", None, "describes no instance of Dagster: "),
    ],
)
def test_a_configuration_that_is_damaged_is_told_with_its_path(
    home: Path, written: bytes, line: int | None, message: str
) -> None:
    home.mkdir(parents=True)
    (home / "dagster.yaml").write_bytes(written)
    with pytest.raises(ValidationFailed) as refused:
        open_instance()
    (problem,) = refused.value.problems
    assert (problem.path, problem.line_no) == (str(home / "dagster.yaml"), line)
    assert problem.message.startswith(message)
    assert problem.remedy == "Correct it, or take it away, and it is written anew"


def test_a_pipe_in_the_place_of_the_configuration_is_not_waited_for(home: Path) -> None:
    home.mkdir(parents=True)
    os.mkfifo(home / "dagster.yaml")
    with pytest.raises(ValidationFailed, match="it is no ordinary file"):
        open_instance()


def test_a_home_that_another_process_holds_is_not_waited_for_without_end(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir(parents=True)
    monkeypatch.setattr(launch, "LOCK_SECONDS", 0)
    with locked(home / ".lock", 0), pytest.raises(ValidationFailed, match="another process has held its lock"):
        open_instance()


def test_a_configuration_that_names_the_event_log_of_before_still_serves(home: Path) -> None:
    prepare_home()
    written = (home / "dagster.yaml").read_text()
    former = written.replace("pipeline.app.dagster.event_log", "pipeline.event_log") + "# mine\n"
    assert former != written + "# mine\n"
    (home / "dagster.yaml").write_text(former)
    prepare_home()
    assert (home / "dagster.yaml").read_text() == written + "# mine\n"


def test_no_invitation_to_a_community_is_shown_also_in_a_home_of_before(home: Path) -> None:
    prepare_home()
    config = home / "dagster.yaml"
    written = config.read_text()
    with dg.DagsterInstance.get() as instance:
        assert not instance.nux_enabled
    config.write_text(written.replace("nux:\n  enabled: false\n", ""))
    prepare_home()
    assert config.read_text() == written
    config.write_text(written.replace("nux:\n  enabled: false\n", "# mine\n"))
    prepare_home()
    assert config.read_text() == written.replace("nux:\n  enabled: false\n", "# mine\n")


def test_another_home_can_be_named(home: Path, tmp_path: Path) -> None:
    assert prepare_home(tmp_path / "other") == tmp_path / "other"
    assert os.environ["DAGSTER_HOME"] == str(tmp_path / "other")
    assert not home.exists()


def job_of(step: object) -> dg.JobDefinition:
    """A job of one step."""
    return dg.JobDefinition(name="a_job", graph_def=dg.GraphDefinition(name="a_job", node_defs=[step]))  # type: ignore[list-item]


@pytest.mark.parametrize("before", ["{folder}/home", None])
def test_a_run_leaves_the_environment_as_it_was(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    if before is None:
        monkeypatch.delenv("DAGSTER_HOME")
        monkeypatch.setattr("pipeline.base.settings.PROJECT_DIR", tmp_path)
    environment = dict(os.environ)
    assert run_job(job_of(works), "20000000-0000-4000-8000-000000000000", {}) == (True, [])
    assert dict(os.environ) == environment


@dg.op
def works() -> None:
    pass


@dg.op
def is_refused() -> None:
    raise dg.Failure(description="a.txt:1: wrong. Correct it\nb.txt:2: wrong too. Correct it", allow_retries=False)


@dg.op
def breaks() -> None:
    try:
        {}["key"]  # type: ignore[index]
    except KeyError as error:
        raise RuntimeError("the disk is full") from error


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("home")
        patch.setenv("DAGSTER_HOME", str(folder))
        yield folder


def test_a_job_is_run_under_its_id_and_recorded(made_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run_id = "11111111-2222-4333-8444-555555555555"
    assert run_job(job_of(works), run_id, {}) == (True, [])
    with dg.DagsterInstance.get() as instance:
        run = instance.get_run_by_id(run_id)
    assert run
    assert run.status is dg.DagsterRunStatus.SUCCESS
    assert capfd.readouterr() == ("", "")


def test_a_refusal_is_told_in_its_own_words(made_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    succeeded, told = run_job(job_of(is_refused), "11111111-2222-4333-8444-555555555556", {})
    assert not succeeded
    assert told == ["a.txt:1: wrong. Correct it\nb.txt:2: wrong too. Correct it"]
    assert "Traceback" not in capfd.readouterr().err


def test_a_failure_of_the_program_is_told_by_what_happened_rather_than_by_the_step(made_home: Path) -> None:
    succeeded, told = run_job(job_of(breaks), "11111111-2222-4333-8444-555555555557", {})
    assert not succeeded
    assert told == ["RuntimeError: the disk is full"]


@pytest.mark.nightly
def test_processes_that_make_one_home_at_the_same_time_do_not_spoil_it(home: Path) -> None:
    script = "from pipeline.app.dagster.launch import open_instance\n"
    script += "with open_instance() as instance: print(instance.get_runs())"
    command = [sys.executable, "-c", script]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ended = [process.communicate(timeout=60) for process in started]
    again = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert [(process.returncode, out) for process, (out, _) in zip(started, ended, strict=True)] == [(0, "[]\n")] * 2
    assert (again.returncode, again.stdout) == (0, "[]\n")
