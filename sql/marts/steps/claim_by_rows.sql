-- Each claim that rows speak of, with the figure that they give, what it says of the claim, and how complete they are.
with counted as (
    select
        claim.claim_id,
        claim.framework,
        claim.area,
        claim.period,
        claim.bands,
        claim.is_total,
        claim.is_share,
        claim.lowest,
        claim.highest,
        claim_rows.day,
        claim_rows.rated,
        claim_rows.assessed,
        claim_rows.listed,
        claim_rows.covered,
        claim_rows.organisations_open,
        claim_rows.organisations_open > 0 and claim_rows.covered = claim_rows.organisations_open as is_covered,
        is_covered
        or (
            claim.statistic = 'band_count'
            and claim_rows.bands_listed = len(claim.band_set)
            and claim_rows.is_declared
        ) as is_all,
        case
            when claim.is_total then claim_rows.assessed
            when not claim.is_share then claim_rows.listed
            when is_covered then claim_rows.listed / nullif(claim_rows.rated, 0)
        end as figure,
        array_to_string([as_literal(band) for band in claim.bands], ', ') as bands_in_sql
    from steps.claim_range as claim
    inner join steps.claim_rows as claim_rows
        on claim.claim_id = claim_rows.claim_id
    where claim.mismatch is null
)

select
    claim_id,
    figure,
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
        when is_covered
            then 'all ' || organisations_open || ' organisations open on ' || day || ' have a row'
                || if(rated = 0, ', and none a band', '')
        when is_all then 'the list of ' || array_to_string(bands, ' and of ') || ' is declared complete'
        else 'the rows ' || if(is_total, '', 'list ' || listed || ' such and ') || 'cover ' || covered || ' of the '
            || organisations_open || ' organisations open on ' || day
    end as extent,
    'select '
    || case
        when is_total then 'count(*) filter (status in (''rated'', ''insufficient_data''))::double'
        when is_share then 'count(*) filter (band in (' || bands_in_sql || ')) / count(band)'
        else 'count(*) filter (band in (' || bands_in_sql || '))::double'
    end
    || ' as found from marts.rating_current where framework = ' || as_literal(framework)
    || ' and area = ' || as_literal(area) || ' and period = ' || as_literal(period) as query
from counted
