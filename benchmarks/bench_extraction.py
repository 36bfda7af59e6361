"""Reading a generated briefing table against a bare loop that matches one compiled expression a line.

Ours does everything: finds the table, takes its cells with their offsets, reads bands, resolves every organisation
at its date in a register as large as the table (which is read beforehand), and gives each blank cell its reason.
The loop keeps nothing.
"""

from __future__ import annotations

import random
import re
import time
from dataclasses import replace
from datetime import date

from timing import finish, in_turn, peak_mebibytes, print_ratio

from pipeline.base.settings import PROJECT_DIR
from pipeline.build.document_facts import read_facts
from pipeline.build.inputs import Document, read_inputs
from pipeline.reference.organisations import Resolver
from pipeline.reference.register import Register

BANDS = ("Outstanding", "Good", "Requires improvement", "Inadequate")
HEADING = "Organisation\tLeadership\tDementia\tMental Health\tLearning Disabilities"
ROW = re.compile(r"(NHS .+? CCG)" + 4 * rf"\t({'|'.join(BANDS)}|INSUFFICIENT DATA|)")

INPUTS = read_inputs(PROJECT_DIR / "raw")
BRIEFING = next(document for document in INPUTS.documents if document.document_id == "rcpsych_2020")


def generated(rows: int) -> tuple[Document, Register]:
    """A briefing of so many rows, one in nine of which has a blank as in the real one, and its register."""
    chance = random.Random(rows)
    model = INPUTS.reference.register.organisations[0]
    organisations, lines = [], [HEADING]
    for number in range(rows):
        name = f"NHS {chance.choice('ABCDEFGH')}shire {chance.choice(('North', 'South', 'Vale'))} {number} CCG"
        closed = chance.random() < 1 / 9
        update = {
            "org_code": f"{number:05X}",
            "org_name": name,
            "gss_code": f"E38{number:06d}",
            "opened_on": date(2013, 4, 1),
            "closed_on": date(2018, 3, 31) if closed else None,
        }
        organisations.append(model.model_copy(update=update))
        leadership = "" if closed else chance.choice(BANDS)
        lines.append("\t".join([name, leadership, *(chance.choice(BANDS) for _ in range(3))]))
    sidecar = BRIEFING.sidecar.model_copy(update={"listings": ()})
    return replace(BRIEFING, text="\n".join(lines), sidecar=sidecar), Register(tuple(organisations))


def main() -> None:
    medians = {}
    for rows in (1_000, 10_000, 100_000):
        document, register = generated(rows)

        def ours(document: Document = document, register: Register = register, rows: int = rows) -> float:
            resolver = Resolver(register)
            begun = time.process_time()
            facts = read_facts(document, INPUTS.reference, resolver)
            taken = time.process_time() - begun
            assert (facts.rows_accepted, facts.problems) == (rows, []), facts.problems[:3]
            return taken

        def bare(text: str = document.text) -> float:
            begun = time.process_time()
            for line in text.split("\n"):
                ROW.match(line)
            return time.process_time() - begun

        taken, base = in_turn(ours, bare, runs=5)
        print_ratio(f"reading a table of {rows:,} rows / a bare loop", taken, base, bound=8 if rows > 10_000 else None)
        medians[rows] = sorted(taken)[len(taken) // 2]
    growth = medians[100_000] / medians[1_000]
    print(f"100 times the rows take {growth:.0f} times as long; the process held at most {peak_mebibytes():,.0f} MiB")


if __name__ == "__main__":
    main()
    finish()
