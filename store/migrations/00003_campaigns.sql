-- Campaigns and their deliveries. A step holds the whole plan as it then was, so that what was
-- approved can be read for ever, and is what a delivery of that revision sends.

-- +goose Up
ALTER TABLE followers ADD COLUMN opted_out BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE campaigns (
    id       TEXT   PRIMARY KEY,
    revision BIGINT NOT NULL,
    state    TEXT   NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'paused', 'cancelled')),
    next_at  BIGINT NOT NULL
);
CREATE INDEX campaigns_next ON campaigns (next_at) WHERE state = 'approved' AND next_at <> 0;

CREATE TABLE campaign_steps (
    campaign TEXT   NOT NULL REFERENCES campaigns (id),
    revision BIGINT NOT NULL,
    action   TEXT   NOT NULL,
    done_by  TEXT   NOT NULL,
    role     TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    note     TEXT   NOT NULL,
    plan     TEXT   NOT NULL,
    PRIMARY KEY (campaign, revision)
);

CREATE TABLE deliveries (
    id         TEXT    PRIMARY KEY,
    campaign   TEXT    NOT NULL,
    revision   BIGINT  NOT NULL,
    occurrence BIGINT  NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN
        ('waiting', 'sending', 'sent', 'partial', 'failed', 'cancelled', 'missed', 'unclear')),
    due        BIGINT  NOT NULL,
    attempts   INTEGER NOT NULL,
    claim      TEXT    NOT NULL,
    claimed    BIGINT  NOT NULL,
    media      TEXT    NOT NULL,
    selected   BIGINT  NOT NULL,
    ended      BIGINT  NOT NULL,
    why        TEXT    NOT NULL,
    UNIQUE (campaign, occurrence),
    FOREIGN KEY (campaign, revision) REFERENCES campaign_steps (campaign, revision)
);
CREATE INDEX deliveries_open ON deliveries (state, due) WHERE state IN ('waiting', 'sending');

CREATE TABLE delivery_parts (
    id        TEXT    PRIMARY KEY,
    delivery  TEXT    NOT NULL REFERENCES deliveries (id),
    campaign  TEXT    NOT NULL,
    channel   TEXT    NOT NULL,
    state     TEXT    NOT NULL CHECK (state IN
        ('waiting', 'sending', 'accepted', 'sent', 'failed', 'missed', 'unclear', 'cancelled')),
    size      BIGINT  NOT NULL,
    attempts  INTEGER NOT NULL,
    first_try BIGINT  NOT NULL,
    due       BIGINT  NOT NULL,
    claim     TEXT    NOT NULL,
    claimed   BIGINT  NOT NULL,
    doubt     BOOLEAN NOT NULL,
    job       TEXT    NOT NULL,
    data      TEXT    NOT NULL,
    counted   BOOLEAN NOT NULL,
    sent      BIGINT  NOT NULL,
    failed    BIGINT  NOT NULL,
    why       TEXT    NOT NULL
);
CREATE INDEX delivery_parts_delivery ON delivery_parts (delivery, state);
CREATE INDEX delivery_parts_open ON delivery_parts (state, due) WHERE state IN ('waiting', 'sending', 'accepted');
CREATE INDEX delivery_parts_mass ON delivery_parts (due) WHERE channel = 'mass';
CREATE INDEX delivery_parts_job ON delivery_parts (job) WHERE job <> '';

-- Nobody is in a delivery twice.
CREATE TABLE delivery_receivers (
    delivery TEXT NOT NULL REFERENCES deliveries (id),
    follower TEXT NOT NULL,
    part     TEXT NOT NULL REFERENCES delivery_parts (id),
    PRIMARY KEY (delivery, follower)
);
CREATE INDEX delivery_receivers_part ON delivery_receivers (part);
CREATE INDEX delivery_receivers_follower ON delivery_receivers (follower);

-- Pictures by the SHA-256 of their bytes, in base64: the two databases name no common type for bytes.
CREATE TABLE campaign_files (
    id      TEXT PRIMARY KEY,
    content TEXT NOT NULL
);

-- +goose Down
DROP TABLE campaign_files;
DROP TABLE delivery_receivers;
DROP TABLE delivery_parts;
DROP TABLE deliveries;
DROP TABLE campaign_steps;
DROP TABLE campaigns;
ALTER TABLE followers DROP COLUMN opted_out;
