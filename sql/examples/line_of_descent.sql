-- What became of NHS Slough CCG, step by step?
select
    org_name,
    relation,
    steps,
    opened_on,
    closed_on,
    path
from line_of_descent('slough')
order by opened_on;
