-- +goose Up
CREATE TABLE payment_rules (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  version_no INT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bands MEDIUMTEXT NOT NULL,
  source_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  consequence TEXT NOT NULL,
  UNIQUE KEY payment_rules_version (code, version_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE settlements (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL UNIQUE,
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  assessment_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  rule_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  base BIGINT NOT NULL,
  deduction BIGINT NOT NULL,
  payable BIGINT NOT NULL,
  grade VARCHAR(64) NOT NULL,
  points INT NULL,
  coefficient_bp INT NOT NULL,
  insufficient BOOLEAN NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  prepared_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  prepared_at BIGINT NOT NULL,
  approved_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  approved_at BIGINT NULL,
  version INT NOT NULL,
  UNIQUE KEY settlements_contract (contract_id, month),
  KEY settlements_month (month, id),
  KEY settlements_supplier (supplier_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE settlement_lines (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  settlement_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_line_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  service_item VARCHAR(200) NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position INT NOT NULL,
  base BIGINT NOT NULL,
  deduction BIGINT NOT NULL,
  payable BIGINT NOT NULL,
  formula TEXT NOT NULL,
  UNIQUE KEY settlement_lines_position (settlement_id, position),
  CONSTRAINT settlement_lines_settlement FOREIGN KEY (settlement_id) REFERENCES settlements (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- +goose Down
DROP TABLE settlement_lines;
DROP TABLE settlements;
DROP TABLE payment_rules;
