-- +goose Up
-- Two people who tune the same values must not overwrite each other.
ALTER TABLE settings ADD COLUMN version INT NOT NULL DEFAULT 1;

-- +goose Down
ALTER TABLE settings DROP COLUMN version;
