-- What there is to give out, where it lies, and each move that made it so.

-- +goose Up
CREATE TABLE materials (
    id      TEXT    PRIMARY KEY,
    name    TEXT    NOT NULL UNIQUE,
    kind    TEXT    NOT NULL,
    unit    TEXT    NOT NULL,
    entry   TEXT    NOT NULL,
    retired BOOLEAN NOT NULL
);

-- Append-only: a move is taken back by its negative, which names it. A place is '' outside the stock.
CREATE TABLE stock_moves (
    id         TEXT   PRIMARY KEY,
    key        TEXT   NOT NULL UNIQUE,
    at         BIGINT NOT NULL,
    day        TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    material   TEXT   NOT NULL REFERENCES materials (id),
    from_place TEXT   NOT NULL,
    to_place   TEXT   NOT NULL,
    copies     BIGINT NOT NULL,
    event      TEXT   NOT NULL,
    community  TEXT   NOT NULL,
    moved_by   TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    corrects   TEXT   NOT NULL
);
CREATE INDEX stock_moves_material ON stock_moves (material, day);
CREATE INDEX stock_moves_event ON stock_moves (event) WHERE event <> '';

-- The sums of the moves. A row is the lock of its balance; what an event gave out may take it below zero.
CREATE TABLE stock_balances (
    material TEXT   NOT NULL REFERENCES materials (id),
    place    TEXT   NOT NULL,
    copies   BIGINT NOT NULL,
    PRIMARY KEY (material, place)
);

-- +goose Down
DROP TABLE stock_balances;
DROP TABLE stock_moves;
DROP TABLE materials;
