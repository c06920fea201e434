-- What a careful user may do: every line cut at the territories once, kept as
-- stretches in metres from its start, so that trips need arithmetic only.
create table stretches as
with corners as (
  select l.id as line, (d).path[1] as n, (d).geom as b, lag((d).geom) over (partition by l.id order by (d).path[1]) as a
  from (select id, st_dumppoints(geom) as d from lines) l
), sides as (
  select line, n, a, b, st_distance(a::geography, b::geography) as metres,
    sum(st_distance(a::geography, b::geography)) over (partition by line order by n) as till
  from corners where a is not null
), cut as (
  select s.line, s.till - s.metres as start, p.code, s.a, (st_dump(st_intersection(p.geom, st_makeline(s.a, s.b)))).geom as part
  from sides s join pieces_64 p on st_intersects(p.geom, st_makeline(s.a, s.b))
  where s.metres > 0
), measured as (
  select line, code,
    start + st_distance(a::geography, st_startpoint(part)::geography) as m1,
    start + st_distance(a::geography, st_endpoint(part)::geography) as m2
  from cut where st_dimension(part) = 1
), ranged as (
  select line, code, numrange(least(m1, m2)::numeric, greatest(m1, m2)::numeric) as r from measured
)
select line, code, lower(u)::float8 as m1, upper(u)::float8 as m2
from (select line, code, unnest(range_agg(r)) as u from ranged group by line, code) x;

create index on stretches (line);

create table lengths as select id as line, st_length(geom::geography) as metres from lines;
vacuum analyze;
