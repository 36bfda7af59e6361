-- Each claim in each reading that its words allow: 1 as their labels say, 2 of the bands that they may mean together.
select
    *,
    1 as reading,
    coalesce(len(bands_together), 0) > 0 as is_open
from core.claim
union all by name
select
    * replace (bands_together as bands),
    2 as reading,
    true as is_open
from core.claim
where coalesce(len(bands_together), 0) > 0
