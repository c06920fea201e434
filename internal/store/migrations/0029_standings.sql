-- +goose Up
-- Where the duties of an agreement stand, for lists: one row for each time in
-- which a period stands in one state, and each set of readers (policy.Mark). It
-- is made from duties, what was done, what was measured and the calendar; a list
-- of a day is the rows that hold on it.
create table duty_standing (
  agreement text not null references agreement (id),
  obligation text not null,
  period text not null,
  reader text not null,
  from_date text not null,
  until_date text not null,
  urgency integer not null,
  begins text not null,
  ends text not null,
  due_month text not null,
  bearer text not null,
  waits boolean not null,
  primary key (agreement, obligation, period, reader, from_date)
);
create index duty_standing_list on duty_standing (reader, urgency, ends, agreement, obligation, period, from_date, until_date, waits, bearer, due_month, begins);
create index duty_standing_month on duty_standing (reader, due_month, urgency, ends, agreement, obligation, period, from_date, until_date, bearer) where due_month <> '';
create index duty_standing_waits on duty_standing (reader, urgency, ends, agreement, obligation, period, from_date, until_date, begins) where waits;

-- For which days those rows hold; no last day: they are to be made anew. renew_on
-- is the day on which that may be done ahead, figures_until the last day whose
-- figures are in them, rules what they were made by.
create table duty_book (
  agreement text primary key references agreement (id),
  from_date text not null default '',
  until_date text not null default '',
  renew_on text not null default '',
  figures_until text not null default '',
  rules text not null default ''
);
create index duty_book_until on duty_book (until_date);
create index duty_book_from on duty_book (from_date);
create index duty_book_renew on duty_book (renew_on);
insert into duty_book (agreement) select distinct agreement from obligation;
