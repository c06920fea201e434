-- +goose Up
create table cooperation (
  id text primary key,
  title text not null,
  subject text not null default '',
  category text not null,
  category_reason text not null default '',
  owner text not null references government (code),
  draft boolean not null
);

create table cooperation_party (
  cooperation text not null references cooperation (id),
  position integer not null,
  government text not null references government (code),
  primary key (cooperation, position),
  unique (cooperation, government)
);
create index cooperation_party_government on cooperation_party (government, cooperation);

create table cooperation_event (
  cooperation text not null references cooperation (id),
  seq integer not null,
  date text not null,
  stage text not null,
  note text not null default '',
  by_government text not null default '',
  primary key (cooperation, seq)
);

create table agreement (
  id text primary key,
  cooperation text not null references cooperation (id),
  parent text not null default '',
  kind text not null check (kind in ('kb', 'pks')),
  title text not null,
  signed_on text not null default '',
  written_date text not null default '',
  date_note text not null default '',
  place text not null default '',
  from_date text not null default '',
  until_date text not null default '',
  status text not null check (status in ('draf', 'berlaku', 'berakhir')),
  outside boolean not null,
  owner text not null references government (code),
  note text not null default ''
);
create index agreement_cooperation on agreement (cooperation, kind, id);

create table agreement_party (
  agreement text not null references agreement (id),
  position integer not null,
  government text not null references government (code),
  agency text not null default '',
  label text not null,
  number text not null default '',
  primary key (agreement, position),
  unique (agreement, government)
);

create table agreement_signer (
  agreement text not null references agreement (id),
  position integer not null,
  government text not null,
  name text not null,
  title text not null,
  acting text not null default '',
  primary key (agreement, position)
);

create table agreement_attendee (
  agreement text not null references agreement (id),
  position integer not null,
  name text not null,
  title text not null default '',
  primary key (agreement, position)
);

create table clause (
  agreement text not null references agreement (id),
  id text not null,
  parent text not null default '',
  position integer not null,
  label text not null,
  heading text not null default '',
  body text not null default '',
  primary key (agreement, id)
);

create table obligation (
  agreement text not null references agreement (id),
  id text not null,
  clause text not null,
  bearer text not null references government (code),
  agency text not null default '',
  body text not null,
  measure text not null default '',
  target text not null default '',
  unit text not null default '',
  due text not null default '',
  primary key (agreement, id)
);

create table service (
  id text primary key,
  agreement text not null references agreement (id),
  clause text not null,
  kind text not null check (kind in ('bus', 'sampah')),
  name text not null,
  provider text not null references government (code),
  agency text not null default '',
  rules text not null default '{}'
);
create index service_agreement on service (agreement, id);

create table tariff (
  agreement text not null references agreement (id),
  version integer not null,
  clause text not null,
  from_date text not null,
  until_date text not null default '',
  body text not null,
  primary key (agreement, version)
);

-- A value that a tariff refers to and that changes with time, such as the
-- price of diesel, with where it was read.
create table parameter (
  agreement text not null references agreement (id),
  name text not null,
  from_date text not null,
  value text not null,
  source text not null,
  set_by text not null,
  primary key (agreement, name, from_date)
);

create table file (
  sha256 text primary key,
  media text not null,
  size_bytes {{bigint}} not null,
  added_us {{bigint}} not null
);

create table attachment (
  agreement text not null references agreement (id),
  sha256 text not null references file (sha256),
  name text not null,
  caption text not null default '',
  government text not null,
  added_us {{bigint}} not null,
  primary key (agreement, sha256)
);

create table border (
  id text primary key,
  sha256 text not null,
  source text not null,
  file text not null references file (sha256),
  proposed_by text not null references government (code),
  proposed_us {{bigint}} not null,
  from_date text not null
);

create table border_party (
  border text not null references border (id),
  government text not null references government (code),
  approved_by text not null default '',
  approved_us {{bigint}} not null default 0,
  primary key (border, government)
);
