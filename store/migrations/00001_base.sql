-- One text for SQLite and PostgreSQL. Keys are UUIDv7 as TEXT; moments are microseconds since 1970
-- UTC as BIGINT, 0 for none; civil days are TEXT 2006-01-02, '' for unknown; JSON is TEXT.

-- +goose Up
CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- One row: whoever holds it commits the next revision, so that revisions appear in their order.
CREATE TABLE revisions (
    name TEXT   PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO revisions (name, last) VALUES ('knowledge', 0);

CREATE TABLE changes (
    subject  TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (subject, id)
);
CREATE UNIQUE INDEX changes_revision ON changes (revision);

CREATE TABLE laws (
    id        TEXT    PRIMARY KEY,
    name      TEXT    NOT NULL,
    version   TEXT    NOT NULL,
    title     TEXT    NOT NULL,
    level     TEXT    NOT NULL,
    effective TEXT    NOT NULL,
    expired   TEXT    NOT NULL,
    repealed  BOOLEAN NOT NULL,
    successor TEXT    NOT NULL,
    history   TEXT    NOT NULL,
    UNIQUE (name, version)
);

-- What one source file holds; part is '' for a law that comes whole.
CREATE TABLE law_parts (
    law_id  TEXT NOT NULL REFERENCES laws (id) ON DELETE CASCADE,
    part    TEXT NOT NULL,
    hash    TEXT NOT NULL,
    preface TEXT NOT NULL,
    annexes TEXT NOT NULL,
    PRIMARY KEY (law_id, part)
);

-- Numbers are not unique: a decision printed after a law counts its articles anew.
CREATE TABLE articles (
    id       TEXT    PRIMARY KEY,
    law_id   TEXT    NOT NULL REFERENCES laws (id) ON DELETE CASCADE,
    part     TEXT    NOT NULL,
    position INTEGER NOT NULL,
    main     INTEGER NOT NULL,
    sub      INTEGER NOT NULL,
    content  TEXT    NOT NULL,
    UNIQUE (law_id, part, position)
);

CREATE TABLE entries (
    id    TEXT PRIMARY KEY,
    slug  TEXT NOT NULL UNIQUE,
    kind  TEXT NOT NULL,
    state TEXT NOT NULL,
    hash  TEXT NOT NULL,
    head  TEXT NOT NULL,
    body  TEXT NOT NULL
);

CREATE TABLE citations (
    entry_id  TEXT    NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    law       TEXT    NOT NULL,
    main      INTEGER NOT NULL,
    sub       INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    item      INTEGER NOT NULL,
    version   TEXT    NOT NULL,
    PRIMARY KEY (entry_id, position)
);
CREATE INDEX citations_article ON citations (law, main, sub);

-- Holds no follower: a reply stands for its message alone and cannot be traced to a person.
CREATE TABLE inbox (
    id      TEXT   PRIMARY KEY,
    settled BIGINT NOT NULL,
    reply   TEXT   NOT NULL
);
CREATE INDEX inbox_settled ON inbox (settled);

-- Acknowledged before they were answered; private data is masked. A row goes with the answer.
CREATE TABLE held (
    id      TEXT   PRIMARY KEY,
    at      BIGINT NOT NULL,
    message TEXT   NOT NULL
);
CREATE INDEX held_at ON held (at);

-- seen is the moment of the newest exchange settled.
CREATE TABLE followers (
    key         TEXT    PRIMARY KEY,
    address     TEXT    NOT NULL,
    side        TEXT    NOT NULL,
    following   BOOLEAN NOT NULL,
    scene       TEXT    NOT NULL,
    large_print BOOLEAN NOT NULL,
    topics      TEXT    NOT NULL,
    followed    BIGINT  NOT NULL,
    last_heard  BIGINT  NOT NULL,
    seen        BIGINT  NOT NULL,
    memory      TEXT    NOT NULL
);

CREATE TABLE inquiries (
    id          TEXT   PRIMARY KEY,
    follower    TEXT   NOT NULL,
    question    TEXT   NOT NULL,
    side        TEXT   NOT NULL,
    asked       BIGINT NOT NULL,
    answer      TEXT   NOT NULL,
    answered_by TEXT   NOT NULL,
    answered    BIGINT NOT NULL,
    reached     BIGINT NOT NULL
);
CREATE INDEX inquiries_follower ON inquiries (follower);
CREATE INDEX inquiries_waiting ON inquiries (asked) WHERE answered = 0;

-- address is that of staff; a follower's stands in followers alone.
CREATE TABLE outbox (
    id       TEXT    PRIMARY KEY,
    follower TEXT    NOT NULL,
    address  TEXT    NOT NULL,
    purpose  TEXT    NOT NULL,
    inquiry  TEXT    NOT NULL,
    reply    TEXT    NOT NULL,
    due      BIGINT  NOT NULL,
    attempts INTEGER NOT NULL,
    state    TEXT    NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'unknown')),
    claim    TEXT    NOT NULL,
    claimed  BIGINT  NOT NULL,
    why      TEXT    NOT NULL
);
CREATE INDEX outbox_due ON outbox (state, due);
CREATE INDEX outbox_claim ON outbox (claim) WHERE claim <> '';
CREATE INDEX outbox_follower ON outbox (follower) WHERE follower <> '';
CREATE INDEX outbox_inquiry ON outbox (inquiry) WHERE inquiry <> '';

-- Append-only. The code keeps this rule: triggers cannot be written in one text for both databases.
CREATE TABLE ledger (
    id        TEXT   PRIMARY KEY,
    key       TEXT   NOT NULL UNIQUE,
    at        BIGINT NOT NULL,
    day       TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    basis     TEXT   NOT NULL,
    people    BIGINT NOT NULL,
    times     BIGINT NOT NULL,
    copies    BIGINT NOT NULL,
    subject   TEXT   NOT NULL,
    follower  TEXT   NOT NULL,
    community TEXT   NOT NULL,
    trade     TEXT   NOT NULL,
    source    TEXT   NOT NULL,
    corrects  TEXT   NOT NULL
);
-- Holds all that totals need, so that they never visit the rows.
CREATE INDEX ledger_totals ON ledger (day, kind, basis, follower, people, times, copies);
CREATE INDEX ledger_follower ON ledger (follower) WHERE follower <> '';

-- +goose Down
DROP TABLE ledger;
DROP TABLE outbox;
DROP TABLE inquiries;
DROP TABLE followers;
DROP TABLE inbox;
DROP TABLE citations;
DROP TABLE entries;
DROP TABLE articles;
DROP TABLE law_parts;
DROP TABLE laws;
DROP TABLE changes;
DROP TABLE revisions;
DROP TABLE settings;
