-- What became of Leeds West, and how was it rated?
SELECT
    found.org_code,
    found.org_name,
    found.successors,
    rating.area,
    rating.period,
    coalesce(rating.band, rating.reason) AS rated
FROM find_organisation('leeds west') AS found
INNER JOIN marts.rating_current AS rating USING (org_code)
ORDER BY rating.period_start, rating.area;
