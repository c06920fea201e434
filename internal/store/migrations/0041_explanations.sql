-- +goose Up
-- What is said of a run that is not complete: why, by whom, and what the other
-- party says. Only ever appended; measuring again leaves it alone.
create table run_explanation (
  service text not null references service (id),
  date text not null,
  trip text not null,
  start_s integer not null,
  seq integer not null,
  at_us {{bigint}} not null,
  account text not null,
  name text not null,
  government text not null references government (code),
  said text not null,
  cause text not null default '',
  reason text not null default '',
  file text not null default '',
  primary key (service, date, trip, start_s, seq)
);
