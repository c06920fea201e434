-- +goose Up
create table government (
  code text primary key,
  name text not null,
  short text not null,
  kind text not null check (kind in ('provinsi', 'kabupaten', 'kota')),
  address text not null default ''
);

create table agency (
  id text primary key,
  government text not null references government (code),
  name text not null,
  short text not null,
  affair text not null
);
create index agency_government on agency (government, name, id);

create table office (
  id text primary key,
  government text not null references government (code),
  agency text not null default '',
  title text not null,
  head boolean not null default false
);
create index office_government on office (government, title, id);

create table holder (
  id text primary key,
  office text not null references office (id),
  name text not null,
  prefix text not null default '',
  suffix text not null default '',
  acting text not null,
  nip text not null default '',
  rank text not null default '',
  decision text not null default '',
  from_date text not null,
  until_date text not null default ''
);
create index holder_office on holder (office, from_date, id);

create table account (
  id text primary key,
  login text not null unique,
  name text not null,
  government text not null references government (code),
  agency text not null default '',
  office text not null default '',
  password_hash text not null default '',
  active boolean not null default true,
  successor text not null default '',
  created_us {{bigint}} not null
);
create index account_government on account (government, login);

create table account_role (
  account text not null references account (id),
  role text not null,
  primary key (account, role)
);

-- A one-time link: to accept an invitation, to set a new password, or to set
-- up an empty system. Only the hash of its secret is kept.
create table one_time_link (
  secret_hash text primary key,
  purpose text not null check (purpose in ('setup', 'invite', 'reset')),
  account text not null default '',
  expires_us {{bigint}} not null,
  used_us {{bigint}} not null default 0
);

create table session (
  token_hash text primary key,
  account text not null references account (id),
  created_us {{bigint}} not null,
  seen_us {{bigint}} not null,
  expires_us {{bigint}} not null
);
create index session_account on session (account);
create index session_expires on session (expires_us);

create table audit (
  id {{serial}},
  at_us {{bigint}} not null,
  account text not null,
  name text not null,
  government text not null,
  action text not null,
  object text not null,
  detail text not null default ''
);
create index audit_government on audit (government, id);
create index audit_object on audit (object, id);
