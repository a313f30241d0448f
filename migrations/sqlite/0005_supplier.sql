-- +goose Up
CREATE TABLE suppliers (
  id TEXT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  credit_code TEXT NOT NULL,
  contact_name TEXT NOT NULL,
  contact_phone TEXT NOT NULL,
  state TEXT NOT NULL,
  categories TEXT NOT NULL,
  probation_until TEXT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX suppliers_code ON suppliers (code);
CREATE UNIQUE INDEX suppliers_credit_code ON suppliers (credit_code);

CREATE TABLE supplier_transitions (
  id TEXT NOT NULL PRIMARY KEY,
  supplier_id TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  FOREIGN KEY (supplier_id) REFERENCES suppliers (id)
) WITHOUT ROWID;
CREATE INDEX supplier_transitions_supplier_at_id ON supplier_transitions (supplier_id, at, id);

CREATE TABLE qualifications (
  id TEXT NOT NULL PRIMARY KEY,
  supplier_id TEXT NOT NULL,
  name TEXT NOT NULL,
  document_no TEXT NOT NULL,
  issuer TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  photo_sha TEXT NULL,
  version INTEGER NOT NULL,
  FOREIGN KEY (supplier_id) REFERENCES suppliers (id)
) WITHOUT ROWID;
CREATE INDEX qualifications_supplier_valid_to ON qualifications (supplier_id, valid_to);
CREATE INDEX qualifications_valid_to ON qualifications (valid_to);

-- +goose Down
DROP TABLE qualifications;
DROP TABLE supplier_transitions;
DROP TABLE suppliers;
