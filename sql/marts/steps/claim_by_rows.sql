-- Each claim that rows speak of, with the figure that they give, what it says of the claim, and how complete they are.
--
-- Where a claim can be read in several ways, the reading that agrees is taken; only where none can be right do rows
-- contradict it. Nor do rows whose documents disagree so that a figure between what they say could be the claimed one. A
-- total of those with a band alone is not contradicted either: 'the 203 that were rated' may leave out those without one.
with counted as (
    select
        claim.claim_id,
        claim.reading,
        claim.framework,
        claim.area,
        claim.period,
        claim.bands,
        claim.is_total,
        claim.is_share,
        claim.lowest,
        claim.highest,
        claim.lowest_near,
        claim.highest_near,
        claim_rows.day,
        claim_rows.rated,
        claim_rows.assessed,
        claim_rows.listed,
        claim_rows.covered,
        claim_rows.organisations_open,
        claim_rows.organisations_disputed,
        claim_rows.organisations_open > 0 and claim_rows.covered = claim_rows.organisations_open as is_covered,
        not claim.is_total
        and claim_rows.bands_listed = len(claim.band_set)
        and claim_rows.is_declared as is_listed_whole,
        is_covered or (claim.statistic = 'band_count' and is_listed_whole) as is_all,
        array_to_string([as_literal(band) for band in claim.bands], ', ') as bands_in_sql
    from steps.claim_range as claim
    inner join steps.claim_rows as claim_rows
        on claim.claim_id = claim_rows.claim_id
        and claim.reading = claim_rows.reading
    where claim.mismatch is null
),

candidate as (
    -- A share is of those that have a band, or else of all that were assessed. Where only the lists of its bands are
    -- whole, it is of all that were open: of those with a band, who may be fewer, the share can only be higher.
    select
        *,
        false as is_of_assessed,
        is_share and not is_covered and is_listed_whole and organisations_open > 0 as is_of_open,
        organisations_disputed / case
            when is_of_open then organisations_open
            when is_share then nullif(rated, 0)
            else 1
        end as leeway,
        case
            when is_total then assessed
            when not is_share then listed
            when is_of_open then listed / organisations_open
            when is_covered then listed / nullif(rated, 0)
        end as figure
    from counted
    union all
    select
        *,
        true as is_of_assessed,
        false as is_of_open,
        organisations_disputed / assessed as leeway,
        listed / assessed as figure
    from counted
    where is_share
        and is_covered
        and rated between 1 and assessed - 1
),

judged as (
    select
        *,
        case
            when is_total and is_covered and rated between lowest and highest and figure not between lowest and highest
                then null
            when round(figure - leeway, 9) > highest_near or (is_all and round(figure + leeway, 9) < lowest_near)
                then 'contradicts'
            when round(figure, 9) between lowest and highest and (is_all or is_of_open or highest = 'infinity')
                then 'matches'
        end as verdict
    from candidate
    qualify row_number() over (
            partition by claim_id
            order by
                coalesce(verdict = 'matches', false) desc,
                coalesce(verdict = 'contradicts', false),
                reading,
                is_of_assessed
        ) = 1
)

select
    claim_id,
    reading,
    figure,
    verdict,
    'the rows give ' || if(is_all or is_of_open, '', 'at least ') || if(is_total, assessed, listed)
    || case
        when is_of_open then ' of ' || organisations_open || ' that were open'
        when is_share then ' of ' || if(is_of_assessed, assessed, rated)
        else ''
    end
    || if((is_total or is_of_assessed) and assessed > rated, ' (' || assessed - rated || ' without a band)', '')
        as words,
    verdict is null and (round(figure, 9) > highest or (is_all and round(figure, 9) < lowest)) as is_near,
    organisations_disputed > 0 as is_disputed,
    case
        when is_covered
            then 'all ' || organisations_open || ' organisations open on ' || day || ' have a row'
                || if(rated = 0, ', and none a band', '')
        when is_all or is_of_open then 'the list of ' || array_to_string(bands, ' and of ') || ' is declared complete'
        else 'the rows ' || if(is_total, '', 'list ' || listed || ' such and ') || 'cover ' || covered || ' of the '
            || organisations_open || ' organisations open on ' || day
    end
    || if(
        organisations_disputed = 0,
        '',
        '; documents of the same authority differ on ' || organisations_disputed || ' of the organisations'
    ) as extent,
    'select '
    || case
        when is_total then 'count(*) filter (status in (''rated'', ''insufficient_data''))::double'
        when is_of_assessed
            then 'count(*) filter (band in (' || bands_in_sql
                || ')) / count(*) filter (status in (''rated'', ''insufficient_data''))'
        when is_of_open then 'count(*) filter (band in (' || bands_in_sql || ')) / ' || organisations_open
        when is_share then 'count(*) filter (band in (' || bands_in_sql || ')) / count(band)'
        else 'count(*) filter (band in (' || bands_in_sql || '))::double'
    end
    || ' as found from marts.rating_current where framework = ' || as_literal(framework)
    || ' and area = ' || as_literal(area) || ' and period = ' || as_literal(period) as query
from judged
