-- +goose Up
-- Papers that were given in a procedure: letters, minutes, scans. The run's
-- acts name them by hash.
create table run_file (
  run text not null references procedure_run (id),
  sha256 text not null references file (sha256),
  government text not null references government (code),
  name text not null,
  added_us {{bigint}} not null,
  primary key (run, sha256)
);
