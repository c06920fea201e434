-- +goose Up
-- What a government told the governor of a half year. The bytes never change; a
-- higher version corrects a lower one.
create table report (
  government text not null references government (code),
  period text not null,
  version integer not null,
  sha256 text not null,
  canonical {{bytes}} not null,
  sent_us {{bigint}} not null,
  account text not null,
  name text not null,
  primary key (government, period, version)
);

-- What the officer says in the next report of a half year: of a cooperation, or
-- of all of them (empty).
create table report_note (
  government text not null references government (code),
  period text not null,
  cooperation text not null,
  body text not null,
  primary key (government, period, cooperation)
);
