-- Whether what documents claim in prose is so: each claim against the rows, its own document and other documents.
--
-- A claim meets the rows of its own framework, area and period only. A label of another scale than theirs is not
-- checkable. Rows decide first; fewer than claimed say something only where every organisation open then is covered or
-- the lists of the claim's bands are declared complete, and a share needs full coverage. Then the document's own exact
-- figures can corroborate, then another document's; neither contradicts, nor does the register. An insufficient-data
-- cell counts as assessed. An exact count is exact; an exact share is within half a percentage point, for it is printed
-- as a whole percent or a common fraction; 'almost' is below the claimed figure and not below nine tenths of it;
-- 'about' is within a twentieth of it.
--
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
--   bands VARCHAR[] -- Bands that are counted together; empty for a total
--   claimed DOUBLE [organisations, or share of 1] -- The figure, as printed or put right
--   whole DOUBLE? [organisations] -- Total that the same sentence names; NULL when it names none
--   verdict VARCHAR -- matches, corroborated, contradicts or not_checkable
--   found DOUBLE? [organisations, or share of 1] -- The figure that decided; NULL when not checkable
--   difference DOUBLE? [organisations, or share of 1] -- Found minus claimed; NULL when not checkable
--   decided_by VARCHAR? -- rows, arithmetic (of its document's figures) or document (another); NULL when not checkable
--   evidence VARCHAR -- What agrees or differs, or why the claim cannot be checked
--   agrees_with VARCHAR? -- Other documents' claims of the same, or of a figure that bears it out; NULL when none
--   disagrees_with VARCHAR? -- Other documents' claims of another figure for the same; NULL when none
--   query VARCHAR? -- SQL that gives `found` from this file; NULL when not checkable
--   correction VARCHAR? -- What of the printed claim was put right; NULL when nothing
with tolerance(comparator, lowest_times, lowest_plus, highest_times, highest_plus, share_margin) as (
    -- Figures are compared in steps of 1e-9; where the end itself does not agree, it lies one step further.
    values
        ('=', 1, 0, 1, 0, 0.005),
        ('more than', 1, 1e-9, null, null, 0),
        ('at least', 1, 0, null, null, 0),
        ('fewer than', null, null, 1, -1e-9, 0),
        ('at most', null, null, 1, 0, 0),
        ('almost', 0.9, 0, 1, -1e-9, 0),
        ('about', 0.95, 0, 1.05, 0, 0)
),

scale_bands as (
    select scale, list(band order by band) as all_bands
    from core.rating_scale
    group by scale
),

framework_scales as (
    select framework, list(distinct scale order by scale) as scales
    from core.rating
    group by framework
),

claim_rows as (
    select
        claim.claim_id,
        max(rating.period_end) as day,
        list(distinct rating.scale order by rating.scale) as scales,
        count(*) filter (status = 'rated') as rated,
        count(*) filter (status in ('rated', 'insufficient_data')) as assessed,
        count(*) filter (list_contains(bands, band)) as listed,
        count(distinct band) filter (list_contains(bands, band)) as bands_listed,
        bool_and(band_complete) filter (list_contains(bands, band)) as is_declared,
        count(*) filter (
            status in ('rated', 'insufficient_data')
            and was_open(opened_on, closed_on, rating.period_end)
        ) as covered
    from core.claim as claim
    inner join marts.rating_current as rating using (framework, area, period)
    inner join core.organisation as organisation using (org_code)
    group by claim.claim_id
),

stated as (
    -- Claims of one question can be held against each other; claims of one subject are one document's.
    select
        claim.*,
        statistic = 'assessed_total' as is_total,
        statistic = 'share' as is_share,
        all_bands,
        if(is_total, all_bands, list_sort(bands)) as band_set,
        row(framework, area, period, statistic, if(is_total, [], [scale] || band_set)) as question,
        row(document_id, framework, area, period, scale) as subject,
        if(is_share, share_margin, 0) as margin,
        coalesce(round(value * lowest_times + lowest_plus - margin, 9), '-infinity'::double) as lowest,
        coalesce(round(value * highest_times + highest_plus + margin, 9), 'infinity'::double) as highest,
        if(comparator = '=', '', comparator || ' ') || if(is_share, format('{:g}%', 100 * value), format('{:g}', value))
            as words,
        coalesce(claim_rows.scales, framework_scales.scales) as scales_in_use,
        case
            when not is_total and not list_contains(scales_in_use, scale)
                then 'label mismatch: the claim uses labels of ' || scale || ', and ' || framework || ' is rated on '
                    || array_to_string(scales_in_use, ', ')
        end as mismatch,
        least(published_on, period_end) as day
    from core.claim as claim
    inner join core.document as document using (document_id)
    inner join tolerance using (comparator)
    inner join scale_bands using (scale)
    left join framework_scales using (framework)
    left join claim_rows using (claim_id)
),

register as (
    select days.day, count(org_code) as organisations_open
    from (select day from stated union select day from claim_rows) as days
    left join core.organisation as organisation
        on was_open(opened_on, closed_on, days.day)
    group by days.day
),

by_rows as (
    select
        claim_id,
        organisations_open > 0 and covered = organisations_open as is_covered,
        is_covered or (statistic = 'band_count' and bands_listed = len(band_set) and is_declared) as is_all,
        case
            when is_total then assessed
            when not is_share then listed
            when is_covered then listed / nullif(rated, 0)
        end as figure,
        case
            when round(figure, 9) > highest then 'contradicts'
            when is_all and round(figure, 9) < lowest then 'contradicts'
            when is_all and figure is not null then 'matches'
            when highest = 'infinity' and round(figure, 9) >= lowest then 'matches'
        end as verdict,
        'the rows give ' || if(is_all, '', 'at least ')
            || case
                when is_total then assessed || if(assessed > rated, ' (' || assessed - rated || ' without a band)', '')
                else listed || if(is_share, ' of ' || rated, '')
            end as words,
        case
            when is_covered then 'all ' || organisations_open || ' organisations open on ' || claim_rows.day
                || ' have a row' || if(rated = 0, ', and none a band', '')
            when is_all then 'the list of ' || array_to_string(bands, ' and of ') || ' is declared complete'
            else 'the rows ' || if(is_total, '', 'list ' || listed || ' such and ') || 'cover ' || covered || ' of the '
                || organisations_open || ' organisations open on ' || claim_rows.day
        end as extent,
        array_to_string(['''' || replace(band, '''', '''''') || '''' for band in bands], ', ') as bands_in_sql,
        'select ' || case
            when is_total then 'count(*) filter (status in (''rated'', ''insufficient_data''))::double'
            when is_share then 'count(*) filter (band in (' || bands_in_sql || ')) / count(band)'
            else 'count(*) filter (band in (' || bands_in_sql || '))::double'
        end || ' as found from marts.rating_current where framework = ''' || replace(framework, '''', '''''')
            || ''' and area = ''' || replace(area, '''', '''''') || ''' and period = ''' || period || '''' as query
    from stated
    inner join claim_rows using (claim_id)
    inner join register on claim_rows.day = register.day
    where mismatch is null
),

exact as (
    -- What a document says exactly, and always alike where it says it more than once.
    select
        subject, is_total, band_set,
        any_value(value) as value,
        min(char_start) as char_start,
        arg_min(claim_id, char_start) as claim_id,
        format('{:g}', any_value(value)) || ' (line ' || min(line_no) || ')' as words
    from stated
    where comparator = '=' and not is_share and mismatch is null
    group by all
    having count(distinct value) = 1
),

term as (
    -- What makes up a claim's figure: the same count (for shares and other comparators; an exact count is not borne out
    -- by being said again), or the sum of the claim's bands, or the total without all other bands.
    select
        stated.claim_id, lowest, highest, exact, total,
        exact.is_total = stated.is_total and exact.band_set = stated.band_set as is_same,
        not exact.is_total and len(exact.band_set) = 1 and list_has_all(stated.band_set, exact.band_set) as is_inside,
        not exact.is_total and len(exact.band_set) = 1 and not is_inside as is_outside,
        case
            when bool_or(is_same) over this_claim and (is_share or comparator <> '=') then is_same::int
            when count(*) filter (is_inside) over this_claim = len(stated.band_set)
                and (stated.is_total or len(stated.band_set) > 1) then is_inside::int
            when count(*) filter (is_outside) over this_claim = len(all_bands) - len(stated.band_set)
                and len(all_bands) > len(stated.band_set) and bool_or(exact.is_total) over this_claim
                then exact.is_total::int - is_outside::int
        end as sign
    from stated
    inner join exact using (subject)
    left join exact as total on stated.subject = total.subject and total.is_total and is_share
    where not is_share or total.value > 0
    window this_claim as (partition by stated.claim_id)
),

by_arithmetic as (
    select
        claim_id,
        sum(sign * exact.value) / coalesce(total.value, 1) as figure,
        round(figure, 9) between lowest and highest as agrees,
        'the document''s own figures give '
            || substr(string_agg(if(sign = 1, ' + ', ' - ') || exact.words, '' order by sign desc, exact.char_start), 4)
            || if(count(*) > 1, ' = ' || format('{:g}', sum(sign * exact.value)), '')
            || coalesce(' of ' || total.words, '') as words,
        'select sum(sign * value)'
            || coalesce(' / (select value from core.claim where claim_id = ''' || total.claim_id || ''')', '')
            || ' as found from core.claim inner join (values '
            || string_agg('(''' || exact.claim_id || ''', ' || sign || ')', ', ' order by sign desc, exact.char_start)
            || ') as term(claim_id, sign) using (claim_id)' as query
    from term
    where sign <> 0
    group by claim_id, lowest, highest, total
),

other_claim as (
    select
        stated.claim_id, other.claim_id as other_id, other.value,
        row(other.document_id, other.line_no, other.char_start, other_id) as place,
        other.document_id <> stated.document_id as is_elsewhere,
        other.comparator = '=' and round(other.value, 9) between stated.lowest and stated.highest as bears_out,
        bears_out or (other.comparator = stated.comparator and other.value = stated.value) as agrees,
        if(
            other.comparator = '=' and stated.comparator = '=', not bears_out,
            other.lowest > stated.highest or other.highest < stated.lowest
        ) as disagrees,
        other.document_id || ' line ' || other.line_no || ': ' || other.words as words
    from stated
    inner join stated as other using (question)
    where stated.claim_id <> other.claim_id
),

by_document as (
    select
        claim_id,
        string_agg(words, ', ' order by place) filter (is_elsewhere and agrees) as agrees_with,
        string_agg(words, ', ' order by place) filter (is_elsewhere and disagrees) as disagrees_with,
        string_agg(words, ', ' order by place) filter (not is_elsewhere and disagrees) as differs_from_itself,
        arg_min(value, place) filter (is_elsewhere and bears_out) as figure,
        arg_min(words, place) filter (is_elsewhere and bears_out) as words,
        'select value as found from core.claim where claim_id = '''
            || arg_min(other_id, place) filter (is_elsewhere and bears_out) || '''' as query
    from other_claim
    group by claim_id
),

put_right as (
    select
        document_id, char_start, char_end,
        string_agg(put_right_note(printed, right_value, reason, authority), '; ' order by printed) as correction
    from core.correction
    where about = 'claim'
    group by all
),

decided as (
    select *
    from (
        select claim_id, 1 as place, 'rows' as decided_by, verdict, figure, words, query
        from by_rows where verdict is not null
        union all
        select claim_id, 2, 'arithmetic', 'corroborated', figure, words, query from by_arithmetic where agrees
        union all
        select claim_id, 3, 'document', 'corroborated', figure, words, query from by_document where figure is not null
    )
    qualify row_number() over (partition by claim_id order by place) = 1
)

select
    claim_id, document_id, line_no, quote, framework, area, period, statistic, comparator, bands,
    stated.value as claimed,
    whole,
    coalesce(decided.verdict, 'not_checkable') as verdict,
    decided.figure as found,
    found - claimed as difference,
    decided_by,
    concat_ws(
        '; ',
        mismatch,
        decided.words || if(decided.verdict = 'contradicts', ', which differs from', ', which agrees with')
            || ' the claim of ' || stated.words,
        coalesce(by_rows.extent, if(mismatch is null, 'there are no rows of this framework, area and period', null)),
        if(decided_by = 'rows' or by_arithmetic.agrees, null, by_arithmetic.words || ', which does not agree'),
        'other documents agree: ' || agrees_with,
        'other documents differ: ' || disagrees_with,
        'the document differs from itself: ' || differs_from_itself,
        'the register has ' || if(is_total, organisations_open, null) || ' organisations open on ' || stated.day
            || if(organisations_open between lowest and highest, ', which agrees', ', which does not agree')
    ) as evidence,
    agrees_with, disagrees_with, decided.query, correction
from stated
inner join register using (day)
left join by_rows using (claim_id)
left join by_arithmetic using (claim_id)
left join by_document using (claim_id)
left join put_right using (document_id, char_start, char_end)
left join decided on stated.claim_id = decided.claim_id and mismatch is null
