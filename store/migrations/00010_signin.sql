-- What keeps a read and a sign-in from counting twice, and what is known of the codes people sign in with.

-- +goose Up
-- When a reader's read of a page was last counted. mark is a keyed hash of both; nothing leads from it to
-- either. Rows go once a later read would count.
CREATE TABLE reads (
    mark TEXT   PRIMARY KEY,
    at   BIGINT NOT NULL
);
CREATE INDEX reads_at ON reads (at);

-- The address within WeChat's own code of an event: WeChat has 100,000 that last, so each is made once.
CREATE TABLE signin_codes (
    code   TEXT PRIMARY KEY,
    wechat TEXT NOT NULL
);

-- Who took sign-ins back, of which minutes, and why. The rows that do so are in the ledger.
CREATE TABLE signin_strikes (
    id      TEXT   PRIMARY KEY,
    event   TEXT   NOT NULL,
    since   BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    struck  BIGINT NOT NULL,
    staff   TEXT   NOT NULL,
    why     TEXT   NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX signin_strikes_event ON signin_strikes (event);

-- +goose Down
DROP TABLE signin_strikes;
DROP TABLE signin_codes;
DROP TABLE reads;
