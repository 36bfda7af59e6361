-- What ad-hoc SQL wants and no table holds.

-- A published name without what printing varies: case, &, punctuation, the NHS and CCG affixes, brackets.
create macro normalise_name(name) as trim(regexp_replace(
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
create macro find_organisation(words) as table
    with spelling as (
        select
            org_code,
            org_name as name
        from core.organisation
        union
        select
            org_code,
            org_name_published
        from core.rating
        union
        select
            org_code,
            org_name_published
        from core.measure_value
        where org_type = 'ccg'
        union
        select
            org_code,
            alias
        from core.organisation_alias
    ),

    plain as (
        select
            spelling.org_code,
            normalise_name(spelling.name) as name,
            spelling.name = organisation.org_name as is_own,
            search.search_name,
            search.search_code in (organisation.org_code, organisation.gss_code)
            or list_contains(string_split(coalesce(organisation.earlier_gss_codes, ''), '|'), search.search_code)
                as is_code
        -- First, so that no column of a table before it is read instead of the parameter `words`.
        from (
            select
                normalise_name(words) as search_name,
                upper(trim(words)) as search_code
        ) as search
        cross join spelling
        inner join core.organisation as organisation
            on spelling.org_code = organisation.org_code
    ),

    found as (
        select
            org_code,
            min(case
                when is_code then 0
                when name = search_name and is_own then 1
                when name = search_name then 2
                when starts_with(name, search_name || ' ') then 3
                when contains(' ' || name || ' ', ' ' || search_name || ' ') then 4
                else 5
            end) as place
        from plain
        where is_code or contains(name, search_name)
        group by org_code
    )

    select
        organisation.org_code,
        organisation.org_name,
        organisation.gss_code,
        organisation.opened_on,
        organisation.closed_on,
        profile.predecessors,
        profile.successors
    from found
    inner join core.organisation as organisation
        on found.org_code = organisation.org_code
    inner join marts.ccg_profile as profile
        on found.org_code = profile.org_code
    order by found.place, organisation.org_name;

-- The ratings as they were known by the end of a day: FROM ratings_as_at(DATE '2017-01-01').
create macro ratings_as_at(day) as table
    select
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
    from core.rating as rating
    inner join core.document as document
        on rating.document_id = document.document_id
    inner join core.organisation as organisation
        on rating.org_code = organisation.org_code
    where document.published_on <= day
    qualify row_number() over (
            partition by rating.org_code, rating.framework, rating.area, rating.period
            order by publication_order(document.published_on, document.document_id) desc
        ) = 1;

-- The values of measures as they were known by the end of a day: FROM values_as_at(DATE '2017-01-01').
create macro values_as_at(day) as table
    select
        measured.org_type,
        measured.org_code,
        coalesce(organisation.org_name, measured.org_name_published) as org_name,
        measured.measure_id,
        measured.period,
        measured.period_note is not null as period_inferred,
        measured.value,
        measure.unit,
        measured.status,
        measured.reason,
        document.published_on,
        measured.document_id,
        measured.line_no,
        measured.locator
    from core.measure_value as measured
    inner join core.measure as measure
        on measured.measure_id = measure.measure_id
    inner join core.document as document
        on measured.document_id = document.document_id
    left join core.organisation as organisation
        on measured.org_type = 'ccg'
        and measured.org_code = organisation.org_code
    where document.published_on <= day
    qualify row_number() over (
            partition by
                measured.org_type,
                measured.org_code,
                measured.measure_id,
                measured.period,
                measured.period_note is not null
            order by publication_order(document.published_on, document.document_id) desc
        ) = 1;

-- An organisation's line of descent in time's order, itself included, by any of its names or codes:
-- FROM line_of_descent('slough').
create macro line_of_descent(words) as table
    with found as (
        select
            org_code,
            org_name,
            opened_on,
            closed_on
        from find_organisation(words)
    )

    select
        org_code as line_of,
        org_code,
        org_name,
        'itself' as relation,
        0 as steps,
        opened_on,
        closed_on,
        null::date as joined_on,
        null::varchar as path
    from found
    union all
    select
        found.org_code,
        lineage.related_org_code,
        lineage.related_org_name,
        lineage.relation,
        lineage.steps,
        lineage.opened_on,
        lineage.closed_on,
        lineage.joined_on,
        lineage.path
    from found
    inner join marts.organisation_lineage as lineage
        on found.org_code = lineage.org_code
    order by line_of, opened_on, org_code;

-- A measure's league table with its caveats, of its latest period or the one given: FROM league_table('iapt_recovery_rate').
-- Where no rank can be given the organisations are listed by name, and `caveat` says why.
create macro league_table(measure, of_period := 'latest') as table
    select
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
            case benchmark.polarity
                when 'higher' then 'high values are better'
                when 'lower' then 'low values are better'
                else 'neither high nor low values are better'
            end,
            if(benchmark.period_inferred, 'the period was inferred', null),
            benchmark.rank_note,
            if(benchmark.withheld > 0, benchmark.withheld || ' without a value', null),
            if(benchmark.did_not_exist > 0, benchmark.did_not_exist || ' opened after the period', null),
            benchmark.standard_note,
            benchmark.interval_note,
            benchmark.reason
        ) as caveat
    from marts.measure_benchmark as benchmark
    where benchmark.measure_id = measure
        and benchmark.period = coalesce(nullif(of_period, 'latest'), (
            select arg_max(latest.period, (latest.period_end, latest.period_start))
            from marts.measure_current as latest
            where latest.measure_id = measure
                and latest.org_type = 'ccg'
                and latest.value is not null
        ))
    order by benchmark.rank nulls last, benchmark.org_name;

-- The parts of a figure's key, and a key with the four characters by which a mistyped one is known; made the same way in
-- pipeline/publish/figure_keys.py.
create macro key_part(part) as
replace(replace(replace(url_encode(part), '%20', '+'), '%2F', '/'), '~', '%7E');

create macro key_number(figure) as
if(figure = trunc(figure) and abs(figure) < 1e15, format('{:.0f}', figure), format('{:.10g}', figure));

create macro key_with_check(body) as body || '~' || left(sha256(body), 4);

create macro key_organisation(org_type, org_code) as
if(org_type = 'ccg', key_part(org_code), key_part(org_type || '.' || org_code));

-- The key by which ccg-ratings trace --cite finds a value again:
-- SELECT value_key(measure_id, period, org_type, org_code, document_id, value, status) FROM marts.measure_current.
create macro value_key(measure_id, period, org_type, org_code, document_id, figure, status) as key_with_check(
    'value:' || key_part(measure_id) || ':' || key_part(period) || ':' || key_organisation(org_type, org_code)
    || ':' || key_part(document_id) || '=' || key_part(coalesce(key_number(figure), status))
);

-- The same of a rating: SELECT rating_key(area, period, org_code, framework, document_id, band, status)
-- FROM marts.rating_current.
create macro rating_key(area, period, org_code, framework, document_id, band, status) as key_with_check(
    'rating:' || key_part(area) || ':' || key_part(period) || ':' || key_organisation('ccg', org_code)
    || ':' || key_part(framework) || ':' || key_part(document_id) || '=' || key_part(coalesce(band, status))
);

-- The same of a claim: SELECT claim_key(claim_id, claimed, verdict) FROM marts.claim_check.
create macro claim_key(claim_id, claimed, verdict) as key_with_check(
    'claim:' || key_part(regexp_replace(claim_id, ':[^:]*$', '')) || ':'
    || key_part(regexp_extract(claim_id, '[^:]*$')) || '=' || key_part(key_number(claimed) || ' ' || verdict)
);

-- The same of a sum of counts: SELECT sum_key(measure_id, period, area_type, area_code, source_id, percent)
-- FROM marts.area_value.
create macro sum_key(measure_id, period, area_type, area_code, source_id, percent) as key_with_check(
    'sum:' || key_part(measure_id) || ':' || key_part(period) || ':' || key_part(area_type || '.' || area_code)
    || ':' || key_part(source_id) || '=' || key_part(coalesce(key_number(percent), 'not_available'))
);

-- The counts that a sum of marts.area_value adds up, England's or that of a region or an ICB:
-- FROM area_parts('eip_two_week_wait', '2018/19', 'QOQ').
create macro area_parts(measure, of_period, area) as table
    select
        part.org_code,
        part.org_name,
        part.numerator,
        part.denominator,
        part.is_doubtful,
        part.source_id,
        part.document_id,
        part.locator
    from marts.area_part as part
    where part.measure_id = measure
        and part.period = of_period
        and area in ('England', part.region_code, part.icb_code)
    order by part.source_id, part.org_name;
