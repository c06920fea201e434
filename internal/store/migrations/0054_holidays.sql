-- +goose Up
-- The holidays of a year as somebody entered them, in place of those that come
-- with the program: body is the calendar.Year as JSON. Only ever appended; of a
-- year the newest counts.
create table holiday_year (
  year integer not null,
  at_us {{bigint}} not null,
  account text not null default '',
  name text not null,
  government text not null default '',
  body text not null,
  primary key (year, at_us)
);
