-- How did the regions of England stand on treatment within two weeks for psychosis at the end of 2021/22, the worst first?
select
    region.area_name,
    regional.value
from marts.measure_current as regional
inner join core.area as region
    on regional.org_type = region.area_type and regional.org_code = region.area_code
where
    regional.measure_id = 'eip_two_week_wait'
    and regional.org_type = 'region'
    and regional.period = '2021/22 Q4'
order by regional.value, region.area_name;
