-- Reports as they were locked. A row never changes; hash is the SHA-256 of its doc in hex.

-- +goose Up
CREATE TABLE report_snapshots (
    id     TEXT   PRIMARY KEY,
    locked BIGINT NOT NULL,
    hash   TEXT   NOT NULL,
    doc    TEXT   NOT NULL
);

-- +goose Down
DROP TABLE report_snapshots;
