package assessment_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"hengjian/internal/assessment"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/ledger"
)

type counts map[ledger.Kind]int64

// inputs takes numbers by kind; a rating's number is its stars, five ratings each.
func inputs(c counts) assessment.Inputs {
	var sums []ledger.Sum
	for k, n := range c {
		if k == ledger.Rating {
			continue
		}
		sums = append(sums, ledger.Sum{Kind: k, Count: n})
	}
	return assessment.NewInputs(sums, ledger.Kinds)
}

func withRatings(in assessment.Inputs, count, stars int64) assessment.Inputs {
	out := append(slices.Clone(in), assessment.Tally{Kind: ledger.Rating, Count: count, Amount: stars})
	return out
}

func points(s string) money.Points {
	p, err := money.ParsePoints(s)
	if err != nil {
		panic(err)
	}
	return p
}

// The working month of the goldens:
//
//	pass rate      (900 + 45) ÷ (900 + 50 + 45 + 5) = 945 ÷ 1000 = 94.5 %
//	               40 × (94.5 − 80) ÷ (98 − 80) = 40 × 14.5 ÷ 18 = 32.222… → 32.22
//	rounds         (45 + 3) ÷ 50 = 96 %; 20 × (96 − 80) ÷ (100 − 80) = 16.00
//	findings       20 − 3 × 0.5 − 1 × 2 = 16.50
//	rectification  3 ÷ (3 + 1) = 75 %; 15 × (75 − 50) ÷ (100 − 50) = 7.50
//	ratings        42 stars ÷ (10 × 5) = 84 %; 5 × (84 − 60) ÷ (90 − 60) = 4.00
//	sum            76.22
var month = counts{
	ledger.SelfPass: 900, ledger.SelfFail: 50, ledger.CheckPass: 45, ledger.CheckFail: 5, ledger.SelfNA: 7,
	ledger.TaskDue: 50, ledger.TaskDone: 45, ledger.TaskLate: 3, ledger.TaskMissed: 2,
	ledger.InspectionSelf: 48, ledger.InspectionSupervision: 4, ledger.FindingMinor: 3, ledger.FindingMajor: 1,
	ledger.RectificationOnTime: 3, ledger.RectificationLate: 1, ledger.FindingOverdue: 1,
}

func only(kinds ...ledger.Kind) counts {
	out := counts{}
	for _, k := range kinds {
		out[k] = month[k]
	}
	return out
}

func TestTheDefaultSchemeGivesTheHandWorkedPoints(t *testing.T) {
	inspections := []ledger.Kind{ledger.SelfPass, ledger.SelfFail, ledger.CheckPass, ledger.CheckFail, ledger.InspectionSelf, ledger.InspectionSupervision,
		ledger.FindingMinor, ledger.FindingMajor}
	for name, c := range map[string]struct {
		in     assessment.Inputs
		points string
		grade  string
		reason string
	}{
		"all five indicators": {withRatings(inputs(month), 10, 42), "76.22", "qualified", ""},
		// four ratings are below the sample of five: 72.22 ÷ 95 × 100 = 76.0210… → 76.02
		"too few ratings": {withRatings(inputs(month), 4, 20), "76.02", "qualified", ""},
		// pass rate and findings weigh 60, which is just enough: (32.22 + 16.50) ÷ 60 × 100 = 81.20
		"inspections alone": {inputs(only(inspections...)), "81.20", "good", ""},
		// without findings (20 − 0), all passed: (40 + 20) ÷ 60 × 100 = 100
		"faultless inspections": {inputs(counts{ledger.SelfPass: 20, ledger.InspectionSelf: 4}), "100.00", "excellent", ""},
		// rounds, rectification and ratings weigh 40
		"no inspections": {withRatings(inputs(only(ledger.TaskDue, ledger.TaskDone, ledger.TaskLate, ledger.RectificationOnTime, ledger.FindingOverdue)), 10, 50),
			"0.00", "", assessment.ReasonWeight},
		"one item short": {inputs(counts{ledger.SelfPass: 19, ledger.InspectionSelf: 4}), "0.00", "", assessment.ReasonWeight},
		"nothing":        {inputs(counts{}), "0.00", "", assessment.ReasonNoActivity},
		"only money":     {assessment.NewInputs([]ledger.Sum{{Kind: ledger.ContractPrice, Count: 1, Amount: 5}}, assessment.Default().Kinds()), "0.00", "", assessment.ReasonNoActivity},
		// 20 − 3 × 8 would be −4 and stops at 0; all else full: 40 + 20 + 0 + 15 + 5 = 80
		"three critical findings": {withRatings(inputs(counts{ledger.SelfPass: 98, ledger.SelfFail: 2, ledger.TaskDue: 10, ledger.TaskDone: 10,
			ledger.InspectionSelf: 10, ledger.FindingCritical: 3, ledger.RectificationOnTime: 3}), 5, 25), "80.00", "good", ""},
		// below every floor: 0 + 0 + 20 − 20 + 0 + 0
		"hopeless": {withRatings(inputs(counts{ledger.SelfPass: 80, ledger.SelfFail: 20, ledger.TaskDue: 10, ledger.TaskDone: 8,
			ledger.InspectionSelf: 10, ledger.FindingMajor: 10, ledger.RectificationOnTime: 1, ledger.FindingOverdue: 1}), 5, 15), "0.00", "fail", ""},
	} {
		sheet := assessment.Compute(assessment.Default(), c.in)
		if sheet.Points != points(c.points) || sheet.Grade != c.grade || sheet.Reason != c.reason || sheet.Insufficient != (c.reason != "") {
			t.Errorf("%s: %s %q %q, want %s %q %q; %+v", name, sheet.Points, sheet.Grade, sheet.Reason, c.points, c.grade, c.reason, sheet.Scores)
		}
	}
}

func TestAGradeHoldsItsLowerBoundAndNothingBelowIt(t *testing.T) {
	d := assessment.Default()
	for p, want := range map[string]string{"100": "excellent", "90": "excellent", "89.99": "good", "80": "good", "79.99": "qualified",
		"70": "qualified", "69.99": "fail", "0": "fail"} {
		if got := d.Grade(points(p)); got != want {
			t.Errorf("%s is %q, want %q", p, got, want)
		}
	}
}

func TestTheDefaultSchemeIsSound(t *testing.T) {
	if err := assessment.Default().Check(); err != nil {
		t.Fatal(err)
	}
}

func TestSchemesThatCannotJudgeAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*assessment.Definition)
		code  string
	}{
		"weights below 100":    {func(d *assessment.Definition) { d.Indicators[0].Weight -= 1 }, "weights_do_not_add_up"},
		"weights above 100":    {func(d *assessment.Definition) { d.Indicators[1].Weight += 1 }, "weights_do_not_add_up"},
		"no indicator":         {func(d *assessment.Definition) { d.Indicators = nil }, "weights_do_not_add_up"},
		"negative weight":      {func(d *assessment.Definition) { d.Indicators[0].Weight = -1 }, "scheme_invalid"},
		"two of one code":      {func(d *assessment.Definition) { d.Indicators[0].Code = "rounds" }, "scheme_invalid"},
		"unknown kind":         {func(d *assessment.Definition) { d.Indicators[0].Numerator = []ledger.Kind{"guess"} }, "scheme_invalid"},
		"unknown kind of cost": {func(d *assessment.Definition) { d.Indicators[2].PerUnit["guess"] = 1 }, "scheme_invalid"},
		"target at the floor":  {func(d *assessment.Definition) { d.Indicators[0].TargetBp = 8000 }, "target_not_above_floor"},
		"no numerator":         {func(d *assessment.Definition) { d.Indicators[0].Numerator = nil }, "required"},
		"no sample":            {func(d *assessment.Definition) { d.Indicators[2].Denominator = nil }, "required"},
		"no price list":        {func(d *assessment.Definition) { d.Indicators[2].PerUnit = nil }, "per_unit_missing"},
		"another kind":         {func(d *assessment.Definition) { d.Indicators[0].Kind = "guess" }, "not_allowed"},
		"sample of nothing":    {func(d *assessment.Definition) { d.Indicators[0].MinSample = 0 }, "out_of_range"},
		"no minimum weight":    {func(d *assessment.Definition) { d.MinWeight = 0 }, "out_of_range"},
		"grades with a gap":    {func(d *assessment.Definition) { d.Grades[3].Min = 1 }, "grades_incomplete"},
		"grades upside down":   {func(d *assessment.Definition) { slices.Reverse(d.Grades) }, "grades_incomplete"},
		"no grades":            {func(d *assessment.Definition) { d.Grades = nil }, "grades_incomplete"},
	} {
		d := assessment.Default()
		c.spoil(&d)
		if err := d.Check(); fault.Code(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

// random makes a month in which every indicator has its sample.
func random(rng *rand.Rand) assessment.Inputs {
	due := 5 + rng.Int64N(200)
	done := rng.Int64N(due + 1)
	ratings := 5 + rng.Int64N(40)
	return withRatings(inputs(counts{
		ledger.SelfPass: 20 + rng.Int64N(2000), ledger.SelfFail: rng.Int64N(300), ledger.CheckPass: rng.Int64N(500), ledger.CheckFail: rng.Int64N(100),
		ledger.TaskDue: due, ledger.TaskDone: done, ledger.TaskLate: rng.Int64N(due - done + 1),
		ledger.InspectionSelf: 4 + rng.Int64N(300), ledger.FindingMinor: rng.Int64N(20), ledger.FindingMajor: rng.Int64N(5), ledger.FindingCritical: rng.Int64N(3),
		ledger.RectificationOnTime: 1 + rng.Int64N(20), ledger.FindingOverdue: rng.Int64N(10),
	}), ratings, ratings+rng.Int64N(4*ratings+1))
}

func plus(in assessment.Inputs, facts ...assessment.Tally) assessment.Inputs {
	var sums []ledger.Sum
	for _, t := range append(slices.Clone(in), facts...) {
		sums = append(sums, ledger.Sum{Kind: t.Kind, Count: t.Count, Amount: t.Amount})
	}
	return assessment.NewInputs(sums, ledger.Kinds)
}

func TestOneMoreFailureNeverRaisesTheScore(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	one := func(k ledger.Kind) assessment.Tally { return assessment.Tally{Kind: k, Count: 1} }
	failures := map[string][]assessment.Tally{
		"own item failed": {one(ledger.SelfFail)}, "checked item failed": {one(ledger.CheckFail)}, "round missed": {one(ledger.TaskDue), one(ledger.TaskMissed)},
		"minor finding": {one(ledger.FindingMinor)}, "major finding": {one(ledger.FindingMajor)}, "critical finding": {one(ledger.FindingCritical)},
		"overdue": {one(ledger.FindingOverdue)}, "one star": {{Kind: ledger.Rating, Count: 1, Amount: 1}},
	}
	for range 3000 {
		in := random(rng)
		before := assessment.Compute(assessment.Default(), in)
		if before.Insufficient || before.Points < 0 || before.Points > 100_00 {
			t.Fatalf("%+v gives %+v", in, before)
		}
		for name, facts := range failures {
			if after := assessment.Compute(assessment.Default(), plus(in, facts...)); after.Points > before.Points {
				t.Fatalf("%s raised %s to %s: %+v", name, before.Points, after.Points, in)
			}
		}
	}
}

func TestAStoredMonthRecomputesToTheSameSheet(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		in := random(rng)
		raw, _ := json.Marshal(in)
		d, _ := json.Marshal(assessment.Default())
		var storedIn assessment.Inputs
		var stored assessment.Definition
		if json.Unmarshal(raw, &storedIn) != nil || json.Unmarshal(d, &stored) != nil {
			t.Fatal("not readable")
		}
		if a, b := assessment.Compute(assessment.Default(), in), assessment.Compute(stored, storedIn); !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v is not %+v", a, b)
		}
	}
}

func TestFactsThatWereTakenBackDoNotCount(t *testing.T) {
	in := plus(inputs(month), assessment.Tally{Kind: ledger.FindingMajor, Count: -1}, assessment.Tally{Kind: ledger.FindingMinor, Count: -5})
	sheet := assessment.Compute(assessment.Default(), in)
	for _, s := range sheet.Scores {
		if s.Code == "findings" && s.Points != points("20") {
			t.Errorf("more was taken back than there was: %+v", s)
		}
	}
}

func TestTheFormulaSaysWhatWasComputed(t *testing.T) {
	d := assessment.Default()
	in := withRatings(inputs(month), 4, 20)
	sheet := assessment.Compute(d, in)
	for i, want := range []string{"40.00 × (945 ÷ 1000 − 80%) ÷ (98% − 80%) = 32.22", "20.00 × (48 ÷ 50 − 80%) ÷ (100% − 80%) = 16.00",
		"20.00 − 一般问题 3 × 0.50 − 较重问题 1 × 2.00 = 16.50", "15.00 × (3 ÷ 4 − 50%) ÷ (100% − 50%) = 7.50", "样本 4，少于 5，不评分"} {
		if got := d.Indicators[i].Formula(sheet.Scores[i], in); !strings.Contains(got.Zh, want) || got.En == "" {
			t.Errorf("indicator %d: %s", i, got.Zh)
		}
	}
	if got := sheet.Formula(d).Zh; !strings.Contains(got, "72.22 ÷ 95.00 × 100 = 76.02") {
		t.Error(got)
	}
	if got := assessment.Compute(d, inputs(counts{})).Formula(d).Zh; !strings.Contains(got, "也不按满分计") {
		t.Error(got)
	}
}
