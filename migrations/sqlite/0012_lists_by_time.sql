-- +goose Up
-- The log is listed, sealed and purged by time; one actor's and one record's part of
-- it is read in the same order.
CREATE INDEX audit_entries_at ON audit_entries (at, id);
DROP INDEX audit_entries_actor;
CREATE INDEX audit_entries_actor ON audit_entries (actor_id, at, id);
DROP INDEX audit_entries_target;
CREATE INDEX audit_entries_target ON audit_entries (target, target_id, at, id);
-- The ledger of all suppliers, newest day first.
CREATE INDEX ledger_facts_day ON ledger_facts (occurred_on, id);

-- +goose Down
DROP INDEX ledger_facts_day;
DROP INDEX audit_entries_target;
CREATE INDEX audit_entries_target ON audit_entries (target, target_id, id);
DROP INDEX audit_entries_actor;
CREATE INDEX audit_entries_actor ON audit_entries (actor_id, id);
DROP INDEX audit_entries_at;
