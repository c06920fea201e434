-- How many points are in each territory: every point is located once, nothing
-- is sent but the counts. PIECES is one of the tables of prepare.sql.
select a.code, count(*)
from places p join PIECES a on st_intersects(a.geom, p.geom)
group by a.code
