-- +goose Up
-- Who may act for an office besides its holder, in the days of a letter. Rows
-- are not deleted: what is past stays to be read.
create table delegation (
  id text primary key,
  office text not null references office (id),
  account text not null references account (id),
  name text not null,
  from_date text not null,
  until_date text not null,
  letter text not null,
  note text not null default '',
  made_by text not null,
  made_us {{bigint}} not null,
  -- How it ended before its time; no day: it did not.
  ended_on text not null default '',
  ended_by text not null default '',
  ended_reason text not null default ''
);
create index delegation_office on delegation (office, from_date, id);
create index delegation_account on delegation (account, from_date, id);
