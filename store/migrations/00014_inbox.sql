-- Who works on a question that waits, answers kept for use again, and who is on duty when.

-- +goose Up
ALTER TABLE inquiries ADD COLUMN claimed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE inquiries ADD COLUMN claimed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX inquiries_open ON inquiries (answered, asked);

CREATE TABLE canned_replies (
    id    TEXT PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    text  TEXT NOT NULL
);

-- weekday 1 is Monday, 7 Sunday; from_minute and to_minute are minutes of the day in China.
CREATE TABLE duty_shifts (
    id          TEXT   PRIMARY KEY,
    weekday     BIGINT NOT NULL,
    from_minute BIGINT NOT NULL,
    to_minute   BIGINT NOT NULL,
    who         TEXT   NOT NULL
);

-- +goose Down
DROP TABLE duty_shifts;
DROP TABLE canned_replies;
DROP INDEX inquiries_open;
ALTER TABLE inquiries DROP COLUMN claimed;
ALTER TABLE inquiries DROP COLUMN claimed_by;
