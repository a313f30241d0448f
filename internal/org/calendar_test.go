package org_test

import (
	"context"
	"testing"

	"hengjian/internal/kernel/date"
	"hengjian/internal/org"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

func TestWorkingDaysFollowTheCalendar(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s, clk := newService(d)
		replica := org.New(d, clk, audit.New(d, clk))
		add := func(s *org.Service, from date.Day, n int, want date.Day) {
			t.Helper()
			if got, err := s.AddWorkingDays(manager(), from, n); err != nil || got != want {
				t.Errorf("%s + %d = %s, want %s (%v)", from, n, got, want, err)
			}
		}
		add(s, "2026-09-30", 1, "2026-10-01") // no calendar yet: Monday to Friday
		add(replica, "2026-09-30", 1, "2026-10-01")
		if n, err := s.LoadHolidays(manager()); err != nil || n < 50 {
			t.Fatal(n, err)
		}
		add(s, "2026-09-30", 1, "2026-10-08")
		add(s, "2026-10-09", 1, "2026-10-10") // a Saturday on which people work
		add(s, "2026-10-10", 1, "2026-10-12")
		add(s, "2026-10-12", -2, "2026-10-09")
		add(s, "2026-10-03", 0, "2026-10-03")
		clk.Advance(31e9)
		add(replica, "2026-09-30", 1, "2026-10-08")
		if err := s.ClearDay(manager(), "2026-10-10"); err != nil {
			t.Fatal(err)
		}
		add(s, "2026-10-09", 1, "2026-10-12")
		wantCode(t, s.ClearDay(manager(), "2026-10-10"), "not_found")
		wantCode(t, s.SetDay(manager(), org.Override{Day: "2026-10-10", Kind: "half"}), "invalid")
		wantCode(t, s.SetDay(manager(), org.Override{Day: "2026-02-30", Kind: org.Rest}), "invalid")
		_, err := s.AddWorkingDays(manager(), "2026-10-10", 100_000)
		wantCode(t, err, "too_large")
		if err := s.SetDay(manager(), org.Override{Day: "2026-11-23", Kind: org.Rest, Note: "local"}); err != nil {
			t.Fatal(err)
		}
		if n, err := s.LoadHolidays(manager()); err != nil || n != 1 {
			t.Errorf("only the cleared day was to come back: %d %v", n, err)
		}
		if working, err := s.IsWorkingDay(manager(), "2026-11-23"); err != nil || working {
			t.Error("the day that the agency set did not stay", err)
		}
	})
}

func TestACalendarThatIsRolledBackIsNotRemembered(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := newService(d)
		_ = d.Tx(manager(), func(ctx context.Context) error {
			if err := s.SetDay(ctx, org.Override{Day: "2026-11-23", Kind: org.Rest}); err != nil {
				t.Error(err)
			}
			if working, _ := s.IsWorkingDay(ctx, "2026-11-23"); working {
				t.Error("a transaction does not see its own change")
			}
			return context.Canceled
		})
		if working, err := s.IsWorkingDay(manager(), "2026-11-23"); err != nil || !working {
			t.Error("a rolled back day counts", err)
		}
	})
}

func TestShippedHolidaysAreWeekendsWherePeopleWorkAndNoDayTwice(t *testing.T) {
	seen := map[date.Day]bool{}
	rest := map[string]int{}
	for _, o := range org.Holidays() {
		if _, err := date.ParseDay(string(o.Day)); err != nil || seen[o.Day] {
			t.Errorf("%+v %v", o, err)
		}
		seen[o.Day] = true
		if o.Kind == org.Work && o.Day.Weekday() < 6 {
			t.Errorf("%s is a working day anyway", o.Day)
		}
		if o.Kind == org.Rest {
			rest[string(o.Day[:4])]++
		}
	}
	// The notices: 28 days in 2025, 33 in 2026.
	if rest["2025"] != 1+8+3+5+3+8 || rest["2026"] != 3+9+3+5+3+3+7 {
		t.Error(rest)
	}
}
