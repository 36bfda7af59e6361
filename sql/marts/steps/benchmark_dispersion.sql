-- How far the proportions of England's organisations lie apart, beyond chance, in each set in which all have counts.
--
-- Each is put on the scale of the arcsine of its root, where chance spreads it by 1 / (2 sqrt(n)) whatever it is. The
-- distances from England in such errors are winsorised at their 10th and 90th percentile, and the variance between the
-- organisations that is left over is that of the method of moments (Spiegelhalter 2005; DerSimonian and Laird 1986).
with proportion as (
    select
        set_no,
        4 * denominator as weight,
        (asin(sqrt(numerator / denominator)) - asin(sqrt(england_numerator / england_denominator))) * sqrt(weight) as z
    from steps.benchmark_cell
    where is_peer
        and england_denominator is not null
),

tenth as (
    select
        set_no,
        quantile_cont(z, [0.1, 0.9]) as ends
    from proportion
    group by set_no
)

select
    proportion.set_no,
    count(*) as organisations,
    avg(least(greatest(proportion.z, tenth.ends[1]), tenth.ends[2]) ** 2) as dispersion,
    dispersion > 1 + 2 * sqrt(2 / organisations) as overdispersed,
    sum(proportion.weight) - sum(proportion.weight ** 2) / sum(proportion.weight) as weight_left,
    sqrt(greatest((organisations * dispersion - (organisations - 1)) / weight_left, 0)) as between_sd
from proportion
inner join tenth
    on proportion.set_no = tenth.set_no
group by proportion.set_no
having count(*) >= 10
