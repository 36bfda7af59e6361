-- What became of NHS Slough CCG, step by step?
SELECT
    org_name,
    relation,
    steps,
    opened_on,
    closed_on,
    path
FROM line_of_descent('slough')
ORDER BY opened_on;
