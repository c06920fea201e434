-- +goose Up
-- A device that is a driver's phone: it is enrolled by an invitation, and what
-- it sends is of the vehicle that its driver names.
alter table device add column phone boolean not null default false;

-- Who says which vehicle drove a run: pengemudi, penugasan or disimpulkan;
-- empty for runs that were measured before, and those that nobody drove.
alter table run add column who text not null default '';

-- A secret with which a phone enrols as a device, once.
create table phone_invitation (
  secret_hash text primary key,
  device text not null references device (id),
  created_us {{bigint}} not null,
  expires_us {{bigint}} not null,
  account text not null,
  name text not null,
  used_us {{bigint}} not null default 0,
  withdrawn_us {{bigint}} not null default 0
);
create index phone_invitation_device on phone_invitation (device, created_us);

-- What drivers said, only ever appended.
create table driver_word (
  service text not null references service (id),
  id text not null,
  device text not null,
  vehicle text not null,
  kind text not null,
  date text not null,
  trip text not null,
  start_s integer not null,
  hitch text not null,
  text text not null,
  of_id text not null,
  at_us {{bigint}} not null,
  clock_us {{bigint}} not null,
  received_us {{bigint}} not null,
  primary key (service, id)
);
create index driver_word_at on driver_word (service, at_us);

-- How far the queue of a phone was taken in, so that nothing is twice what is
-- sent again.
create table driver_queue (
  device text not null references device (id),
  queue text not null,
  through {{bigint}} not null,
  primary key (device, queue)
);

-- What the positions say of what drivers said, as of the last measurement.
create table driver_verdict (
  service text not null references service (id),
  date text not null,
  trip text not null,
  start_s integer not null,
  vehicle text not null,
  at_us {{bigint}} not null,
  verdict text not null,
  primary key (service, date, trip, start_s, vehicle)
);
