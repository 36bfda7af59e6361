-- Which release is this, and which files was it made from?
select
    release_id,
    as_at,
    code_version,
    unnest(inputs, recursive := true)
from meta.release;
