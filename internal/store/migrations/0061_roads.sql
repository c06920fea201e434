-- +goose Up
-- Maps of roads along which ways of buses are laid: a file of OpenStreetMap as
-- the operator of the node brought it, and what was found in it. Only ever
-- appended; the newest counts.
create table road_map (
  at_us {{bigint}} primary key,
  sha256 text not null references file (sha256),
  name text not null,
  by_name text not null,
  facts text not null
);
