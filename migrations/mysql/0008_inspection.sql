-- +goose Up
CREATE TABLE checklists (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(64) NOT NULL,
  title VARCHAR(200) NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  current_version_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY checklists_code (code),
  KEY checklists_category (category, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE checklist_versions (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checklist_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number INT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note TEXT NOT NULL,
  total_points INT NOT NULL,
  published_at BIGINT NULL,
  published_by VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  superseded_at BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY checklist_versions_number (checklist_id, number),
  FOREIGN KEY (checklist_id) REFERENCES checklists (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE checklist_items (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(64) NOT NULL DEFAULT '',
  section VARCHAR(200) NOT NULL DEFAULT '',
  position INT NOT NULL,
  text VARCHAR(1000) NOT NULL,
  points INT NOT NULL,
  severity VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  photo_on_fail TINYINT(1) NOT NULL,
  na_allowed TINYINT(1) NOT NULL,
  clause_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  frequency VARCHAR(64) NOT NULL DEFAULT '',
  deduction_rule VARCHAR(500) NOT NULL DEFAULT '',
  source_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  points_basis VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  KEY checklist_items_version (version_id, position),
  KEY checklist_items_clause (clause_id),
  FOREIGN KEY (version_id) REFERENCES checklist_versions (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE checkpoints (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  area_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_line_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  retired_at BIGINT NULL,
  retired_reason VARCHAR(500) NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY checkpoints_number (number),
  KEY checkpoints_site (site_id, id),
  KEY checkpoints_supplier (supplier_id, id),
  KEY checkpoints_contract (contract_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE checkpoint_codes (
  code VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checkpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  label_version INT NOT NULL,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  revoked_at BIGINT NULL,
  PRIMARY KEY (code),
  UNIQUE KEY checkpoint_codes_version (checkpoint_id, label_version),
  FOREIGN KEY (checkpoint_id) REFERENCES checkpoints (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE checkpoint_checklists (
  checkpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checklist_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position INT NOT NULL DEFAULT 0,
  PRIMARY KEY (checkpoint_id, checklist_id),
  KEY checkpoint_checklists_checklist (checklist_id),
  FOREIGN KEY (checkpoint_id) REFERENCES checkpoints (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE inspection_plans (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checkpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checklist_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recurrence VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  weekdays VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  month_days VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  window_start CHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  window_end CHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  assignee VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  starts_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ends_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  changed_at BIGINT NOT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  KEY inspection_plans_checkpoint (checkpoint_id),
  KEY inspection_plans_state (state, starts_on)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE tasks (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  plan_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checkpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checklist_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  assignee VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  due_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  window_start_at BIGINT NOT NULL,
  window_end_at BIGINT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  inspection_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  completed_at BIGINT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY tasks_plan (plan_id, due_on),
  KEY tasks_window (window_start_at, id),
  KEY tasks_supplier (supplier_id, window_start_at, id),
  KEY tasks_site (site_id, window_start_at, id),
  KEY tasks_checkpoint (checkpoint_id, due_on),
  KEY tasks_open (state, due_on)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE inspections (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  mode VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  area_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  checkpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checklist_version_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  task_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  inspector_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  started_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  occurred_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  pass_count INT NOT NULL,
  fail_count INT NOT NULL,
  na_count INT NOT NULL,
  points INT NOT NULL,
  total_points INT NOT NULL,
  note VARCHAR(1000) NOT NULL,
  code_scanned TINYINT(1) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY inspections_number (number),
  KEY inspections_finished (finished_at, id),
  KEY inspections_supplier (supplier_id, finished_at, id),
  KEY inspections_site (site_id, finished_at, id),
  KEY inspections_checkpoint (checkpoint_id, finished_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE observations (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  inspection_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  item_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  result VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note VARCHAR(500) NOT NULL,
  clause_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  KEY observations_inspection (inspection_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE photos (
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  content_type VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size BIGINT NOT NULL,
  width INT NOT NULL,
  height INT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE photo_uploads (
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  uploader_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  PRIMARY KEY (sha256, uploader_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE evidence (
  owner_type VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  owner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position INT NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (owner_type, owner_id, position),
  KEY evidence_photo (sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

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
