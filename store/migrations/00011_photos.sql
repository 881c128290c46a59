-- Photos of events, as they are kept: re-encoded, named by the SHA-256 of content. In the database, not in
-- a folder, because several nodes share one and a backup of it must be whole. at is when it was last
-- uploaded; one that no event names is thrown away after a while.

-- +goose Up
CREATE TABLE photos (
    id      TEXT    PRIMARY KEY,
    width   INTEGER NOT NULL,
    height  INTEGER NOT NULL,
    content BYTEA   NOT NULL,
    thumb   BYTEA   NOT NULL,
    at      BIGINT  NOT NULL
);

-- +goose Down
DROP TABLE photos;
