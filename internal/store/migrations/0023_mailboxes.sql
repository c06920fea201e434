-- +goose Up
-- Where a person's digest goes, and how often. An address counts once it was
-- confirmed by a link that was sent to it; until then it is pending. next_us is
-- when the next digest is due, 0 when none is; lease_us keeps two nodes from
-- sending the same one.
create table mailbox (
  account text primary key references account (id),
  address text not null default '',
  pending text not null default '',
  secret_hash text not null default '',
  secret_until_us {{bigint}} not null default 0,
  often text not null,
  lang text not null,
  next_us {{bigint}} not null default 0,
  lease_us {{bigint}} not null default 0,
  sent_id {{bigint}} not null default 0,
  failures integer not null default 0,
  failure text not null default '',
  failed_us {{bigint}} not null default 0
);
create index mailbox_due on mailbox (next_us) where next_us > 0;
