-- +goose Up
create index cooperation_title on cooperation (title, id);
