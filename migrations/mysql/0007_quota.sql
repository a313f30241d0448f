-- +goose Up
CREATE TABLE quotas (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  code VARCHAR(64) NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  service_item VARCHAR(128) NOT NULL,
  unit VARCHAR(32) NOT NULL,
  basis VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source_id VARCHAR(26) NOT NULL,
  note TEXT NOT NULL,
  effective_from VARCHAR(10) NOT NULL,
  version INT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE UNIQUE INDEX quotas_code ON quotas (code);

CREATE TABLE quota_tiers (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  quota_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(64) NOT NULL,
  position INT NOT NULL,
  grade VARCHAR(128) NOT NULL,
  low BIGINT NULL,
  high BIGINT NULL,
  value BIGINT NULL,
  per VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  usable BOOL NOT NULL,
  FOREIGN KEY (quota_id) REFERENCES quotas (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE UNIQUE INDEX quota_tiers_code ON quota_tiers (code);
CREATE INDEX quota_tiers_quota_position ON quota_tiers (quota_id, position);

CREATE TABLE cost_subjects (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  code VARCHAR(32) NOT NULL,
  name VARCHAR(64) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE UNIQUE INDEX cost_subjects_code ON cost_subjects (code);

CREATE TABLE cost_entries (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_line_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  invoice_no VARCHAR(64) NOT NULL,
  note VARCHAR(500) NOT NULL,
  reversal_of CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  entered_by VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  entered_by_name VARCHAR(128) NOT NULL,
  created_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE UNIQUE INDEX cost_entries_number ON cost_entries (number);
CREATE UNIQUE INDEX cost_entries_reversal_of ON cost_entries (reversal_of);
CREATE INDEX cost_entries_month_id ON cost_entries (month, id);
CREATE INDEX cost_entries_supplier_month_id ON cost_entries (supplier_id, month, id);
CREATE INDEX cost_entries_contract_line_month_amount ON cost_entries (contract_line_id, month, amount);

CREATE TABLE accruals (
  contract_line_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  price BIGINT NOT NULL,
  quota BIGINT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (contract_line_id, month)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX accruals_month_supplier ON accruals (month, supplier_id);

-- A row for each month that costs were booked in. Booking and closing a month both
-- change this row first, so that no cost slips into a month while it is closed.
CREATE TABLE periods (
  month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  touched_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE period_locks (
  month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  locked_by VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  locked_by_name VARCHAR(128) NOT NULL,
  locked_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO cost_subjects (id, code, name) VALUES
  ('00000000000000000000000001', 'labour', '人工'),
  ('00000000000000000000000002', 'material', '材料'),
  ('00000000000000000000000003', 'equipment', '机具设备'),
  ('00000000000000000000000004', 'energy', '水电能耗'),
  ('00000000000000000000000005', 'food', '食材'),
  ('00000000000000000000000006', 'subcontract', '专项分包'),
  ('00000000000000000000000007', 'management', '管理费'),
  ('00000000000000000000000008', 'tax', '税金'),
  ('00000000000000000000000009', 'other', '其他');

-- +goose Down
DROP TABLE period_locks;
DROP TABLE periods;
DROP TABLE accruals;
DROP TABLE cost_entries;
DROP TABLE cost_subjects;
DROP TABLE quota_tiers;
DROP TABLE quotas;
