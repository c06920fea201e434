-- +goose Up
-- Parties of an agreement that are no government: a company, an organisation, a
-- central body. What they did on paper is recorded by a region.
create table agreement_partner (
  agreement text not null references agreement (id),
  position integer not null,
  code text not null,
  name text not null,
  label text not null,
  number text not null default '',
  primary key (agreement, position)
);

-- How a party archives a paper where it differs from what the schedule of
-- retention proposes, and why. Only ever appended: the last entry holds.
create table paper_archive (
  agreement text not null references agreement (id),
  government text not null references government (code),
  seq integer not null,
  code text not null,
  active integer not null,
  inactive integer not null,
  fate text not null,
  reason text not null,
  at_us {{bigint}} not null,
  account text not null,
  name text not null,
  primary key (agreement, government, seq)
);
