-- +goose Up
-- A file has in a run the name that each government gave it: what one calls it
-- is not told to the other.
create table run_file_named (
  run text not null references procedure_run (id),
  sha256 text not null references file (sha256),
  government text not null references government (code),
  name text not null,
  added_us {{bigint}} not null,
  primary key (run, sha256, government)
);
insert into run_file_named (run, sha256, government, name, added_us) select run, sha256, government, name, added_us from run_file;
drop table run_file;
alter table run_file_named rename to run_file;
