-- +goose Up
-- When a duty falls due, and how many days after a period it is still in time.
alter table obligation add column rule text not null default '';
alter table obligation add column grace integer not null default 0;
update obligation set rule = 'sekali' where due <> '';

-- What was done about a period of a duty. Only ever appended.
create table obligation_event (
  agreement text not null,
  obligation text not null,
  period text not null,
  seq integer not null,
  at_us {{bigint}} not null,
  account text not null,
  name text not null,
  government text not null references government (code),
  move text not null,
  reason text not null default '',
  file text not null default '',
  primary key (agreement, obligation, period, seq)
);
