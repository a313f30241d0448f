package spotcheck_test

import (
	"context"
	"crypto/rand"
	"testing"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/spotcheck"
	"hengjian/internal/testkit"
)

const (
	secondID = "01JNSPECT20000000000000000"
	dualID   = "01DUA10000000000000000000A"
)

// world is the small agency with a second inspector, six places of supplier A and three
// of supplier B.
type world struct {
	*inspectiontest.World
	Draws *spotcheck.Service
	list  checklist.VersionView
	a, b  []checkpoint.Detail
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	inspectiontest.Each(t, func(t *testing.T, base *inspectiontest.World) {
		w := &world{World: base}
		w.Draws = spotcheck.New(w.DB, w.Clock, audit.New(w.DB, w.Clock), w.Rounds, rand.Reader)
		w.person(secondID, "第二检查员", "inspector")
		w.list = w.Published(w.Items("")...)
		for range 6 {
			w.a = append(w.a, w.Checkpoint(inspectiontest.SupplierA, w.list.ChecklistID))
		}
		for range 3 {
			w.b = append(w.b, w.Checkpoint(inspectiontest.SupplierB, w.list.ChecklistID))
		}
		test(t, w)
	})
}

func (w *world) person(userID, name string, roles ...string) {
	w.Insert("users", map[string]any{"id": userID, "username": userID, "display_name": name, "phone": "", "org_kind": "agency", "supplier_id": "",
		"password_hash": "", "password_set_at": 0, "must_change_password": false, "active": true, "language": "zh-CN", "authz_epoch": 0, "failed_count": 0, "version": 1, "created_at": 0})
	for _, role := range roles {
		w.Insert("user_roles", map[string]any{"user_id": userID, "role": role})
	}
}

func second() context.Context { return testkit.As(secondID, "inspector") }

// order is a draw of four checkpoints for today and the two days after.
func order() spotcheck.Order {
	return spotcheck.Order{Title: "十一月抽查", Unit: spotcheck.ByCheckpoint, Count: 4, From: "2026-11-21", To: "2026-11-23"}
}

func (w *world) prepared(o spotcheck.Order) spotcheck.Detail {
	w.T.Helper()
	d, err := w.Draws.Prepare(w.Manager(), o)
	w.Must(err)
	return d
}

func (w *world) drawn(o spotcheck.Order) spotcheck.Detail {
	w.T.Helper()
	d, err := w.Draws.Draw(w.Manager(), w.prepared(o).ID)
	w.Must(err)
	return d
}

func (w *world) against(userID, supplierID string) spotcheck.Conflict {
	w.T.Helper()
	c, err := w.Draws.Declare(w.Manager(), spotcheck.Declaration{UserID: userID, SupplierID: supplierID, Reason: "近亲属在该单位任职"})
	w.Must(err)
	return c
}

func refused(t *testing.T, err error, code string) {
	t.Helper()
	if !fault.Is(err, code) {
		t.Errorf("answered %v, want %s", err, code)
	}
}
