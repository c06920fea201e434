-- +goose Up
-- Of an open gate what tells its kind, and whether it is not told of because the
-- cooperation is another government's draft: a queue is counted and listed in the
-- order of one index.
alter table procedure_move add column definition text not null default '';
alter table procedure_move add column version integer not null default 0;
alter table procedure_move add column hidden boolean not null default false;
update procedure_move set
  definition = (select r.definition from procedure_run r where r.id = procedure_move.run),
  version = (select r.version from procedure_run r where r.id = procedure_move.run),
  hidden = (select c.draft and c.owner <> procedure_move.government from procedure_run r join cooperation c on c.id = r.cooperation where r.id = procedure_move.run);
create index procedure_move_kind on procedure_move (government, hidden, definition, version, gate, office, agency,
  (case when due = '' then 1 else 0 end), due, since_us, run, branch, slot_government);
drop index procedure_move_queue;

-- The last day of an agreement in force, with each of its parties; 9999-12-31
-- when it has none, empty when it is not in force.
alter table agreement_party add column stands text not null default '';
update agreement_party set stands = coalesce((select case when a.until_date = '' then '9999-12-31' else a.until_date end
  from agreement a where a.id = agreement_party.agreement and a.status = 'berlaku'), '');
create index agreement_party_stands on agreement_party (government, stands, agreement) where stands <> '';
