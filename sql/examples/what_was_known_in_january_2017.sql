-- What ratings did anybody know when the first dashboard was due, on 1 January 2017?
SELECT
    band,
    count(*) AS organisations,
    any_value(document_id) AS document_id
FROM ratings_as_at(DATE '2017-01-01')
GROUP BY band
ORDER BY band DESC;
