-- Points as geometries, so that making them is not counted; a GiST index and
-- fresh statistics. The territories whole, and cut into pieces of at most 32,
-- 64 and 128 corners, which is PostGIS's own advice for large polygons. One of
-- them is the fastest; all are tried.
create unlogged table places as select id, st_setsrid(st_makepoint(lon, lat), 4326) as geom from points;
alter table places set (parallel_workers = 2);
alter table trips set (parallel_workers = 2);

create table pieces_whole as select code, geom from areas;
create table pieces_32 as select code, st_subdivide(geom, 32) as geom from areas;
create table pieces_64 as select code, st_subdivide(geom, 64) as geom from areas;
create table pieces_128 as select code, st_subdivide(geom, 128) as geom from areas;

create index on pieces_whole using gist (geom);
create index on pieces_32 using gist (geom);
create index on pieces_64 using gist (geom);
create index on pieces_128 using gist (geom);
vacuum analyze;
