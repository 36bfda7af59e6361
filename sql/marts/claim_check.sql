-- Whether what documents claim in prose is so: each claim against the rows, its own document and other documents.
--
-- A claim meets the rows of its own framework, area and period only. A label of another scale than theirs is not
-- checkable. Rows decide first; fewer than claimed say something only where every organisation open then is covered
-- or the lists of the claim's bands are declared complete; a share by such lists is of all that were open, and higher
-- if fewer had a band. Then the document's own exact figures can corroborate, then another document's; neither
-- contradicts, nor does the register. An insufficient-data cell counts as assessed. An exact count is exact; an exact
-- share is within half of its last printed place, a fraction in words within a twentieth of it or of what is left;
-- 'almost' is below the claimed figure and not below nine tenths of it; 'about' is within a twentieth of it. A figure
-- that is just outside is near: it neither bears a claim out nor contradicts it. Words that can be read in two ways,
-- as 'need improvement' of one band or of all below the standard, or a share or a total of those with a band or of
-- all assessed, are contradicted only where neither can be right; and rows on which documents of the same authority
-- differ contradict a figure only where what any of them says does.
--
-- group: claims
-- key: claim_id
--   claim_id VARCHAR -- Document, line, and place among the line's claims
--   document_id VARCHAR -- Document that claims it
--   line_no BIGINT [line] -- Its line, from 1
--   quote VARCHAR -- The words of the claim
--   framework VARCHAR -- Framework that it speaks of
--   area VARCHAR -- Area that it speaks of
--   period VARCHAR -- Period that it speaks of, in normal form
--   statistic VARCHAR -- band_count, assessed_total or share
--   comparator VARCHAR -- How the true figure is said to stand to the claimed one
--   bands VARCHAR[] -- Bands that are counted together, in the reading that decided; empty for a total
--   claimed DOUBLE [organisations, or share of 1] -- The figure, as printed or corrected
--   whole DOUBLE? [organisations] -- Total that the same sentence names; NULL when it names none
--   verdict VARCHAR -- matches, corroborated, contradicts or not_checkable
--   found DOUBLE? [organisations, or share of 1] -- The figure that decided; NULL when not checkable
--   difference DOUBLE? [organisations, or share of 1] -- Found minus claimed; NULL when not checkable
--   decided_by VARCHAR? -- rows, arithmetic (of its document's figures) or document (another); NULL when not checkable
--   evidence VARCHAR -- What agrees or differs, or why the claim cannot be checked
--   agrees_with VARCHAR? -- Other documents' claims of the same, or of a figure that bears it out; NULL when none
--   disagrees_with VARCHAR? -- Other documents' claims of another figure for the same; NULL when none
--   query VARCHAR? -- SQL that gives `found` from this file; NULL when not checkable
--   correction VARCHAR? -- What of the printed claim was corrected; NULL when nothing
with corrected as (
    select
        document_id,
        char_start,
        char_end,
        string_agg(correction_note(printed, right_value, reason, authority), '; ' order by printed) as correction
    from core.correction
    where about = 'claim'
    group by all
),

possible_verdict as (
    select
        claim_id,
        reading,
        1 as precedence,
        'rows' as decided_by,
        verdict,
        figure,
        words,
        query
    from steps.claim_by_rows
    where verdict is not null
    union all
    select
        claim_id,
        reading,
        2,
        'arithmetic',
        'corroborated',
        figure,
        words,
        query
    from steps.claim_by_arithmetic
    where agrees
    union all
    select
        claim_id,
        reading,
        3,
        'document',
        'corroborated',
        figure,
        words,
        query
    from steps.claim_by_document
    where figure is not null
),

verdict as (
    select *
    from possible_verdict
    qualify row_number() over (partition by claim_id order by precedence, reading) = 1
)

select
    claim.claim_id,
    claim.document_id,
    claim.line_no,
    claim.quote,
    claim.framework,
    claim.area,
    claim.period,
    claim.statistic,
    claim.comparator,
    claim.bands,
    claim.value as claimed,
    claim.whole,
    coalesce(verdict.verdict, 'not_checkable') as verdict,
    verdict.figure as found,
    found - claimed as difference,
    verdict.decided_by,
    concat_ws(
        '; ',
        claim.mismatch,
        if(
            claim.reading = 2,
            'the words are read of ' || array_to_string(claim.bands, ' and ')
            || ' together, as they can be, and not of one band',
            null
        ),
        verdict.words || if(verdict.verdict = 'contradicts', ', which differs from', ', which agrees with')
        || ' the claim of ' || claim.words,
        if(
            by_rows.is_near,
            by_rows.words
            || if(by_rows.is_disputed, ', and others could bear out the claim of ', ', too near to the claim of ')
            || claim.words || if(by_rows.is_disputed, '', ' to contradict it'),
            null
        ),
        coalesce(
            by_rows.extent,
            if(claim.mismatch is null, 'there are no rows of this framework, area and period', null)
        ),
        if(
            verdict.decided_by = 'rows' or by_arithmetic.agrees,
            null,
            by_arithmetic.words || ', which does not agree'
        ),
        'other documents agree: ' || by_document.agrees_with,
        'other documents differ: ' || by_document.disagrees_with,
        'the document differs from itself: ' || by_document.differs_from_itself,
        'the register has ' || if(claim.is_total, claim.organisations_open, null) || ' organisations open on '
        || claim.day
        || if(
            claim.organisations_open between claim.lowest and claim.highest,
            ', which agrees',
            ', which does not agree'
        )
    ) as evidence,
    by_document.agrees_with,
    by_document.disagrees_with,
    verdict.query,
    corrected.correction
from steps.claim_range as claim
left join steps.claim_by_rows as by_rows
    on claim.claim_id = by_rows.claim_id
left join steps.claim_by_arithmetic as by_arithmetic
    on claim.claim_id = by_arithmetic.claim_id
    and claim.reading = by_arithmetic.reading
left join steps.claim_by_document as by_document
    on claim.claim_id = by_document.claim_id
    and claim.reading = by_document.reading
left join corrected
    on claim.document_id = corrected.document_id
    and claim.char_start = corrected.char_start
    and claim.char_end = corrected.char_end
left join verdict
    on claim.claim_id = verdict.claim_id
    and claim.mismatch is null
where claim.reading = coalesce(verdict.reading, 1)
