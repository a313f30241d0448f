-- +goose Up
CREATE TABLE payment_rules (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  version_no INTEGER NOT NULL,
  state TEXT NOT NULL,
  bands TEXT NOT NULL,
  source_id TEXT NOT NULL,
  consequence TEXT NOT NULL,
  UNIQUE (code, version_no)
) WITHOUT ROWID;

CREATE TABLE settlements (
  id TEXT PRIMARY KEY,
  number TEXT UNIQUE,
  contract_id TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  month TEXT NOT NULL,
  assessment_id TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  base INTEGER NOT NULL,
  deduction INTEGER NOT NULL,
  payable INTEGER NOT NULL,
  grade TEXT NOT NULL,
  points INTEGER,
  coefficient_bp INTEGER NOT NULL,
  insufficient INTEGER NOT NULL,
  state TEXT NOT NULL,
  prepared_by TEXT NOT NULL,
  prepared_at INTEGER NOT NULL,
  approved_by TEXT NOT NULL,
  approved_at INTEGER,
  version INTEGER NOT NULL,
  UNIQUE (contract_id, month)
) WITHOUT ROWID;
CREATE INDEX settlements_month ON settlements (month, id);
CREATE INDEX settlements_supplier ON settlements (supplier_id, id);

CREATE TABLE settlement_lines (
  id TEXT PRIMARY KEY,
  settlement_id TEXT NOT NULL REFERENCES settlements (id),
  contract_line_id TEXT NOT NULL,
  service_item TEXT NOT NULL,
  site_id TEXT NOT NULL,
  category TEXT NOT NULL,
  position INTEGER NOT NULL,
  base INTEGER NOT NULL,
  deduction INTEGER NOT NULL,
  payable INTEGER NOT NULL,
  formula TEXT NOT NULL,
  UNIQUE (settlement_id, position)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE settlement_lines;
DROP TABLE settlements;
DROP TABLE payment_rules;
