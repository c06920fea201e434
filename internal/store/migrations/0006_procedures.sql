-- +goose Up
-- A going through a procedure. What it is, is its acts; the other columns are
-- folded from them, for lists.
create table procedure_run (
  id text primary key,
  cooperation text not null references cooperation (id),
  definition text not null,
  version integer not null,
  title text not null,
  subject text not null default '',
  status text not null,
  suspended boolean not null,
  seq integer not null
);
create index procedure_run_cooperation on procedure_run (cooperation, id);
create index procedure_run_subject on procedure_run (subject, id);

-- What was done. Acts are only ever appended; the key keeps two officers from
-- making the same next step.
create table procedure_act (
  run text not null references procedure_run (id),
  seq integer not null,
  at_us {{bigint}} not null,
  account text not null,
  government text not null,
  kind text not null,
  body {{bytes}} not null,
  primary key (run, seq)
);

-- Whose move it is: one row for each open gate and government whose office must
-- move there, written anew with every act. Duties belong to offices, so no
-- person is named.
create table procedure_move (
  run text not null references procedure_run (id),
  gate text not null,
  branch text not null default '',
  slot_government text not null default '',
  government text not null default '',
  office text not null,
  agency text not null default '',
  since_us {{bigint}} not null,
  due text not null default '',
  primary key (run, gate, branch, slot_government, government)
);
create index procedure_move_queue on procedure_move (government, office, due, run);
