-- Percentages of CCGs that are unusual: beside the periods before and after, or beside the other CCGs.
--
-- slices: measure_id
-- Millions of values are put into order by one number for each series, which is much faster than by names.
with numbered_source as (
    select
        coalesce(source_id, document_id) as series,
        row_number() over (order by series) as source_no
    from steps.value_document
    group by series
),

numbered_measure as (
    select
        measure_id,
        row_number() over (order by measure_id) as measure_no
    from core.measure
),

numbered_organisation as (
    select
        org_code,
        row_number() over (order by org_code) as org_no
    from core.organisation
),

in_time as (
    select
        cell.document_id,
        cell.measure_id,
        cell.period,
        cell.period_end,
        cell.org_code,
        cell.months,
        cell.value,
        cell.place,
        (numbered_source.source_no * 100000 + numbered_measure.measure_no) * 1000 + least(cell.months, 999) as set_no,
        set_no * 100000 + numbered_organisation.org_no as series_no
    from steps.doubt_cell as cell
    inner join numbered_organisation
        on cell.org_code = numbered_organisation.org_code
    inner join numbered_measure
        on cell.measure_id = numbered_measure.measure_id
    inner join numbered_source
        on cell.series = numbered_source.series
    anti join steps.doubt_alone as alone
        on cell.document_id = alone.document_id
        and cell.measure_id = alone.measure_id
        and cell.period = alone.period
        and cell.org_code = alone.org_code
    where cell.org_type = 'ccg'
        and cell.is_percentage
),

-- Figures of years, which stand alone; those of twelve months that are printed each quarter are a series.
yearly_set as (
    select set_no
    from in_time
    where months >= 11
    group by set_no
    having count(distinct month(period_end)) = 1
),

beside_neighbours as (
    select
        set_no,
        series_no,
        period_end,
        value,
        lag(value, 2) over in_series as before_2,
        lag(value) over in_series as before_1,
        lead(value) over in_series as after_1,
        lead(value, 2) over in_series as after_2,
        coalesce(lag(period_end, 2) over in_series, lag(period_end) over in_series) as first_end,
        coalesce(lead(period_end, 2) over in_series, lead(period_end) over in_series) as last_end
    from in_time
    anti join yearly_set
        on in_time.set_no = yearly_set.set_no
    window in_series as (
        partition by series_no
        order by period_end
    )
),

-- The median of four is the middle of the two that are left without the least and the greatest; of three it is one.
residual as (
    select
        *,
        (before_2 is not null)::integer + (before_1 is not null)::integer + (after_1 is not null)::integer
        + (after_2 is not null)::integer as neighbours,
        (
            coalesce(before_2, 0) + coalesce(before_1, 0) + coalesce(after_1, 0) + coalesce(after_2, 0)
            - least(before_2, before_1, after_1, after_2) - greatest(before_2, before_1, after_1, after_2)
        ) / (neighbours - 2) as usual,
        round(value - usual, 9) as off
    from beside_neighbours
    where neighbours >= 3
),

spread as (
    select
        set_no,
        greatest(8 * 1.4826 * mad(off), 20) as limit_of_set
    from residual
    group by set_no
),

spike_cell as (
    select
        residual.*,
        spread.limit_of_set
    from residual
    inner join spread
        on residual.set_no = spread.set_no
    where abs(residual.off) > spread.limit_of_set
),

neighbour as (
    select
        in_time.series_no,
        spike_cell.period_end,
        string_agg(
            in_time.period || ' ' || in_time.value || ' (' || in_time.place || ')', ', '
            order by in_time.period_end
        ) as cells
    from in_time
    inner join spike_cell
        on in_time.series_no = spike_cell.series_no
    where in_time.period_end between spike_cell.first_end and spike_cell.last_end
        and in_time.period_end <> spike_cell.period_end
    group by all
),

spike_doubt as (
    select
        spike.document_id,
        spike.measure_id,
        spike.period,
        spike.org_code,
        'spike' as doubt,
        spike.value,
        spike.place,
        round(spike_cell.off, 2) || ' from the median of its neighbours in time, ' || neighbour.cells || '; more than '
        || round(spike_cell.limit_of_set, 2) || ' is unusual' as evidence,
        round(spike_cell.usual, 9) as other_value,
        spike_cell.off as score
    from in_time as spike
    inner join spike_cell
        on spike.series_no = spike_cell.series_no
        and spike.period_end = spike_cell.period_end
    inner join neighbour
        on spike_cell.series_no = neighbour.series_no
        and spike_cell.period_end = neighbour.period_end
),

period_level as (
    select
        set_no,
        period_end,
        count(*) as ccgs,
        median(value) as middle,
        1.4826 * mad(value) as deviation
    from in_time
    group by all
    having count(*) >= 30
),

far_cell as (
    select
        in_time.*,
        period_level.ccgs,
        period_level.middle,
        (in_time.value - period_level.middle) / greatest(period_level.deviation, 2.5) as z,
        coalesce(spread.limit_of_set, 20) as limit_of_set,
        yearly_set.set_no is not null as is_yearly
    from in_time
    inner join period_level
        on in_time.set_no = period_level.set_no
        and in_time.period_end = period_level.period_end
    left join spread
        on in_time.set_no = spread.set_no
    left join yearly_set
        on in_time.set_no = yearly_set.set_no
    where abs(in_time.value - period_level.middle) > 6 * greatest(period_level.deviation, 2.5)
        -- Where most of a year's values are equal, as of services that nearly all have, others are not unusual.
        and (yearly_set.set_no is null or period_level.deviation > 0)
),

own_level as (
    select
        far_cell.series_no,
        far_cell.period_end,
        count(*) as periods,
        median(in_time.value) as middle,
        arg_min(in_time.period || ' (' || in_time.place || ')', in_time.period_end) as first_cell,
        arg_max(in_time.period || ' (' || in_time.place || ')', in_time.period_end) as last_cell
    from in_time
    inner join far_cell
        on in_time.series_no = far_cell.series_no
    where in_time.period_end <> far_cell.period_end
    group by all
),

level_doubt as (
    select
        far_cell.document_id,
        far_cell.measure_id,
        far_cell.period,
        far_cell.org_code,
        'level' as doubt,
        far_cell.value,
        far_cell.place,
        abs(round(far_cell.z, 1)) || ' usual deviations ' || if(far_cell.z > 0, 'above ', 'below ')
        || round(far_cell.middle, 9) || ', the median of ' || far_cell.ccgs || ' CCGs'
        || coalesce(
            '; the median of its other periods is ' || round(own_level.middle, 9) || ': ' || own_level.periods || if(
                own_level.periods = 1,
                ', ' || own_level.first_cell,
                ' from ' || own_level.first_cell || ' to ' || own_level.last_cell
            ),
            ''
        ) as evidence,
        far_cell.middle as other_value,
        far_cell.z as score,
        far_cell.period_end,
        far_cell.months,
        far_cell.is_yearly
    from far_cell
    left join own_level
        on far_cell.series_no = own_level.series_no
        and far_cell.period_end = own_level.period_end
    where far_cell.is_yearly
        or (own_level.periods >= 4 and abs(far_cell.value - own_level.middle) > far_cell.limit_of_set)
),

unusual as (
    from spike_doubt
    union all by name
    from level_doubt
),

in_area as (
    select
        unusual.*,
        ccg_area.area_code,
        ccg_area.region_code
    from unusual
    inner join steps.ccg_area as ccg_area
        on unusual.org_code = ccg_area.org_code
),

-- Five of one STP, or else of one region, that are unusual at once are rather one provider's doing.
crowd as (
    select
        document_id,
        measure_id,
        period,
        coalesce(area_code, region_code) as code,
        count(distinct org_code) as ccgs
    from in_area
    group by
        grouping sets ((document_id, measure_id, period, area_code), (document_id, measure_id, period, region_code))
    having ccgs >= 5
)

select
    in_area.document_id,
    in_area.measure_id,
    in_area.period,
    'ccg' as org_type,
    in_area.org_code,
    in_area.doubt,
    'weak' as strength,
    in_area.value,
    in_area.place,
    in_area.evidence,
    in_area.other_value,
    in_area.score,
    'also ' || (coalesce(of_area.ccgs, of_region.ccgs) - 1) || ' others of '
    || coalesce(of_area.code, of_region.code) || ': likely one provider''s submission' as note,
    in_area.period_end,
    in_area.months,
    in_area.is_yearly
from in_area
left join crowd as of_area
    on in_area.document_id = of_area.document_id
    and in_area.measure_id = of_area.measure_id
    and in_area.period = of_area.period
    and in_area.area_code = of_area.code
left join crowd as of_region
    on in_area.document_id = of_region.document_id
    and in_area.measure_id = of_region.measure_id
    and in_area.period = of_region.period
    and in_area.region_code = of_region.code
