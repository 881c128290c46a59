-- The register of events. A step holds the whole event as it then was; the event's row holds it as it
-- stands, with what lists select by. Numbers are given by year.

-- +goose Up
CREATE TABLE event_numbers (
    year TEXT   PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE events (
    id        TEXT   PRIMARY KEY,
    number    TEXT   NOT NULL UNIQUE,
    code      TEXT   NOT NULL UNIQUE,
    revision  BIGINT NOT NULL,
    state     TEXT   NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    day       TEXT   NOT NULL,
    start     BIGINT NOT NULL,
    form      TEXT   NOT NULL,
    scene     TEXT   NOT NULL,
    community TEXT   NOT NULL,
    key       TEXT   NOT NULL,
    doc       TEXT   NOT NULL
);
CREATE INDEX events_day ON events (day, start, id);
-- '' is the key of events that were entered without one.
CREATE UNIQUE INDEX events_key ON events (key) WHERE key <> '';

CREATE TABLE event_steps (
    event    TEXT   NOT NULL REFERENCES events (id),
    revision BIGINT NOT NULL,
    action   TEXT   NOT NULL,
    done_by  TEXT   NOT NULL,
    role     TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    note     TEXT   NOT NULL,
    doc      TEXT   NOT NULL,
    PRIMARY KEY (event, revision)
);

-- +goose Down
DROP TABLE event_steps;
DROP TABLE events;
DROP TABLE event_numbers;
