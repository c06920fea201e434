-- +goose Up
-- Who rode and what was paid, as it came: counts of an office, events of door
-- counters, tickets. Nothing is changed or taken away: of rows with the same
-- key the one with the highest revision counts, of those the one received last.
create table riding (
  service text not null references service (id),
  kind text not null,
  about text not null,
  content text not null,
  day text not null,
  at_us {{bigint}} not null,
  trip text not null,
  line text not null,
  direction integer not null,
  start_s integer not null,
  vehicle text not null,
  stop text not null,
  door text not null,
  class text not null,
  payment text not null,
  void boolean not null,
  boarded {{bigint}} not null,
  alighted {{bigint}} not null,
  income {{bigint}} not null,
  paid boolean not null,
  revision integer not null,
  source text not null,
  received_us {{bigint}} not null,
  primary key (service, kind, about, content)
);
create index riding_day on riding (service, day, kind, about);
create index riding_received on riding (service, received_us, kind, about);

-- With what the ids of a service's tickets are hidden before they are kept.
create table ticket_secret (
  service text primary key references service (id),
  secret text not null
);
