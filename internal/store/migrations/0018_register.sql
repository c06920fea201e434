-- +goose Up
-- A number of a party that was replaced by another, and why. The present one is
-- with the party of the agreement.
create table paper_number (
  agreement text not null references agreement (id),
  government text not null references government (code),
  seq integer not null,
  was text not null,
  number text not null,
  reason text not null default '',
  at_us {{bigint}} not null,
  account text not null,
  name text not null,
  primary key (agreement, government, seq)
);

-- Where a party keeps its original of a paper. Only ever appended: the last
-- entry holds.
create table paper_original (
  agreement text not null references agreement (id),
  government text not null references government (code),
  seq integer not null,
  place text not null,
  holder text not null,
  copies integer not null,
  note text not null default '',
  at_us {{bigint}} not null,
  account text not null,
  name text not null,
  primary key (agreement, government, seq)
);

create index agreement_signed on agreement (signed_on, id);
create index agreement_party_number on agreement_party (government, number);
