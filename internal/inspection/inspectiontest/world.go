// Package inspectiontest builds a small agency for tests: two suppliers with a
// contract each, two sites, people, a checklist and checkpoints, on a real database.
package inspectiontest

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"testing"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/doubt"
	"hengjian/internal/evidence"
	"hengjian/internal/finding"
	"hengjian/internal/inspection"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/label"
	"hengjian/internal/ledger"
	"hengjian/internal/org"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/blob"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/picture"
	"hengjian/internal/platform/setting"
	"hengjian/internal/presence"
	"hengjian/internal/round"
	"hengjian/internal/standard"
	"hengjian/internal/testkit"
)

// The people and places of the agency. Supplier A works at site one, B at site two.
const (
	SupplierA = "01SVPPA0000000000000000000"
	SupplierB = "01SVPPB0000000000000000000"
	SiteOne   = "01S1TE10000000000000000000"
	SiteTwo   = "01S1TE20000000000000000000"
	AreaOne   = "01AREA10000000000000000000"
	ContractA = "01C0NTRA000000000000000000"
	ContractB = "01C0NTRB000000000000000000"
	LineA     = "01L1NEA0000000000000000000"
	LineB     = "01L1NEB0000000000000000000"
	StaffAID  = "01STAFFA000000000000000000"
	StaffBID  = "01STAFFB000000000000000000"
	// ColleagueID works for supplier A like StaffA.
	ColleagueID = "01STAFFC000000000000000000"
	InspectorID = "01JNSPECT00000000000000000"
	bossA       = "01B0SSA0000000000000000000"
	bossB       = "01B0SSB0000000000000000000"
	manager     = "01MANAGER00000000000000000"
	assessor    = "01ASSESS000000000000000000"
	officer     = "01STANDARDS000000000000000"
)

// World is the agency.
type World struct {
	T           testing.TB
	DB          *db.DB
	Clock       *clock.Fake
	Ledger      *ledger.Ledger
	Org         *org.Service
	Standards   *standard.Service
	Checklists  *checklist.Service
	Checkpoints *checkpoint.Service
	Labels      *label.Service
	Rounds      *round.Service
	Evidence    *evidence.Service
	Findings    *finding.Service
	Inspections *inspection.Service
	Presence    *presence.Service
	Doubts      *doubt.Service
}

// Each runs the test in a fresh agency on each engine.
func Each(t *testing.T, test func(t *testing.T, w *World)) {
	testkit.Each(t, func(t *testing.T, d *db.DB) { test(t, New(t, d)) })
}

// weekdays is a calendar without holidays.
type weekdays struct{}

func (weekdays) AddWorkingDays(_ context.Context, from date.Day, n int) (date.Day, error) {
	for n > 0 {
		if from = from.AddDays(1); from.Weekday() <= 5 {
			n--
		}
	}
	return from, nil
}

// New makes the agency in an empty, migrated database. The clock stands at noon of
// Saturday 21 November 2026.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	w := Join(t, d)
	w.populate()
	return w
}

// Join returns the services of one more process over an agency that is there.
func Join(t testing.TB, d *db.DB) *World {
	t.Helper()
	clk := testkit.Clock()
	log, led := audit.New(d, clk), ledger.New(d, clk)
	store, err := blob.Open("file://" + t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &World{T: t, DB: d, Clock: clk, Ledger: led}
	settings := setting.New(d, clk, log)
	w.Org = org.New(d, clk, log)
	w.Standards = standard.New(d, clk, log)
	w.Checklists = checklist.New(d, clk, log, w.Standards)
	w.Checkpoints = checkpoint.New(d, clk, log, w.Checklists, checkpoint.Options{BaseURL: "https://hengjian.example", AgencyName: "测试机关事务管理局"})
	w.Rounds = round.New(d, clk, log, led, w.Org, w.Checkpoints, 0)
	w.Evidence = evidence.New(d, clk, store, picture.Limits{}, settings)
	w.Labels = label.New(d, clk, log, w.Checkpoints, w.Evidence, "测试机关事务管理局")
	w.Findings = finding.New(d, clk, log, led, weekdays{}, w.Evidence)
	w.Presence = presence.New(d, clk, log, "a secret of the tests, long enough")
	w.Doubts = doubt.New(d, clk, log, led, w.Presence, settings)
	w.Inspections = inspection.New(d, clk, log, led, w.Checklists, w.Checkpoints, w.Rounds, w.Findings, w.Evidence, w.Doubts)
	w.Doubts.UseRecords(w.Inspections)
	return w
}

func (w *World) populate() {
	w.Insert("sites", map[string]any{"id": SiteOne, "code": "S1", "name": "一号楼", "address": "", "area_m2": 0, "state": "active", "version": 1})
	w.Insert("sites", map[string]any{"id": SiteTwo, "code": "S2", "name": "二号楼", "address": "", "area_m2": 0, "state": "active", "version": 1})
	w.Insert("areas", map[string]any{"id": AreaOne, "site_id": SiteOne, "name": "三楼", "floor": "3", "state": "active", "version": 1})
	for _, s := range []struct{ id, contract, line, site, code string }{{SupplierA, ContractA, LineA, SiteOne, "A"}, {SupplierB, ContractB, LineB, SiteTwo, "B"}} {
		w.Insert("suppliers", map[string]any{"id": s.id, "code": s.code, "name": "供应商" + s.code, "short_name": s.code, "credit_code": s.code, "contact_name": "",
			"contact_phone": "", "state": "active", "categories": "cleaning", "version": 1, "created_at": 0})
		w.Insert("contracts", map[string]any{"id": s.contract, "code": "HT-" + s.code, "name": "合同" + s.code, "supplier_id": s.id, "starts_on": "2026-01-01",
			"ends_on": "2027-12-31", "state": "active", "version": 1, "created_at": 0})
		w.Insert("contract_lines", map[string]any{"id": s.line, "contract_id": s.contract, "supplier_id": s.id, "category": "cleaning", "service_item": "保洁",
			"site_id": s.site, "quantity": 1000, "unit": "m2", "unit_price": 100, "billing": "month", "starts_on": "2026-01-01", "ends_on": "2027-12-31", "version": 1})
	}
	for _, u := range []struct{ id, name, kind, supplier, role string }{{StaffAID, "甲员工", "supplier", SupplierA, "supplier_staff"}, {StaffBID, "乙员工", "supplier", SupplierB, "supplier_staff"},
		{ColleagueID, "甲同事", "supplier", SupplierA, "supplier_staff"}, {bossA, "甲经理", "supplier", SupplierA, "supplier_manager"}, {bossB, "乙经理", "supplier", SupplierB, "supplier_manager"},
		{manager, "主管", "agency", "", "manager"}, {InspectorID, "检查员", "agency", "", "inspector"}, {assessor, "评估员", "agency", "", "assessor"}, {officer, "标准员", "agency", "", "standards"}} {
		w.Insert("users", map[string]any{"id": u.id, "username": u.id, "display_name": u.name, "phone": "", "org_kind": u.kind, "supplier_id": u.supplier,
			"password_hash": "", "password_set_at": date.Millis(w.Clock.Now()), "must_change_password": false, "active": true, "language": "zh-CN", "authz_epoch": 0, "failed_count": 0, "version": 1, "created_at": 0})
		w.Insert("user_roles", map[string]any{"user_id": u.id, "role": u.role})
	}
	w.Insert("assessor_sites", map[string]any{"user_id": assessor, "site_id": SiteOne})
}

// Insert writes a row of another domain.
func (w *World) Insert(table string, row map[string]any) {
	w.T.Helper()
	w.Must(w.DB.Tx(context.Background(), func(ctx context.Context) error { return w.DB.Conn(ctx).Table(table).Create(row).Error }))
}

// Must ends the test on an error.
func (w *World) Must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// StaffA and the others are contexts in which these people act.
func (w *World) StaffA() context.Context {
	return testkit.AsSupplier(StaffAID, SupplierA, "supplier_staff")
}

// Colleague works beside StaffA.
func (w *World) Colleague() context.Context {
	return testkit.AsSupplier(ColleagueID, SupplierA, "supplier_staff")
}

// BossA leads supplier A's people, BossB supplier B's.
func (w *World) BossA() context.Context {
	return testkit.AsSupplier(bossA, SupplierA, "supplier_manager")
}

// BossB leads supplier B's people.
func (w *World) BossB() context.Context {
	return testkit.AsSupplier(bossB, SupplierB, "supplier_manager")
}

// StaffB works for the other supplier.
func (w *World) StaffB() context.Context {
	return testkit.AsSupplier(StaffBID, SupplierB, "supplier_staff")
}

// Manager runs the agency's field work.
func (w *World) Manager() context.Context { return testkit.As(manager, "manager") }

// Inspector supervises.
func (w *World) Inspector() context.Context { return testkit.As(InspectorID, "inspector") }

// Assessor is a third party at site one.
func (w *World) Assessor() context.Context { return testkit.As(assessor, "assessor") }

// Officer keeps standards and checklists.
func (w *World) Officer() context.Context { return testkit.As(officer, "standards") }

// System is a job.
func (w *World) System() context.Context { return authz.AsSystem(context.Background(), "test") }

// Clause makes a standard with one clause and returns the clause's id.
func (w *World) Clause(number string) string {
	w.T.Helper()
	s, err := w.Standards.Create(w.Officer(), standard.Standard{StandardNo: "TEST " + id.New(), Title: "测试标准", Category: standard.Supervision})
	w.Must(err)
	c, err := w.Standards.AddClause(w.Officer(), standard.Clause{StandardID: s.ID, Number: number, Title: "条款 " + number})
	w.Must(err)
	return c.ID
}

// Items are what checklists of the tests check: the second needs a photo on fail, the
// third may not apply.
func (w *World) Items(clause string) []checklist.Item {
	return []checklist.Item{
		{Code: "1", Section: "地面", Text: "无积水", Points: 4000, Severity: vocab.Minor, ClauseID: clause},
		{Code: "2", Section: "地面", Text: "无垃圾", Points: 3500, Severity: vocab.Critical, PhotoOnFail: true},
		{Code: "3", Section: "卫生间", Text: "无异味", Points: 2500, Severity: vocab.Major, NAAllowed: true},
	}
}

// Published makes a checklist with one published version.
func (w *World) Published(items ...checklist.Item) checklist.VersionView {
	w.T.Helper()
	c, err := w.Checklists.Create(w.Officer(), checklist.Checklist{Code: "CL-" + id.New()[16:], Title: "保洁巡查", Category: vocab.Cleaning})
	w.Must(err)
	return w.NextVersion(c.ID, items...)
}

// NextVersion publishes a version with the items.
func (w *World) NextVersion(checklistID string, items ...checklist.Item) checklist.VersionView {
	w.T.Helper()
	d, err := w.Checklists.Draft(w.Officer(), checklistID)
	w.Must(err)
	e := checklist.Edit{Items: items}
	for _, i := range items {
		e.TotalPoints += i.Points
	}
	_, err = w.Checklists.Edit(w.Officer(), d.ID, d.Version, e)
	w.Must(err)
	v, err := w.Checklists.Publish(w.Officer(), d.ID)
	w.Must(err)
	return v
}

// Demanding publishes a checklist whose version demands something.
func (w *World) Demanding(d checklist.Demands) checklist.VersionView {
	w.T.Helper()
	c, err := w.Checklists.Create(w.Officer(), checklist.Checklist{Code: "CL-" + id.New()[16:], Title: "保洁巡查", Category: vocab.Cleaning})
	w.Must(err)
	v, err := w.Checklists.Draft(w.Officer(), c.ID)
	w.Must(err)
	v, err = w.Checklists.Edit(w.Officer(), v.ID, v.Version, checklist.Edit{Items: w.Items(""), TotalPoints: 10000, Demands: &d})
	w.Must(err)
	v, err = w.Checklists.Publish(w.Officer(), v.ID)
	w.Must(err)
	return v
}

// Checkpoint makes a checkpoint of a supplier that is checked by the checklists.
func (w *World) Checkpoint(supplier string, checklists ...string) checkpoint.Detail {
	w.T.Helper()
	c := checkpoint.Checkpoint{Name: "大厅", SiteID: SiteOne, AreaID: AreaOne, ContractID: ContractA, Category: vocab.Cleaning, ChecklistIDs: checklists}
	if supplier == SupplierB {
		c.SiteID, c.AreaID, c.ContractID = SiteTwo, "", ContractB
	}
	d, err := w.Checkpoints.Create(w.Manager(), c)
	w.Must(err)
	return d
}

// Route makes a route along the checkpoints.
func (w *World) Route(points ...checkpoint.Detail) round.RouteDetail {
	w.T.Helper()
	ids := make([]string, len(points))
	for i, p := range points {
		ids[i] = p.ID
	}
	r, err := w.Rounds.CreateRoute(w.Manager(), round.Route{Name: "一号楼早巡", Stops: ids})
	w.Must(err)
	return r
}

// Daily is a plan along a new route of the checkpoints, every day in one window.
func (w *World) Daily(start, end string, side round.Assignee, points ...checkpoint.Detail) round.Plan {
	w.T.Helper()
	return round.Plan{Name: "每日巡查", RouteID: w.Route(points...).ID, RRule: "FREQ=DAILY", Windows: []round.Window{{Start: start, End: end}}, Assignee: side}
}

// Planned keeps a plan.
func (w *World) Planned(p round.Plan) round.PlanView {
	w.T.Helper()
	v, err := w.Rounds.CreatePlan(w.Manager(), p)
	w.Must(err)
	return v
}

// Tick does what the server's jobs do at this moment.
func (w *World) Tick() {
	w.T.Helper()
	for _, j := range w.Rounds.Jobs() {
		w.Must(j.Run(w.System(), w.Clock.Now()))
	}
}

// Pass is a check of a version in which everything passes, that ended just now.
func (w *World) Pass(v checklist.VersionView, c checkpoint.Detail, mode inspection.Mode) inspection.Submission {
	now := w.Clock.Now()
	s := inspection.Submission{CheckpointID: c.ID, ChecklistVersionID: v.ID, Mode: mode, StartedAt: now.Add(-4 * time.Minute), FinishedAt: now}
	for _, section := range v.Sections {
		for _, item := range section.Items {
			s.Observations = append(s.Observations, inspection.ObservationInput{ItemID: item.ID, Result: vocab.Pass})
		}
	}
	return s
}

// Photo sends a small picture of its own and returns its name.
func (w *World) Photo(ctx context.Context) string {
	w.T.Helper()
	p, err := w.Evidence.Upload(ctx, bytes.NewReader(Picture()))
	w.Must(err)
	return p.SHA256
}

// Picture draws a small PNG that no other test draws.
func Picture() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for y := range 16 {
		for x := range 16 {
			img.Set(x, y, color.RGBA{uint8(rand.IntN(256)), uint8(rand.IntN(256)), 80, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Count counts rows.
func (w *World) Count(table, where string, args ...any) (n int64) {
	w.T.Helper()
	w.Must(w.DB.Conn(context.Background()).Table(table).Where(where, args...).Count(&n).Error)
	return n
}

// Facts adds up the facts of a kind.
func (w *World) Facts(kind ledger.Kind) (n int64) {
	w.T.Helper()
	sums, err := w.Ledger.SumDays(w.System(), "2020-01-01", "2030-12-31", ledger.Filter{Kinds: []ledger.Kind{kind}})
	w.Must(err)
	for _, s := range sums {
		n += s.Count
	}
	return n
}

// Again sends a person to make the check of a record once more, knowing nothing of it.
func (w *World) Again(recordID, userID string) {
	w.T.Helper()
	task := id.New()
	w.Insert("tasks", map[string]any{"id": task, "plan_id": id.New(), "checkpoint_id": "", "checklist_id": "", "supplier_id": "", "contract_id": "", "site_id": "", "category": "cleaning",
		"assignee": "agency", "due_on": "2026-11-21", "window_start_at": 0, "window_end_at": 0, "state": "open", "inspection_id": ""})
	w.Insert("rechecks", map[string]any{"task_id": task, "first_id": recordID, "first_inspector_id": "first", "second_inspector_id": userID, "chosen_at": 0, "veiled": true})
}
