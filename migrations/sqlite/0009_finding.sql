-- +goose Up
CREATE TABLE findings (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  supplier_id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  category TEXT NOT NULL,
  checkpoint_id TEXT NOT NULL,
  inspection_id TEXT NOT NULL,
  observation_id TEXT NOT NULL UNIQUE,
  item_text TEXT NOT NULL,
  clause_id TEXT NOT NULL,
  severity TEXT NOT NULL,
  state TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  opened_by TEXT NOT NULL,
  due_on TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  overdue_at INTEGER,
  closed_at INTEGER,
  closed_by TEXT NOT NULL,
  cancel_reason TEXT NOT NULL,
  version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX findings_supplier ON findings (supplier_id, id);
CREATE INDEX findings_queue ON findings (state, due_on, id);
CREATE INDEX findings_checkpoint ON findings (checkpoint_id, state);
CREATE INDEX findings_inspection ON findings (inspection_id);

CREATE TABLE rectifications (
  id TEXT PRIMARY KEY,
  finding_id TEXT NOT NULL REFERENCES findings (id),
  round INTEGER NOT NULL,
  cause TEXT NOT NULL,
  action TEXT NOT NULL,
  submitted_by TEXT NOT NULL,
  submitted_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  UNIQUE (finding_id, round)
) WITHOUT ROWID;

CREATE TABLE reinspections (
  id TEXT PRIMARY KEY,
  rectification_id TEXT NOT NULL UNIQUE REFERENCES rectifications (id),
  finding_id TEXT NOT NULL,
  result TEXT NOT NULL,
  note TEXT NOT NULL,
  inspector_id TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX reinspections_finding ON reinspections (finding_id);

-- +goose Down
DROP TABLE reinspections;
DROP TABLE rectifications;
DROP TABLE findings;
