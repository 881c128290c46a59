-- Posters: what a code on a wall stands for. A code is made once for a campaign's entry and stays, so that
-- paper that hangs leads on whatever becomes of the plan. wechat is the address within WeChat's own code,
-- '' where the code is the first-party address.

-- +goose Up
CREATE TABLE posters (
    code     TEXT   PRIMARY KEY,
    campaign TEXT   NOT NULL REFERENCES campaigns (id),
    entry    TEXT   NOT NULL,
    wechat   TEXT   NOT NULL,
    made     BIGINT NOT NULL,
    UNIQUE (campaign, entry)
);
CREATE INDEX ledger_scans ON ledger (subject, at) WHERE kind = 'scan';

-- +goose Down
DROP INDEX ledger_scans;
DROP TABLE posters;
