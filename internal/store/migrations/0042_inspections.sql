-- +goose Up
-- What people found of an indicator of the minimum service standard, with a
-- proof. Only ever appended: the newest of a month and government counts.
create table inspection (
  service text not null references service (id),
  date text not null,
  government text not null references government (code),
  seq integer not null,
  indicator text not null,
  met boolean not null,
  note text not null default '',
  file text not null,
  at_us {{bigint}} not null,
  account text not null,
  name text not null,
  primary key (service, date, government, seq)
);
