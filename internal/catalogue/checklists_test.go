package catalogue

import (
	"slices"
	"testing"

	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
)

func TestEveryItemNamesAClauseThatExists(t *testing.T) {
	c := loaded(t)
	clauses, standards := map[string]Clause{}, map[string]Standard{}
	for _, s := range c.Standards {
		standards[s.No] = s
	}
	for _, x := range c.Clauses {
		if _, ok := standards[x.StandardNo]; !ok {
			t.Errorf("clause %s has no standard", x.Key)
		}
		clauses[x.Key] = x
	}
	used := map[string]bool{}
	for _, list := range c.Checklists {
		for _, i := range list.Items {
			for _, key := range append([]string{i.ClauseKey}, i.AlsoClauses...) {
				if _, ok := clauses[key]; !ok {
					t.Errorf("%s names %q", i.Code, key)
				}
				used[key] = true
			}
		}
	}
	for key := range clauses {
		if !used[key] {
			t.Errorf("no item names %s", key)
		}
	}
}

func TestClausesComeFromStandardsOrBasisDocuments(t *testing.T) {
	c := loaded(t)
	item := func(code string) Item {
		for _, l := range c.Checklists {
			for _, i := range l.Items {
				if i.Code == code {
					return i
				}
			}
		}
		t.Fatalf("no item %s", code)
		return Item{}
	}
	for code, want := range map[string][]string{
		"CL-HW-01-04": {"DB44/T 2394-2022#6.5"},
		"CL-HW-01-21": {"DB44/T 2394-2022#5.1", "DB44/T 2394-2022#5.2", "DB44/T 2394-2022#附录F"},
		"CL-WY-01-01": {"川机管发〔2015〕53号#房屋日常维护管理 1"},
		"CL-AB-01-14": {"高层民用建筑消防安全管理规定#第26条"},
		"CL-ST-02-05": {"来源 S47#公示"},
		"CL-SB-01-19": {"特种设备安全监察条例#第31条"},
	} {
		i := item(code)
		if got := append([]string{i.ClauseKey}, i.AlsoClauses...); !slices.Equal(got, want) {
			t.Errorf("%s: %v", code, got)
		}
	}
	tidy := find(t, c.Clauses, func(x Clause) bool { return x.Key == "DB44/T 2394-2022#6.5" })
	if tidy.Title != "会场清洁" || tidy.Category != vocab.Conference || tidy.SourceID != "S08" {
		t.Errorf("%+v", tidy)
	}
	shared := find(t, c.Clauses, func(x Clause) bool { return x.Key == "来源 S02#报道摘引" })
	if shared.Category != "" {
		t.Errorf("a clause of two categories has one: %+v", shared)
	}
	basis := find(t, c.Standards, func(s Standard) bool { return s.No == "来源 S25" })
	if !basis.Basis || basis.System != Assurance || basis.Title != "保安考核办法（扣分制）" {
		t.Errorf("%+v", basis)
	}
	real := find(t, c.Standards, func(s Standard) bool { return s.No == "GB/T 43542-2023" })
	if real.Basis || real.System != Supervision || real.Issued != "2023-12-28" || real.Effective != "2024-04-01" {
		t.Errorf("%+v", real)
	}
}

func TestPointTotalsAddUp(t *testing.T) {
	c := loaded(t)
	// By hand: the sum of max_points in the file plus 2 for every item without.
	want := map[string]string{
		"CL-WY-01": "90.00", "CL-WY-02": "19.00", "CL-GL-01": "27.00", "CL-BJ-01": "100.00", "CL-BJ-02": "85.00", "CL-BJ-03": "14.00",
		"CL-AB-01": "115.00", "CL-AB-02": "53.00", "CL-HW-01": "104.00", "CL-ST-01": "100.00", "CL-ST-02": "108.00", "CL-LH-01": "151.00", "CL-SB-01": "51.00",
	}
	for _, l := range c.Checklists {
		var sum money.Points
		for n, i := range l.Items {
			sum += i.Points
			if i.Position != n+1 || i.Points <= 0 || i.PointsDefaulted && i.PointsBasis == PointsFromSource {
				t.Errorf("%s: %+v", l.Code, i)
			}
		}
		if sum != l.TotalPoints || sum.String() != want[l.Code] {
			t.Errorf("%s: items add up to %s, total %s, by hand %s", l.Code, sum, l.TotalPoints, want[l.Code])
		}
	}
}
