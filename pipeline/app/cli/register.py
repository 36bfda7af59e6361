"""`ccg-ratings register`: compares our register of CCGs with the live one, and prints the differences."""

from __future__ import annotations

import sys

import click

from pipeline.app.cli.tables import print_table
from pipeline.app.cli.terminal import terminal
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import read_settings
from pipeline.reference.sources import FILE_NAME, read_sources


@click.command("register")
@click.argument("codes", metavar="[CODE]...", nargs=-1)
def command(codes: tuple[str, ...]) -> None:
    """Check our register of CCGs against the live one of the NHS.

    Checks names, days and successions of every organisation, or of each CODE that is given. Nothing is changed: ours is
    in raw/reference/organisations.csv and successions.csv. Exit 1 where they differ, or where a code could not be
    checked.

    \b
    Examples:
      ccg-ratings register
      ccg-ratings register 03K 84H
    """
    from pipeline.fetch.live_register import differences, look_up
    from pipeline.reference.reading import read_reference

    raw_dir = read_settings().raw_dir
    known, problems = read_sources(raw_dir)
    reference = read_reference(raw_dir / "reference")
    if problems := problems + list(reference.problems):
        raise ValidationFailed(problems)
    if known.register_ is None:
        problem = Problem(str(raw_dir / FILE_NAME), None, "has no register", "Add the live register's address there")
        raise ValidationFailed([problem])
    register = reference.register
    chosen = list(dict.fromkeys(code.upper() for code in codes)) or list(register.by_code)
    if unknown := [code for code in chosen if code not in register.by_code]:
        raise click.BadParameter(f"our register has no organisation {', '.join(unknown)}")
    out, err = terminal(), terminal(stderr=True)
    with err.status("fetching") as status:
        answers = look_up(
            known.register_.url, chosen, lambda done: status.update(f"{done} of {len(chosen)} organisations")
        )
    found = differences(register, answers)
    unchecked = {code: answer.problem for code, answer in answers.items() if answer.problem}
    if found:
        print_table(
            ("code", "what", "ours", "theirs"), [(one.org_code, one.what, one.ours, one.theirs) for one in found], out
        )
        out.print()
    reasons: dict[str, list[str]] = {}
    for code, reason in unchecked.items():
        reasons.setdefault(reason, []).append(code)
    for reason, without in reasons.items():
        listed = ", ".join(without[:10]) + (f" and {len(without) - 10} more" if len(without) > 10 else "")
        out.print(f"not checked: {listed}: {reason}", markup=False, soft_wrap=True)
    checked = len(chosen) - len(unchecked)
    agree = checked - len({one.org_code for one in found} & answers.keys())
    out.print(f"{checked} of {len(chosen)} organisations checked against {known.register_.title}.", soft_wrap=True)
    out.print(f"{agree} agree, {len(found)} differences." if found else f"{agree} agree.")
    if found or unchecked:
        sys.exit(1)
