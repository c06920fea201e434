-- +goose Up
-- What a government found of an agreement in a half year. The bytes never
-- change; a higher version corrects a lower one.
create table evaluation (
  agreement text not null references agreement (id),
  government text not null references government (code),
  period text not null,
  version integer not null,
  sha256 text not null,
  canonical {{bytes}} not null,
  finished_us {{bigint}} not null,
  account text not null,
  name text not null,
  primary key (agreement, government, period, version)
);

-- What the officer has filled in so far.
create table evaluation_draft (
  agreement text not null references agreement (id),
  government text not null references government (code),
  period text not null,
  body text not null,
  saved_us {{bigint}} not null,
  primary key (agreement, government, period)
);

-- What was to be done after an evaluation, and is done.
create table evaluation_done (
  agreement text not null references agreement (id),
  government text not null references government (code),
  period text not null,
  version integer not null,
  action integer not null,
  note text not null,
  done_us {{bigint}} not null,
  account text not null,
  name text not null,
  primary key (agreement, government, period, version, action)
);
