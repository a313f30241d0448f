package setting_test

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/setting"
	"hengjian/internal/testkit"
)

type limits struct {
	Metres int `json:"metres"`
	Days   int `json:"days"`
}

func (l limits) check() error {
	if l.Metres < 1 {
		return fault.Invalid("out_of_range", "metres", "At least 1.")
	}
	return nil
}

func group(d *db.DB) *setting.Group[limits] {
	clk := testkit.Clock()
	return setting.NewGroup(setting.New(d, clk, audit.New(d, clk)), "test.limits", limits{100, 7}, limits.check)
}

func manager() context.Context { return authz.AsSystem(context.Background(), "test") }

func count(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	if err := d.Conn(manager()).Table("audit_entries").Where("action = 'setting.change'").Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOfTwentyWhoTuneTheSameVersionOneDoesAndTheOthersAreTold(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		g := group(d)
		for version := range 3 {
			var done, told atomic.Int64
			var wg sync.WaitGroup
			for n := range 20 {
				wg.Go(func() {
					switch _, err := g.Set(manager(), limits{n + 1, 1}, version); {
					case err == nil:
						done.Add(1)
					case fault.Is(err, "version_stale"):
						told.Add(1)
					default:
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if _, now, err := g.Read(manager()); done.Load() != 1 || told.Load() != 19 || now != version+1 || err != nil {
				t.Fatalf("version %d: %d changed it, %d were told; now %d %v", version, done.Load(), told.Load(), now, err)
			}
		}
		if n := count(t, d); n != 3 {
			t.Errorf("%d changes are audited", n)
		}
	})
}

func TestWhatIsRefusedOrRolledBackIsNotInForce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		g := group(d)
		if _, err := g.Set(manager(), limits{0, 1}, 0); fault.Code(err) != "out_of_range" {
			t.Errorf("out of range: %v", err)
		}
		if _, err := g.Set(manager(), limits{5, 1}, 4); !fault.Is(err, "version_stale") {
			t.Errorf("a version that never was: %v", err)
		}
		gone := context.Canceled
		err := d.Tx(manager(), func(ctx context.Context) error {
			if _, err := g.Set(ctx, limits{5, 1}, 0); err != nil {
				return err
			}
			return gone
		})
		if err == nil || count(t, d) != 0 {
			t.Errorf("%v, %d audited", err, count(t, d))
		}
		if got, err := g.Get(manager()); err != nil || got != (limits{100, 7}) {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func TestAChangeIsInForceAtOnceHereAndWithinHalfAMinuteElsewhere(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		clk := testkit.Clock()
		store := setting.New(d, clk, audit.New(d, clk))
		here := setting.NewGroup(store, "test.limits", limits{100, 7}, limits.check)
		there := setting.NewGroup(store, "test.limits", limits{100, 7}, limits.check)
		both := func() (a, b int) {
			x, err1 := here.Get(manager())
			y, err2 := there.Get(manager())
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			return x.Metres, y.Metres
		}
		both()
		if _, err := here.Set(manager(), limits{5, 7}, 0); err != nil {
			t.Fatal(err)
		}
		if a, b := both(); a != 5 || b != 100 {
			t.Errorf("at once: %d here, %d there", a, b)
		}
		clk.Advance(31 * time.Second)
		if a, b := both(); a != 5 || b != 5 {
			t.Errorf("after 31 s: %d here, %d there", a, b)
		}
	})
}

func TestAValueThatIsNewToAGroupHasItsUsualOne(t *testing.T) {
	d := testkit.SQLite(t)
	clk := testkit.Clock()
	store := setting.New(d, clk, audit.New(d, clk))
	raw, err := json.Marshal(map[string]int{"metres": 9})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Leave(manager(), "test.limits", string(raw)); err != nil {
		t.Fatal(err)
	}
	g := setting.NewGroup(store, "test.limits", limits{100, 7}, limits.check)
	if got, version, err := g.Read(manager()); err != nil || got != (limits{9, 7}) || version != 1 {
		t.Errorf("%+v %d %v", got, version, err)
	}
	if err := store.Leave(manager(), "test.limits", "{"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := g.Read(manager()); fault.Code(err) != "internal" {
		t.Errorf("what cannot be read: %v", err)
	}
}

func TestANoteIsKeptAndAuditedOnceHoweverOftenItIsLeft(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		clk := testkit.Clock()
		store := setting.New(d, clk, audit.New(d, clk))
		for range 2 {
			if err := store.Leave(manager(), "demo.seed", "7"); err != nil {
				t.Fatal(err)
			}
		}
		seed, err1 := store.Note(manager(), "demo.seed")
		other, err2 := store.Note(manager(), "other")
		if seed != "7" || other != "" || err1 != nil || err2 != nil || count(t, d) != 1 {
			t.Errorf("%q %q %v %v, %d audited", seed, other, err1, err2, count(t, d))
		}
	})
}
