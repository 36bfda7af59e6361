-- What became of the organisations of a band: their bands in an earlier and in a later set of ratings of one area.
--
-- Every earlier set is held against every later one, counting organisations that have a band in the earlier. A set
-- is later when its period ends later, or, for the same end, when it was first published later; sets that neither
-- tells apart are not held against each other. Moves are counted and never subtracted: places in a scale are no
-- amounts, and two scales have nothing in common. What became of a closed organisation's area is in
-- marts.rating_history.
--
-- group: ratings
-- key: area, from_framework, from_period, to_framework, to_period, from_band, to_status, to_band
--   area VARCHAR -- Area that was rated
--   from_framework VARCHAR -- Framework of the earlier set
--   from_period VARCHAR -- Its reporting period in normal form
--   from_period_end DATE -- Last day of that period
--   from_scale VARCHAR -- Scale of its bands
--   to_framework VARCHAR -- Framework of the later set
--   to_period VARCHAR -- Its reporting period in normal form
--   to_period_end DATE -- Last day of that period
--   to_scale VARCHAR -- Scale of its bands
--   from_band VARCHAR -- Band in the earlier set
--   to_status VARCHAR -- rated; or why there is no band in the later set: insufficient_data, not_applicable, not_published, closed (before its period ended) or not_listed (no document has a row)
--   to_band VARCHAR? -- Band in the later set; NULL unless to_status is rated
--   organisations BIGINT [organisations] -- Organisations that went this way
--   from_organisations BIGINT [organisations] -- Organisations listed with the earlier band
--   to_rated BIGINT [organisations] -- Those of them that have a band in the later set
--   share DOUBLE? [share of 1] -- Share of to_rated that went this way; NULL when share_reason tells why
--   share_reason VARCHAR? -- Why no share is given; NULL when it is
--   comparable BOOLEAN -- Whether both are bands of one scale; the measures behind it can differ even so
--   correction VARCHAR? -- What of the printed rows was corrected, with the organisation; NULL when nothing
--   conflict VARCHAR? -- What other documents say instead, with the organisation; NULL when none disagrees
--   note VARCHAR? -- How a move is to be read; NULL when nothing is to be said
with set_pair as (
    select
        earlier.area,
        earlier.framework as from_framework,
        earlier.period as from_period,
        earlier.period_end as from_period_end,
        earlier.scale as from_scale,
        later.framework as to_framework,
        later.period as to_period,
        later.period_end as to_period_end,
        later.scale as to_scale
    from steps.rating_set as earlier
    inner join steps.rating_set as later
        on earlier.area = later.area
    where earlier.period_end < later.period_end
        or (earlier.period_end = later.period_end and earlier.first_published_on < later.first_published_on)
),

organisation_move as (
    select
        set_pair.*,
        earlier.org_code,
        earlier.org_name,
        earlier.band as from_band,
        case
            when later.status = 'rated' then 'rated'
            when organisation.closed_on < set_pair.to_period_end then 'closed'
            else coalesce(later.status, 'not_listed')
        end as to_status,
        later.band as to_band,
        nullif(concat_ws('; ', earlier.correction, later.correction), '') as correction,
        nullif(concat_ws('; ', earlier.conflict, later.conflict), '') as conflict
    from set_pair
    inner join marts.rating_current as earlier
        on set_pair.area = earlier.area
        and set_pair.from_framework = earlier.framework
        and set_pair.from_period = earlier.period
    inner join core.organisation as organisation
        on earlier.org_code = organisation.org_code
    left join marts.rating_current as later
        on earlier.org_code = later.org_code
        and set_pair.area = later.area
        and set_pair.to_framework = later.framework
        and set_pair.to_period = later.period
    where earlier.status = 'rated'
),

band_total as (
    select
        area,
        from_framework,
        from_period,
        to_framework,
        to_period,
        from_band,
        count(*) as from_organisations,
        count(to_band) as to_rated,
        count(*) filter (where to_status in ('not_listed', 'not_published')) as unknown
    from organisation_move
    group by all
),

move as (
    select
        area,
        from_framework,
        from_period,
        from_period_end,
        from_scale,
        to_framework,
        to_period,
        to_period_end,
        to_scale,
        from_band,
        to_status,
        to_band,
        count(*) as organisations,
        string_agg(org_name || ': ' || correction, '; ' order by org_name, org_code) as correction,
        string_agg(org_name || ': ' || conflict, '; ' order by org_name, org_code) as conflict
    from organisation_move
    group by all
),

scale_ends as (
    select
        scale,
        min(position) as best,
        max(position) as worst
    from core.rating_scale
    group by all
),

explained_move as (
    select
        move.*,
        band_total.from_organisations,
        band_total.to_rated,
        case
            when move.to_status = 'closed'
                then 'closed before the later period ended; ratings of successors are theirs alone'
            when move.to_status <> 'rated'
                then 'no band in the later set'
            when distribution.organisations is null
                then 'the rows need not be all organisations with the earlier band'
            when band_total.unknown > 0
                then band_total.unknown || ' of the ' || band_total.from_organisations
                    || ' are not known in the later set, though they were open'
        end as share_reason,
        distribution.position in (scale_ends.best, scale_ends.worst) as is_extreme
    from move
    inner join band_total
        on move.area = band_total.area
        and move.from_framework = band_total.from_framework
        and move.from_period = band_total.from_period
        and move.to_framework = band_total.to_framework
        and move.to_period = band_total.to_period
        and move.from_band = band_total.from_band
    -- It gives a band's organisations only where its list is complete.
    inner join marts.rating_distribution as distribution
        on move.area = distribution.area
        and move.from_framework = distribution.framework
        and move.from_period = distribution.period
        and move.from_band = distribution.band
    inner join scale_ends
        on move.from_scale = scale_ends.scale
)

select
    area,
    from_framework,
    from_period,
    from_period_end,
    from_scale,
    to_framework,
    to_period,
    to_period_end,
    to_scale,
    from_band,
    to_status,
    to_band,
    organisations,
    from_organisations,
    to_rated,
    case when share_reason is null then organisations / to_rated end as share,
    share_reason,
    from_scale = to_scale as comparable,
    correction,
    conflict,
    nullif(
        concat_ws(
            '; ',
            case
                when from_scale <> to_scale
                    then 'bands of different scales on different measures; a move between them is no improvement or '
                        || 'decline'
            end,
            case
                when is_extreme
                    then 'an end of its scale: extremes tend towards the middle at the next rating whatever happened '
                        || '(regression to the mean)'
            end
        ),
        ''
    ) as note
from explained_move
