-- +goose Up
-- The day on which an agreement in force that was signed outside ends, with each
-- of its parties, as their diaries have it; empty for others.
alter table agreement_party add column ends text not null default '';
update agreement_party set ends = coalesce((select a.until_date from agreement a where a.id = agreement_party.agreement and a.run = '' and a.status = 'berlaku'), '');
create index agreement_party_ends on agreement_party (government, ends, agreement) where ends <> '';
