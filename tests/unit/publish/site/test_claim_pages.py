"""The cards of claims: a claim in its sentence, and what is evidence of what."""

from __future__ import annotations

from pipeline.publish.site.claim_pages import evidence, in_its_sentence


def test_a_claim_is_shown_in_its_whole_sentence() -> None:
    text = "Before. In all, 127 of the 209 CCGs were ranked lowest, it says. After."
    start = text.index("127")
    assert in_its_sentence(text, start, "127 of the 209 CCGs") == (
        "In all, ",
        "127 of the 209 CCGs",
        " were ranked lowest, it says.",
    )


def test_a_claim_over_a_whole_line_is_its_own_sentence() -> None:
    assert in_its_sentence("21 must improve", 0, "21 must improve") == ("", "21 must improve", "")


def test_what_the_rows_say_comes_before_what_the_document_says_of_itself() -> None:
    told = evidence(
        "the document's own figures give 106 (line 3) + 21 (line 4) = 127; the rows list 21 such; "
        "other documents agree: a line 2: 127"
    )
    assert told == [
        ("The rows", "The rows list 21 such."),
        ("The document's own figures", "The document's own figures give 106 (line 3) + 21 (line 4) = 127."),
        ("Other documents", "Other documents agree: a line 2: 127."),
    ]
