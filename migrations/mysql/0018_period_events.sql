-- +goose Up
-- Who closed and who reopened a month, when and why. The books keep it for as long as
-- they are kept; the audit log, which tells it too, is purged.
CREATE TABLE period_events (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor_name VARCHAR(128) NOT NULL,
  at BIGINT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  unsettled TEXT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX period_events_month_at_id ON period_events (month, at, id);

-- What the log still holds of it.
INSERT INTO period_events (id, month, kind, actor_id, actor_name, at, reason, unsettled)
SELECT id, target_id, CASE action WHEN 'period.lock' THEN 'closed' ELSE 'reopened' END, actor_id, actor_name, at,
  COALESCE(CASE WHEN JSON_VALID(after_json) THEN JSON_UNQUOTE(JSON_EXTRACT(after_json, '$.reason')) END, ''),
  COALESCE(CASE WHEN JSON_VALID(after_json) THEN JSON_EXTRACT(after_json, '$.unsettled') END, '[]')
FROM audit_entries WHERE action IN ('period.lock', 'period.reopen') AND target = 'period';

-- A month that is still closed tells by its lock what the log has forgotten.
INSERT INTO period_events (id, month, kind, actor_id, actor_name, at, reason, unsettled)
SELECT CONCAT('00000000000000000000', REPLACE(month, '-', '')), month, 'closed', locked_by, locked_by_name, locked_at, '', '[]'
FROM period_locks l WHERE NOT EXISTS (SELECT 1 FROM period_events e WHERE e.month = l.month AND e.kind = 'closed' AND e.at >= l.locked_at);

-- +goose Down
DROP TABLE period_events;
