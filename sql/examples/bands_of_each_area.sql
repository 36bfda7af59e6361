-- How many organisations have each band, and of how many that were open then?
SELECT
    area,
    period,
    band,
    organisations,
    round(100 * share, 1) AS percent_of_rated,
    organisations_open,
    coverage_note
FROM marts.rating_distribution
ORDER BY period, area, position;
