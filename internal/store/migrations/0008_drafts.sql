-- +goose Up
-- A text under negotiation: of a run's own document, or of a branch's.
create table draft (
  id text primary key,
  cooperation text not null references cooperation (id),
  run text not null,
  branch text not null default '',
  kind text not null,
  title text not null,
  owner text not null references government (code),
  common text not null default '', -- hash of the text that all last had in common
  unique (run, branch, kind)
);
create index draft_cooperation on draft (cooperation, id);

-- The canonical bytes of every state of a text that was ever sent or agreed,
-- under their hash. Nothing is taken out.
create table draft_bytes (
  sha256 text primary key,
  canonical {{bytes}} not null
);

-- What a government sent or agreed to, numbered on its branch.
create table draft_version (
  draft text not null references draft (id),
  government text not null references government (code),
  number integer not null,
  sha256 text not null references draft_bytes (sha256),
  previous text not null default '',
  by_name text not null,
  at_us {{bigint}} not null,
  note text not null default '',
  primary key (draft, government, number)
);

-- The copy that a government's officers work on. Revision counts its changes,
-- so that nobody writes over what they have not seen.
create table draft_working (
  draft text not null references draft (id),
  government text not null references government (code),
  revision integer not null,
  canonical {{bytes}} not null,
  touched_us {{bigint}} not null,
  touched_by text not null,
  primary key (draft, government)
);

-- A version that one government sent, with what the others decided of it.
create table draft_proposal (
  draft text not null references draft (id),
  number integer not null,
  government text not null references government (code),
  closed_us {{bigint}} not null default 0,
  body {{bytes}} not null,
  primary key (draft, number)
);

create table draft_thread (
  draft text not null references draft (id),
  id text not null,
  body {{bytes}} not null,
  primary key (draft, id)
);

-- Who is in which clause, for the others of the same government to see.
create table draft_presence (
  draft text not null references draft (id),
  account text not null,
  government text not null,
  name text not null,
  clause text not null,
  seen_us {{bigint}} not null,
  primary key (draft, account)
);
