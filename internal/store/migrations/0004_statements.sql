-- +goose Up
create table statement (
  id text primary key,
  agreement text not null references agreement (id),
  month text not null,
  version integer not null,
  sha256 text not null,
  canonical {{bytes}} not null,
  status text not null,
  total {{bigint}} not null,
  lifecycle text not null,
  created_us {{bigint}} not null,
  created_by text not null,
  owner text not null,
  unique (agreement, month, version)
);

create table statement_event (
  statement text not null references statement (id),
  seq integer not null,
  at_us {{bigint}} not null,
  account text not null,
  name text not null,
  government text not null,
  move text not null,
  line integer not null default 0,
  reason text not null default '',
  primary key (statement, seq)
);
