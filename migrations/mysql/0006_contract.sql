-- +goose Up
CREATE TABLE contracts (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  code VARCHAR(64) NOT NULL,
  name VARCHAR(200) NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  starts_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ends_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payment_rule_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  signed_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  terminated_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  terminated_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INT NOT NULL,
  created_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE UNIQUE INDEX contracts_code ON contracts (code);
CREATE INDEX contracts_supplier_state_ends_on ON contracts (supplier_id, state, ends_on);
CREATE INDEX contracts_state_ends_on ON contracts (state, ends_on);

CREATE TABLE contract_lines (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  service_item VARCHAR(128) NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quantity BIGINT NOT NULL,
  unit VARCHAR(32) NOT NULL,
  unit_price BIGINT NOT NULL,
  billing VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quota_tier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  starts_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ends_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version INT NOT NULL,
  FOREIGN KEY (contract_id) REFERENCES contracts (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX contract_lines_contract_id ON contract_lines (contract_id, id);
CREATE INDEX contract_lines_supplier_site_category ON contract_lines (supplier_id, site_id, category);
CREATE INDEX contract_lines_quota_tier ON contract_lines (quota_tier_id);

-- +goose Down
DROP TABLE contract_lines;
DROP TABLE contracts;
