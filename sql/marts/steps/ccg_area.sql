-- The area of which a CCG was a part when it closed, an STP or an ICB, and its region.
select
    organisation.org_code,
    coalesce(earlier.area_code, organisation.icb_code) as area_code,
    organisation.region_code
from core.organisation as organisation
left join core.organisation_area as earlier
    on organisation.org_code = earlier.org_code
