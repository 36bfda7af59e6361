-- Every organisation before and after an organisation in its line, through any number of mergers, both ways.
--
-- An organisation itself and those beside it in a merger are not in its line: Leeds North has Leeds as its successor,
-- and not Leeds West. A line keeps time's order: what came to an organisation after it had passed its area on went no
-- further. Should several ways lead to the same organisation, the one of the fewest steps stands here.
--
-- `joined_on` is the same day seen from either side: the first on which the later of the two was responsible for the
-- earlier one's area. Slough and Frimley were joined on 1 April 2021, though Slough closed in 2018: that is in its
-- `closed_on`, and what lay between is in `path`.
--
-- group: organisations
-- key: org_code, related_org_code
--   org_code VARCHAR -- NHS ODS code of the CCG
--   org_name VARCHAR -- Its name in the register
--   related_org_code VARCHAR -- NHS ODS code of an organisation in its line
--   related_org_name VARCHAR -- Name of that organisation in the register
--   relation VARCHAR -- What the related organisation is to it: predecessor or successor
--   steps BIGINT [merger steps] -- Mergers between the two
--   opened_on DATE -- First day on which the related organisation was open
--   closed_on DATE? -- Last day on which it was open; NULL when the register knows none
--   joined_on DATE -- First day on which the later of the two was responsible for the earlier one's area
--   path VARCHAR -- Names from the earlier to the later of the two, in time's order
--   all_in_line BOOLEAN -- Whether all of the related organisation's area is in this line, as far as mergers tell
--   other_predecessors VARCHAR? -- Organisations outside this line whose area also came to a successor, with codes; NULL when there is none, and for a predecessor
--   other_successors VARCHAR? -- Organisations outside this line that also took area of a predecessor, with codes; NULL when there is none, and for a successor
with recursive chain as (
    select
        succession.predecessor_org_code as earlier_org_code,
        succession.successor_org_code as later_org_code,
        1::bigint as steps,
        succession.effective_on as joined_on,
        [succession.predecessor_org_code, succession.successor_org_code] as org_codes,
        earlier.org_name || ' → ' || later.org_name as path
    from core.organisation_succession as succession
    inner join core.organisation as earlier
        on succession.predecessor_org_code = earlier.org_code
    inner join core.organisation as later
        on succession.successor_org_code = later.org_code
    where succession.predecessor_org_code <> succession.successor_org_code
    union all
    select
        chain.earlier_org_code,
        succession.successor_org_code as later_org_code,
        chain.steps + 1 as steps,
        succession.effective_on as joined_on,
        list_append(chain.org_codes, succession.successor_org_code) as org_codes,
        chain.path || ' → ' || later.org_name as path
    from chain
    inner join core.organisation_succession as succession
        on chain.later_org_code = succession.predecessor_org_code
        and chain.joined_on <= succession.effective_on
    inner join core.organisation as later
        on succession.successor_org_code = later.org_code
    -- No organisation twice in a chain, so that a circle in the register ends.
    where not list_contains(chain.org_codes, succession.successor_org_code)
),

seen_from_both_ends as (
    select
        later_org_code as org_code,
        earlier_org_code as related_org_code,
        'predecessor' as relation,
        steps,
        joined_on,
        path
    from chain
    union all
    select
        earlier_org_code as org_code,
        later_org_code as related_org_code,
        'successor' as relation,
        steps,
        joined_on,
        path
    from chain
),

relative as (
    select *
    from seen_from_both_ends
    qualify row_number() over (
            partition by org_code, related_org_code
            order by steps, relation, joined_on, path
        ) = 1
),

outside as (
    select
        relative.org_code,
        relative.related_org_code,
        string_agg(
            name_and_code(organisation.org_name, organisation.org_code), ', '
            order by organisation.org_name, organisation.org_code
        ) as names
    from relative
    inner join relative as beyond
        on relative.related_org_code = beyond.org_code
        and relative.relation <> beyond.relation
        and relative.org_code <> beyond.related_org_code
    inner join core.organisation as organisation
        on beyond.related_org_code = organisation.org_code
    left join relative as in_line
        on relative.org_code = in_line.org_code
        and beyond.related_org_code = in_line.related_org_code
    where in_line.org_code is null
    group by all
)

select
    relative.org_code,
    organisation.org_name,
    relative.related_org_code,
    related.org_name as related_org_name,
    relative.relation,
    relative.steps,
    related.opened_on,
    related.closed_on,
    relative.joined_on,
    relative.path,
    outside.names is null as all_in_line,
    case when relative.relation = 'successor' then outside.names end as other_predecessors,
    case when relative.relation = 'predecessor' then outside.names end as other_successors
from relative
inner join core.organisation as organisation
    on relative.org_code = organisation.org_code
inner join core.organisation as related
    on relative.related_org_code = related.org_code
left join outside
    on relative.org_code = outside.org_code
    and relative.related_org_code = outside.related_org_code
