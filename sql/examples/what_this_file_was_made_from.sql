-- Which release is this, and which files was it made from?
SELECT
    release_id,
    as_at,
    code_version,
    unnest(inputs, recursive := true)
FROM meta.release;
