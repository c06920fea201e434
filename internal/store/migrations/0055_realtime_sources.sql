-- +goose Up
-- Where GTFS Realtime of a bus service is fetched. secret is the key that goes
-- with each question, sealed by a key outside the database (internal/seal).
create table realtime_source (
  service text not null references service (id),
  number integer not null,
  name text not null,
  positions text not null default '',
  updates text not null default '',
  alerts text not null default '',
  header text not null default '',
  secret {{bytes}},
  interval_s integer not null,
  max_age_s integer not null,
  active boolean not null default true,
  removed boolean not null default false,
  created_us {{bigint}} not null,
  primary key (service, number)
);

-- An address of a source, named by the first kind that is fetched there: when it
-- is asked next, how it stands (pull.Door as JSON), and the last message that was
-- used, where it tells more than positions.
create table realtime_door (
  service text not null,
  number integer not null,
  kind text not null,
  next_us {{bigint}} not null,
  body text not null,
  message_us {{bigint}} not null default 0,
  message {{bytes}},
  primary key (service, number, kind),
  foreign key (service, number) references realtime_source (service, number)
);
create index realtime_door_next on realtime_door (next_us);

-- How a door stood, from the first question with that answer to the last. Rows
-- of the last day are kept.
create table realtime_history (
  service text not null,
  number integer not null,
  kind text not null,
  from_us {{bigint}} not null,
  until_us {{bigint}} not null,
  state text not null,
  detail text not null,
  answers integer not null,
  primary key (service, number, kind, from_us),
  foreign key (service, number) references realtime_source (service, number)
);

-- What sources say of who drove what on a day: kept beside the roster, which it
-- does not change.
create table realtime_driven (
  service text not null,
  number integer not null,
  date text not null,
  trip text not null,
  start integer not null,
  vehicle text not null,
  first_us {{bigint}} not null,
  last_us {{bigint}} not null,
  primary key (service, number, date, trip, start, vehicle),
  foreign key (service, number) references realtime_source (service, number)
);
