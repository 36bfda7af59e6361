"""Claims: what prose states about how many organisations, or what share of them, got a band or were assessed.

Each statement of a sentence becomes a claim, or a number that is no claim, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.base.lines import Line
from pipeline.parse.text.claims.about.contexts import areas_settled, contexts_of
from pipeline.parse.text.claims.about.document import (
    area_named_from,
    dateline_of,
    is_invented,
    part_begins,
    speaks_of_england,
)
from pipeline.parse.text.claims.about.frameworks import contexts_of_frameworks
from pipeline.parse.text.claims.about.lead_ins import also_in, said_in, take_over, without_lead_in
from pipeline.parse.text.claims.about.sections import is_heading, next_paragraph
from pipeline.parse.text.claims.doubts.corrections import without_corrected
from pipeline.parse.text.claims.doubts.fragments import NOTHING
from pipeline.parse.text.claims.doubts.leading import follows_the_unknown
from pipeline.parse.text.claims.doubts.miscounted import why_miscounted
from pipeline.parse.text.claims.doubts.remarks import MOST_AHEAD, Later
from pipeline.parse.text.claims.doubts.replies import is_answered
from pipeline.parse.text.claims.doubts.scope import carry_over, why_no_claim
from pipeline.parse.text.claims.doubts.set_apart import without_unnamed
from pipeline.parse.text.claims.doubts.suppositions import redefines
from pipeline.parse.text.claims.doubts.taken_back import without_taken_back
from pipeline.parse.text.claims.making import claim_of, of_their_parts, record_numbers
from pipeline.parse.text.claims.printed import as_printed
from pipeline.parse.text.claims.sentence.gist import Gist, labels_pattern, read_gist
from pipeline.parse.text.claims.sentence.gist_places import last_count, last_counted
from pipeline.parse.text.claims.sentence.paragraph import Paragraph
from pipeline.parse.text.claims.sentence.scene import Scene, place_words, segment_starts, subject_words
from pipeline.parse.text.claims.sentence.subjects import read_subjects
from pipeline.parse.text.claims.sentence.topics import ALL_AREAS
from pipeline.parse.text.claims.stated.bands import contexts_of_labels
from pipeline.parse.text.claims.stated.bare import why_not_counted
from pipeline.parse.text.claims.stated.few import counted_together, goes_on_with
from pipeline.parse.text.claims.stated.lists import read_lists
from pipeline.parse.text.claims.stated.memberships import count_of_members
from pipeline.parse.text.claims.stated.statements import (
    Statement,
    elliptical_sentence,
    figures_of,
    read_statements,
    understood_figures,
)
from pipeline.parse.text.facts import Claim, ClaimsFound
from pipeline.parse.text.lines.decoration import is_more_or_quoted
from pipeline.parse.text.lines.hidden import shown
from pipeline.parse.text.lines.sentences import Sentence, split_sentences
from pipeline.parse.text.lines.wrapped_lines import read_prose
from pipeline.parse.text.subject_names import frameworks_named
from pipeline.reference.vocabulary import Context, Vocabulary
from pipeline.schema.values import OVERALL_AREA, NoClaim

# A longer sentence is none of prose.
LONGEST_SENTENCE = 2_000


def find_claims(
    lines: Sequence[Line], vocabulary: Vocabulary, contexts: Sequence[Context] | None, default: Context | None,
    title: str = "",
) -> ClaimsFound:  # fmt: skip
    """The claims of `lines`; every number that counts organisations or a share of them, and is none, with the reason.

    Lines with blank lines or others between them are of different paragraphs. Where `contexts` is None, a claim speaks
    of whatever its words name; where there is no context at all, what would be a claim then has that for its reason.
    `title` is what the document is called beside its text.
    """
    known = None if contexts is None else list(dict.fromkeys([*([default] if default else []), *contexts]))
    if known is not None and not known:
        numbers = find_claims(lines, vocabulary, None, None, title).numbers
        return ClaimsFound([], [replace(number, reason=number.reason or "no context") for number in numbers])
    found = ClaimsFound([], [])
    labels = labels_pattern(vocabulary.scales, vocabulary.areas)
    prose = read_prose(shown(lines), subject_words(vocabulary))
    whole = [line for line, _ in prose.lines]
    part_after, named_from = part_begins(whole, title, vocabulary), area_named_from(whole, title, vocabulary, default)
    paragraph = Paragraph()
    before: tuple[Line, int] | None = None
    right: list[Claim] = []
    dateline, imagined = dateline_of(whole, default), is_invented(whole)
    read = [
        [count_of_members(without_lead_in(sentence)) for sentence in split_sentences(line)] for line, _ in prose.lines
    ]
    for (line, last), sentences, afterwards in zip(prose.lines, read, [*read[1:], []], strict=False):
        if line.number == dateline:
            continue
        is_new = before is None or line.number != before[1] + 1 or line.number in prose.begin
        if is_new and before is not None:
            paragraph.is_heading = paragraph.lines == 1 and is_heading(before[0])
        before = line, last
        for index, sentence in enumerate(sentences):
            ahead = [*sentences[index + 1 : index + 1 + MOST_AHEAD], *afterwards[:1]]
            later = Later(ahead, line.end, labels, vocabulary)
            if len(sentence.text) > LONGEST_SENTENCE:
                paragraph = Paragraph(is_unknown=True)
                continue
            gist = read_gist(sentence, labels)
            if redefines(gist.marked):
                imagined = paragraph.is_supposed = True
            if is_new:
                paragraph = next_paragraph(paragraph, line, gist, default)
                paragraph.needs_england, paragraph.is_national = line.number > part_after, False
                paragraph.of_overall = default is not None and default.area == OVERALL_AREA
                paragraph.began_in_part = paragraph.is_part
                paragraph.is_of_topic = paragraph.is_of_topic or line.number < named_from
                paragraph.is_supposed = paragraph.is_supposed or imagined
                is_new = False
            said, read_so_far = said_in(sentence), len(found.claims)
            alone, earlier = ClaimsFound([], [], areas={*found.areas}), replace(paragraph)
            reported = replace(paragraph, is_reported=True, leads_unknown=False)
            if said is not None:
                given = read_gist(said, labels)
                _SentenceReader(said, later, given, vocabulary, known, default, reported).read(alone)
            _SentenceReader(sentence, later, gist, vocabulary, known, default, paragraph).read(found)
            if said is not None:
                take_over(paragraph, earlier, reported)
                found = also_in(alone, found, read_so_far)
            right += found.claims[read_so_far:] if paragraph.is_correcting else []
        paragraph.lines += 1
    found = without_taken_back(without_unnamed(without_corrected(found, right)), read)
    return as_printed(found, prose, lines, labels, vocabulary)


class _SentenceReader:
    """One sentence: its statements, of which each is a claim or has a reason; and what it settles for those after."""

    def __init__(
        self,
        sentence: Sentence,
        later: Later,
        gist: Gist,
        vocabulary: Vocabulary,
        known: Sequence[Context] | None,
        default: Context | None,
        paragraph: Paragraph,
    ) -> None:
        self.sentence, self.vocabulary, self.known, self.default = sentence, vocabulary, known, default
        self.paragraph = paragraph
        self.gist = gist
        self.subjects = read_subjects(sentence, self.gist, vocabulary.areas)
        self.frameworks = frameworks_named(sentence.plain, vocabulary)
        self.later = later
        self.is_named = False
        self.is_more_or_quoted = is_more_or_quoted(sentence.text)

    def read(self, found: ClaimsFound) -> None:
        gist, paragraph = self.gist, self.paragraph
        self.is_named = bool(self.subjects.area_names or paragraph.areas) or len(found.areas) == 1
        has_figures = any(mark.letter in "NS" for mark in gist.marks.values())
        statements = read_statements(gist, paragraph.counted) if has_figures else []
        listed = read_lists(gist, paragraph.counted)
        read_before = len(found.claims)
        of_lists = {statement.figure for statement in listed}
        statements = [*listed, *(each for each in statements if each.figure not in of_lists)]
        statements = statements or elliptical_sentence(gist, paragraph.last_statement)
        known_marks = understood_figures(gist, statements)
        spans = [(statement.first, statement.last) for statement in statements]
        scene = Scene(
            self.sentence, gist, place_words(self.vocabulary.places), spans, known_marks, paragraph,
            self.later.next_plain, segment_starts(gist.marked), self.vocabulary.fewest_organisations,
        )  # fmt: skip
        self._note_england(statements)
        self._note_summed_up(statements)
        reasons: dict[int, NoClaim | None] = {}
        claimed: set[int] = set()
        stated: set[str] = set()
        refused: Statement | None = None
        for statement in statements:
            claims, reason = self._claims(scene, statement, statements)
            if claims and goes_on_with(gist, statement, refused):
                claims, reason = [], "wording not understood"
            refused = statement if statement.labels and not claims and reason != "several contexts" else None
            found.claims += claims
            scene.claimed.extend([(statement.first, statement.last)] if claims else [])
            for mark in figures_of(statement):
                if claims:
                    claimed.add(mark.start)
                else:
                    reasons.setdefault(mark.start, reason)
            if statement.labels:
                paragraph.last_statement = statement
                stated |= {*statement.labels} if claims else set()
        paragraph.labels |= stated
        found.claims[read_before:] = of_their_parts(found.claims[read_before:], self.vocabulary)
        if not self.is_named:
            found.unnamed += found.claims[read_before:]
        found.areas |= self.subjects.area_names
        found.claims.sort(key=lambda claim: claim.char_start)
        record_numbers(found, scene, claimed, reasons)
        carry_over(paragraph, scene, bool(claimed), self.vocabulary.fewest_organisations)
        others = {claim.area for claim in found.claims[read_before:]}
        if self.default and ("several contexts" in reasons.values() or self.subjects.held):
            others.add(self.default.area)
        paragraph.areas = areas_settled(self.subjects, paragraph.areas, others)
        paragraph.periods = self.subjects.period_names or paragraph.periods
        paragraph.frameworks = self.frameworks or paragraph.frameworks
        self._note_counts(statements, has_claims=bool(claimed), has_bands=bool(stated))

    def _note_counts(self, statements: Sequence[Statement], *, has_claims: bool, has_bands: bool) -> None:
        """Records how many the sentence counted last, and whether they are some without a band."""
        gist, paragraph = self.gist, self.paragraph
        stated_last = [each.figure.value for each in statements if each.labels and each.figure.letter == "N"][-1:]
        here = last_count(gist, len(gist.text))
        if paragraph.is_of_few and not has_claims and statements and (here or 0) <= (paragraph.last_count or 0):
            here, stated_last = None, []  # still those of the few
        elif here is not None or has_bands:
            fewest = self.vocabulary.fewest_organisations
            paragraph.is_of_few = here is not None and here < fewest and "B" not in gist.text
        paragraph.last_count = next((each for each in [here, *stated_last] if each), paragraph.last_count)
        paragraph.counted = last_counted(gist, len(gist.text)) or paragraph.counted

    def _note_summed_up(self, statements: Sequence[Statement]) -> None:
        """Records that the sentence counts as many in a band as the heading above it says did well or badly."""
        counted = {each.figure.value for each in statements if each.labels and each.has_noun}
        paragraph = self.paragraph
        if paragraph.summed_up in counted:
            paragraph.is_part = paragraph.under_part = paragraph.is_of_some = paragraph.is_of_few = False

    def _note_england(self, statements: Sequence[Statement]) -> None:
        """Records whether the sentence says that it is about England: in words, or by counting more than a part has."""
        most = max((figure.value for each in statements for figure in figures_of(each)), default=0)
        if len(self.subjects.area_names) <= 1 and len(self.subjects.period_names) <= 1:
            most = max(most, counted_together(statements))
        if speaks_of_england(self.sentence.plain) or most >= self.vocabulary.fewest_organisations > 0:
            self.paragraph.is_national = True
            # What is said of England is not of the part that a heading names.
            self.paragraph.is_part = self.paragraph.is_part and not self.paragraph.began_in_part

    def _claims(
        self, scene: Scene, statement: Statement, statements: Sequence[Statement]
    ) -> tuple[list[Claim], NoClaim | None]:
        """The claims that a statement makes (several only for a total of several areas), or why it makes none."""
        if reason := why_miscounted(
            scene, statement, statements, self.vocabulary, self.later, is_more_or_quoted=self.is_more_or_quoted
        ):
            return [], reason
        is_only = statement.figure.value == 1 and "only" in self.sentence.plain
        if statement.labels and ALL_AREAS.search(self.sentence.plain):
            return [], "several contexts"
        if reason := why_no_claim(
            scene, statement.first, statement.last,
            strict=statement.strict, has_noun=statement.has_noun, is_only=is_only,
        ):  # fmt: skip
            return [], reason
        if reason := why_not_counted(scene, statement):
            return [], reason
        if follows_the_unknown(scene, statement, statements, self.vocabulary.fewest_organisations):
            return [], "wording not understood"
        settled = (self.paragraph.areas, self.paragraph.periods)
        said_at = statement.figure.start if statement.said_at is None else statement.said_at
        contexts, reason = contexts_of(
            said_at, self.subjects, settled, self.known, self.default,
            is_total=not statement.labels, own_period=statement.is_past,
        )  # fmt: skip
        periods = self.subjects.period_names or self.paragraph.periods
        contexts = contexts_of_labels(statement, contexts, self.known, self.vocabulary.scales, periods)
        contexts = contexts_of_frameworks(
            statement, contexts, self.known, self.vocabulary, self.frameworks, self.paragraph.frameworks, periods
        )
        is_unnamed = bool(statement.labels) and not self.is_named
        if is_unnamed and any(self.later.leaves(context.area) for context in contexts):
            return [], "several contexts"
        if contexts and (answered := is_answered(scene, self.later)):
            return [], answered
        behind = self.later.remark_behind(scene, statement.last) if contexts and statement.labels else NOTHING
        for context in contexts:
            if ruled_out := behind.rules_out(context.area, context.period):
                return [], ruled_out
            if ruled_out := self.later.remark.rules_out(context.area, context.period):
                return [], ruled_out
        claims = [
            claim for context in contexts for claim in claim_of(statement, self.sentence, context, self.vocabulary)
        ]
        return claims, None if claims else reason or "wording not understood"
