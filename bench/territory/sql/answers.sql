-- The answer for each point, to compare, not timed.
select p.id, min(a.code)
from places p left join pieces_whole a on st_intersects(a.geom, p.geom)
group by p.id
order by p.id
