-- +goose Up
-- What waited for a decision, and so was not counted, when a statement was
-- computed and again when it was offered.
alter table statement add column waiting integer not null default 0;
alter table statement add column waiting_kg {{bigint}} not null default 0;

-- The lists of trips and tickets behind the measurements of statements, each
-- by its own hash, which the statement holds. So a statement can show what it
-- was computed from, whatever became of the records since.
create table evidence (
  sha256 text primary key,
  list text not null
);
