-- +goose Up
-- What each vehicle drove on a day, by its positions: made with the runs of the
-- day. Days measured before have none: they are measured again.
create table vehicle_day (
  service text not null references service (id),
  date text not null,
  vehicle text not null,
  trips integer not null,
  in_service_m {{bigint}} not null,
  beside_m {{bigint}} not null,
  empty_m {{bigint}} not null,
  silent_m {{bigint}} not null,
  on_trips_s {{bigint}} not null,
  layover_s {{bigint}} not null,
  out_s {{bigint}} not null,
  primary key (service, date, vehicle)
);
update service_day set touched = touched + 1 where service in (select id from service where kind = 'bus');

-- What the odometer of a vehicle showed at the end of a day. Only ever appended:
-- the newest of a day counts.
create table odometer (
  service text not null references service (id),
  vehicle text not null,
  date text not null,
  seq integer not null,
  km {{bigint}} not null,
  at_us {{bigint}} not null,
  account text not null,
  name text not null,
  primary key (service, vehicle, date, seq)
);
