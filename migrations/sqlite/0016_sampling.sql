-- +goose Up
-- A task comes from a plan or from the draw of a spot check.
ALTER TABLE tasks ADD COLUMN source TEXT NOT NULL DEFAULT 'plan';
CREATE INDEX tasks_source ON tasks (source, who_id, closes_at);

-- A draw: the population is fixed, with its digest, before there is a seed.
CREATE TABLE spot_checks (
  id TEXT NOT NULL,
  number TEXT NOT NULL,
  title TEXT NOT NULL,
  purpose TEXT NOT NULL,
  unit TEXT NOT NULL,
  filter TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  population_digest TEXT NOT NULL,
  population_size INTEGER NOT NULL,
  inspector_count INTEGER NOT NULL,
  object_count INTEGER NOT NULL,
  algorithm TEXT NOT NULL,
  seed TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  prepared_by TEXT NOT NULL,
  prepared_at INTEGER NOT NULL,
  drawn_by TEXT NOT NULL DEFAULT '',
  drawn_at INTEGER,
  cancelled_by TEXT NOT NULL DEFAULT '',
  cancelled_at INTEGER,
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  CONSTRAINT spot_checks_number UNIQUE (number)
) WITHOUT ROWID;

-- The population as it was frozen, in the words of docs/draws.md.
CREATE TABLE spot_check_populations (
  spot_check_id TEXT NOT NULL,
  frozen TEXT NOT NULL,
  PRIMARY KEY (spot_check_id),
  FOREIGN KEY (spot_check_id) REFERENCES spot_checks (id)
) WITHOUT ROWID;

CREATE TABLE spot_check_objects (
  id TEXT NOT NULL,
  spot_check_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  stratum TEXT NOT NULL,
  unit_key TEXT NOT NULL,
  checkpoint_id TEXT NOT NULL,
  checklist_id TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  inspector_id TEXT NOT NULL,
  task_id TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT spot_check_objects_position UNIQUE (spot_check_id, position),
  FOREIGN KEY (spot_check_id) REFERENCES spot_checks (id)
) WITHOUT ROWID;
CREATE INDEX spot_check_objects_task ON spot_check_objects (task_id);

-- Why a person must not supervise a supplier.
CREATE TABLE conflicts_of_interest (
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL DEFAULT '',
  recorded_by TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  ended_by TEXT NOT NULL DEFAULT '',
  ended_at INTEGER,
  end_reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX conflicts_of_interest_user ON conflicts_of_interest (user_id, supplier_id);

-- How closely a contract is supervised by a checklist. Its lots begin anew on since_day.
CREATE TABLE supervision_levels (
  contract_id TEXT NOT NULL,
  checklist_id TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  level TEXT NOT NULL,
  since_day TEXT NOT NULL,
  judged_day TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (contract_id, checklist_id)
) WITHOUT ROWID;

-- A lot as it was judged, and as it counts now if records were added or taken back since.
CREATE TABLE supervision_lots (
  contract_id TEXT NOT NULL,
  checklist_id TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  level TEXT NOT NULL,
  checks INTEGER NOT NULL,
  judged_items INTEGER NOT NULL,
  failed_items INTEGER NOT NULL,
  plan_size INTEGER NOT NULL,
  acceptance INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  score_step INTEGER NOT NULL,
  irregular TEXT NOT NULL DEFAULT '',
  verdict_at INTEGER NOT NULL,
  now_judged INTEGER NOT NULL,
  now_failed INTEGER NOT NULL,
  now_accepted INTEGER NOT NULL,
  corrected_at INTEGER,
  PRIMARY KEY (contract_id, checklist_id, from_day)
) WITHOUT ROWID;

-- Every change of a level, with what it rests on. Never changed.
CREATE TABLE supervision_switches (
  id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  checklist_id TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  from_level TEXT NOT NULL,
  to_level TEXT NOT NULL,
  rule TEXT NOT NULL,
  figures TEXT NOT NULL,
  since_day TEXT NOT NULL,
  decided_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  switched_at INTEGER NOT NULL,
  PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX supervision_switches_of ON supervision_switches (contract_id, checklist_id, id);

-- A check that is made again, blindly, by somebody else.
CREATE TABLE rechecks (
  task_id TEXT NOT NULL,
  first_id TEXT NOT NULL,
  first_inspector_id TEXT NOT NULL,
  second_inspector_id TEXT NOT NULL,
  chosen_at INTEGER NOT NULL,
  veiled INTEGER NOT NULL,
  PRIMARY KEY (task_id),
  CONSTRAINT rechecks_first UNIQUE (first_id)
) WITHOUT ROWID;
CREATE INDEX rechecks_second ON rechecks (second_inspector_id, veiled);
CREATE INDEX rechecks_inspector ON rechecks (first_inspector_id, task_id);

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
DROP INDEX tasks_source;
ALTER TABLE tasks DROP COLUMN source;
