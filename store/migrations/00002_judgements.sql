-- What people say of answers. Holds no follower: key is a hash that only the follower key's secret
-- could be compared with, and the question is masked.

-- +goose Up
CREATE TABLE judgements (
    id        TEXT    PRIMARY KEY,
    key       TEXT    NOT NULL UNIQUE,
    at        BIGINT  NOT NULL,
    source    TEXT    NOT NULL CHECK (source IN ('helpful', 'unhelpful', 'choice', 'correction', 'inquiry')),
    question  TEXT    NOT NULL,
    previous  TEXT    NOT NULL,
    side      TEXT    NOT NULL,
    entry     TEXT    NOT NULL,
    cites     TEXT    NOT NULL,
    correct   BOOLEAN NOT NULL,
    judged_by TEXT    NOT NULL
);
CREATE INDEX judgements_at ON judgements (at);

-- +goose Down
DROP TABLE judgements;
