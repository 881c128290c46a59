-- What is written beside the entries that answer, and every version of an entry.

-- +goose Up
-- authors is a list in JSON. revision counts how often the manuscript was stored.
CREATE TABLE manuscripts (
    slug      TEXT    PRIMARY KEY,
    kind      TEXT    NOT NULL,
    title     TEXT    NOT NULL,
    text      TEXT    NOT NULL,
    revision  BIGINT  NOT NULL,
    submitted BOOLEAN NOT NULL,
    authors   TEXT    NOT NULL,
    staff     TEXT    NOT NULL,
    at        BIGINT  NOT NULL,
    note      TEXT    NOT NULL
);

CREATE TABLE entry_versions (
    slug   TEXT   NOT NULL,
    number BIGINT NOT NULL,
    action TEXT   NOT NULL,
    who    TEXT   NOT NULL,
    role   TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    note   TEXT   NOT NULL,
    text   TEXT   NOT NULL,
    PRIMARY KEY (slug, number)
);

-- +goose Down
DROP TABLE entry_versions;
DROP TABLE manuscripts;
