-- The ten organisations most similar to each, by the list of a year, and how long both of a pair were open.
--
-- The list rests on the population of its year. It is not symmetric: one may be among the ten of another and not have
-- it among its own. An organisation that merged is never replaced by its successor, which is of another population.
--
-- group: organisations
-- key: list, org_code, rank
--   list VARCHAR -- The list, by the year whose population it rests on
--   org_code VARCHAR -- NHS ODS code of the CCG
--   org_name VARCHAR -- Its name in the register
--   rank BIGINT [rank] -- Place among those similar to it, 1 is the most similar
--   similar_org_code VARCHAR -- NHS ODS code of the similar organisation
--   similar_org_name VARCHAR -- Its name in the register
--   is_mutual BOOLEAN -- Whether the organisation is among those similar to the other too
--   valid_from DATE -- First day of the year for which the list was made
--   open_from DATE -- First day on which both were open
--   open_until DATE? -- Last day on which both were open; NULL when the register knows none
--   has_other_area BOOLEAN -- Whether one of the two kept its code while its ONS code changed, and so has another area than in some year
with several_areas as (
    select org_code
    from core.organisation_boundary
    group by org_code
    having count(*) > 1
)

select
    listed.list,
    listed.org_code,
    organisation.org_name,
    listed.rank,
    listed.similar_org_code,
    peer.org_name as similar_org_name,
    back.org_code is not null as is_mutual,
    listed.valid_from,
    greatest(organisation.opened_on, peer.opened_on) as open_from,
    least(organisation.closed_on, peer.closed_on) as open_until,
    moved.org_code is not null or peer_moved.org_code is not null as has_other_area
from core.similar_organisation as listed
inner join core.organisation as organisation
    on listed.org_code = organisation.org_code
inner join core.organisation as peer
    on listed.similar_org_code = peer.org_code
left join core.similar_organisation as back
    on listed.list = back.list
    and listed.org_code = back.similar_org_code
    and listed.similar_org_code = back.org_code
left join several_areas as moved
    on listed.org_code = moved.org_code
left join several_areas as peer_moved
    on listed.similar_org_code = peer_moved.org_code
