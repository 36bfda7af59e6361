"""Asks whether a vulnerability is known of any package of the locks, and says which could not be asked about.

pip-audit ends well, with 'No known vulnerabilities found', also where it skipped every package, as behind a mirror that
does not say what it knows. Here only a package that was checked counts as checked.

    python scripts/audit.py [--service osv]
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from locks import LOCKS, Pin, all_pins, canonical

from pipeline.base.settings import PROJECT_DIR

PIP_AUDIT = PROJECT_DIR / ".venv-audit" / "bin" / "pip-audit"
SECONDS = 600
VULNERABLE, NOT_CHECKED = 1, 3
MAX_SHOWN = 5


@dataclass
class Audit:
    """What came of asking about the packages of one lock: texts on each, by `name version`."""

    checked: set[str] = field(default_factory=set)
    vulnerable: dict[str, list[str]] = field(default_factory=dict)
    not_checked: dict[str, str] = field(default_factory=dict)


def audit(pins: Sequence[Pin], answer: str) -> Audit:
    """What pip-audit's JSON says of each package of a lock; a package that it does not name was not checked."""
    found = Audit()
    try:
        told: Any = [(canonical(one["name"]), one) for one in json.loads(answer)["dependencies"]]
    except (ValueError, KeyError, TypeError):
        told = []
    # A lock for all systems may hold several versions of a package.
    answers = {(name, one.get("version")): one for name, one in told}
    for pin in pins:
        name, one = f"{pin.name} {pin.version}", answers.get((pin.name, pin.version))
        if one is None or "skip_reason" in one:
            found.not_checked[name] = answers.get((pin.name, None), {}).get(
                "skip_reason", "pip-audit said nothing of it"
            )
            continue
        found.checked.add(name)
        if one.get("vulns"):
            found.vulnerable[name] = [_vulnerability(vulnerability) for vulnerability in one["vulns"]]
    return found


def _vulnerability(found: dict[str, Any]) -> str:
    fixed = ", ".join(found.get("fix_versions") or ()) or "no version"
    return f"{found['id']}, mended in {fixed}"


def ask(lock: str, arguments: Sequence[str]) -> str:
    """pip-audit's answer on a lock; an empty text where it gave none."""
    command = [str(PIP_AUDIT), "--requirement", str(PROJECT_DIR / lock), "--disable-pip", "--require-hashes"]
    options = ["--format", "json", "--progress-spinner", "off", *arguments]
    try:
        done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{lock}: pip-audit gave no answer: {error}", file=sys.stderr)
        return ""
    if not done.stdout.strip():
        print(f"{lock}: pip-audit gave no answer: {done.stderr.strip()[-500:]}", file=sys.stderr)
    return done.stdout


def main(arguments: Sequence[str], asked: Callable[[str, Sequence[str]], str] = ask) -> int:
    """The exit code: 0 where every package was checked and none is vulnerable."""
    audits = {lock: audit(pins, asked(lock, arguments)) for lock, pins in all_pins().items()}
    for lock, found in audits.items():
        count = len(found.checked) + len(found.not_checked)
        print(f"{lock} ({LOCKS[lock]}): {count} packages, {len(found.checked)} checked, "
              f"{len(found.vulnerable)} vulnerable, {len(found.not_checked)} NOT checked")  # fmt: skip
        for name, vulnerabilities in found.vulnerable.items():
            print(f"  {name}: {'; '.join(vulnerabilities)}")
        for name, why in list(found.not_checked.items())[:MAX_SHOWN]:
            print(f"  not checked: {name}: {why}")
        if len(found.not_checked) > MAX_SHOWN:
            print(f"  and {len(found.not_checked) - MAX_SHOWN} more")
    checked = set().union(*(found.checked for found in audits.values()))
    unknown = set().union(*(found.not_checked for found in audits.values())) - checked
    if any(found.vulnerable for found in audits.values()):
        return VULNERABLE
    if unknown:
        print(f"Of {len(unknown)} packages nobody knows: they could not be checked. Of the {len(checked)} others no "
              "vulnerability is known. Ask where the service can be reached, or another: --service osv")  # fmt: skip
        return NOT_CHECKED
    print(f"No vulnerability is known of any of the {len(checked)} packages; all were checked.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
