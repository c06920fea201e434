-- +goose Up
-- Texts that their government threw away before anybody else saw them. It may
-- begin again with one of them; nobody else learns that it was there.
create table draft_discarded (
  id {{serial}},
  run text not null,
  branch text not null default '',
  kind text not null,
  title text not null,
  government text not null references government (code),
  canonical {{bytes}} not null,
  by_name text not null,
  at_us {{bigint}} not null
);
create index draft_discarded_run on draft_discarded (run, branch, government);
