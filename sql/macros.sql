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
CREATE MACRO find_organisation(words) AS TABLE
WITH spelling AS (
    SELECT org_code, org_name AS name FROM core.organisation
    UNION
    SELECT org_code, org_name_published FROM core.rating
    UNION
    SELECT org_code, org_name_published FROM core.measure_value
    UNION
    SELECT org_code, alias FROM core.organisation_alias
)
SELECT DISTINCT
    organisation.org_code,
    organisation.org_name,
    organisation.gss_code,
    organisation.opened_on,
    organisation.closed_on,
    profile.predecessors,
    profile.successors
FROM spelling
INNER JOIN core.organisation AS organisation
    ON spelling.org_code = organisation.org_code
INNER JOIN marts.ccg_profile AS profile
    ON organisation.org_code = profile.org_code
WHERE contains(normalise_name(spelling.name), normalise_name(words))
    OR upper(trim(words)) IN (organisation.org_code, organisation.gss_code)
    OR list_contains(string_split(organisation.earlier_gss_codes, '|'), upper(trim(words)))
ORDER BY organisation.org_name;
