-- +goose Up
create table timetable (
  service text not null references service (id),
  sha256 text not null references file (sha256),
  from_date text not null,
  name text not null,
  note text not null default '',
  added_us {{bigint}} not null,
  primary key (service, from_date)
);

create table vehicle (
  service text not null references service (id),
  id text not null,
  plate text not null default '',
  primary key (service, id)
);

create table device (
  id text primary key,
  service text not null references service (id),
  vehicle text not null,
  key_hash text not null default '',
  since_us {{bigint}} not null,
  active boolean not null default true
);
create index device_service on device (service, id);

-- A key with which a machine speaks for a whole service: a tracking server,
-- a weighbridge, an office that uploads files.
create table source_key (
  key_hash text primary key,
  service text not null references service (id),
  label text not null,
  created_us {{bigint}} not null,
  active boolean not null default true
);
create index source_key_service on source_key (service, label);

create table roster (
  service text not null references service (id),
  date text not null,
  block text not null,
  vehicle text not null,
  primary key (service, date, block)
);

-- Positions as they were accepted, a device's day at a time, packed. reason is
-- empty for usable positions and says why for those set aside. The digest of
-- the packed positions keeps a batch that is sent again from being kept twice.
create table position_batch (
  id {{serial}},
  service text not null,
  day text not null,
  device text not null,
  reason text not null default '',
  points integer not null,
  first_us {{bigint}} not null,
  last_us {{bigint}} not null,
  received_us {{bigint}} not null,
  digest text not null,
  data {{bytes}} not null,
  unique (service, day, device, reason, digest)
);

-- A service's day: whether something arrived since it was last measured, and
-- what it was measured from.
create table service_day (
  service text not null references service (id),
  date text not null,
  touched integer not null,
  measured integer not null default 0,
  archive text not null default '',
  timetable text not null default '',
  border text not null default '',
  method text not null default '',
  measured_us {{bigint}} not null default 0,
  primary key (service, date)
);

create table run (
  service text not null references service (id),
  date text not null,
  trip text not null,
  start_s integer not null,
  route text not null,
  direction integer not null,
  block text not null,
  vehicle text not null,
  status text not null,
  reason text not null default '',
  grade text not null,
  planned_m {{bigint}} not null,
  delivered_m {{bigint}} not null,
  unproven_m {{bigint}} not null,
  offroute_m {{bigint}} not null,
  began_us {{bigint}} not null,
  ended_us {{bigint}} not null,
  intervals text not null,
  primary key (service, date, trip, start_s)
);

create table run_part (
  service text not null,
  date text not null,
  trip text not null,
  start_s integer not null,
  code text not null,
  planned_m {{bigint}} not null,
  delivered_m {{bigint}} not null,
  primary key (service, date, trip, start_s, code)
);

create table truck (
  service text not null references service (id),
  plate text not null,
  government text not null,
  tare_kg {{bigint}} not null default 0,
  max_gross_kg {{bigint}} not null default 0,
  primary key (service, plate)
);

-- A weighbridge ticket as it came. The same number with other content is
-- another row: it is flagged, never dropped.
create table weighing (
  service text not null references service (id),
  site text not null,
  number text not null,
  content text not null,
  day text not null,
  plate text not null,
  in_us {{bigint}} not null,
  out_us {{bigint}} not null,
  gross_kg {{bigint}} not null,
  tare_kg {{bigint}} not null,
  net_kg {{bigint}} not null,
  origin text not null,
  load_type text not null,
  source text not null,
  received_us {{bigint}} not null,
  primary key (service, site, number, content)
);
create index weighing_day on weighing (service, day, number, content);

create table weighing_decision (
  service text not null,
  site text not null,
  number text not null,
  content text not null,
  seq integer not null,
  verdict text not null check (verdict in ('accept', 'reject', 'correct')),
  origin text not null default '',
  net_kg {{bigint}} not null default 0,
  flags text not null,
  reason text not null,
  account text not null,
  name text not null,
  office text not null,
  government text not null,
  at_us {{bigint}} not null,
  primary key (service, site, number, content, seq)
);

-- A file that was imported whole, so that importing it twice changes nothing.
create table import (
  service text not null references service (id),
  kind text not null,
  sha256 text not null,
  name text not null,
  account text not null,
  at_us {{bigint}} not null,
  report text not null,
  primary key (service, kind, sha256)
);
create index import_at on import (service, at_us);
