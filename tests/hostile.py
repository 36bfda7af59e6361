"""An installation whose documents and names carry markup, formulas and marks of direction.

Here: what they carry, and where. Not here: what is to be seen of it.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from installation import Installation, make, replace_text

SCRIPT = "<script>document.title='ran'</script>"
HANDLER = "<img src=x onerror=\"document.title='ran'\">"
TAG = "<b onclick=alert(1)>"
FORMULA = '=HYPERLINK("http://127.0.0.1:9/","x")'
# Characters after the first run from right to left until the second.
TURNED = "\u202egnirts\u202c"
ALL = f"{FORMULA} {SCRIPT} {HANDLER} \"'`&amp; {TURNED}"


def make_hostile(folder: Path, home: Path) -> Installation:
    """A new installation: a title, a publisher, a name in the register, a printed name and a claim carry them."""
    installation = make(folder, home)
    sidecar = installation.sidecar("nursing_times_2016")
    lines = sidecar.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines):
        for field in ("title", "publisher"):
            if line.startswith(f"{field}: "):
                lines[number] = yaml.safe_dump({field: ALL}, width=10_000, allow_unicode=True).strip()
    sidecar.write_text("\n".join(lines), encoding="utf-8")
    printed = f"{SCRIPT} {HANDLER} BARNET"
    replace_text(installation.document("nursing_times_2016"), "NHS BARNET CCG", printed)
    claim = "More than half of NHS mental health services"
    replace_text(installation.document("mailonline_2016"), claim, f"{claim} {TAG}")
    reference = installation.raw / "reference"
    with (reference / "aliases.csv").open("a", encoding="utf-8") as file:
        quoted = printed.replace('"', '""')
        file.write(f'"{quoted}",07M,a name that carries markup\n')
        file.write("NHS Leeds West CCG,03C,its name without markup\n")
    replace_text(reference / "organisations.csv", "NHS Leeds West CCG", f"NHS Leeds West CCG {SCRIPT}")
    return installation
