-- +goose Up
-- Who closed and who reopened a month, when and why. The books keep it for as long as
-- they are kept; the audit log, which tells it too, is purged.
CREATE TABLE period_events (
  id TEXT NOT NULL PRIMARY KEY,
  month TEXT NOT NULL,
  kind TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  unsettled TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX period_events_month_at_id ON period_events (month, at, id);

-- What the log still holds of it.
INSERT INTO period_events (id, month, kind, actor_id, actor_name, at, reason, unsettled)
SELECT id, target_id, CASE action WHEN 'period.lock' THEN 'closed' ELSE 'reopened' END, actor_id, actor_name, at,
  COALESCE(CASE WHEN json_valid(after_json) THEN json_extract(after_json, '$.reason') END, ''),
  COALESCE(CASE WHEN json_valid(after_json) THEN json_extract(after_json, '$.unsettled') END, '[]')
FROM audit_entries WHERE action IN ('period.lock', 'period.reopen') AND target = 'period';

-- A month that is still closed tells by its lock what the log has forgotten.
INSERT INTO period_events (id, month, kind, actor_id, actor_name, at, reason, unsettled)
SELECT '00000000000000000000' || REPLACE(month, '-', ''), month, 'closed', locked_by, locked_by_name, locked_at, '', '[]'
FROM period_locks l WHERE NOT EXISTS (SELECT 1 FROM period_events e WHERE e.month = l.month AND e.kind = 'closed' AND e.at >= l.locked_at);

-- +goose Down
DROP TABLE period_events;
