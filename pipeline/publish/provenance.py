"""provenance.json: what a release was made from and by, as an in-toto statement; and its signature, if one is wanted.

The statement is of in-toto's version 1 with SLSA's provenance of version 1 in it. A signature is one of ssh-keygen, so
that whoever signs needs no other key than the one for git.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.base.json_files import parsed_json
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.publish.release import ReleaseFacts

FILE_NAME = "provenance.json"
SIGNATURE_NAME = f"{FILE_NAME}.sig"
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
PROJECT = "ccg-ratings"
# What a signature is for, so that one that was made for something else counts for nothing here.
NAMESPACE = PROJECT
SIGN_SECONDS = 60


def statement(facts: ReleaseFacts, sums: Mapping[str, str], finished: datetime) -> str:
    """The text of the provenance of a release whose files have these SHA-256."""
    inputs = [{"name": f"raw/{path}", "digest": {"sha256": found}} for path, found in sorted(facts.inputs.items())]
    own = version(PROJECT)
    return (
        json.dumps(
            {
                "_type": STATEMENT,
                "subject": [{"name": path, "digest": {"sha256": found}} for path, found in sorted(sums.items())],
                "predicateType": PREDICATE,
                "predicate": {
                    "buildDefinition": {
                        "buildType": f"urn:{PROJECT}:refresh",
                        "externalParameters": {"as_at": facts.as_at.isoformat()},
                        "internalParameters": {"previous": facts.previous.name if facts.previous else None},
                        "resolvedDependencies": inputs + [_package(name) for name in _packages()],
                    },
                    "runDetails": {
                        "builder": {
                            "id": f"pkg:pypi/{PROJECT}@{own}",
                            "version": {PROJECT: facts.code_version, "python": platform.python_version()},
                        },
                        "metadata": {
                            "invocationId": facts.release_id,
                            "startedOn": _time(facts.built_at.replace(tzinfo=UTC)),
                            "finishedOn": _time(finished),
                        },
                    },
                },
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def subjects(text: str | bytes) -> dict[str, str]:
    """The SHA-256 of the files that a provenance is about, by path. ValueError where it is none."""
    try:
        found: Any = parsed_json(text)
        if found["_type"] != STATEMENT or found["predicateType"] != PREDICATE:
            raise ValueError
        sums = {subject["name"]: subject["digest"]["sha256"] for subject in found["subject"]}
        if not all(isinstance(path, str) for path in sums):
            raise ValueError
        return sums
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{FILE_NAME} is no provenance") from None


def sign(folder: Path, key: Path) -> None:
    """Signs the provenance of the release in `folder` with an SSH key. ValidationFailed where that cannot be done."""
    remedy = "Name a key that needs no passphrase, or one of a running ssh-agent, or take CCG_SIGNING_KEY out"
    if not key.is_file():
        raise ValidationFailed([Problem(str(key), None, "there is no such key to sign the release with", remedy)])
    wrong = _ssh_keygen(["-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, str(folder / FILE_NAME)])
    if wrong is not None:
        raise ValidationFailed([Problem(str(key), None, f"the release could not be signed with it: {wrong}", remedy)])


def refuse_key_that_cannot_sign(key: Path | None) -> None:
    """ValidationFailed where `key` could not sign a release, by signing something: before hours of work, not after."""
    if key:
        with TemporaryDirectory() as folder:
            (Path(folder) / FILE_NAME).write_text("{}", encoding="utf-8")
            sign(Path(folder), key)


def signature_problem(folder: Path, signers: Path | None) -> str | None:
    """What is wrong with the signature of a release, or None; `signers` is a file of allowed signers, as ssh has it.

    Without `signers` it is only seen whether the signature is of this provenance, and not whose it is.
    """
    signature, said = str(folder / SIGNATURE_NAME), folder / FILE_NAME
    check = ["-n", NAMESPACE, "-s", signature]
    if signers is None:
        return _ssh_keygen(["-Y", "check-novalidate", *check], said)
    said_of, _ = _asked(["-Y", "find-principals", "-s", signature, "-f", str(signers)])
    if not said_of.strip():
        return f"{SIGNATURE_NAME} is of nobody in {signers}"
    who = said_of.splitlines()[0].split(",")[0]
    return _ssh_keygen(["-Y", "verify", *check, "-f", str(signers), "-I", who], said)


def _ssh_keygen(arguments: list[str], standard_input: Path | None = None) -> str | None:
    """What ssh-keygen says is wrong; None where it is content."""
    return _asked(arguments, standard_input)[1]


def _asked(arguments: list[str], standard_input: Path | None = None) -> tuple[str, str | None]:
    """What ssh-keygen answers, and what it says is wrong. It asks nothing of anybody."""
    with Path(standard_input or os.devnull).open("rb") as given:
        try:
            told = subprocess.run(
                ["ssh-keygen", *arguments],
                stdin=given,
                capture_output=True,
                text=True,
                timeout=SIGN_SECONDS,
                check=False,
                start_new_session=True,  # without a terminal it cannot ask for a passphrase
                env=os.environ | {"SSH_ASKPASS_REQUIRE": "never"},
            )
        except FileNotFoundError:
            return "", "ssh-keygen is not installed"
        except subprocess.TimeoutExpired:
            return "", f"ssh-keygen did not end within {SIGN_SECONDS} seconds"
    if told.returncode == 0:
        return told.stdout, None
    return "", told.stderr.strip() or told.stdout.strip() or "it was refused"


def _packages() -> list[str]:
    """The packages that the software asks for, without those of its extras."""
    asked = (text for text in requires(PROJECT) or () if "extra ==" not in text)
    return sorted({match[0] for text in asked if (match := re.match(r"[A-Za-z0-9._-]+", text))})


def _package(name: str) -> dict[str, str]:
    try:
        return {"name": name, "uri": f"pkg:pypi/{name}@{version(name)}"}
    except PackageNotFoundError:
        return {"name": name, "uri": f"pkg:pypi/{name}"}


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
