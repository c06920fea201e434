-- Metres of every trip in each territory, on the ellipsoid.
select t.id, a.code, sum(st_length(st_intersection(a.geom, t.geom)::geography)) as metres
from (
  select t.id, st_linesubstring(l.geom, t.from_share, t.to_share) as geom
  from trips t join lines l on l.id = t.line
  where t.id < LIMIT_ID
  offset 0
) t join PIECES a on st_intersects(a.geom, t.geom)
group by t.id, a.code
