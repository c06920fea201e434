-- +goose Up
-- What the operator of a bus service tells its passengers. The row holds the
-- newest version: body is the alert as JSON; from_us and until_us are when it
-- first and last holds, words what it can be found by. Versions are only ever
-- appended.
create table alert (
  service text not null references service (id),
  number integer not null,
  version integer not null,
  state text not null,
  effect integer not null,
  from_us {{bigint}} not null,
  until_us {{bigint}} not null,
  words text not null,
  body text not null,
  primary key (service, number)
);
create index alert_told on alert (service, state, until_us);

create table alert_version (
  service text not null,
  number integer not null,
  version integer not null,
  act text not null,
  state text not null,
  body text not null,
  account text not null,
  name text not null,
  at_us {{bigint}} not null,
  primary key (service, number, version),
  foreign key (service, number) references alert (service, number)
);
