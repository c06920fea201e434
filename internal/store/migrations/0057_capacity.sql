-- +goose Up
-- How many people a vehicle may carry, seated and standing; 0: not known.
alter table vehicle add column capacity integer not null default 0;
