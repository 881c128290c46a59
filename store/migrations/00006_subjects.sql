-- What is known of one subject of the ledger: a campaign's readers, an event's people.

-- +goose Up
CREATE INDEX ledger_subject ON ledger (subject) WHERE subject <> '';

-- +goose Down
DROP INDEX ledger_subject;
