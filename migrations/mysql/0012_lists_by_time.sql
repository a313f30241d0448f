-- +goose Up
-- The log is listed, sealed and purged by time; one actor's and one record's part of
-- it is read in the same order.
ALTER TABLE audit_entries
  ADD KEY audit_entries_at (at, id),
  DROP KEY audit_entries_actor, ADD KEY audit_entries_actor (actor_id, at, id),
  DROP KEY audit_entries_target, ADD KEY audit_entries_target (target, target_id, at, id);
-- The ledger of all suppliers, newest day first.
ALTER TABLE ledger_facts ADD KEY ledger_facts_day (occurred_on, id);

-- +goose Down
ALTER TABLE ledger_facts DROP KEY ledger_facts_day;
ALTER TABLE audit_entries
  DROP KEY audit_entries_target, ADD KEY audit_entries_target (target, target_id, id),
  DROP KEY audit_entries_actor, ADD KEY audit_entries_actor (actor_id, id),
  DROP KEY audit_entries_at;
