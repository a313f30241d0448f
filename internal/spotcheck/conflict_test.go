package spotcheck_test

import (
	"slices"
	"testing"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/clock"
	"hengjian/internal/spotcheck"
	"hengjian/internal/testkit"
)

func errOf[T any](_ T, err error) error   { return err }
func second2[T any](_ T, err error) error { return err }
func (w *world) today() date.Day          { return clock.Today(w.Clock) }
func same(id string) func(checkpoint.Detail) bool {
	return func(c checkpoint.Detail) bool { return c.ID == id }
}

func (w *world) result(drawID string) []spotcheck.RecordResult {
	w.T.Helper()
	r, err := w.Draws.Record(w.Manager(), drawID)
	w.Must(err)
	return r.Result
}

func (w *world) taskOf(drawID string, position int) (id string) {
	w.T.Helper()
	w.Must(w.DB.Conn(w.T.Context()).Table("spot_check_objects").Where("spot_check_id = ? AND position = ?", drawID, position).Pluck("task_id", &id).Error)
	return id
}

func TestAnInspectorDeclaresTheOwnConflictsAndSeesNoColleagues(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		own, err := w.Draws.Declare(w.Inspector(), spotcheck.Declaration{SupplierID: inspectiontest.SupplierA, Reason: "配偶在该单位任职", From: "2026-11-01"})
		w.Must(err)
		if !own.Own || !own.Stands || own.UserID != inspectiontest.InspectorID {
			t.Errorf("declared: %+v", own)
		}
		colleague := w.against(secondID, inspectiontest.SupplierB)
		_, err = w.Draws.Declare(w.Inspector(), spotcheck.Declaration{UserID: secondID, SupplierID: inspectiontest.SupplierA, Reason: "听说有关系的"})
		refused(t, err, "permission_denied")
		for name, c := range map[string]struct {
			list func() (page.Of[spotcheck.Conflict], error)
			want []string
		}{
			"inspector": {func() (page.Of[spotcheck.Conflict], error) {
				return w.Draws.Conflicts(w.Inspector(), spotcheck.ConflictFilter{}, page.Request{})
			}, []string{own.ID}},
			"colleague by filter": {func() (page.Of[spotcheck.Conflict], error) {
				return w.Draws.Conflicts(w.Inspector(), spotcheck.ConflictFilter{UserID: secondID}, page.Request{})
			}, nil},
			"manager": {func() (page.Of[spotcheck.Conflict], error) {
				return w.Draws.Conflicts(w.Manager(), spotcheck.ConflictFilter{}, page.Request{})
			}, []string{colleague.ID, own.ID}},
		} {
			got, err := c.list()
			w.Must(err)
			var ids []string
			for _, one := range got.Items {
				ids = append(ids, one.ID)
			}
			if !slices.Equal(ids, c.want) {
				t.Errorf("%s sees %v, want %v", name, ids, c.want)
			}
		}
	})
}

func TestOnesOwnConflictIsEndedBySomebodyElse(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.person(dualID, "检查科长", "inspector", "manager")
		own := w.against(dualID, inspectiontest.SupplierA)
		_, err := w.Draws.End(w.Inspector(), own.ID, "关系已经不存在")
		refused(t, err, "permission_denied")
		_, err = w.Draws.End(testkit.As(dualID, "inspector", "manager"), own.ID, "关系已经不存在")
		refused(t, err, "own_conflict")
		_, err = w.Draws.End(w.Manager(), own.ID, "无")
		refused(t, err, "reason_too_short")
		_, err = w.Draws.End(w.Manager(), "01N0SUCH000000000000000000", "关系已经不存在")
		refused(t, err, "not_found")
		_, err = w.Draws.End(w.Manager(), own.ID, "关系已经不存在")
		w.Must(err)
		_, err = w.Draws.End(w.Manager(), own.ID, "关系已经不存在")
		refused(t, err, "conflict_ended")
	})
}

func TestAConflictNamesAnInspectorASupplierAndAReason(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		good := spotcheck.Declaration{UserID: secondID, SupplierID: inspectiontest.SupplierA, Reason: "近亲属在该单位任职"}
		for name, c := range map[string]struct {
			change func(*spotcheck.Declaration)
			code   string
		}{
			"no reason":       {func(d *spotcheck.Declaration) { d.Reason = "  亲属  " }, "reason_too_short"},
			"a finance clerk": {func(d *spotcheck.Declaration) { d.UserID = "01N0SUCH000000000000000000" }, "person_unknown"},
			"staff":           {func(d *spotcheck.Declaration) { d.UserID = inspectiontest.StaffAID }, "person_unknown"},
			"no supplier":     {func(d *spotcheck.Declaration) { d.SupplierID = "01N0SUCH000000000000000000" }, "supplier_unknown"},
			"an end before":   {func(d *spotcheck.Declaration) { d.From, d.Until = "2026-11-21", "2026-11-20" }, "period_order"},
		} {
			d := good
			c.change(&d)
			_, err := w.Draws.Declare(w.Manager(), d)
			t.Run(name, func(t *testing.T) { refused(t, err, c.code) })
		}
		_, err := w.Draws.Declare(w.BossA(), spotcheck.Declaration{SupplierID: inspectiontest.SupplierA, Reason: "自己家的单位"})
		refused(t, err, "permission_denied")
		_, err = w.Draws.Conflicts(w.BossA(), spotcheck.ConflictFilter{}, page.Request{})
		refused(t, err, "permission_denied")
	})
}
