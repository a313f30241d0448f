-- +goose Up
CREATE TABLE contracts (
  id TEXT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  state TEXT NOT NULL,
  payment_rule_id TEXT NULL,
  signed_on TEXT NULL,
  terminated_on TEXT NULL,
  terminated_reason TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX contracts_code ON contracts (code);
CREATE INDEX contracts_supplier_state_ends_on ON contracts (supplier_id, state, ends_on);
CREATE INDEX contracts_state_ends_on ON contracts (state, ends_on);

CREATE TABLE contract_lines (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  category TEXT NOT NULL,
  service_item TEXT NOT NULL,
  site_id TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  unit TEXT NOT NULL,
  unit_price INTEGER NOT NULL,
  billing TEXT NOT NULL,
  quota_tier_id TEXT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  version INTEGER NOT NULL,
  FOREIGN KEY (contract_id) REFERENCES contracts (id)
) WITHOUT ROWID;
CREATE INDEX contract_lines_contract_id ON contract_lines (contract_id, id);
CREATE INDEX contract_lines_supplier_site_category ON contract_lines (supplier_id, site_id, category);
CREATE INDEX contract_lines_quota_tier ON contract_lines (quota_tier_id);

-- +goose Down
DROP TABLE contract_lines;
DROP TABLE contracts;
