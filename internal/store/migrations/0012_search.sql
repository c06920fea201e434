-- +goose Up
-- What can be found: an agreement, a pasal, the caption of a scan, a clause of
-- a text that is negotiated. terms are what package search made of it, with
-- who may read it; rules is the version of the way in which it did.
create table search_text (
  id {{serial}},
  scope text not null,
  kind text not null,
  ref text not null,
  cooperation text not null,
  title text not null,
  body text not null,
  terms text not null,
  rules integer not null,
  unique (scope, kind, ref)
);
create index search_text_cooperation on search_text (cooperation, id);

-- The index over the terms. Package search decides what a term is, alike for
-- both engines; each finds them with what it does best.
{{only sqlite}} create virtual table search_index using fts5 (terms, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '_'");
{{only postgres}} create index search_text_terms on search_text using gin (string_to_array(terms, ' '));

-- Filters that a person has saved.
create table saved_filter (
  account text not null references account (id),
  page text not null,
  name text not null,
  query text not null,
  saved_us {{bigint}} not null,
  primary key (account, page, name)
);
