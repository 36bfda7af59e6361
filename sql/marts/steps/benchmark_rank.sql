-- Each value with its ranks, the best first, among its peers in England, its region and its ICB, or why it has none.
with compared as (
    select
        set_no,
        org_no,
        is_peer,
        region_no,
        icb_no,
        case polarity
            when 'higher' then value
            when 'lower' then -value
        end as goodness
    from steps.benchmark_cell
),

-- Only what decides a rank goes through the windows, which is much the fastest for many values.
in_order as (
    select
        set_no,
        org_no,
        rank() over best_first as england_rank,
        count(*) over best_first as at_least_as_good,
        rank() over best_of_region_first as region_rank,
        rank() over best_of_icb_first as icb_rank
    from compared
    window
        best_first as (partition by set_no, is_peer order by goodness desc nulls last),
        best_of_region_first as (partition by set_no, is_peer, region_no order by goodness desc nulls last),
        best_of_icb_first as (partition by set_no, is_peer, icb_no order by goodness desc nulls last)
),

noted as (
    select
        cell.*,
        in_order.england_rank,
        in_order.at_least_as_good,
        in_order.region_rank as rank_in_region,
        in_order.icb_rank as rank_in_icb,
        region.ranked as ranked_in_region,
        region.withheld as withheld_in_region,
        region.median as region_median,
        icb.ranked as ranked_in_icb,
        icb.withheld as withheld_in_icb,
        icb.median as icb_median,
        coalesce(
            cell.no_value_note,
            case
                when cell.polarity = 'none' then 'no value of this measure is better than another'
                when cell.unit = 'not stated' then 'its unit is not stated'
                when not cell.of_any_size then 'such figures grow with the size of the organisation'
            end
        ) as no_order_note,
        coalesce(
            no_order_note, cell.england_coverage_note, cell.no_peer_note, too_few_note(cell.ranked_share)
        ) as no_rank_note,
        coalesce(
            no_order_note,
            cell.no_peer_note,
            region.coverage_note,
            case when cell.region_code is null then 'its region is not known' end,
            too_few_note(region.ranked_share)
        ) as region_note,
        coalesce(
            no_order_note,
            cell.no_peer_note,
            icb.coverage_note,
            case when cell.icb_code is null then 'its ICB is not known' end,
            too_few_note(icb.ranked_share)
        ) as icb_note
    from steps.benchmark_cell as cell
    inner join in_order
        on cell.set_no = in_order.set_no
        and cell.org_no = in_order.org_no
    left join marts.measure_peer_group as region
        on cell.measure_id = region.measure_id
        and cell.period = region.period
        and cell.period_inferred = region.period_inferred
        and region.peers = 'region'
        and cell.region_code = region.peers_code
    left join marts.measure_peer_group as icb
        on cell.measure_id = icb.measure_id
        and cell.period = icb.period
        and cell.period_inferred = icb.period_inferred
        and icb.peers = 'icb'
        and cell.icb_code = icb.peers_code
)

select
    *,
    case when no_rank_note is null then england_rank end as rank,
    case when no_rank_note is null then england_ranked end as ranked,
    case when no_rank_note is null then at_least_as_good - england_rank + 1 end as tied,
    case when no_rank_note is null then england_withheld end as withheld,
    case when no_rank_note is null then england_did_not_exist end as did_not_exist,
    england_ranked - at_least_as_good as worse,
    100 * (worse + tied / 2) / ranked as percentile,
    100 * (worse + tied / 2) / (ranked + withheld) as percentile_lower,
    100 * (worse + withheld + tied / 2) / (ranked + withheld) as percentile_upper,
    case when ranked >= 4 then 5 - ceil((ranked + 1 - rank) / (ranked / 4))::bigint end as quartile,
    coalesce(no_rank_note, case when ranked < 4 then 'no quartiles of fewer than 4 values' end) as rank_note,
    case when region_note is null then rank_in_region end as region_rank,
    case when region_note is null then ranked_in_region end as region_ranked,
    case when region_note is null then withheld_in_region end as region_withheld,
    case when icb_note is null then rank_in_icb end as icb_rank,
    case when icb_note is null then ranked_in_icb end as icb_ranked,
    case when icb_note is null then withheld_in_icb end as icb_withheld
from noted
