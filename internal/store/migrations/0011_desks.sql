-- +goose Up
-- Several officers at one copy: the revisions of its pasal, and what could not
-- be merged, as JSON.
alter table draft_working add column state text not null default '{}';

-- A pasal as it was at a revision that has been changed since: what an edit
-- that comes late rests on.
create table draft_unit (
  draft text not null references draft (id),
  government text not null references government (code),
  unit text not null,
  revision integer not null,
  body {{bytes}} not null,
  primary key (draft, government, unit, revision)
);

-- What changed a copy, step by step, so that an edit that is sent twice counts
-- once, and a person can take back what they did. Before and after are whole
-- texts; empty for a change of one pasal.
create table draft_step (
  draft text not null references draft (id),
  government text not null references government (code),
  revision integer not null,
  edit text not null,
  account text not null,
  by_name text not null,
  at_us {{bigint}} not null,
  what text not null,
  unit text not null default '',
  unit_revision integer not null default 0,
  before_text {{bytes}} not null,
  after_text {{bytes}} not null,
  undone boolean not null default false,
  primary key (draft, government, revision),
  unique (draft, government, edit)
);
