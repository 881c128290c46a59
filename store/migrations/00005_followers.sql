-- Where followers live, what they do and how they are tagged; and their accepts of subscription
-- notifications, each of which is good for one send.

-- +goose Up
ALTER TABLE followers ADD COLUMN community TEXT NOT NULL DEFAULT '';
ALTER TABLE followers ADD COLUMN trade TEXT NOT NULL DEFAULT '';
-- tags are the office's own; wechat_tags are those of the account when it was last asked.
ALTER TABLE followers ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE followers ADD COLUMN wechat_tags TEXT NOT NULL DEFAULT '[]';

-- accepted counts the sends that are still allowed; of a long-term template it is 1 while it is allowed.
CREATE TABLE notice_accepts (
    follower TEXT   NOT NULL,
    template TEXT   NOT NULL,
    accepted BIGINT NOT NULL CHECK (accepted >= 0),
    PRIMARY KEY (follower, template)
);
CREATE INDEX notice_accepts_template ON notice_accepts (template) WHERE accepted > 0;

-- What a part has taken of the accepts: taken when its delivery begins, used once it is sent or may
-- have been, returned where the platform surely did not take it.
CREATE TABLE notice_takes (
    part     TEXT   PRIMARY KEY REFERENCES delivery_parts (id),
    follower TEXT   NOT NULL,
    template TEXT   NOT NULL,
    accepts  BIGINT NOT NULL,
    state    TEXT   NOT NULL CHECK (state IN ('taken', 'used', 'returned'))
);
CREATE INDEX notice_takes_follower ON notice_takes (follower, template);

-- WeChat's events about notifications that have been taken in. Holds no follower.
CREATE TABLE notice_events (
    id TEXT   PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE INDEX notice_events_at ON notice_events (at);

-- +goose Down
DROP TABLE notice_events;
DROP TABLE notice_takes;
DROP TABLE notice_accepts;
ALTER TABLE followers DROP COLUMN wechat_tags;
ALTER TABLE followers DROP COLUMN tags;
ALTER TABLE followers DROP COLUMN trade;
ALTER TABLE followers DROP COLUMN community;
