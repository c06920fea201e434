-- +goose Up
-- How a government words clauses of the library itself. Only ever appended:
-- texts keep the wording that they copied, and every version can be read.
create table own_wording (
  government text not null references government (code),
  clause text not null,
  version integer not null,
  body text not null,
  at_us {{bigint}} not null,
  account text not null,
  primary key (government, clause, version)
);
