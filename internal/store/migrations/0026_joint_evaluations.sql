-- +goose Up
-- How often a year an agreement is evaluated, as its clause says; 0 when it
-- says nothing.
alter table agreement add column evaluations integer not null default 0;

-- What a party says of an evaluation that was finished: that it confirms the
-- bytes of that hash, or what it holds against them. Nothing is changed or
-- removed.
create table evaluation_answer (
  agreement text not null references agreement (id),
  government text not null references government (code),
  period text not null,
  version integer not null,
  party text not null references government (code),
  seq integer not null,
  confirms boolean not null,
  note text not null,
  sha256 text not null,
  at_us {{bigint}} not null,
  account text not null,
  name text not null,
  primary key (agreement, government, period, version, party, seq)
);
