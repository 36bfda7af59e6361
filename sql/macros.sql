-- What ad-hoc SQL wants and no table holds.

-- A published name without what printing varies: case, &, punctuation, the NHS and CCG affixes, brackets.
CREATE MACRO normalise_name(name) AS trim(regexp_replace(
    regexp_replace(
        trim(regexp_replace(
            regexp_replace(
                replace(
                    regexp_replace(
                        replace(replace(lower(name), 'ß', 'ss'), '&amp;', '&'),
                        '\([^()]*\)|\[[^\[\]]*\]', ' ', 'g'
                    ),
                    '&', ' and '
                ),
                '[''’‘`\x{AD}\x{200B}\x{FEFF}]', '', 'g'
            ),
            '[^\p{L}\p{N}]+', ' ', 'g'
        )),
        '^(the )?(nhs )?', ''
    ),
    '(^| )(ccg|clinical commissioning group)$', ''
));

-- The organisations with a name, code or printed spelling that holds these words: FROM find_organisation('leeds west').
-- One whose code or whole name they are comes first, then names that begin with them, then those with them as words.
CREATE MACRO find_organisation(words) AS TABLE
WITH spelling AS (
    SELECT org_code, org_name AS name FROM core.organisation
    UNION
    SELECT org_code, org_name_published FROM core.rating
    UNION
    SELECT org_code, org_name_published FROM core.measure_value WHERE org_type = 'ccg'
    UNION
    SELECT org_code, alias FROM core.organisation_alias
),

plain AS (
    SELECT
        spelling.org_code,
        normalise_name(spelling.name) AS name,
        spelling.name = organisation.org_name AS is_own,
        asked.asked_name,
        asked.asked_code IN (organisation.org_code, organisation.gss_code)
        OR list_contains(string_split(coalesce(organisation.earlier_gss_codes, ''), '|'), asked.asked_code) AS is_code
    -- Asked first, so that no column of a table before it is taken for the words.
    FROM (SELECT normalise_name(words) AS asked_name, upper(trim(words)) AS asked_code) AS asked
    CROSS JOIN spelling
    INNER JOIN core.organisation AS organisation
        ON spelling.org_code = organisation.org_code
),

found AS (
    SELECT
        org_code,
        min(CASE
            WHEN is_code THEN 0
            WHEN name = asked_name AND is_own THEN 1
            WHEN name = asked_name THEN 2
            WHEN starts_with(name, asked_name || ' ') THEN 3
            WHEN contains(' ' || name || ' ', ' ' || asked_name || ' ') THEN 4
            ELSE 5
        END) AS place
    FROM plain
    WHERE is_code OR contains(name, asked_name)
    GROUP BY org_code
)

SELECT
    organisation.org_code,
    organisation.org_name,
    organisation.gss_code,
    organisation.opened_on,
    organisation.closed_on,
    profile.predecessors,
    profile.successors
FROM found
INNER JOIN core.organisation AS organisation
    ON found.org_code = organisation.org_code
INNER JOIN marts.ccg_profile AS profile
    ON found.org_code = profile.org_code
ORDER BY found.place, organisation.org_name;

-- The ratings as they were known by the end of a day: FROM ratings_as_at(DATE '2017-01-01').
CREATE MACRO ratings_as_at(day) AS TABLE
SELECT
    rating.org_code,
    organisation.org_name,
    rating.framework,
    rating.area,
    rating.period,
    rating.scale,
    rating.band,
    rating.status,
    rating.reason,
    document.published_on,
    rating.document_id,
    rating.line_no
FROM core.rating AS rating
INNER JOIN core.document AS document
    ON rating.document_id = document.document_id
INNER JOIN core.organisation AS organisation
    ON rating.org_code = organisation.org_code
WHERE document.published_on <= day
QUALIFY row_number() OVER (
    PARTITION BY rating.org_code, rating.framework, rating.area, rating.period
    ORDER BY publication_order(document.published_on, document.document_id) DESC
) = 1;

-- The values of measures as they were known by the end of a day: FROM values_as_at(DATE '2017-01-01').
CREATE MACRO values_as_at(day) AS TABLE
SELECT
    measured.org_type,
    measured.org_code,
    coalesce(organisation.org_name, measured.org_name_published) AS org_name,
    measured.measure_id,
    measured.period,
    measured.period_note IS NOT NULL AS period_inferred,
    measured.value,
    measure.unit,
    measured.status,
    measured.reason,
    document.published_on,
    measured.document_id,
    measured.line_no,
    measured.locator
FROM core.measure_value AS measured
INNER JOIN core.measure AS measure
    ON measured.measure_id = measure.measure_id
INNER JOIN core.document AS document
    ON measured.document_id = document.document_id
LEFT JOIN core.organisation AS organisation
    ON measured.org_type = 'ccg'
    AND measured.org_code = organisation.org_code
WHERE document.published_on <= day
QUALIFY row_number() OVER (
    PARTITION BY
        measured.org_type, measured.org_code, measured.measure_id, measured.period, measured.period_note IS NOT NULL
    ORDER BY publication_order(document.published_on, document.document_id) DESC
) = 1;

-- An organisation's line of descent in time's order, itself included, by any of its names or codes:
-- FROM line_of_descent('slough').
CREATE MACRO line_of_descent(words) AS TABLE
WITH found AS (
    SELECT org_code, org_name, opened_on, closed_on FROM find_organisation(words)
)
SELECT
    org_code AS line_of,
    org_code,
    org_name,
    'itself' AS relation,
    0 AS steps,
    opened_on,
    closed_on,
    NULL::DATE AS joined_on,
    NULL::VARCHAR AS path
FROM found
UNION ALL
SELECT
    found.org_code,
    lineage.related_org_code,
    lineage.related_org_name,
    lineage.relation,
    lineage.steps,
    lineage.opened_on,
    lineage.closed_on,
    lineage.joined_on,
    lineage.path
FROM found
INNER JOIN marts.organisation_lineage AS lineage
    ON found.org_code = lineage.org_code
ORDER BY line_of, opened_on, org_code;

-- A measure's league table with its caveats, of its latest period or the one given: FROM league_table('iapt_recovery_rate').
-- Where no rank can be given the organisations are listed by name, and `caveat` says why.
CREATE MACRO league_table(measure, of_period := NULL) AS TABLE
SELECT
    benchmark.rank,
    benchmark.ranked,
    benchmark.tied,
    benchmark.org_code,
    benchmark.org_name,
    benchmark.period,
    benchmark.value,
    benchmark.unit,
    benchmark.quartile,
    benchmark.against_standard,
    concat_ws(
        '; ',
        CASE benchmark.polarity
            WHEN 'higher' THEN 'high values are better'
            WHEN 'lower' THEN 'low values are better'
            ELSE 'neither high nor low values are better'
        END,
        if(benchmark.period_inferred, 'the period was inferred', NULL),
        benchmark.rank_note,
        if(benchmark.withheld > 0, benchmark.withheld || ' withheld', NULL),
        benchmark.standard_note,
        benchmark.interval_note,
        benchmark.reason
    ) AS caveat
FROM marts.measure_benchmark AS benchmark
WHERE benchmark.measure_id = measure
    AND benchmark.period = coalesce(of_period, (
        SELECT arg_max(latest.period, (latest.period_end, latest.period_start))
        FROM marts.measure_current AS latest
        WHERE latest.measure_id = measure
            AND latest.org_type = 'ccg'
            AND latest.value IS NOT NULL
    ))
ORDER BY benchmark.rank NULLS LAST, benchmark.org_name;
