package audit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

var (
	actTest  = audit.Define("test.create")
	actOther = audit.Define("test.other")
)

func system() context.Context { return authz.AsSystem(context.Background(), "test") }

func newLog(d *db.DB) (*audit.Log, *clock.Fake) {
	clk := testkit.Clock()
	return audit.New(d, clk), clk
}

func record(t *testing.T, d *db.DB, l *audit.Log, ctx context.Context, entries ...audit.Entry) {
	t.Helper()
	for _, e := range entries {
		if err := d.Tx(ctx, func(ctx context.Context) error { return l.Record(ctx, e) }); err != nil {
			t.Fatal(err)
		}
	}
}

// many records n entries.
func many(t *testing.T, d *db.DB, l *audit.Log, n int) {
	t.Helper()
	err := d.Tx(testkit.As("m", "manager"), func(ctx context.Context) error {
		for i := range n {
			if err := l.Record(ctx, audit.Entry{Action: actTest, Target: "thing", TargetID: fmt.Sprint(i), After: map[string]int{"n": i}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func seal(t *testing.T, l *audit.Log, clk *clock.Fake) int {
	t.Helper()
	clk.Advance(10 * time.Second)
	n, err := l.Seal(system())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func verify(t *testing.T, l *audit.Log) audit.Verification {
	t.Helper()
	v, err := l.Verify(system())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// exec tampers, past the service.
func exec(t *testing.T, d *db.DB, sql string, args ...any) {
	t.Helper()
	if err := d.Tx(system(), func(ctx context.Context) error { return d.Conn(ctx).Exec(sql, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

func entryIDs(t *testing.T, d *db.DB) []string {
	t.Helper()
	var ids []string
	if err := d.Conn(system()).Table("audit_entries").Order("id").Pluck("id", &ids).Error; err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestAnEntryOutsideATransactionIsRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l, _ := newLog(d)
		if err := l.Record(system(), audit.Entry{Action: actTest, Target: "x"}); err == nil {
			t.Error("it was written without its change")
		}
		err := d.Tx(system(), func(ctx context.Context) error { return l.Record(ctx, audit.Entry{Target: "x"}) })
		if err == nil {
			t.Error("an entry without an action was written")
		}
		broken := errors.New("the change failed")
		err = d.Tx(system(), func(ctx context.Context) error {
			if err := l.Record(ctx, audit.Entry{Action: actTest, Target: "x"}); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) || len(entryIDs(t, d)) != 0 {
			t.Error("the entry of a change that failed stayed", err)
		}
	})
}

func TestAnUntouchedLogIsIntact(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l, clk := newLog(d)
		if v := verify(t, l); !v.Intact || v.Checked != 0 {
			t.Errorf("empty: %+v", v)
		}
		many(t, d, l, 1203) // more than a batch of the sealer and a page of the verifier
		if n := seal(t, l, clk); n != 1203 {
			t.Errorf("%d were sealed", n)
		}
		many(t, d, l, 2)
		v := verify(t, l)
		if !v.Intact || v.Checked != 1205 || v.Sealed != 1203 || v.Unsealed != 2 || len(v.Head) != 64 || v.FirstBreak != nil {
			t.Errorf("%+v", v)
		}
		if n := seal(t, l, clk); n != 2 {
			t.Errorf("%d were sealed", n)
		}
		if n := seal(t, l, clk); n != 0 {
			t.Errorf("%d were sealed twice", n)
		}
		if v := verify(t, l); !v.Intact || v.Unsealed != 0 {
			t.Errorf("%+v", v)
		}
	})
}

func TestVerifyFindsWhatWasTamperedWith(t *testing.T) {
	cases := map[string]struct {
		tamper func(ids []string) []string
		reason string
		at     int // index of the entry that is named
	}{
		"a changed text": {func(ids []string) []string {
			return []string{
				fmt.Sprintf(`UPDATE audit_entries SET after_json = '{"n":99}' WHERE id = '%s'`, ids[3]),
			}
		}, "changed", 3},
		"another actor": {func(ids []string) []string {
			return []string{
				fmt.Sprintf("UPDATE audit_entries SET actor_id = 'somebody' WHERE id = '%s'", ids[4]),
			}
		}, "changed", 4},
		"another time": {func(ids []string) []string {
			return []string{
				fmt.Sprintf("UPDATE audit_entries SET at = at - 1 WHERE id = '%s'", ids[0]),
			}
		}, "changed", 0},
		"a removed entry": {func(ids []string) []string {
			return []string{
				fmt.Sprintf("DELETE FROM audit_entries WHERE id = '%s'", ids[5]),
			}
		}, "missing", 5},
		"a removed entry with its seal": {func(ids []string) []string {
			return []string{
				fmt.Sprintf("DELETE FROM audit_entries WHERE id = '%s'", ids[5]),
				fmt.Sprintf("DELETE FROM audit_seals WHERE entry_id = '%s'", ids[5]),
			}
		}, "order", 6},
		"a removed entry, its seal, and the places closed up": {func(ids []string) []string {
			return []string{
				fmt.Sprintf("DELETE FROM audit_entries WHERE id = '%s'", ids[8]),
				fmt.Sprintf("DELETE FROM audit_seals WHERE entry_id = '%s'", ids[8]),
				"UPDATE audit_seals SET position = 9 WHERE position = 10",
			}
		}, "changed", 9},
		"two entries in each other's place": {func(ids []string) []string {
			return []string{
				fmt.Sprintf("UPDATE audit_seals SET entry_id = 'x' WHERE entry_id = '%s'", ids[2]),
				fmt.Sprintf("UPDATE audit_seals SET entry_id = '%s' WHERE entry_id = '%s'", ids[2], ids[7]),
				fmt.Sprintf("UPDATE audit_seals SET entry_id = '%s' WHERE entry_id = 'x'", ids[7]),
			}
		}, "changed", 7},
		"an old entry put in later": {func(ids []string) []string {
			return []string{
				fmt.Sprintf(`INSERT INTO audit_entries (id, at, actor_id, actor_name, action, target, target_id, before_json, after_json)
				SELECT '01AAAAAAAAAAAAAAAAAAAAAAAA', at, actor_id, actor_name, action, target, target_id, '', '' FROM audit_entries WHERE id = '%s'`, ids[1]),
			}
		}, "late", -1},
	}
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l, clk := newLog(d)
		many(t, d, l, 10)
		seal(t, l, clk)
		ids := entryIDs(t, d)
		clk.Advance(2 * time.Hour)
		if v := verify(t, l); !v.Intact {
			t.Fatalf("before: %+v", v)
		}
		for name, c := range cases {
			want := "01AAAAAAAAAAAAAAAAAAAAAAAA"
			if c.at >= 0 {
				want = ids[c.at]
			}
			undone := errors.New("undo")
			err := d.Tx(system(), func(ctx context.Context) error {
				for _, sql := range c.tamper(ids) {
					if err := d.Conn(ctx).Exec(sql).Error; err != nil {
						return err
					}
				}
				v, err := l.Verify(ctx)
				if err != nil {
					return err
				}
				if v.Intact || v.FirstBreak == nil || v.FirstBreak.Reason != c.reason || v.FirstBreak.ID != want {
					t.Errorf("%s: %+v %+v, want %s at %s", name, v, v.FirstBreak, c.reason, want)
				}
				return undone
			})
			if !errors.Is(err, undone) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if v := verify(t, l); !v.Intact {
			t.Errorf("after: %+v", v)
		}
	})
}

func TestACutTailShowsInTheHead(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l, clk := newLog(d)
		many(t, d, l, 5)
		seal(t, l, clk)
		head, ids := verify(t, l).Head, entryIDs(t, d)
		exec(t, d, "DELETE FROM audit_entries WHERE id = ?", ids[4])
		exec(t, d, "DELETE FROM audit_seals WHERE entry_id = ?", ids[4])
		if v := verify(t, l); v.Head == head {
			t.Error("a head that was kept elsewhere would not tell")
		}
	})
}

func TestPurgeNeverGoesBelow183Days(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l, clk := newLog(d)
		many(t, d, l, 3)
		seal(t, l, clk)
		clk.Advance(182 * 24 * time.Hour)
		many(t, d, l, 2)
		for _, keep := range []time.Duration{0, -time.Hour, 24 * time.Hour, audit.MinimumRetention} {
			if n, err := l.Purge(system(), keep); err != nil || n != 0 {
				t.Errorf("keep %v: %d, %v", keep, n, err)
			}
		}
		clk.Advance(2 * 24 * time.Hour)
		if n, err := l.Purge(system(), 365*24*time.Hour); err != nil || n != 0 {
			t.Errorf("a longer retention: %d, %v", n, err)
		}
		if n, err := l.Purge(system(), 0); err != nil || n != 3 {
			t.Errorf("%d, %v", n, err)
		}
		seal(t, l, clk)
		if v := verify(t, l); !v.Intact || v.Checked != 3 { // two and the note of the purge
			t.Errorf("%+v %+v", v, v.FirstBreak)
		}
		if audit.MinimumRetention < 183*24*time.Hour {
			t.Error("the floor is not half a year")
		}
	})
}
