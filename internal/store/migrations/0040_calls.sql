-- +goose Up
-- When a run's bus was at each halte, packed (transit.PackCalls), and how much of
-- what lies in a territory is unproven or off the route. Days measured before
-- have neither: they are measured again.
alter table run add column calls {{bytes}};
alter table run_part add column unproven_m {{bigint}} not null default 0;
alter table run_part add column offroute_m {{bigint}} not null default 0;
update service_day set touched = touched + 1 where service in (select id from service where kind = 'bus');
