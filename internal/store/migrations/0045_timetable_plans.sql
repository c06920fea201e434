-- +goose Up
-- A timetable that planners work at, and every state it was saved in: body is
-- the plan as JSON, packed (gzip). feed is the SHA-256 of the feed that was
-- published of a state, empty for the others.
create table timetable_plan (
  id text primary key,
  service text not null references service (id),
  name text not null,
  revision integer not null
);
create index timetable_plan_service on timetable_plan (service, name, id);

create table timetable_revision (
  plan text not null references timetable_plan (id),
  number integer not null,
  body {{bytes}} not null,
  what text not null,
  account text not null,
  name text not null,
  at_us {{bigint}} not null,
  feed text not null default '',
  feed_from text not null default '',
  primary key (plan, number)
);
