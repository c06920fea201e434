-- +goose Up
-- The pictures that a government gives for the head of its documents: kind is
-- 'daerah' for its own emblem, 'negara' for the emblem of the state.
create table emblem (
  government text not null references government (code),
  kind text not null,
  sha256 text not null references file (sha256),
  by_name text not null,
  at_us {{bigint}} not null,
  primary key (government, kind)
);
