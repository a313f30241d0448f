package main

import (
	"fmt"
	"strings"

	"hengjian/internal/kernel/id"
)

// tables are the statements of one submission of ten passed items: the same rows
// that the product writes.
func (f *floor) tables() []floorTable {
	k := f.checkpoint
	key := `"key"`
	if f.mysql {
		key = "`key`"
	}
	return []floorTable{
		{"INSERT INTO inspections (id, number, mode, supplier_id, contract_id, site_id, area_id, checkpoint_id, category, checklist_version_id, task_id, inspector_id, started_at, finished_at, received_at, occurred_on, pass_count, fail_count, na_count, points, total_points, note, code_scanned) VALUES " + values(23, 1),
			func(f *floor, inspection string) []any {
				now := nowMillis()
				return []any{inspection, fmt.Sprintf("FL-%d-%d", now, f.serial.Add(1)), "self", k.supplier, k.contract, k.site, "", k.checkpoint, k.category, k.version, "", k.user, now, now, now, f.day, floorItems, 0, 0, 10000, 10000, "", 1}
			}},
		{"INSERT INTO observations (id, inspection_id, item_id, result, note, clause_id) VALUES " + values(6, floorItems),
			func(_ *floor, inspection string) []any {
				var args []any
				for range floorItems {
					args = append(args, id.New(), inspection, k.version, "pass", "", k.version)
				}
				return args
			}},
		{"INSERT INTO ledger_facts (id, kind, supplier_id, contract_id, site_id, category, clause_id, occurred_on, count, amount, ref_type, ref_id, reverses, recorded_at) VALUES " + values(14, floorItems+1),
			func(f *floor, inspection string) []any {
				args := []any{id.New(), "inspection_self", k.supplier, k.contract, k.site, k.category, "", f.day, 1, 0, "inspection", inspection, "", nowMillis()}
				for range floorItems {
					args = append(args, id.New(), "self_pass", k.supplier, k.contract, k.site, k.category, k.version, f.day, 1, 0, "observation", id.New(), "", nowMillis())
				}
				return args
			}},
		{"INSERT INTO audit_entries (id, at, actor_id, actor_name, on_behalf_of, action, target, target_id, before_json, after_json, request_id, address) VALUES " + values(12, 1),
			func(_ *floor, inspection string) []any {
				return []any{id.New(), nowMillis(), k.user, "bench", "", "inspection.submit", "inspection", inspection, "", `{"number":"FL"}`, id.New(), "127.0.0.1"}
			}},
		{"INSERT INTO idempotency_keys (actor_id, " + key + ", operation, body_hash, status, response, created_at) VALUES " + values(7, 1),
			func(*floor, string) []any {
				return []any{k.user, id.New(), "submitInspection", strings.Repeat("0", 64), 201, []byte(strings.Repeat("r", 400)), nowMillis()}
			}},
		{f.upsert("ledger_days", "day"), func(f *floor, _ string) []any { return f.sums(f.day) }},
		{f.upsert("ledger_months", "month"), func(f *floor, _ string) []any { return f.sums(f.day[:7]) }},
	}
}

func (f *floor) sums(span string) []any {
	k := f.checkpoint
	return []any{span, k.supplier, k.contract, k.site, k.category, "inspection_self", 1, 0, span, k.supplier, k.contract, k.site, k.category, "self_pass", floorItems, 0}
}

func (f *floor) upsert(table, span string) string {
	insert := "INSERT INTO " + table + " (" + span + ", supplier_id, contract_id, site_id, category, kind, count, amount) VALUES " + values(8, 2)
	if f.mysql {
		return insert + " ON DUPLICATE KEY UPDATE count = count + VALUES(count), amount = amount + VALUES(amount)"
	}
	return insert + " ON CONFLICT (" + span + ", supplier_id, contract_id, site_id, category, kind) DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount"
}
