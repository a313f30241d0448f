package label_test

import (
	"bytes"
	"strings"
	"testing"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/label"
)

func TestLabelsArePrintedForWhoMayReplaceThem(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a, b := w.point(inspectiontest.SupplierA), w.point(inspectiontest.SupplierB)
		all := label.Filter{CheckpointIDs: []string{a.ID, b.ID}}
		_, err := w.print(w.StaffA(), "50x30", all)
		refused(t, "staff", err, "permission_denied", "")
		_, err = w.Labels.PNG(w.Inspector(), a.ID)
		refused(t, "inspector", err, "permission_denied", "")
		_, err = w.Labels.SVG(w.BossA(), a.ID, "50x30")
		refused(t, "supplier's manager", err, "permission_denied", "")
		_, err = w.print(w.Manager(), "9x9", all)
		refused(t, "template", err, "template_unknown", "templateId")
		_, err = w.print(w.Manager(), "50x30", label.Filter{CheckpointIDs: []string{id.New()}})
		refused(t, "unknown", err, "not_found", "")
		for _, start := range []int{0, -1, 25} {
			_, err = w.Labels.Print(w.Manager(), label.PrintRequest{TemplateID: "a4_3x8", StartAt: start, Filter: all})
			refused(t, "start", err, "start_outside_sheet", "startAt")
		}
		_, err = w.Labels.Print(w.Manager(), label.PrintRequest{TemplateID: "50x30", StartAt: 2, Filter: all})
		refused(t, "start on a roll", err, "start_outside_sheet", "startAt")
		if n := w.Count("label_prints", "1 = 1"); n != 0 {
			t.Errorf("%d runs were recorded", n)
		}
		for name, pages := range map[string]int{"50x30": 2, "70x50": 2, "tape24": 2, "a4_3x8": 1} {
			run, err := w.print(w.Manager(), name, all)
			w.Must(err)
			html, err := w.Labels.PrintPage(w.Manager(), run.ID)
			w.Must(err)
			if n := bytes.Count(html, []byte(`<div class="page">`)); n != pages || run.Pages != pages || run.Labels != 2 {
				t.Errorf("%s has %d pages, want %d (%+v)", name, n, pages, run)
			}
			for _, want := range []string{a.Number, b.Number, "大厅", "mm"} {
				if !bytes.Contains(html, []byte(want)) {
					t.Errorf("%s does not say %q", name, want)
				}
			}
			if bytes.Contains(html, []byte("<script")) {
				t.Errorf("%s has a script", name)
			}
			_, err = w.Labels.PrintPage(w.StaffA(), run.ID)
			refused(t, "staff's look at a run", err, "permission_denied", "")
		}
		svg, err := w.Labels.SVG(w.Manager(), a.ID, "70x50")
		w.Must(err)
		png, err := w.Labels.PNG(w.Manager(), a.ID)
		w.Must(err)
		if !bytes.HasPrefix(svg, []byte("<svg")) || !bytes.HasPrefix(png, []byte("\x89PNG")) {
			t.Error("not pictures")
		}
	})
}

func TestAStartedSheetIsUsedUpFromTheFirstFreePlace(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		for range 3 {
			w.point(inspectiontest.SupplierA)
		}
		run, err := w.Labels.Print(w.Manager(), label.PrintRequest{TemplateID: "a4_3x7", StartAt: 20})
		w.Must(err)
		if run.Pages != 2 || run.Labels != 3 {
			t.Errorf("%+v", run)
		}
		html, err := w.Labels.PrintPage(w.Manager(), run.ID)
		w.Must(err)
		// places 20 and 21 of the first sheet, place 1 of the second: 7.21 + 66.04 a column, 15.15 + 38.1 a row
		if got := strings.Join(translations(html), " "); got != "73.25,243.75 139.29,243.75 7.21,15.15" {
			t.Errorf("labels stand at %s", got)
		}
	})
}

func translations(html []byte) (out []string) {
	for _, part := range strings.Split(string(html), `<g transform="translate(`)[1:] {
		at, _, _ := strings.Cut(part, ")")
		out = append(out, strings.ReplaceAll(at, " ", ","))
	}
	return out
}

// status reads the words of the list, in the order of the checkpoints.
func (w world) status(f label.Filter) string {
	w.T.Helper()
	p, err := w.Labels.Statuses(w.Manager(), f, page.Request{})
	w.Must(err)
	var out []string
	for _, v := range p.Items {
		out = append(out, v.Status)
	}
	return strings.Join(out, " ")
}

func TestTheManagerSeesWhatWasNeverPrintedAndWhatWasReplacedSince(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a, b, c := w.point(inspectiontest.SupplierA), w.point(inspectiontest.SupplierB), w.point(inspectiontest.SupplierA)
		is := func(want string, f label.Filter) {
			t.Helper()
			if got := w.status(f); got != want {
				t.Errorf("%+v: %q, want %q", f, got, want)
			}
		}
		is("never_printed never_printed never_printed", label.Filter{})
		run, err := w.print(w.Manager(), "50x30", label.Filter{CheckpointIDs: []string{a.ID, b.ID}})
		w.Must(err)
		is("printed printed never_printed", label.Filter{})
		_, err = w.Labels.Replace(w.Manager(), a.ID, 1, "丢失")
		w.Must(err)
		is("replaced printed never_printed", label.Filter{})
		is("replaced never_printed", label.Filter{Status: "to_print"})
		is("replaced", label.Filter{Status: "replaced"})
		is("never_printed", label.Filter{Status: "never_printed"})
		is("printed", label.Filter{Status: "printed"})
		is("", label.Filter{Status: "reported"})
		is("replaced never_printed", label.Filter{SupplierID: inspectiontest.SupplierA})
		is("printed", label.Filter{SiteID: inspectiontest.SiteTwo})
		is("", label.Filter{Category: "canteen"})
		is("replaced", label.Filter{Q: a.Number})

		// the old run draws the label that is still in force and says that one is left out
		html, err := w.Labels.PrintPage(w.Manager(), run.ID)
		w.Must(err)
		if bytes.Contains(html, []byte(a.Number)) || !bytes.Contains(html, []byte(b.Number)) || !bytes.Contains(html, []byte("1 张标签在这次打印之后已更换或停用")) {
			t.Errorf("the old run draws\n%s", html)
		}
		again, err := w.print(w.Manager(), "a4_3x7", label.Filter{Status: "to_print"})
		w.Must(err)
		if again.Labels != 2 {
			t.Errorf("%+v", again)
		}
		is("printed printed printed", label.Filter{})
		_, err = w.Checkpoints.Retire(w.Manager(), c.ID, "停用")
		w.Must(err)
		is("printed printed", label.Filter{})

		history, err := w.Labels.History(w.Manager(), a.ID)
		w.Must(err)
		if len(history) != 2 || history[0].Version != 2 || history[0].State != checkpoint.Active || len(history[0].Prints) != 1 || history[0].Prints[0].ID != again.ID ||
			history[1].State != checkpoint.Revoked || history[1].Reason != "丢失" || history[1].RetiredBy != "主管" || history[1].RetiredAt == nil || history[1].Prints[0].ID != run.ID {
			t.Errorf("history %+v", history)
		}
		_, err = w.Labels.History(w.BossA(), a.ID)
		refused(t, "supplier's manager", err, "permission_denied", "")
		_, err = w.Labels.Statuses(w.StaffA(), label.Filter{}, page.Request{})
		refused(t, "staff", err, "permission_denied", "")
		runs, err := w.Labels.Prints(w.Manager(), page.Request{Limit: 1})
		w.Must(err)
		if len(runs.Items) != 1 || runs.Items[0].ID != again.ID || runs.NextCursor == "" || runs.Items[0].PrintedBy != "主管" {
			t.Errorf("runs %+v", runs)
		}
	})
}

func TestARunKeepsItsTemplateAsItWas(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		w.point(inspectiontest.SupplierA)
		made, err := w.Labels.CreateTemplate(w.Manager(), "自制", badge())
		w.Must(err)
		run, err := w.print(w.Manager(), made.ID, label.Filter{})
		w.Must(err)
		wide := badge()
		wide.Width = mm("90")
		_, err = w.Labels.UpdateTemplate(w.Manager(), made.ID, 1, "宽", wide)
		w.Must(err)
		w.Must(w.Labels.RetireTemplate(w.Manager(), made.ID, 2))
		html, err := w.Labels.PrintPage(w.Manager(), run.ID)
		w.Must(err)
		if !bytes.Contains(html, []byte("size: 60mm 40mm")) || !bytes.Contains(html, []byte("自制")) {
			t.Errorf("the run became\n%.900s", html)
		}
	})
}

func TestATrialOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		for _, name := range []string{"50x30", "tape24", "a4_4x10"} {
			html, err := w.Labels.TrialPage(w.Manager(), name)
			w.Must(err)
			if n := bytes.Count(html, []byte(`<div class="page">`)); n != 1 || !bytes.Contains(html, []byte("ruler")) {
				t.Errorf("%s: %d pages", name, n)
			}
		}
		if _, ok := checkpoint.ParseCode(checkpoint.TrialCode); ok {
			t.Error("the trial's code could be a real one")
		}
		_, err := w.Rounds.Lookup(w.Manager(), checkpoint.TrialCode)
		refused(t, "trial", err, "code_unknown", "")
		if n := w.Count("label_prints", "1 = 1"); n != 0 {
			t.Errorf("%d runs were recorded", n)
		}
	})
}

func TestOnlyARunIsAPrintAndAPictureThatWasLookedAtIsNone(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a := w.point(inspectiontest.SupplierA)
		one := label.Filter{CheckpointIDs: []string{a.ID}}
		before := w.Count("audit_entries", "1 = 1")
		for range 2 {
			_, err := w.Labels.SVG(w.Manager(), a.ID, "50x30")
			w.Must(err)
			_, err = w.Labels.PNG(w.Manager(), a.ID)
			w.Must(err)
		}
		if got := w.status(one); got != "never_printed" {
			t.Errorf("a label whose picture was looked at is %s", got)
		}
		if n := w.Count("label_prints", "1 = 1") + w.Count("audit_entries", "1 = 1") - before; n != 0 {
			t.Errorf("looking at a picture wrote %d rows", n)
		}
		run, err := w.print(w.Manager(), "50x30", one)
		w.Must(err)
		if got := w.status(one); got != "printed" || run.Labels != 1 {
			t.Errorf("a label printed alone is %s", got)
		}
		issues, err := w.Labels.History(w.Manager(), a.ID)
		w.Must(err)
		if len(issues) != 1 || len(issues[0].Prints) != 1 || issues[0].Prints[0].ID != run.ID {
			t.Errorf("%+v", issues)
		}
	})
}
