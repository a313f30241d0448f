-- +goose Up
-- A route is a walk along checkpoints of one site; a plan sends somebody along it, by a
-- recurrence of RFC 5545, in several windows a day. Every plan there was becomes a route
-- of one stop with the plan's own id. A monthly plan's day 31 meant the last day of the
-- month, and so does -1; days 29 and 30 beside others skip a month that lacks them.
CREATE TABLE routes (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  name VARCHAR(100) NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  changed_at BIGINT NOT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  KEY routes_site (site_id, id),
  KEY routes_supplier (supplier_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE route_stops (
  route_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position INT NOT NULL,
  checkpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (route_id, position),
  UNIQUE KEY route_stops_once (route_id, checkpoint_id),
  KEY route_stops_checkpoint (checkpoint_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO routes (id, site_id, supplier_id, name, state, changed_at, version)
  SELECT n.id, p.site_id, p.supplier_id, SUBSTR(p.name, 1, 100), CASE n.state WHEN 'active' THEN 'active' ELSE 'retired' END, n.changed_at, 1
  FROM inspection_plans n JOIN checkpoints p ON p.id = n.checkpoint_id;
INSERT INTO route_stops (route_id, position, checkpoint_id) SELECT r.id, 1, n.checkpoint_id FROM inspection_plans n JOIN routes r ON r.id = n.id;

CREATE TABLE plans_new (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  route_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checklist_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  rrule VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  windows TEXT NOT NULL,
  calendar VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  on_rest_day VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  assignee VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  who_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  who_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  starts_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ends_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  changed_at BIGINT NOT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  KEY inspection_plans_route (route_id),
  KEY inspection_plans_state (state, id),
  KEY inspection_plans_who (who_kind, who_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO plans_new (id, name, route_id, checklist_id, rrule, windows, calendar, on_rest_day, assignee, who_kind, who_id, starts_on, ends_on, state, changed_at, version)
  SELECT n.id, SUBSTR(CONCAT(p.name, ' · ', COALESCE(l.title, '')), 1, 100), n.id, n.checklist_id,
    CASE n.recurrence WHEN 'weekly' THEN CONCAT('FREQ=WEEKLY;BYDAY=', REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(n.weekdays, '1', 'MO'), '2', 'TU'), '3', 'WE'), '4', 'TH'), '5', 'FR'), '6', 'SA'), '7', 'SU'))
      WHEN 'monthly' THEN CASE n.month_days WHEN '29' THEN 'FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1' WHEN '30' THEN 'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1'
        ELSE CONCAT('FREQ=MONTHLY;BYMONTHDAY=', REPLACE(n.month_days, '31', '-1')) END
      ELSE 'FREQ=DAILY' END,
    CONCAT('[{"start":"', n.window_start, '","end":"', n.window_end, '"}]'),
    'every', 'skip', n.assignee, 'anyone', '', n.starts_on, n.ends_on, n.state, n.changed_at, n.version
  FROM inspection_plans n JOIN checkpoints p ON p.id = n.checkpoint_id LEFT JOIN checklists l ON l.id = n.checklist_id;

-- A task counts until the day ends on which its window began.
ALTER TABLE tasks
  ADD COLUMN route_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN position INT NOT NULL DEFAULT 1,
  ADD COLUMN who_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'anyone',
  ADD COLUMN who_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN window_name VARCHAR(50) NOT NULL DEFAULT '',
  ADD COLUMN closes_at BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN counted TINYINT(1) NOT NULL DEFAULT 1,
  DROP KEY tasks_plan,
  ADD UNIQUE KEY tasks_once (plan_id, checkpoint_id, window_start_at),
  ADD KEY tasks_closes (state, closes_at),
  ADD KEY tasks_counted (counted, state, due_on);
UPDATE tasks t LEFT JOIN inspection_plans n ON n.id = t.plan_id
  SET t.route_id = t.plan_id, t.closes_at = GREATEST(t.window_end_at, t.window_start_at + 86400000 - COALESCE((CAST(SUBSTR(n.window_start, 1, 2) AS SIGNED) * 60 + CAST(SUBSTR(n.window_start, 4, 2) AS SIGNED)) * 60000, 0));

DROP TABLE inspection_plans;
ALTER TABLE plans_new RENAME TO inspection_plans;

CREATE TABLE teams (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  name VARCHAR(50) NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY teams_name (supplier_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE team_members (
  team_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (team_id, user_id),
  KEY team_members_user (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE duties (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shift_start CHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shift_end CHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  start_at BIGINT NOT NULL,
  end_at BIGINT NOT NULL,
  user_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY duties_once (user_id, site_id, day, shift_start),
  KEY duties_site (site_id, day),
  KEY duties_supplier (supplier_id, day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- +goose Down
-- The way back keeps plans of one stop, stopped: what several windows, stops and calendars
-- said has no words there.
DROP TABLE duties;
DROP TABLE team_members;
DROP TABLE teams;
ALTER TABLE inspection_plans RENAME TO plans_new;
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
INSERT INTO inspection_plans (id, checkpoint_id, checklist_id, recurrence, weekdays, month_days, window_start, window_end, assignee, starts_on, ends_on, state, changed_at, version)
  SELECT n.id, x.checkpoint_id, n.checklist_id, 'daily', '', '', SUBSTR(n.windows, 12, 5), SUBSTR(n.windows, 26, 5), n.assignee, n.starts_on, n.ends_on, 'stopped', n.changed_at, n.version
  FROM plans_new n JOIN route_stops x ON x.route_id = n.route_id AND x.position = 1 WHERE (SELECT COUNT(*) FROM route_stops y WHERE y.route_id = n.route_id) = 1;
DELETE t FROM tasks t JOIN tasks o ON o.plan_id = t.plan_id AND o.due_on = t.due_on AND o.id < t.id;
ALTER TABLE tasks DROP KEY tasks_once, DROP KEY tasks_closes, DROP KEY tasks_counted, DROP COLUMN route_id, DROP COLUMN position, DROP COLUMN who_kind,
  DROP COLUMN who_id, DROP COLUMN window_name, DROP COLUMN closes_at, DROP COLUMN counted, ADD UNIQUE KEY tasks_plan (plan_id, due_on);
DROP TABLE plans_new;
DROP TABLE route_stops;
DROP TABLE routes;
