"""Each value against those of its similar ten, worked out organisation by organisation.

Here: the values in force in, the table by its key out. Not here: SQL, and which document is in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from oracle.source_values import Row, Tables, counts, was_open, why_no_list

Key = tuple[str, str, bool, str]
PEERS = ("peers", "peers_open", "peers_with_value")
OF_PEERS = ("lowest", "median", "highest", "pooled_numerator", "pooled_denominator", "pooled_percent")
PLACE = ("rank", "ranked", "tied", "difference_to_median")


def similar_benchmark(tables: Tables, in_force: Sequence[Row]) -> dict[Key, Row]:
    """The table by measure, period, whether inferred, and organisation; `in_force` are rows of measure_current."""
    sources = {row["document_id"]: row["source_id"] or row["document_id"] for row in tables["document"]}
    measures = {row["measure_id"]: row for row in tables["measure"]}
    register = {row["org_code"]: row for row in tables["organisation"]}
    cells = {
        (row["measure_id"], row["period"], row["period_inferred"], row["org_code"]): row
        for row in in_force
        if row["org_type"] == "ccg"
    }
    answers = {}
    for key, cell in cells.items():
        ten = [row["similar_org_code"] for row in tables["similar_organisation"] if row["org_code"] == key[3]]
        answer: Row = dict.fromkeys([*PEERS, *OF_PEERS, *PLACE])
        answer |= {"value": cell["value"], "list": "similar in 2016" if ten else None}
        refusal = _refusal(tables, measures[key[0]], register[key[3]], cell)
        notes = [refusal] if refusal else []
        if refusal is None:
            is_open = [code for code in ten if was_open(register[code], cell["period_end"])]
            peers = [cells[(*key[:3], code)] for code in is_open if (*key[:3], code) in cells]
            peers = [
                peer
                for peer in peers
                if peer["value"] is not None and sources[peer["document_id"]] == sources[cell["document_id"]]
            ]
            answer |= {"peers": len(ten), "peers_open": len(is_open), "peers_with_value": len(peers)}
            notes += _compare(answer, cell, peers, measures[key[0]])
            if cell["period_end"].isoformat() > "2017-03-31":
                notes.append("list of 2016")
        answers[key] = answer | {"note": "; ".join(notes) or None}
    return answers


def _refusal(tables: Tables, measure: Row, organisation: Row, cell: Row) -> str | None:
    why = why_no_list(tables, cell["org_code"], cell["period_end"])
    if not tables["similar_organisation"]:
        return "there is no list of similar organisations"
    if why and why.startswith("not one of"):
        return why
    if not was_open(organisation, cell["period_end"]):
        return f"not open on {cell['period_end']}"
    if measure["unit"] == "not stated":
        return "its unit is not stated"
    return why if measure["of_any_size"] else "such figures grow with the size of the organisation"


def _compare(answer: Row, cell: Row, peers: list[Row], measure: Row) -> list[str]:
    if len(peers) < 8:
        return [f"{len(peers)} of {'ten' if answer['peers'] == 10 else answer['peers']} have a value"]
    values, own = sorted(peer["value"] for peer in peers), cell["value"]
    answer |= {"lowest": values[0], "median": median(values), "highest": values[-1]}
    pairs = [pair for pair in map(counts, peers) if pair]
    if len(pairs) == len(peers):
        part, whole = (sum(column) for column in zip(*pairs, strict=True))
        answer |= {"pooled_numerator": part, "pooled_denominator": whole}
        answer["pooled_percent"] = 100 * part / whole if whole and measure["unit"] == "%" else None
    if own is None:
        return [f"no value: {cell['reason'] or cell['status']}"]
    answer["difference_to_median"] = own - median(values)
    if measure["polarity"] == "none":
        return ["no value of this measure is better than another"]
    eleven = sorted([own, *values], reverse=measure["polarity"] == "higher")
    answer |= {"rank": eleven.index(own) + 1, "ranked": len(eleven), "tied": eleven.count(own)}
    return []
