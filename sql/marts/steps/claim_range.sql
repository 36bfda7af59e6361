-- Each reading of a claim with the figures that bear it out, from the lowest to the highest, with those that are too near
-- to contradict it, and with what it can be held against.
with tolerance (comparator, lowest_times, lowest_plus, highest_times, highest_plus, lowest_near, highest_near) as (
    -- Figures are compared in steps of 1e-9; where the end itself does not agree, it lies one step further.
    values
    ('=', 1, 0, 1, 0, 1, 1),
    ('more than', 1, 1e-9, null, null, null, null),
    ('at least', 1, 0, null, null, null, null),
    ('fewer than', null, null, 1, -1e-9, null, null),
    ('at most', null, null, 1, 0, null, null),
    ('almost', 0.9, 0, 1, -1e-9, 0.8, 1.05),
    ('about', 0.95, 0, 1.05, 0, 0.9, 1.1)
),

scale_bands as (
    select
        scale,
        list(band order by band) as all_bands
    from core.rating_scale
    group by scale
),

framework_scales as (
    select
        framework,
        list(distinct scale order by scale) as scales
    from core.rating
    group by framework
),

ranged as (
    -- Claims of one question can be compared with each other; claims of one subject are one document's.
    select
        claim.*,
        claim.statistic = 'assessed_total' as is_total,
        claim.statistic = 'share' as is_share,
        scale_bands.all_bands,
        if(is_total, scale_bands.all_bands, list_sort(claim.bands)) as band_set,
        {
            'framework': claim.framework,
            'area': claim.area,
            'period': claim.period,
            'statistic': claim.statistic,
            'bands': if(is_total, [], [claim.scale] || band_set)
        } as question,
        {
            'document_id': claim.document_id,
            'framework': claim.framework,
            'area': claim.area,
            'period': claim.period,
            'scale': claim.scale
        } as subject,
        -- how far from an exact share the true one may be: half of the last printed place; a fraction in words is rough
        case
            when not is_share or claim.comparator <> '=' then 0
            when claim.last_place is not null then claim.last_place / 2
            else greatest(0.005, least(claim.value, 1 - claim.value) / 20)
        end as margin,
        -- and how far at most where that does not contradict it yet; whole tens of percent may be rough too
        case
            when not is_share or claim.comparator <> '=' then 0
            when claim.last_place is null or (claim.last_place = 0.01 and round(claim.value * 1000) % 100 = 0)
                then greatest(0.01, claim.value / 10)
            else claim.last_place
        end as near_margin,
        coalesce(
            round(claim.value * tolerance.lowest_times + tolerance.lowest_plus - margin, 9), '-infinity'::double
        ) as lowest,
        coalesce(
            round(claim.value * tolerance.highest_times + tolerance.highest_plus + margin, 9), 'infinity'::double
        ) as highest,
        coalesce(
            least(lowest, round(claim.value * tolerance.lowest_near - near_margin, 9)), lowest
        ) as lowest_near,
        coalesce(
            greatest(highest, round(claim.value * tolerance.highest_near + near_margin, 9)), highest
        ) as highest_near,
        if(claim.comparator = '=', '', claim.comparator || ' ')
        || if(is_share, format('{:g}%', 100 * claim.value), format('{:g}', claim.value)) as words,
        coalesce(claim_rows.scales, framework_scales.scales) as scales_in_use,
        case
            when not is_total and not list_contains(scales_in_use, claim.scale)
                then 'label mismatch: the claim uses labels of ' || claim.scale || ', and ' || claim.framework
                    || ' is rated on ' || array_to_string(scales_in_use, ', ')
        end as mismatch,
        least(document.published_on, claim.period_end) as day
    from steps.claim_reading as claim
    inner join core.document as document
        on claim.document_id = document.document_id
    inner join tolerance
        on claim.comparator = tolerance.comparator
    inner join scale_bands
        on claim.scale = scale_bands.scale
    left join framework_scales
        on claim.framework = framework_scales.framework
    left join steps.claim_rows as claim_rows
        on claim.claim_id = claim_rows.claim_id
        and claim.reading = claim_rows.reading
)

select
    ranged.*,
    (
        select count(*)
        from core.organisation as organisation
        where was_open(organisation.opened_on, organisation.closed_on, ranged.day)
    ) as organisations_open
from ranged
