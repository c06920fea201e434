-- +goose Up
-- The headway of a run that the timetable promises as one of many, without a
-- time; 0 for a run at its time.
alter table run add column every_s integer not null default 0;
