"""Prints the SBOM of the locks as CycloneDX 1.6, or with --licences the page of docs that lists their licences.

python scripts/write_sbom.py > sbom.cdx.json
python scripts/write_sbom.py --licences > docs/developers/licences.md
"""

from __future__ import annotations

import json
import sys
import uuid
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

from locks import LOCKS, Pin, all_pins

PROJECT = "ccg-ratings"
# Classifiers that leave no doubt which licence they are, as SPDX names it; others are shown as they stand.
_BY_CLASSIFIER = {
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
UNKNOWN = "not told by the package"
NOT_HERE = "not installed here"
_HEAD = """# Licences of the packages

What `make licences` wrote, from the locks and from what the installed packages say of themselves. This project
distributes none of them: whoever installs gets them from their publishers. `make sbom` writes the same with versions
and hashes, as CycloneDX.
"""


def licence_of(name: str) -> str:
    """The licence of an installed package, as SPDX names it where it can be told."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return NOT_HERE
    if expression := told.get("License-Expression"):
        return str(expression)
    classifiers = told.get_all("Classifier") or ()
    titles = [text.rpartition(" :: ")[2] for text in classifiers if text.startswith("License :: ")]
    if known := [_BY_CLASSIFIER.get(title, title) for title in titles if title != "OSI Approved"]:
        return ", ".join(known)
    words = str(told.get("License") or "").strip()
    return words if words and "\n" not in words and len(words) < 60 else UNKNOWN


def components() -> dict[tuple[str, str], tuple[Pin, list[str]]]:
    """Each version of each package, with the locks that hold it."""
    found: dict[tuple[str, str], tuple[Pin, list[str]]] = {}
    for lock, pins in all_pins().items():
        for pin in pins:
            found.setdefault((pin.name, pin.version), (pin, []))[1].append(lock)
    return dict(sorted(found.items()))


def sbom() -> dict[str, Any]:
    own = metadata(PROJECT)
    root = f"pkg:pypi/{PROJECT}@{own['Version']}"
    parts = [_component(pin, locks) for pin, locks in components().values()]
    to_run = [part["bom-ref"] for part in parts if part["scope"] == "required"]
    # The same locks give the same number.
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(parts, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": PROJECT,
                "version": own["Version"],
                "purl": root,
                "licenses": [{"expression": own["License-Expression"]}],
            }
        },
        "components": parts,
        "dependencies": [{"ref": root, "dependsOn": to_run}],
    }


def _component(pin: Pin, locks: list[str]) -> dict[str, Any]:
    purl = f"pkg:pypi/{pin.name}@{pin.version}"
    licence = licence_of(pin.name)
    properties = [{"name": f"{PROJECT}:lock", "value": f"{lock} ({LOCKS[lock]})"} for lock in locks]
    if pin.marker:
        properties.append({"name": f"{PROJECT}:marker", "value": pin.marker})
    part: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": pin.name,
        "version": pin.version,
        "scope": "required" if "requirements.lock" in locks else "excluded",
        "purl": purl,
        "externalReferences": [
            {"type": "distribution", "url": purl, "hashes": [{"alg": "SHA-256", "content": one}]} for one in pin.hashes
        ],
        "properties": properties,
    }
    if licence not in (UNKNOWN, NOT_HERE):
        part["licenses"] = [{"license": {"name": licence}}]
    return part


def licences() -> str:
    """The page of docs, of what is needed to run and to test; what cannot be told is listed as such."""
    lines = [_HEAD]
    known = all_pins()
    to_run = {pin.name for pin in known["requirements.lock"]}
    to_test = {pin.name for pin in known["requirements-dev.lock"]} - to_run
    for title, names in (("To run", to_run), ("To test", to_test)):
        lines += [f"## {title}\n", "| package | licence |", "|---|---|"]
        lines += [f"| {name} | {licence_of(name)} |" for name in sorted(names)] + [""]
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.argv[1:] == ["--licences"]:
        print(licences(), end="")
    else:
        print(json.dumps(sbom(), ensure_ascii=False, indent=1))
