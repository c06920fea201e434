-- +goose Up
-- What happened since an instant, for messages; and statements as their list
-- has them.
create index audit_at on audit (at_us);
create index service_day_measured on service_day (measured_us);
create index statement_newest on statement (month, agreement, version);
create index statement_status on statement (status);
