-- +goose Up
-- What a person was told. One message for an event and person, ever; over_us is
-- when its matter was found to be over, or no longer theirs.
create table notice (
  id {{serial}},
  account text not null references account (id),
  key text not null,
  scope text not null,
  kind text not null,
  content text not null,
  told_us {{bigint}} not null,
  read_us {{bigint}} not null default 0,
  over_us {{bigint}} not null default 0
);
create unique index notice_once on notice (account, key);
create index notice_newest on notice (account, id);
create index notice_unread on notice (account) where read_us = 0 and over_us = 0;
create index notice_open on notice (scope) where over_us = 0;
