-- +goose Up
-- What one party proposes of a record that is also the others', and what they
-- say. The index keeps two proposals of one thing from waiting at once.
create table proposal (
  id text primary key,
  cooperation text not null references cooperation (id),
  agreement text not null default '',
  object text not null,
  kind text not null,
  body text not null,
  was text not null default '',
  government text not null references government (code),
  account text not null,
  name text not null,
  at_us {{bigint}} not null,
  withdrawn_us {{bigint}} not null default 0,
  state text not null
);
create unique index proposal_waiting on proposal (cooperation, agreement, object) where state = 'waiting';
create index proposal_agreement on proposal (cooperation, agreement, at_us, id);

create table proposal_answer (
  proposal text not null references proposal (id),
  government text not null references government (code),
  verdict text not null default '',
  reason text not null default '',
  account text not null default '',
  name text not null default '',
  at_us {{bigint}} not null default 0,
  primary key (proposal, government)
);
create index proposal_answer_government on proposal_answer (government, verdict, proposal);

-- What holds of a service from a day on, after it was changed in force.
create table service_version (
  service text not null references service (id),
  from_date text not null,
  clause text not null,
  name text not null,
  provider text not null references government (code),
  agency text not null default '',
  rules text not null,
  primary key (service, from_date)
);

-- A paper that its owner has put before the other parties.
alter table agreement add column proposed boolean not null default false;
-- What lies in a cooperation that was never shared binds nobody.
update agreement set status = 'draf' where status <> 'draf' and cooperation in (select id from cooperation where draft);

-- In whose trail an entry stands: the actor's government, and the parties of
-- the shared thing that it is about.
create table audit_reader (
  government text not null,
  audit {{bigint}} not null,
  primary key (government, audit)
);
insert into audit_reader (government, audit) select government, id from audit;

-- Who made a link, and from where it was used.
alter table one_time_link add column by_government text not null default '';
alter table one_time_link add column by_name text not null default '';
alter table one_time_link add column used_host text not null default '';
