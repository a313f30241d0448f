-- +goose Up
CREATE TABLE sources (
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  document_no TEXT NOT NULL DEFAULT '',
  issuer TEXT NOT NULL DEFAULT '',
  issued TEXT NOT NULL DEFAULT '',
  credibility TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE TABLE standards (
  id TEXT NOT NULL,
  standard_no TEXT NOT NULL,
  title TEXT NOT NULL,
  category TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT '',
  source_id TEXT NOT NULL DEFAULT '',
  source_note TEXT NOT NULL,
  issued TEXT NOT NULL DEFAULT '',
  effective TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  CONSTRAINT standards_no UNIQUE (standard_no)
) WITHOUT ROWID;
CREATE INDEX standards_category ON standards (category, standard_no);

CREATE TABLE clauses (
  id TEXT NOT NULL,
  standard_id TEXT NOT NULL,
  number TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  category TEXT NOT NULL DEFAULT '',
  source_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  CONSTRAINT clauses_number UNIQUE (standard_id, number),
  FOREIGN KEY (standard_id) REFERENCES standards (id)
) WITHOUT ROWID;
CREATE INDEX clauses_category ON clauses (category, id);

-- +goose Down
DROP TABLE clauses;
DROP TABLE standards;
DROP TABLE sources;
