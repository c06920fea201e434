-- +goose Up
-- The signing of a text by all parties, from the moment it was sent. Who signs
-- where is frozen with the printed PDF; a void round stays for the record.
create table signing_round (
  id text primary key,
  run text not null references procedure_run (id),
  branch text not null default '',
  no integer not null,
  code text not null unique,
  title text not null,
  kind text not null,
  by_hand boolean not null,
  text_sha256 text not null,
  sent integer not null,
  paper text not null references file (sha256),
  head text not null references file (sha256),
  state text not null,
  day text not null default '',
  time_of_day text not null default '',
  place text not null default '',
  address text not null default '',
  uncertified boolean not null,
  opened_by text not null,
  opened_us {{bigint}} not null,
  closed_by text not null default '',
  closed_us {{bigint}} not null default 0,
  reason text not null default '',
  seal text not null default '',
  seal_note text not null default '',
  seal_tried_us {{bigint}} not null default 0,
  seal_level text not null default '',
  final text not null default '',
  audit text not null default '',
  unique (run, branch, no)
);
create unique index signing_round_open on signing_round (run, branch) where state = 'open';
create index signing_round_seal on signing_round (seal, id);

-- A place to sign. The seat is as it was printed; the signature as it was
-- verified when it came.
create table signing_seat (
  round text not null references signing_round (id),
  no integer not null,
  government text not null,
  seat {{json}} not null,
  signature {{json}},
  file text not null default '',
  primary key (round, no)
);
create index signing_seat_file on signing_seat (file);

-- A try to have a signing service sign. At most one is open for a document:
-- each signature covers the ones before it.
create table signing_attempt (
  id text primary key,
  round text not null references signing_round (id),
  base text not null,
  signer text not null,
  office text not null,
  government text not null,
  state text not null,
  requested_by text not null,
  requested_us {{bigint}} not null,
  sent_us {{bigint}} not null default 0,
  ended_us {{bigint}} not null default 0,
  result text not null default '',
  reference text not null default '',
  reason text not null default '',
  resolved_by text not null default '',
  resolved_us {{bigint}} not null default 0,
  note text not null default '',
  candidate text not null default ''
);
create unique index signing_attempt_open on signing_attempt (round) where state in ('requested', 'in_flight', 'unknown');
create index signing_attempt_round on signing_attempt (round, requested_us, id);

-- Every exchange with a signing service, as its terms ask: masked, without
-- documents and secrets.
create table signing_call (
  id text primary key,
  round text not null,
  government text not null,
  at_us {{bigint}} not null,
  action text not null,
  outcome text not null,
  body {{json}} not null
);
create index signing_call_government on signing_call (government, at_us, id);
create index signing_call_round on signing_call (round, at_us, id);

-- Who was present.
create table signing_attendee (
  round text not null references signing_round (id),
  no integer not null,
  name text not null,
  office text not null default '',
  government text not null default '',
  primary key (round, no)
);
