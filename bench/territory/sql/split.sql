-- Metres of every trip in each territory, on the ellipsoid. "offset 0" keeps
-- the substring from being made again for every use of it.
select t.id, a.code, sum(st_length(st_intersection(a.geom, s.geom)::geography)) as metres
from trips t
join lines l on l.id = t.line
cross join lateral (select st_linesubstring(l.geom, t.from_share, t.to_share) as geom offset 0) s
join PIECES a on st_intersects(a.geom, s.geom)
where t.id < LIMIT_ID
group by t.id, a.code
