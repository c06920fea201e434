-- +goose Up
-- The days of a run, one row for each government that they concern, written
-- anew with every act; body is the event. procedure_run.days names the binary's
-- rules they were made by.
create table procedure_day (
  run text not null references procedure_run (id),
  key text not null,
  government text not null,
  on_date text not null,
  body text not null,
  primary key (run, key, government)
);
create index procedure_day_government on procedure_day (government, on_date, key);
alter table procedure_run add column days text not null default '';

-- What is to be done after an evaluation. evaluation.actions is how many there
-- are, -1 while they were not written here.
create table evaluation_action (
  agreement text not null references agreement (id),
  government text not null references government (code),
  period text not null,
  version integer not null,
  action integer not null,
  bearer text not null,
  due text not null,
  body text not null,
  primary key (agreement, government, period, version, action)
);
create index evaluation_action_bearer on evaluation_action (bearer, due);
alter table evaluation add column actions integer not null default -1;
