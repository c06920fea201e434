-- +goose Up
-- Files that prove what was said of a service on a day: of a trip, or of an
-- indicator of the minimum standard. Whoever may see the service may see them;
-- until now they were kept among the files of the agreement.
create table service_proof (
  service text not null references service (id),
  date text not null,
  sha256 text not null references file (sha256),
  name text not null,
  government text not null references government (code),
  added_us {{bigint}} not null,
  primary key (service, date, sha256)
);

insert into service_proof (service, date, sha256, name, government, added_us)
select p.service, p.date, p.file, min(a.name), min(a.government), min(a.added_us)
from (select service, date, file from run_explanation where file <> '' union select service, date, file from inspection) p
join attachment a on a.sha256 = p.file
group by p.service, p.date, p.file;

delete from attachment
where exists (select 1 from run_explanation e where e.file = attachment.sha256 and attachment.caption = e.trip || ' · ' || e.date)
   or exists (select 1 from inspection i where i.file = attachment.sha256 and attachment.caption = 'SPM ' || i.indicator || ' · ' || i.date);
