package supplier

import (
	"slices"
	"testing"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/vocab"
)

// allowed is the transition table as a person would write it down, apart from the
// program's own.
var allowed = map[State][]State{
	Candidate: {Admitted, Debarred},
	Admitted:  {Probation, Debarred},
	Probation: {Active, Exiting, Debarred},
	Active:    {Suspended, Exiting, Debarred},
	Suspended: {Active, Exiting, Debarred},
	Exiting:   {Exited, Debarred},
	Exited:    {},
	Debarred:  {},
}

func TestEveryTransitionThatIsNotOnTheTableIsRefused(t *testing.T) {
	for _, from := range States {
		for _, to := range append(slices.Clone(States), "promoted", "") {
			s := Supplier{State: from}
			err := s.Move(to, "依据合同第九条", nil, "2026-11-21")
			switch {
			case slices.Contains(allowed[from], to):
				if err != nil || s.State != to {
					t.Errorf("%s → %s: %v", from, to, err)
				}
			case fault.Code(err) != "transition_not_allowed" || s.State != from:
				t.Errorf("%s → %q: %v, now %s", from, to, err, s.State)
			}
		}
		if next := from.Next(); len(next) != len(allowed[from]) {
			t.Errorf("after %s come %v", from, next)
		}
	}
}

func TestATransitionWithoutReasonIsRefused(t *testing.T) {
	for reason, code := range map[string]string{"": "reason_required", " \n": "reason_required", string(make([]rune, 501)) + "x": "too_long"} {
		s := Supplier{State: Candidate}
		if err := s.Move(Admitted, reason, nil, "2026-11-21"); fault.Code(err) != code || s.State != Candidate {
			t.Errorf("%v", err)
		}
	}
}

func TestAnExpiredPaperKeepsASupplierFromWorkButNotFromTheExit(t *testing.T) {
	expired := []Qualification{{ValidTo: "2026-11-20"}}
	lastDay := []Qualification{{ValidTo: "2026-11-21"}}
	for _, step := range []struct{ from, to State }{{Candidate, Admitted}, {Admitted, Probation}, {Probation, Active}, {Suspended, Active}} {
		s := Supplier{State: step.from}
		if err := s.Move(step.to, "复核", expired, "2026-11-21"); fault.Code(err) != "qualification_expired" {
			t.Errorf("%s → %s: %v", step.from, step.to, err)
		}
		if err := s.Move(step.to, "复核", lastDay, "2026-11-21"); err != nil {
			t.Errorf("%s → %s on the last day: %v", step.from, step.to, err)
		}
	}
	for _, to := range []State{Suspended, Exiting, Debarred} {
		s := Supplier{State: Active}
		if err := s.Move(to, "资质过期", expired, "2026-11-21"); err != nil {
			t.Errorf("active → %s: %v", to, err)
		}
	}
}

func TestProbationRemindsAfterNinetyDays(t *testing.T) {
	s := Supplier{State: Admitted}
	if err := s.Move(Probation, "试用", nil, "2026-11-21"); err != nil || s.ProbationUntil != "2027-02-19" {
		t.Errorf("%v, until %s", err, s.ProbationUntil)
	}
}

func TestOnlyASupplierInWorkMayTakeOnContracts(t *testing.T) {
	for _, state := range States {
		err := Supplier{State: state}.CanContract()
		if may := state == Admitted || state == Probation || state == Active; may != (err == nil) {
			t.Errorf("%s: %v", state, err)
		}
	}
}

func TestDetailsAreChecked(t *testing.T) {
	good := Details{Code: "GYS-01", Name: "安和物业", CreditCode: "91510100MA00000001", Categories: []vocab.Category{vocab.Security, vocab.Cleaning, vocab.Security}}
	d := good
	if err := d.clean(); err != nil || d.ShortName != "安和物业" || len(d.Categories) != 2 {
		t.Fatalf("%v %+v", err, d)
	}
	for name, c := range map[string]struct {
		code  string
		spoil func(*Details)
	}{
		"code":               {"code_malformed", func(d *Details) { d.Code = "供 1" }},
		"name":               {"required", func(d *Details) { d.Name = " " }},
		"long name":          {"too_long", func(d *Details) { d.Name = string(make([]rune, 129)) + "x" }},
		"short credit code":  {"credit_code_malformed", func(d *Details) { d.CreditCode = "9151" }},
		"letter I":           {"credit_code_malformed", func(d *Details) { d.CreditCode = "91510100MI00000001" }},
		"no category":        {"required", func(d *Details) { d.Categories = nil }},
		"a category unknown": {"not_allowed", func(d *Details) { d.Categories = []vocab.Category{"gardening"} }},
	} {
		d := good
		c.spoil(&d)
		if err := d.clean(); fault.Code(err) != c.code {
			t.Errorf("%s: want %s, got %v", name, c.code, err)
		}
	}
}
