-- The same territories, points and lines as the benchmark's own side.
create extension postgis;

create table areas (code text primary key, geom geometry(multipolygon, 4326) not null);

create unlogged table points (id int not null, lon float8 not null, lat float8 not null);

create table lines (id int primary key, geom geometry(linestring, 4326) not null);

-- Trips are stretches of a line, in shares of its length.
create unlogged table trips (id int not null, line int not null, from_share float8 not null, to_share float8 not null);
