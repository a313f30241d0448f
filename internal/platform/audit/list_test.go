package audit_test

import (
	"slices"
	"testing"
	"time"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

func TestTheLogIsReadByWhoWhatWhenAndPageByPage(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l, clk := newLog(d)
		anna, bert := "01AAAAAAAAAAAAAAAAAAAAAAAA", "Bert_1"
		record(t, d, l, testkit.As(anna, "manager"), audit.Entry{Action: actTest, Target: "site", TargetID: "1", After: map[string]string{"a": "b"}})
		clk.Set(time.Date(2026, 11, 21, 23, 59, 59, 0, testkit.Shanghai))
		record(t, d, l, testkit.As(bert, "manager"), audit.Entry{Action: actOther, Target: "site", TargetID: "2"})
		clk.Advance(time.Second) // the 22nd in Shanghai, still the 21st in UTC
		record(t, d, l, testkit.As(bert, "manager"), audit.Entry{Action: actOther, Target: "area", TargetID: "2"})
		list := func(f audit.Filter) []string {
			got := []string{}
			for cursor := ""; ; {
				p, err := l.List(system(), f, page.Request{Limit: 1, Cursor: cursor})
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range p.Items {
					got = append(got, e.Target+e.TargetID)
				}
				if cursor = p.NextCursor; cursor == "" {
					return got
				}
			}
		}
		for _, c := range []struct {
			name string
			f    audit.Filter
			want []string
		}{
			{"all", audit.Filter{}, []string{"area2", "site2", "site1"}},
			{"until a day", audit.Filter{To: "2026-11-21"}, []string{"site2", "site1"}},
			{"from a day", audit.Filter{From: "2026-11-22"}, []string{"area2"}},
			{"no such day", audit.Filter{From: "2026-11-23"}, []string{}},
			{"actor by id", audit.Filter{Actor: anna}, []string{"site1"}},
			{"actor by part of the name", audit.Filter{Actor: "ert_"}, []string{"area2", "site2"}},
			{"a pattern is text", audit.Filter{Actor: "Bert%"}, []string{}},
			{"an action", audit.Filter{Action: "test.create"}, []string{"site1"}},
			{"part of an action is none", audit.Filter{Action: "test"}, []string{}},
			{"all actions of a kind", audit.Filter{Action: "test."}, []string{"area2", "site2", "site1"}},
			{"a target", audit.Filter{Target: "site"}, []string{"site2", "site1"}},
			{"one record", audit.Filter{Target: "site/2"}, []string{"site2"}},
		} {
			if got := list(c.f); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
		_, err := l.List(system(), audit.Filter{}, page.Request{Cursor: "made up"})
		if !fault.Is(err, "cursor_unknown") {
			t.Error(err)
		}
		exec(t, d, "UPDATE audit_entries SET after_json = '{' WHERE target_id = '1'")
		clk.Advance(time.Minute)
		if _, err := l.Seal(system()); err != nil {
			t.Fatal(err)
		}
		p, err := l.List(system(), audit.Filter{Target: "site/1"}, page.Request{})
		if err != nil || len(p.Items) != 1 || p.Items[0].After != nil || !p.Items[0].Sealed || p.Items[0].ActorName != anna {
			t.Errorf("%+v %v", p, err)
		}
	})
}

func TestEntriesOfOneMomentAreEachOnOnePage(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l, _ := newLog(d)
		want := []string{"7", "6", "5", "4", "3", "2", "1"}
		for i := range want {
			record(t, d, l, testkit.As("u", "manager"), audit.Entry{Action: actTest, Target: "site", TargetID: want[len(want)-1-i]})
		}
		got := []string{}
		for p := (page.Request{Limit: 2}); ; {
			list, err := l.List(system(), audit.Filter{From: "2026-11-21"}, p)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list.Items {
				got = append(got, e.TargetID)
			}
			if p.Cursor = list.NextCursor; p.Cursor == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v", got)
		}
		for _, forged := range []string{page.Encode("x", id.New()), page.Encode("1", "x"), page.Encode("1")} {
			if _, err := l.List(system(), audit.Filter{}, page.Request{Cursor: forged}); !fault.Is(err, "cursor_unknown") {
				t.Errorf("%s: %v", forged, err)
			}
		}
	})
}
