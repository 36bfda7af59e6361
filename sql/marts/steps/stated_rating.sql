-- Every statement of a rating, and which of those of one organisation, framework, area and period is current.
--
-- A publisher with a complete list, which has a row of every organisation open on the period's last day, is heard before
-- others from then on; a list before a sentence; and of the same authority the document that came out last.
with complete_list as (
    select
        rating.framework,
        rating.area,
        rating.period,
        document.publisher,
        document.published_on
    from core.rating as rating
    inner join core.document as document
        on rating.document_id = document.document_id
    inner join core.organisation as organisation
        on rating.org_code = organisation.org_code
    where rating.stated_in = 'list'
        and was_open(organisation.opened_on, organisation.closed_on, rating.period_end)
    group by
        rating.document_id,
        rating.framework,
        rating.area,
        rating.period,
        rating.period_end,
        document.publisher,
        document.published_on
    having count(*) = (
            select count(*)
            from core.organisation as registered
            where was_open(registered.opened_on, registered.closed_on, rating.period_end)
        )
),

authority as (
    select
        framework,
        area,
        period,
        publisher,
        min(published_on) as since
    from complete_list
    group by all
),

weighed as (
    select
        rating.*,
        document.published_on,
        coalesce(rating.band, rating.status) as stated_text,
        case
            when rating.stated_in = 'sentence' then 3
            when document.published_on >= authority.since then 1
            else 2
        end as authority,
        publication_order(document.published_on, document.document_id) as came_out
    from core.rating as rating
    inner join core.document as document
        on rating.document_id = document.document_id
    left join authority
        on rating.framework = authority.framework
        and rating.area = authority.area
        and rating.period = authority.period
        and document.publisher = authority.publisher
)

select
    *,
    authority = min(authority) over (partition by org_code, framework, area, period) as has_authority,
    row_number() over (
        partition by org_code, framework, area, period
        order by authority, came_out desc
    ) as current_no
from weighed
