-- Each organisation of a list of similar organisations: when it and its ten were all open, and whether one has moved.
with several_areas as (
    select org_code
    from core.organisation_boundary
    group by org_code
    having count(*) > 1
)

select
    listed.list,
    listed.valid_from,
    listed.org_code,
    count(*) as peers,
    greatest(max(organisation.opened_on), max(peer.opened_on)) as all_open_from,
    least(
        min(coalesce(organisation.closed_on, 'infinity'::date)), min(coalesce(peer.closed_on, 'infinity'::date))
    ) as all_open_until,
    count(moved.org_code) + count(peer_moved.org_code) > 0 as has_other_area
from core.similar_organisation as listed
inner join core.organisation as organisation
    on listed.org_code = organisation.org_code
inner join core.organisation as peer
    on listed.similar_org_code = peer.org_code
left join several_areas as moved
    on listed.org_code = moved.org_code
left join several_areas as peer_moved
    on listed.similar_org_code = peer_moved.org_code
group by all
