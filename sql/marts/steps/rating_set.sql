-- Each set of ratings, which is those of a framework, area and period, with the day on which its first was published.
select
    rating.framework,
    rating.area,
    rating.period,
    rating.period_end,
    rating.scale,
    min(document.published_on) as first_published_on
from core.rating as rating
inner join core.document as document
    on rating.document_id = document.document_id
group by all
