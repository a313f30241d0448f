package finding_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"hengjian/internal/evidence"
	"hengjian/internal/finding"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

const (
	supplierA = "01AAAAAAAAAAAAAAAAAAAAAAAA"
	supplierB = "01BBBBBBBBBBBBBBBBBBBBBBBB"
	siteOne   = "01S00000000000000000000001"
	author    = "01K0000000000000000000AVTH"
	colleague = "01K000000000000000000CVLLE"
)

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

// photos remembers what was attached, and refuses a digest of zeros.
type photos map[string][]string

func (p photos) Attach(_ context.Context, list ...evidence.Attachment) error {
	for _, a := range list {
		if strings.Trim(a.SHA256, "0") == "" {
			return fault.Invalid("photo_unknown", a.Field, "unknown")
		}
		p[string(a.Owner)+a.OwnerID] = append(p[string(a.Owner)+a.OwnerID], a.SHA256)
	}
	return nil
}

func (p photos) Of(_ context.Context, owner evidence.Owner, ids ...string) (map[string][]string, error) {
	out := map[string][]string{}
	for _, id := range ids {
		out[id] = p[string(owner)+id]
	}
	return out, nil
}

type world struct {
	*finding.Service
	t      *testing.T
	db     *db.DB
	clock  *clock.Fake
	ledger *ledger.Ledger
	photos photos
}

func each(t *testing.T, test func(w *world)) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		clk := testkit.Clock()
		led := ledger.New(d, clk)
		w := &world{t: t, db: d, clock: clk, ledger: led, photos: photos{}}
		w.Service = finding.New(d, clk, audit.New(d, clk), led, weekdays{}, w.photos)
		test(w)
	})
}

func system() context.Context { return authz.AsSystem(context.Background(), "test") }

func inspector(user string) context.Context { return testkit.As(user, "inspector") }

func manager() context.Context { return testkit.As("01M00000000000000000000MAN", "manager") }

func boss(supplier string) context.Context {
	return testkit.AsSupplier("01P000000000000000000BOSS"+supplier[2:3], supplier, "supplier_manager")
}

func opening(supplier string, severity vocab.Severity) finding.Opening {
	return finding.Opening{InspectionID: id.New(), ObservationID: id.New(), SupplierID: supplier, ContractID: id.New(), SiteID: siteOne,
		CheckpointID: id.New(), Category: vocab.Cleaning, ItemText: "地面无积水", Severity: severity, OccurredOn: "2026-11-21", OpenedBy: author}
}

func (w *world) open(openings ...finding.Opening) []finding.Opened {
	w.t.Helper()
	var out []finding.Opened
	err := w.db.Tx(inspector(author), func(ctx context.Context) (err error) {
		out, err = w.Open(ctx, openings)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *world) openOne(severity vocab.Severity) finding.Opened {
	w.t.Helper()
	return w.open(opening(supplierA, severity))[0]
}

var goodAnswer = finding.Answer{Cause: "拖布未拧干", Action: "已重新擦拭并培训"}

func (w *world) answered(severity vocab.Severity) (finding.Opened, finding.Rectification) {
	w.t.Helper()
	f := w.openOne(severity)
	r, err := w.Rectify(boss(supplierA), f.ID, goodAnswer)
	if err != nil {
		w.t.Fatal(err)
	}
	return f, r
}

func (w *world) at(day date.Day, hour int) { w.clock.Set(day.At(testkit.Shanghai, hour, 0)) }

// counts adds up the facts of all time by kind, leaving out what cancels out.
func (w *world) counts() map[ledger.Kind]int64 {
	w.t.Helper()
	sums, err := w.ledger.SumMonths(system(), "2026-01", "2027-12", ledger.Filter{})
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[ledger.Kind]int64{}
	for _, s := range sums {
		if s.Count != 0 {
			out[s.Kind] += s.Count
		}
	}
	return out
}

func (w *world) refuses(what, code string, err error) {
	w.t.Helper()
	if fault.Code(err) != code {
		w.t.Errorf("%s: got %q (%v), want %q", what, fault.Code(err), err, code)
	}
}

func (w *world) get(id string) finding.Detail {
	w.t.Helper()
	d, err := w.Get(manager(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func noon(day string) time.Time { return date.Day(day).At(testkit.Shanghai, 12, 0) }
