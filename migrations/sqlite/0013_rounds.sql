-- +goose Up
-- A route is a walk along checkpoints of one site; a plan sends somebody along it, by a
-- recurrence of RFC 5545, in several windows a day. Every plan there was becomes a route
-- of one stop with the plan's own id. A monthly plan's day 31 meant the last day of the
-- month, and so does -1; days 29 and 30 beside others skip a month that lacks them.
CREATE TABLE routes (
  id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  supplier_id TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX routes_site ON routes (site_id, id);
CREATE INDEX routes_supplier ON routes (supplier_id, id);

CREATE TABLE route_stops (
  route_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  checkpoint_id TEXT NOT NULL,
  PRIMARY KEY (route_id, position),
  CONSTRAINT route_stops_once UNIQUE (route_id, checkpoint_id)
) WITHOUT ROWID;
CREATE INDEX route_stops_checkpoint ON route_stops (checkpoint_id);

INSERT INTO routes (id, site_id, supplier_id, name, state, changed_at, version)
  SELECT n.id, p.site_id, p.supplier_id, SUBSTR(p.name, 1, 100), CASE n.state WHEN 'active' THEN 'active' ELSE 'retired' END, n.changed_at, 1
  FROM inspection_plans n JOIN checkpoints p ON p.id = n.checkpoint_id;
INSERT INTO route_stops (route_id, position, checkpoint_id) SELECT r.id, 1, n.checkpoint_id FROM inspection_plans n JOIN routes r ON r.id = n.id;

CREATE TABLE plans_new (
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  route_id TEXT NOT NULL,
  checklist_id TEXT NOT NULL DEFAULT '',
  rrule TEXT NOT NULL,
  windows TEXT NOT NULL,
  calendar TEXT NOT NULL,
  on_rest_day TEXT NOT NULL,
  assignee TEXT NOT NULL,
  who_kind TEXT NOT NULL,
  who_id TEXT NOT NULL DEFAULT '',
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (id)
) WITHOUT ROWID;
INSERT INTO plans_new (id, name, route_id, checklist_id, rrule, windows, calendar, on_rest_day, assignee, who_kind, who_id, starts_on, ends_on, state, changed_at, version)
  SELECT n.id, SUBSTR(p.name || ' · ' || COALESCE(l.title, ''), 1, 100), n.id, n.checklist_id,
    CASE n.recurrence WHEN 'weekly' THEN 'FREQ=WEEKLY;BYDAY=' || REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(n.weekdays, '1', 'MO'), '2', 'TU'), '3', 'WE'), '4', 'TH'), '5', 'FR'), '6', 'SA'), '7', 'SU')
      WHEN 'monthly' THEN CASE n.month_days WHEN '29' THEN 'FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1' WHEN '30' THEN 'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1'
        ELSE 'FREQ=MONTHLY;BYMONTHDAY=' || REPLACE(n.month_days, '31', '-1') END
      ELSE 'FREQ=DAILY' END,
    '[{"start":"' || n.window_start || '","end":"' || n.window_end || '"}]',
    'every', 'skip', n.assignee, 'anyone', '', n.starts_on, n.ends_on, n.state, n.changed_at, n.version
  FROM inspection_plans n JOIN checkpoints p ON p.id = n.checkpoint_id LEFT JOIN checklists l ON l.id = n.checklist_id;

-- A task counts until the day ends on which its window began.
CREATE TABLE tasks_new (
  id TEXT NOT NULL,
  plan_id TEXT NOT NULL,
  route_id TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 1,
  checkpoint_id TEXT NOT NULL,
  checklist_id TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  category TEXT NOT NULL,
  assignee TEXT NOT NULL,
  who_kind TEXT NOT NULL DEFAULT 'anyone',
  who_id TEXT NOT NULL DEFAULT '',
  due_on TEXT NOT NULL,
  window_name TEXT NOT NULL DEFAULT '',
  window_start_at INTEGER NOT NULL,
  window_end_at INTEGER NOT NULL,
  closes_at INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  counted INTEGER NOT NULL DEFAULT 1,
  inspection_id TEXT NOT NULL DEFAULT '',
  completed_at INTEGER,
  PRIMARY KEY (id),
  CONSTRAINT tasks_once UNIQUE (plan_id, checkpoint_id, window_start_at)
) WITHOUT ROWID;
INSERT INTO tasks_new (id, plan_id, route_id, checkpoint_id, checklist_id, supplier_id, contract_id, site_id, category, assignee, due_on, window_start_at, window_end_at, closes_at, state, counted, inspection_id, completed_at)
  SELECT t.id, t.plan_id, t.plan_id, t.checkpoint_id, t.checklist_id, t.supplier_id, t.contract_id, t.site_id, t.category, t.assignee, t.due_on, t.window_start_at, t.window_end_at,
    MAX(t.window_end_at, t.window_start_at + 86400000 - COALESCE((CAST(SUBSTR(n.window_start, 1, 2) AS INTEGER) * 60 + CAST(SUBSTR(n.window_start, 4, 2) AS INTEGER)) * 60000, 0)), t.state, 1, t.inspection_id, t.completed_at
  FROM tasks t LEFT JOIN inspection_plans n ON n.id = t.plan_id;
DROP TABLE tasks;
ALTER TABLE tasks_new RENAME TO tasks;
CREATE INDEX tasks_window ON tasks (window_start_at, id);
CREATE INDEX tasks_supplier ON tasks (supplier_id, window_start_at, id);
CREATE INDEX tasks_site ON tasks (site_id, window_start_at, id);
CREATE INDEX tasks_checkpoint ON tasks (checkpoint_id, due_on);
CREATE INDEX tasks_open ON tasks (state, due_on);
CREATE INDEX tasks_closes ON tasks (state, closes_at);
CREATE INDEX tasks_counted ON tasks (counted, state, due_on);

DROP TABLE inspection_plans;
ALTER TABLE plans_new RENAME TO inspection_plans;
CREATE INDEX inspection_plans_route ON inspection_plans (route_id);
CREATE INDEX inspection_plans_state ON inspection_plans (state, id);
CREATE INDEX inspection_plans_who ON inspection_plans (who_kind, who_id);

CREATE TABLE teams (
  id TEXT NOT NULL,
  supplier_id TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  CONSTRAINT teams_name UNIQUE (supplier_id, name)
) WITHOUT ROWID;

CREATE TABLE team_members (
  team_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  PRIMARY KEY (team_id, user_id)
) WITHOUT ROWID;
CREATE INDEX team_members_user ON team_members (user_id);

CREATE TABLE duties (
  id TEXT NOT NULL,
  supplier_id TEXT NOT NULL DEFAULT '',
  site_id TEXT NOT NULL,
  day TEXT NOT NULL,
  shift_start TEXT NOT NULL,
  shift_end TEXT NOT NULL,
  start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT duties_once UNIQUE (user_id, site_id, day, shift_start)
) WITHOUT ROWID;
CREATE INDEX duties_site ON duties (site_id, day);
CREATE INDEX duties_supplier ON duties (supplier_id, day);

-- +goose Down
-- The way back keeps plans of one stop, stopped: what several windows, stops and calendars
-- said has no words there.
DROP TABLE duties;
DROP TABLE team_members;
DROP TABLE teams;
ALTER TABLE inspection_plans RENAME TO plans_new;
DROP INDEX inspection_plans_route;
DROP INDEX inspection_plans_state;
DROP INDEX inspection_plans_who;
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
INSERT INTO inspection_plans (id, checkpoint_id, checklist_id, recurrence, weekdays, month_days, window_start, window_end, assignee, starts_on, ends_on, state, changed_at, version)
  SELECT n.id, x.checkpoint_id, n.checklist_id, 'daily', '', '', SUBSTR(n.windows, 12, 5), SUBSTR(n.windows, 26, 5), n.assignee, n.starts_on, n.ends_on, 'stopped', n.changed_at, n.version
  FROM plans_new n JOIN route_stops x ON x.route_id = n.route_id AND x.position = 1 WHERE (SELECT COUNT(*) FROM route_stops y WHERE y.route_id = n.route_id) = 1;
ALTER TABLE tasks RENAME TO tasks_new;
DROP INDEX tasks_window;
DROP INDEX tasks_supplier;
DROP INDEX tasks_site;
DROP INDEX tasks_checkpoint;
DROP INDEX tasks_open;
DROP INDEX tasks_closes;
DROP INDEX tasks_counted;
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
INSERT INTO tasks (id, plan_id, checkpoint_id, checklist_id, supplier_id, contract_id, site_id, category, assignee, due_on, window_start_at, window_end_at, state, inspection_id, completed_at)
  SELECT MIN(id), plan_id, checkpoint_id, checklist_id, supplier_id, contract_id, site_id, category, assignee, due_on, window_start_at, window_end_at, state, inspection_id, completed_at
  FROM tasks_new WHERE state <> 'withdrawn' GROUP BY plan_id, due_on;
DROP TABLE tasks_new;
DROP TABLE plans_new;
DROP TABLE route_stops;
DROP TABLE routes;
