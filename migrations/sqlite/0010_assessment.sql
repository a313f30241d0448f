-- +goose Up
CREATE TABLE schemes (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  version_no INTEGER NOT NULL,
  state TEXT NOT NULL,
  effective_from TEXT NOT NULL,
  definition TEXT NOT NULL,
  drafted_by TEXT NOT NULL,
  written_by TEXT NOT NULL,
  published_by TEXT NOT NULL,
  published_at INTEGER,
  version INTEGER NOT NULL,
  UNIQUE (code, version_no)
) WITHOUT ROWID;

CREATE TABLE assessments (
  id TEXT PRIMARY KEY,
  supplier_id TEXT NOT NULL,
  month TEXT NOT NULL,
  scheme_id TEXT NOT NULL,
  state TEXT NOT NULL,
  insufficient INTEGER NOT NULL,
  points INTEGER,
  grade TEXT NOT NULL,
  inputs TEXT NOT NULL,
  sheet TEXT NOT NULL,
  computed_at INTEGER NOT NULL,
  computed_by TEXT NOT NULL,
  published_by TEXT NOT NULL,
  published_at INTEGER,
  version INTEGER NOT NULL,
  UNIQUE (supplier_id, month)
) WITHOUT ROWID;
CREATE INDEX assessments_month ON assessments (month, id);

CREATE TABLE ratings (
  id TEXT PRIMARY KEY,
  supplier_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  category TEXT NOT NULL,
  stars INTEGER NOT NULL,
  comment TEXT NOT NULL,
  occurred_on TEXT NOT NULL,
  channel TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX ratings_supplier ON ratings (supplier_id, occurred_on, id);

-- +goose Down
DROP TABLE ratings;
DROP TABLE assessments;
DROP TABLE schemes;
