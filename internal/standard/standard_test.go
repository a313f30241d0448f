package standard_test

import (
	"strings"
	"testing"

	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/standard"
)

func refused(t *testing.T, name string, err error, code string) {
	t.Helper()
	if fault.Code(err) != code {
		t.Errorf("%s: %v, want %s", name, err, code)
	}
}

func TestAStandardThatIsWrongIsRefused(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		good := standard.Standard{StandardNo: "GB/T 1", Title: "标准", Category: standard.General}
		for name, c := range map[string]struct {
			change func(*standard.Standard)
			code   string
		}{
			"no number":      {func(s *standard.Standard) { s.StandardNo = " " }, "required"},
			"no title":       {func(s *standard.Standard) { s.Title = "" }, "required"},
			"category":       {func(s *standard.Standard) { s.Category = "cleaning" }, "not_allowed"},
			"unknown source": {func(s *standard.Standard) { s.SourceID = "S999" }, "source_unknown"},
		} {
			s := good
			c.change(&s)
			_, err := w.Standards.Create(w.Officer(), s)
			refused(t, name, err, c.code)
		}
		made, err := w.Standards.Create(w.Officer(), good)
		w.Must(err)
		_, err = w.Standards.Create(w.Officer(), good)
		refused(t, "number twice", err, "code_taken")
		title := "新"
		_, err = w.Standards.Update(w.Officer(), made.ID, 5, standard.Change{Title: &title})
		refused(t, "stale", err, "version_stale")
		_, err = w.Standards.Update(w.Officer(), id.New(), 1, standard.Change{Title: &title})
		refused(t, "unknown", err, "not_found")
		_, err = w.Standards.AddClause(w.Officer(), standard.Clause{StandardID: id.New(), Number: "1", Title: "t"})
		refused(t, "clause of nothing", err, "not_found")
		_, err = w.Standards.AddClause(w.Officer(), standard.Clause{StandardID: made.ID, Number: "1", Title: "t", Category: "x"})
		refused(t, "clause category", err, "not_allowed")
		clause, err := w.Standards.AddClause(w.Officer(), standard.Clause{StandardID: made.ID, Number: "1", Title: "t"})
		w.Must(err)
		_, err = w.Standards.AddClause(w.Officer(), standard.Clause{StandardID: made.ID, Number: "1", Title: "t"})
		refused(t, "clause twice", err, "code_taken")
		_, err = w.Standards.UpdateClause(w.Officer(), clause.ID, 3, standard.ClauseChange{Title: &title})
		refused(t, "stale clause", err, "version_stale")
		after, err := w.Standards.Update(w.Officer(), made.ID, 1, standard.Change{Title: &title})
		w.Must(err)
		if after.Title != title || after.Version != 2 || after.ClauseCount != 1 || after.StandardNo != good.StandardNo {
			t.Errorf("after the change: %+v", after)
		}
	})
}

func TestListsFindByWordAndCategoryPageByPage(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		for no, category := range map[string]standard.System{"A 1": standard.General, "B 100%": standard.Supervision, "C 3": standard.Assurance} {
			s, err := w.Standards.Create(w.Officer(), standard.Standard{StandardNo: no, Title: "标题 " + no, Category: category})
			w.Must(err)
			_, err = w.Standards.AddClause(w.Officer(), standard.Clause{StandardID: s.ID, Number: "1", Title: "条 " + no, Category: vocab.Cleaning})
			w.Must(err)
		}
		for want, f := range map[string]standard.Filter{"A 1,B 100%,C 3": {}, "B 100%": {Q: "%"}, "C 3": {Category: standard.Assurance}, "": {Q: "_"}} {
			var got []string
			for cursor := ""; ; {
				p, err := w.Standards.List(w.StaffA(), f, page.Request{Limit: 2, Cursor: cursor})
				w.Must(err)
				for _, s := range p.Items {
					got = append(got, s.StandardNo)
				}
				if cursor = p.NextCursor; cursor == "" {
					break
				}
			}
			if strings.Join(got, ",") != want {
				t.Errorf("%+v: %v, want %s", f, got, want)
			}
		}
		p, err := w.Standards.Clauses(w.StaffA(), standard.ClauseFilter{Q: "100%", Category: vocab.Cleaning}, page.Request{})
		if err != nil || len(p.Items) != 1 || p.Items[0].StandardNo != "B 100%" {
			t.Errorf("clauses: %+v %v", p, err)
		}
		_, err = w.Standards.List(w.StaffA(), standard.Filter{}, page.Request{Cursor: "forged"})
		refused(t, "forged cursor", err, "cursor_unknown")
	})
}

func TestAClauseShowsWhatHangsOnItAsFarAsTheReaderMaySee(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		clause := w.Clause("4.2")
		version := w.Published(w.Items(clause)...)
		w.NextVersion(version.ChecklistID, w.Items(clause)...) // the first version's item hangs no more
		list, err := w.Checklists.Get(w.Officer(), version.ChecklistID)
		w.Must(err)
		current, err := w.Checklists.Version(w.Officer(), list.CurrentVersion.ID)
		w.Must(err)
		a, b := w.Checkpoint(inspectiontest.SupplierA, list.ID), w.Checkpoint(inspectiontest.SupplierB, list.ID)
		fail := w.Pass(current, a, inspection.Self)
		fail.Observations[0].Result = vocab.Fail
		_, err = w.Inspections.Submit(w.StaffA(), fail)
		w.Must(err)
		_, err = w.Inspections.Submit(w.StaffB(), w.Pass(current, b, inspection.Self))
		w.Must(err)
		for name, want := range map[string]standard.Results{"A": {Fail: 1, Findings: 1}, "B": {Pass: 1}, "manager": {Pass: 1, Fail: 1, Findings: 1}} {
			ctx := map[string]func() (standard.ClauseDetail, error){
				"A":       func() (standard.ClauseDetail, error) { return w.Standards.Clause(w.StaffA(), clause) },
				"B":       func() (standard.ClauseDetail, error) { return w.Standards.Clause(w.StaffB(), clause) },
				"manager": func() (standard.ClauseDetail, error) { return w.Standards.Clause(w.Manager(), clause) },
			}[name]
			got, err := ctx()
			w.Must(err)
			if got.Last90 != want || len(got.Items) != 1 || got.Items[0].VersionNumber != 2 || got.Standard.ID != got.StandardID {
				t.Errorf("%s: %+v, want %+v", name, got, want)
			}
		}
		w.Clock.Set(w.Clock.Now().AddDate(0, 0, 90))
		if got, err := w.Standards.Clause(w.Manager(), clause); err != nil || got.Last90 != (standard.Results{}) {
			t.Errorf("after 90 days: %+v %v", got.Last90, err)
		}
	})
}
