"""The mart of claims against its oracle, on generated documents with ratings and claims."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, rows_of
from oracle.claim_check import check_claims
from test_claim_check_documents import BANDS, DOCUMENTS, SCALES, SUBJECT, check, claim, numbered, share

ORGANISATIONS = [
    *organisations(4),
    {**organisations(5)[4], "closed_on": date(2017, 3, 31)},
    {**organisations(6)[5], "opened_on": date(2017, 4, 1)},
]
LABELS = {"s": [["High"], ["Middle"], ["Low"], ["Middle", "Low"], ["High", "Low"]], "t": [["Yes"]]}
TOGETHER = st.sampled_from([[], ["Middle", "Low"]])
COMPARATORS = st.sampled_from(["=", "=", "=", "more than", "at least", "fewer than", "at most", "almost", "about"])


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Three documents with ratings and claims on two periods, one of them of all organisations more often than not."""
    ratings = []
    for document in draw(st.sampled_from([("d", "e"), ("d", "f"), ("d", "e", "f")])):
        stated_in = draw(st.sampled_from(["list", "list", "sentence"]))
        complete = draw(st.sets(st.sampled_from(BANDS)))
        is_full = draw(st.booleans())
        for row in ORGANISATIONS:
            for period in ("2016/17", "2017/18"):
                band = draw(
                    st.sampled_from([*BANDS, *BANDS, "insufficient_data"] + ["not_applicable", ""] * (not is_full))
                )
                if band:
                    rated = {"band": band, "status": "rated", "band_complete": band in complete}
                    cell = (rated if band in BANDS else {"status": band}) | {"stated_in": stated_in}
                    ratings.append(
                        {"document_id": document, "org_code": row["org_code"], **SUBJECT, "period": period} | cell
                    )
    claims = []
    for document in ("d", "e", "f"):
        for _ in range(draw(st.integers(4, 9))):
            about: Row = {"document_id": document, "period": draw(st.sampled_from(["2016/17", "2017/18", "2015/16"]))}
            scale = draw(st.sampled_from("sssst"))
            bands = draw(st.sampled_from(LABELS[scale]))
            match draw(st.sampled_from(["share", "total", "count", "count"])):
                case "share":
                    value = draw(st.sampled_from([0.2, 0.25, 1 / 3, 0.4, 0.5, 0.66, 0.75]))
                    about |= {"last_place": draw(st.sampled_from([None, 0.01, 0.001]))}
                    about |= {"bands_together": draw(TOGETHER)} if bands == ["Middle"] else {}
                    claims.append(share(value, *bands, comparator=draw(COMPARATORS), scale=scale, **about))
                case "total":
                    claims.append(claim(draw(st.integers(3, 6)), comparator=draw(COMPARATORS), **about))
                case _:
                    comparator = draw(COMPARATORS)
                    # Fewer than none, or almost none, is said of nothing.
                    value = draw(st.integers(int(comparator in ("fewer than", "almost")), 4))
                    about |= {"bands_together": draw(TOGETHER)} if bands == ["Middle"] else {}
                    claims.append(claim(value, *bands, comparator=comparator, scale=scale, **about))
    return {"rating": ratings, "claim": numbered(claims), "organisation": ORGANISATIONS}


@worlds()
@given(documents())
def test_the_oracle_says_the_same_of_generated_documents(tables: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = check(Path(folder), tables["claim"], rating=tables["rating"], organisation=tables["organisation"])
    given = {**tables, "document": DOCUMENTS, "rating_scale": SCALES}
    expected = check_claims({name: rows_of(name, rows).to_dicts() for name, rows in given.items()})
    for row in found:
        said = expected[row["claim_id"]]
        assert (row["verdict"], row["decided_by"]) == (said.verdict, said.decided_by), row
        assert row["found"] == said.found, row
        assert row["agrees_with"] == (", ".join(said.agrees_with) or None), row
        assert row["disagrees_with"] == (", ".join(said.disagrees_with) or None), row
        is_listed = "is declared complete" in row["evidence"]
        if said.covered is not None and said.covered != said.expected and said.decided_by != "rows" and not is_listed:
            assert f"cover {said.covered} of the {said.expected} organisations" in row["evidence"]
        if said.own is not None and said.decided_by in (None, "document"):
            assert "the document's own figures give " in row["evidence"]
            assert "which does not agree" in row["evidence"]
        if row["statistic"] == "assessed_total":
            assert f"the register has {said.registered} organisations open" in row["evidence"]
