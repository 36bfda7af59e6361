-- Each reading of a claim whose figure its own document's exact figures make up, with their sum and whether it bears the claim out.
with stated as (
    select *
    from steps.claim_range
    where comparator = '='
        and not is_share
        and mismatch is null
        and reading = 1
    qualify is_open = bool_and(is_open) over (partition by subject, is_total, band_set)
),

exact as (
    -- What a document says exactly, and always alike where it says it more than once; in words that can be read of other
    -- bands too only where no others say it.
    select
        subject,
        is_total,
        band_set,
        any_value(value) as value,
        min(char_start) as char_start,
        arg_min(claim_id, char_start) as claim_id,
        format('{:g}', any_value(value)) || ' (line ' || min(line_no) || ')' as words
    from stated
    group by all
    having count(distinct value) = 1
),

said as (
    select distinct
        subject,
        band_set
    from stated
    where not is_total
),

summand as (
    -- What makes up a claim's figure: the same count (for shares and other comparators; an exact count is not borne out
    -- by being repeated), or the sum of the claim's bands, or the total without all other bands, unless the document
    -- says itself how many have the claim's.
    select
        claim.claim_id,
        claim.reading,
        claim.lowest,
        claim.highest,
        exact,
        total,
        exact.is_total = claim.is_total and exact.band_set = claim.band_set as is_same,
        not exact.is_total and len(exact.band_set) = 1 and list_has_all(claim.band_set, exact.band_set) as is_inside,
        not exact.is_total and len(exact.band_set) = 1 and not is_inside as is_outside,
        case
            when bool_or(is_same) over this_claim and (claim.is_share or claim.comparator <> '=') then is_same::int
            when count(*) filter (is_inside) over this_claim = len(claim.band_set)
                and (claim.is_total or len(claim.band_set) > 1)
                then is_inside::int
            when count(*) filter (is_outside) over this_claim = len(claim.all_bands) - len(claim.band_set)
                and len(claim.all_bands) > len(claim.band_set)
                and not (said.band_set is not null and (claim.is_share or claim.comparator <> '='))
                and bool_or(exact.is_total) over this_claim
                then exact.is_total::int - is_outside::int
        end as sign
    from steps.claim_range as claim
    inner join exact
        on claim.subject = exact.subject
    left join said
        on claim.subject = said.subject
        and claim.band_set = said.band_set
    left join exact as total
        on claim.subject = total.subject
        and total.is_total
        and claim.is_share
    where not claim.is_share
        or total.value > 0
    window this_claim as (partition by claim.claim_id, claim.reading)
)

select
    claim_id,
    reading,
    sum(sign * exact.value) / coalesce(total.value, 1) as figure,
    round(figure, 9) between lowest and highest as agrees,
    'the document''s own figures give '
    || substr(string_agg(if(sign = 1, ' + ', ' - ') || exact.words, '' order by sign desc, exact.char_start), 4)
    || if(count(*) > 1, ' = ' || format('{:g}', sum(sign * exact.value)), '')
    || coalesce(' of ' || total.words, '') as words,
    'select sum(sign * value)'
    || coalesce(' / (select value from core.claim where claim_id = ' || as_literal(total.claim_id) || ')', '')
    || ' as found from core.claim inner join (values '
    || string_agg('(' || as_literal(exact.claim_id) || ', ' || sign || ')', ', ' order by sign desc, exact.char_start)
    || ') as term(claim_id, sign) using (claim_id)' as query
from summand
where sign <> 0
group by claim_id, reading, lowest, highest, total
