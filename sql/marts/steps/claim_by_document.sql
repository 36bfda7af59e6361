-- Each reading of a claim with the other claims of the same question: which agree with it, which differ, which bear its figure out.
with other_claim as (
    select
        claim.claim_id,
        claim.reading,
        other.claim_id as other_id,
        other.value,
        row(other.document_id, other.line_no, other.char_start, other_id) as place,
        other.document_id <> claim.document_id as is_elsewhere,
        other.comparator = '=' and round(other.value, 9) between claim.lowest and claim.highest as bears_out,
        bears_out or (other.comparator = claim.comparator and other.value = claim.value) as agrees,
        -- a higher figure in words that can be read of further bands does not disagree with a lower one
        case
            when if(other.value > claim.value, other.is_open, claim.is_open) then false
            when other.comparator = '=' and claim.comparator = '='
                then not bears_out and (other.lowest >= claim.highest or other.highest <= claim.lowest)
            else other.lowest > claim.highest or other.highest < claim.lowest
        end as disagrees,
        other.document_id || ' line ' || other.line_no || ': ' || other.words as words
    from steps.claim_range as claim
    inner join steps.claim_range as other
        on claim.question = other.question
        and other.reading = 1
    where claim.claim_id <> other.claim_id
)

select
    claim_id,
    reading,
    string_agg(words, ', ' order by place) filter (is_elsewhere and agrees) as agrees_with,
    string_agg(words, ', ' order by place) filter (is_elsewhere and disagrees) as disagrees_with,
    string_agg(words, ', ' order by place) filter (not is_elsewhere and disagrees) as differs_from_itself,
    arg_min(value, place) filter (is_elsewhere and bears_out) as figure,
    arg_min(words, place) filter (is_elsewhere and bears_out) as words,
    'select value as found from core.claim where claim_id = '
    || as_literal(arg_min(other_id, place) filter (is_elsewhere and bears_out)) as query
from other_claim
group by claim_id, reading
