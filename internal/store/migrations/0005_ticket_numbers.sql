-- +goose Up
-- The number of a weighbridge ticket without what typing may change, so that a
-- number that comes again in a later month is found.
alter table weighing add column folded text not null default '';
update weighing set folded = lower(replace(number, ' ', ''));
create index weighing_folded on weighing (service, folded, day);
