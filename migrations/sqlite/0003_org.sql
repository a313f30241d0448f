-- +goose Up
CREATE TABLE sites (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  latitude_e6 INTEGER,
  longitude_e6 INTEGER,
  area_m2 INTEGER NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE areas (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites (id),
  name TEXT NOT NULL,
  floor TEXT NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  UNIQUE (site_id, name)
) WITHOUT ROWID;

-- Only the days that differ from Monday to Friday.
CREATE TABLE working_days (
  day TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  note TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- +goose Down
DROP TABLE settings;
DROP TABLE working_days;
DROP TABLE areas;
DROP TABLE sites;
