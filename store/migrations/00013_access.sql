-- Who of staff may enter, who has, and what they did.

-- +goose Up
-- password is an argon2id hash, totp a secret that only the second factor needs, recovery hashes of codes in
-- JSON. fails counts tries in a row; before locked none is looked at.
CREATE TABLE accounts (
    id        TEXT    PRIMARY KEY,
    name      TEXT    NOT NULL UNIQUE,
    role      TEXT    NOT NULL,
    password  TEXT    NOT NULL,
    totp      TEXT    NOT NULL,
    totp_step BIGINT  NOT NULL,
    recovery  TEXT    NOT NULL,
    disabled  BOOLEAN NOT NULL,
    created   BIGINT  NOT NULL,
    fails     BIGINT  NOT NULL,
    locked    BIGINT  NOT NULL
);

-- id is a hash of what the browser holds.
CREATE TABLE sessions (
    id      TEXT   PRIMARY KEY,
    account TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    device  TEXT   NOT NULL
);
CREATE INDEX sessions_account ON sessions (account);

-- Links that are good once; account is '' for the one that makes the first administrator.
CREATE TABLE tickets (
    id      TEXT   PRIMARY KEY,
    purpose TEXT   NOT NULL,
    account TEXT   NOT NULL,
    until   BIGINT NOT NULL
);

-- What staff did. Rows are added and never changed: hash seals the row and the hash of the one before.
CREATE TABLE audit (
    seq     BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    who     TEXT   NOT NULL,
    role    TEXT   NOT NULL,
    action  TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    changes TEXT   NOT NULL,
    prev    TEXT   NOT NULL,
    hash    TEXT   NOT NULL
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_subject ON audit (subject, seq);

-- +goose Down
DROP TABLE audit;
DROP TABLE tickets;
DROP TABLE sessions;
DROP TABLE accounts;
