-- Totals over millions of rows: what days and months sum up to, each a cell for rows that are alike. They
-- can be thrown away and are made again from the ledger.

-- +goose Up
-- Rows are read by kind and day: a page of them, newest first, and what a day holds.
DROP INDEX ledger_totals;
CREATE INDEX ledger_days ON ledger (kind, day, id);
DROP INDEX ledger_subject;
CREATE INDEX ledger_subjects ON ledger (subject, kind, day, id) WHERE subject <> '';
CREATE INDEX ledger_corrects ON ledger (corrects) WHERE corrects <> '';

-- Followers have numbers, so that a cell can hold who was in it as a bitmap.
CREATE TABLE ledger_people (
    follower TEXT   PRIMARY KEY,
    number   BIGINT NOT NULL UNIQUE
);
INSERT INTO revisions (name, last) VALUES ('people', 0);

-- A span is a day or a month. Every row that is added to one that stands here raises its version; what
-- was summed up holds as long as folded is the version.
CREATE TABLE ledger_spans (
    span    TEXT   PRIMARY KEY,
    version BIGINT NOT NULL,
    folded  BIGINT NOT NULL
);

-- The cells of a span in one cube, packed: see reach.Pack.
CREATE TABLE ledger_cells (
    span  TEXT NOT NULL,
    cube  TEXT NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (span, cube)
);

-- +goose Down
DROP TABLE ledger_cells;
DROP TABLE ledger_spans;
DROP TABLE ledger_people;
DELETE FROM revisions WHERE name = 'people';
DROP INDEX ledger_corrects;
DROP INDEX ledger_days;
DROP INDEX ledger_subjects;
CREATE INDEX ledger_subject ON ledger (subject) WHERE subject <> '';
CREATE INDEX ledger_totals ON ledger (day, kind, basis, follower, people, times, copies);
