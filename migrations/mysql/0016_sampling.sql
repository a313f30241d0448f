-- +goose Up
-- A task comes from a plan or from the draw of a spot check.
ALTER TABLE tasks
  ADD COLUMN source VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'plan',
  ADD KEY tasks_source (source, who_id, closes_at);

-- A draw: the population is fixed, with its digest, before there is a seed.
CREATE TABLE spot_checks (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  title VARCHAR(100) NOT NULL,
  purpose VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  unit VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  filter TEXT NOT NULL,
  from_day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  to_day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  population_digest CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  population_size INT NOT NULL,
  inspector_count INT NOT NULL,
  object_count INT NOT NULL,
  algorithm VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seed CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  state VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  prepared_by VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  prepared_at BIGINT NOT NULL,
  drawn_by VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  drawn_at BIGINT NULL,
  cancelled_by VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  cancelled_at BIGINT NULL,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  UNIQUE KEY spot_checks_number (number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The population as it was frozen, in the words of docs/draws.md.
CREATE TABLE spot_check_populations (
  spot_check_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  frozen MEDIUMTEXT NOT NULL,
  PRIMARY KEY (spot_check_id),
  FOREIGN KEY (spot_check_id) REFERENCES spot_checks (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE spot_check_objects (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  spot_check_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position INT NOT NULL,
  stratum VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  unit_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checkpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checklist_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  inspector_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  task_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY spot_check_objects_position (spot_check_id, position),
  FOREIGN KEY (spot_check_id) REFERENCES spot_checks (id),
  KEY spot_check_objects_task (task_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Why a person must not supervise a supplier.
CREATE TABLE conflicts_of_interest (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(500) NOT NULL,
  from_day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  until_day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  recorded_by VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_at BIGINT NOT NULL,
  ended_by VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ended_at BIGINT NULL,
  end_reason VARCHAR(500) NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  KEY conflicts_of_interest_user (user_id, supplier_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How closely a contract is supervised by a checklist. Its lots begin anew on since_day.
CREATE TABLE supervision_levels (
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checklist_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  level VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  since_day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  judged_day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (contract_id, checklist_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A lot as it was judged, and as it counts now if records were added or taken back since.
CREATE TABLE supervision_lots (
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checklist_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  to_day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  level VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checks INT NOT NULL,
  judged_items INT NOT NULL,
  failed_items INT NOT NULL,
  plan_size INT NOT NULL,
  acceptance INT NOT NULL,
  accepted TINYINT(1) NOT NULL,
  score_step INT NOT NULL,
  irregular VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  verdict_at BIGINT NOT NULL,
  now_judged INT NOT NULL,
  now_failed INT NOT NULL,
  now_accepted TINYINT(1) NOT NULL,
  corrected_at BIGINT NULL,
  PRIMARY KEY (contract_id, checklist_id, from_day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Every change of a level, with what it rests on. Never changed.
CREATE TABLE supervision_switches (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checklist_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_level VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  to_level VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  rule VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  figures TEXT NOT NULL,
  since_day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  decided_by VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  reason VARCHAR(500) NOT NULL DEFAULT '',
  switched_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY supervision_switches_of (contract_id, checklist_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A check that is made again, blindly, by somebody else.
CREATE TABLE rechecks (
  task_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  first_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  first_inspector_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  second_inspector_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  chosen_at BIGINT NOT NULL,
  veiled TINYINT(1) NOT NULL,
  PRIMARY KEY (task_id),
  UNIQUE KEY rechecks_first (first_id),
  KEY rechecks_second (second_inspector_id, veiled),
  KEY rechecks_inspector (first_inspector_id, task_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- +goose Down
DROP TABLE rechecks;
DROP TABLE supervision_switches;
DROP TABLE supervision_lots;
DROP TABLE supervision_levels;
DROP TABLE conflicts_of_interest;
DROP TABLE spot_check_objects;
DROP TABLE spot_check_populations;
DROP TABLE spot_checks;
DELETE FROM tasks WHERE source <> 'plan';
ALTER TABLE tasks DROP KEY tasks_source, DROP COLUMN source;
