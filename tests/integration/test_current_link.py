"""The link `current`: what stands in its place, one that leads nowhere or elsewhere, and one that is gone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from installation import CommandResult, Installation, replace_text

from pipeline.app.refresh import Run
from pipeline.base.problems import Problem, ValidationFailed

AS_AT = ("--as-at", "2021-07-01")
COMMANDS = [["status"], ["sql", "FROM meta.release"], ["trace", "leeds"], ["rollback"], ["refresh", *AS_AT], ["verify"]]
NOTHING_IN_FORCE = "there is no published warehouse yet. Run: ccg-ratings refresh; or go back: ccg-ratings rollback\n"
CURRENT: list[tuple[str, Callable[[Path], None]]] = [
    ("is a folder, and is to be the link to the current release", Path.mkdir),
    ("is a file, and is to be the link to the current release", Path.touch),
]


def assert_told(told: CommandResult, *words: str) -> None:
    assert "Traceback" not in told.err + told.out
    assert told.exit_code == 1, told.out
    for word in words:
        assert word in told.err, told.err


@pytest.mark.parametrize(("what", "make_it"), CURRENT, ids=["folder", "file"])
def test_what_stands_in_the_place_of_the_link_is_told_by_every_command(
    installation: Installation, what: str, make_it: Callable[[Path], None]
) -> None:
    installation.warehouse.current_link.unlink()
    make_it(installation.warehouse.current_link)
    for arguments in (*COMMANDS, ["site"]):
        told = installation.command(*arguments)
        if arguments == ["status"]:
            assert told.exit_code == 0
            assert f"current: {what}" in told.out
            assert "Move it away; then: ccg-ratings refresh" in told.out
        else:
            assert_told(told, f"current: {what}")


@pytest.mark.parametrize("target", ["releases/gone", "current"], ids=["nowhere", "itself"])
def test_a_link_that_leads_nowhere_counts_as_no_release_and_going_back_mends_it(
    installation: Installation, target: str
) -> None:
    link = installation.warehouse.current_link
    release = link.resolve()
    link.unlink()
    link.symlink_to(target)
    for arguments in (["sql", "FROM meta.release"], ["trace", "leeds"], ["site"], ["verify"]):
        assert_told(installation.command(*arguments), NOTHING_IN_FORCE)
    assert "Nothing is published yet. Run: ccg-ratings refresh; or go back" in installation.command("status").out
    told = installation.command("rollback", release.name)
    assert told.exit_code == 0, told.err
    assert link.resolve() == release


def test_a_link_that_is_gone_is_told_and_going_back_makes_it_anew(installation: Installation) -> None:
    link = installation.warehouse.current_link
    release = link.resolve()
    link.unlink()
    for arguments in (["sql", "FROM meta.release"], ["verify"], ["site"]):
        assert_told(installation.command(*arguments), NOTHING_IN_FORCE)
    state = installation.command("status")
    assert f"1 release kept: {release.name}" in state.out
    told = installation.command("rollback")
    assert told.exit_code == 0, told.err
    assert link.resolve() == release


def test_a_link_that_went_while_a_refresh_was_refused_puts_no_release_in_force(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: object) -> None:
        installation.warehouse.current_link.unlink()
        raise ValidationFailed([Problem("a", None, "is wrong", "Correct it")])

    replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", "Another note.")
    monkeypatch.setattr(Run, "publish", refused)
    told = installation.command("refresh", *AS_AT)
    assert_told(told, "Refused: 1 problem.")
    assert "in force" not in told.err


def test_a_release_elsewhere_that_is_in_force_is_what_every_command_reads(installation: Installation) -> None:
    link = installation.warehouse.current_link
    elsewhere = shutil.move(link.resolve(), installation.folder / "elsewhere")
    link.unlink()
    link.symlink_to(elsewhere)
    for arguments in (["sql", "FROM meta.release"], ["status"], ["verify"]):
        told = installation.command(*arguments)
        assert told.exit_code == 0, told.err
