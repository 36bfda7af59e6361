-- What the counts say of a year's recovery rate that is unusual, with the year before: whether it is a misprint.
with recovery_count as (
    select
        far_cell.document_id,
        far_cell.measure_id,
        far_cell.period,
        far_cell.org_code,
        max(cell.value) filter (where cell.measure_id = 'iapt_recovered' and is_now) as recovered,
        max(cell.value) filter (where cell.measure_id = 'iapt_courses_finished' and is_now) as finished,
        max(cell.value) filter (where cell.measure_id = 'iapt_not_at_caseness' and is_now) as not_cases,
        max(cell.value) filter (where cell.measure_id = 'iapt_referrals_received' and is_now) as referrals,
        max(cell.value) filter (where cell.measure_id = 'iapt_recovered' and not is_now) as recovered_before,
        max(cell.value) filter (where cell.measure_id = 'iapt_courses_finished' and not is_now) as finished_before,
        max(cell.value) filter (where cell.measure_id = 'iapt_not_at_caseness' and not is_now) as not_cases_before
    from (
        select
            *,
            unnest([true, false]) as is_now
        from steps.doubt_series
        where measure_id = 'iapt_recovery_rate'
            and doubt = 'level'
            and is_yearly
    ) as far_cell
    inner join steps.doubt_cell as cell
        on far_cell.document_id = cell.document_id
        and far_cell.org_code = cell.org_code
        and if(is_now, far_cell.period_end, (far_cell.period_end - interval 1 year)::date) = cell.period_end
    where cell.org_type = 'ccg'
        and cell.measure_id in (
            'iapt_recovered', 'iapt_courses_finished', 'iapt_not_at_caseness', 'iapt_referrals_received'
        )
        and far_cell.months = cell.months
    group by all
)

select
    document_id,
    measure_id,
    period,
    org_code,
    'level' as doubt,
    format(
        '{:,} recovered of {:,} finished less {:,} not at caseness = {:.2f} %',
        recovered::bigint,
        finished::bigint,
        not_cases::bigint,
        100 * recovered / (finished - not_cases)
    )
    || coalesce(
        format(
            '; a year before {:,} of {:,} less {:,} = {:.2f} %',
            recovered_before::bigint,
            finished_before::bigint,
            not_cases_before::bigint,
            100 * recovered_before / (finished_before - not_cases_before)
        ),
        ''
    )
    || coalesce(format('; courses finished × {:.1f}', finished / finished_before), '')
    || if(
        finished > referrals,
        format(', and more than the {:,} referrals received: likely old referrals were closed', referrals::bigint),
        ''
    ) as note
from recovery_count
where finished > not_cases
