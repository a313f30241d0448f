-- +goose Up
CREATE TABLE checklists (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  category TEXT NOT NULL,
  state TEXT NOT NULL,
  current_version_id TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  CONSTRAINT checklists_code UNIQUE (code)
) WITHOUT ROWID;
CREATE INDEX checklists_category ON checklists (category, code);

CREATE TABLE checklist_versions (
  id TEXT NOT NULL,
  checklist_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  total_points INTEGER NOT NULL,
  published_at INTEGER,
  published_by TEXT NOT NULL DEFAULT '',
  superseded_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  CONSTRAINT checklist_versions_number UNIQUE (checklist_id, number),
  FOREIGN KEY (checklist_id) REFERENCES checklists (id)
) WITHOUT ROWID;

CREATE TABLE checklist_items (
  id TEXT NOT NULL,
  version_id TEXT NOT NULL,
  code TEXT NOT NULL DEFAULT '',
  section TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  points INTEGER NOT NULL,
  severity TEXT NOT NULL,
  photo_on_fail INTEGER NOT NULL,
  na_allowed INTEGER NOT NULL,
  clause_id TEXT NOT NULL DEFAULT '',
  frequency TEXT NOT NULL DEFAULT '',
  deduction_rule TEXT NOT NULL DEFAULT '',
  source_id TEXT NOT NULL DEFAULT '',
  points_basis TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  FOREIGN KEY (version_id) REFERENCES checklist_versions (id)
) WITHOUT ROWID;
CREATE INDEX checklist_items_version ON checklist_items (version_id, position);
CREATE INDEX checklist_items_clause ON checklist_items (clause_id);

CREATE TABLE checkpoints (
  id TEXT NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  site_id TEXT NOT NULL,
  area_id TEXT NOT NULL DEFAULT '',
  supplier_id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  contract_line_id TEXT NOT NULL DEFAULT '',
  category TEXT NOT NULL,
  state TEXT NOT NULL,
  retired_at INTEGER,
  retired_reason TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  CONSTRAINT checkpoints_number UNIQUE (number)
) WITHOUT ROWID;
CREATE INDEX checkpoints_site ON checkpoints (site_id, id);
CREATE INDEX checkpoints_supplier ON checkpoints (supplier_id, id);
CREATE INDEX checkpoints_contract ON checkpoints (contract_id, id);

CREATE TABLE checkpoint_codes (
  code TEXT NOT NULL,
  checkpoint_id TEXT NOT NULL,
  state TEXT NOT NULL,
  label_version INTEGER NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  PRIMARY KEY (code),
  CONSTRAINT checkpoint_codes_version UNIQUE (checkpoint_id, label_version),
  FOREIGN KEY (checkpoint_id) REFERENCES checkpoints (id)
) WITHOUT ROWID;

CREATE TABLE checkpoint_checklists (
  checkpoint_id TEXT NOT NULL,
  checklist_id TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (checkpoint_id, checklist_id),
  FOREIGN KEY (checkpoint_id) REFERENCES checkpoints (id)
) WITHOUT ROWID;
CREATE INDEX checkpoint_checklists_checklist ON checkpoint_checklists (checklist_id);

CREATE TABLE inspection_plans (
  id TEXT NOT NULL,
  checkpoint_id TEXT NOT NULL,
  checklist_id TEXT NOT NULL,
  recurrence TEXT NOT NULL,
  weekdays TEXT NOT NULL DEFAULT '',
  month_days TEXT NOT NULL DEFAULT '',
  window_start TEXT NOT NULL,
  window_end TEXT NOT NULL,
  assignee TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX inspection_plans_checkpoint ON inspection_plans (checkpoint_id);
CREATE INDEX inspection_plans_state ON inspection_plans (state, starts_on);

CREATE TABLE tasks (
  id TEXT NOT NULL,
  plan_id TEXT NOT NULL,
  checkpoint_id TEXT NOT NULL,
  checklist_id TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  category TEXT NOT NULL,
  assignee TEXT NOT NULL,
  due_on TEXT NOT NULL,
  window_start_at INTEGER NOT NULL,
  window_end_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  inspection_id TEXT NOT NULL DEFAULT '',
  completed_at INTEGER,
  PRIMARY KEY (id),
  CONSTRAINT tasks_plan UNIQUE (plan_id, due_on)
) WITHOUT ROWID;
CREATE INDEX tasks_window ON tasks (window_start_at, id);
CREATE INDEX tasks_supplier ON tasks (supplier_id, window_start_at, id);
CREATE INDEX tasks_site ON tasks (site_id, window_start_at, id);
CREATE INDEX tasks_checkpoint ON tasks (checkpoint_id, due_on);
CREATE INDEX tasks_open ON tasks (state, due_on);

CREATE TABLE inspections (
  id TEXT NOT NULL,
  number TEXT NOT NULL,
  mode TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  area_id TEXT NOT NULL DEFAULT '',
  checkpoint_id TEXT NOT NULL,
  category TEXT NOT NULL,
  checklist_version_id TEXT NOT NULL,
  task_id TEXT NOT NULL DEFAULT '',
  inspector_id TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  occurred_on TEXT NOT NULL,
  pass_count INTEGER NOT NULL,
  fail_count INTEGER NOT NULL,
  na_count INTEGER NOT NULL,
  points INTEGER NOT NULL,
  total_points INTEGER NOT NULL,
  note TEXT NOT NULL,
  code_scanned INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT inspections_number UNIQUE (number)
) WITHOUT ROWID;
CREATE INDEX inspections_finished ON inspections (finished_at, id);
CREATE INDEX inspections_supplier ON inspections (supplier_id, finished_at, id);
CREATE INDEX inspections_site ON inspections (site_id, finished_at, id);
CREATE INDEX inspections_checkpoint ON inspections (checkpoint_id, finished_at, id);

CREATE TABLE observations (
  id TEXT NOT NULL,
  inspection_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  result TEXT NOT NULL,
  note TEXT NOT NULL,
  clause_id TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX observations_inspection ON observations (inspection_id, id);

CREATE TABLE photos (
  sha256 TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (sha256)
) WITHOUT ROWID;

CREATE TABLE photo_uploads (
  sha256 TEXT NOT NULL,
  uploader_id TEXT NOT NULL,
  supplier_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  PRIMARY KEY (sha256, uploader_id)
) WITHOUT ROWID;

CREATE TABLE evidence (
  owner_type TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  position INTEGER NOT NULL,
  supplier_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  PRIMARY KEY (owner_type, owner_id, position)
) WITHOUT ROWID;
CREATE INDEX evidence_photo ON evidence (sha256);

-- +goose Down
DROP TABLE evidence;
DROP TABLE photo_uploads;
DROP TABLE photos;
DROP TABLE observations;
DROP TABLE inspections;
DROP TABLE tasks;
DROP TABLE inspection_plans;
DROP TABLE checkpoint_checklists;
DROP TABLE checkpoint_codes;
DROP TABLE checkpoints;
DROP TABLE checklist_items;
DROP TABLE checklist_versions;
DROP TABLE checklists;
