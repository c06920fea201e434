-- +goose Up
create index position_batch_received on position_batch (service, received_us);

-- When the runs of a day were at their stops (JSON): what the days after it
-- foretell by. touched is the count of the service day that it was made from,
-- accuracy how well the day itself was foretold (JSON), empty when it was not.
create table passage_day (
  service text not null references service (id),
  date text not null,
  touched integer not null,
  body text not null,
  accuracy text not null,
  primary key (service, date)
);
