-- +goose Up
-- Who held a rule of a procedure against the text of the law. A rule is named
-- by what it says, so that a changed one has to be checked anew. Only ever
-- appended: of a government the newest counts.
create table rule_check (
  rule text not null,
  government text not null references government (code),
  at_us {{bigint}} not null,
  on_date text not null,
  account text not null,
  name text not null,
  read_text text not null,
  agrees boolean not null,
  note text not null default '',
  primary key (rule, government, at_us)
);
