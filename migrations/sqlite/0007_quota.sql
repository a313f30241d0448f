-- +goose Up
CREATE TABLE quotas (
  id TEXT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  category TEXT NOT NULL,
  service_item TEXT NOT NULL,
  unit TEXT NOT NULL,
  basis TEXT NOT NULL,
  source_id TEXT NOT NULL,
  note TEXT NOT NULL,
  effective_from TEXT NOT NULL,
  version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX quotas_code ON quotas (code);

CREATE TABLE quota_tiers (
  id TEXT NOT NULL PRIMARY KEY,
  quota_id TEXT NOT NULL,
  code TEXT NOT NULL,
  position INTEGER NOT NULL,
  grade TEXT NOT NULL,
  low INTEGER NULL,
  high INTEGER NULL,
  value INTEGER NULL,
  per TEXT NOT NULL,
  usable INTEGER NOT NULL,
  FOREIGN KEY (quota_id) REFERENCES quotas (id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX quota_tiers_code ON quota_tiers (code);
CREATE INDEX quota_tiers_quota_position ON quota_tiers (quota_id, position);

CREATE TABLE cost_subjects (
  id TEXT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX cost_subjects_code ON cost_subjects (code);

CREATE TABLE cost_entries (
  id TEXT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  contract_line_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  category TEXT NOT NULL,
  subject TEXT NOT NULL,
  month TEXT NOT NULL,
  amount INTEGER NOT NULL,
  invoice_no TEXT NOT NULL,
  note TEXT NOT NULL,
  reversal_of TEXT NULL,
  entered_by TEXT NOT NULL,
  entered_by_name TEXT NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX cost_entries_number ON cost_entries (number);
CREATE UNIQUE INDEX cost_entries_reversal_of ON cost_entries (reversal_of);
CREATE INDEX cost_entries_month_id ON cost_entries (month, id);
CREATE INDEX cost_entries_supplier_month_id ON cost_entries (supplier_id, month, id);
CREATE INDEX cost_entries_contract_line_month_amount ON cost_entries (contract_line_id, month, amount);

CREATE TABLE accruals (
  contract_line_id TEXT NOT NULL,
  month TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  category TEXT NOT NULL,
  price INTEGER NOT NULL,
  quota INTEGER NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (contract_line_id, month)
) WITHOUT ROWID;
CREATE INDEX accruals_month_supplier ON accruals (month, supplier_id);

-- A row for each month that costs were booked in. Booking and closing a month both
-- change this row first, so that no cost slips into a month while it is closed.
CREATE TABLE periods (
  month TEXT NOT NULL PRIMARY KEY,
  touched_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE period_locks (
  month TEXT NOT NULL PRIMARY KEY,
  locked_by TEXT NOT NULL,
  locked_by_name TEXT NOT NULL,
  locked_at INTEGER NOT NULL
) WITHOUT ROWID;

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
