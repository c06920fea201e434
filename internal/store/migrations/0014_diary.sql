-- +goose Up
-- The secret address under which a person's calendar program reads the days
-- that concern them. One a person; a new one makes the old worthless.
create table diary_link (
  account text primary key references account (id),
  secret_hash text not null unique,
  made_us {{bigint}} not null
);
