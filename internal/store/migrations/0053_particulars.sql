-- +goose Up
-- Where a government, or one of its agencies, has its seat and is written to.
-- Rows are only ever added; the newest counts, and what was printed earlier is
-- told from those of its time.
create table particulars (
  id {{serial}},
  government text not null references government (code),
  agency text not null default '',
  at_us {{bigint}} not null,
  by_name text not null,
  seat text not null,
  address text not null,
  contact_office text not null,
  contact_address text not null,
  phone text not null,
  email text not null
);
create index particulars_of on particulars (government, agency, id);
insert into particulars (government, at_us, by_name, seat, address, contact_office, contact_address, phone, email)
  select code, 0, '', '', address, '', '', '', '' from government where address <> '' order by code;
alter table government drop column address;
