-- +goose Up
CREATE TABLE idempotency_keys (
  actor_id TEXT NOT NULL,
  key TEXT NOT NULL,
  operation TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  status INTEGER NOT NULL,
  response BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (actor_id, key)
) WITHOUT ROWID;

CREATE TABLE job_slots (
  name TEXT NOT NULL,
  slot INTEGER NOT NULL,
  owner TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  error TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (name, slot)
) WITHOUT ROWID;

CREATE TABLE audit_entries (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  on_behalf_of TEXT NOT NULL DEFAULT '',
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  target_id TEXT NOT NULL,
  before_json TEXT NOT NULL DEFAULT '',
  after_json TEXT NOT NULL DEFAULT '',
  request_id TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX audit_entries_target ON audit_entries (target, target_id, id);
CREATE INDEX audit_entries_actor ON audit_entries (actor_id, id);

CREATE TABLE audit_seals (
  position INTEGER PRIMARY KEY,
  entry_id TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL
);

CREATE TABLE ledger_facts (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  category TEXT NOT NULL,
  clause_id TEXT NOT NULL,
  occurred_on TEXT NOT NULL,
  count INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  ref_type TEXT NOT NULL,
  ref_id TEXT NOT NULL,
  reverses TEXT NOT NULL DEFAULT '',
  recorded_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX ledger_facts_supplier ON ledger_facts (supplier_id, kind, occurred_on, id);
CREATE INDEX ledger_facts_ref ON ledger_facts (ref_id);
CREATE INDEX ledger_facts_clause ON ledger_facts (clause_id, occurred_on);

CREATE TABLE ledger_days (
  day TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  category TEXT NOT NULL,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (day, supplier_id, contract_id, site_id, category, kind)
) WITHOUT ROWID;

CREATE TABLE ledger_months (
  month TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  category TEXT NOT NULL,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (month, supplier_id, contract_id, site_id, category, kind)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE ledger_months;
DROP TABLE ledger_days;
DROP TABLE ledger_facts;
DROP TABLE audit_seals;
DROP TABLE audit_entries;
DROP TABLE job_slots;
DROP TABLE idempotency_keys;
