-- +goose Up
-- A paper may also be a Nota Kesepakatan or an addendum, and may be signed
-- without being in force yet, or suspended. What the kinds and statuses are,
-- package agreement says; a list in the schema would only repeat it.
drop index agreement_cooperation;
alter table agreement add column kind_next text not null default '';
alter table agreement add column status_next text not null default '';
update agreement set kind_next = kind, status_next = status;
alter table agreement drop column kind;
alter table agreement drop column status;
alter table agreement rename column kind_next to kind;
alter table agreement rename column status_next to status;
create index agreement_cooperation on agreement (cooperation, kind, id);
-- The run and branch of a procedure that brought the paper about.
alter table agreement add column run text not null default '';
alter table agreement add column branch text not null default '';
