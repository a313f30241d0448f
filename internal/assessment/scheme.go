// Package assessment judges a supplier's month from the ledger, under a scheme
// that is versioned data. A judgement keeps the sums it was made from, so that it
// can be made again to the same points; a month with too little data says so and
// is never given full marks.
package assessment

import (
	"fmt"
	"slices"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/ledger"
)

// IndicatorKind is how an indicator turns sums into points.
type IndicatorKind string

// The kinds.
const (
	// Ratio gives no points up to FloorBp, all of them from TargetBp, and a straight
	// line between.
	Ratio IndicatorKind = "ratio"
	// Deduct starts with the weight and takes off PerUnit for each fact, not below 0.
	Deduct IndicatorKind = "deduct"
)

// Indicator is one thing that is judged. Its tags are the form in which a scheme
// is stored and answered.
type Indicator struct {
	Code        string                       `json:"code" minLength:"1" maxLength:"64" pattern:"^[a-z][a-z0-9_]*$"`
	Name        string                       `json:"name" minLength:"1" maxLength:"100"`
	NameEn      string                       `json:"nameEn" maxLength:"100"`
	Weight      money.Points                 `json:"weight"`
	Kind        IndicatorKind                `json:"kind" enum:"ratio,deduct"`
	Numerator   []ledger.Kind                `json:"numerator" doc:"ratio: the facts that count for the supplier; a rating counts as its stars"`
	Denominator []ledger.Kind                `json:"denominator" doc:"ratio: all facts, a rating as five stars; deduct: the facts that show there was something to look at. Their number is the sample."`
	FloorBp     int64                        `json:"floorBp" minimum:"0" maximum:"10000"`
	TargetBp    int64                        `json:"targetBp" minimum:"0" maximum:"10000"`
	PerUnit     map[ledger.Kind]money.Points `json:"perUnit" doc:"deduct: points lost for each fact of a kind"`
	MinSample   int64                        `json:"minSample" minimum:"1" maximum:"100000" doc:"with a smaller sample the indicator is not scored"`
}

// GradeBand names the points from Min, included, up to the next better band.
type GradeBand struct {
	Grade string       `json:"grade" minLength:"1" maxLength:"64"`
	Min   money.Points `json:"min"`
}

// Definition is what a scheme says. A published one never changes.
type Definition struct {
	Indicators []Indicator  `json:"indicators"`
	MinWeight  money.Points `json:"minWeight" doc:"scored weight below which the month has insufficient data"`
	Grades     []GradeBand  `json:"grades" doc:"best first"`
}

// SchemeState is where a version of the scheme stands.
type SchemeState string

// The states. A superseded version still judges the months before its successor.
const (
	SchemeDraft      SchemeState = "draft"
	SchemePublished  SchemeState = "published"
	SchemeSuperseded SchemeState = "superseded"
)

// Scheme is one version of the agency's scheme.
type Scheme struct {
	ID            string
	Code          string
	Name          string
	VersionNo     int
	State         SchemeState
	EffectiveFrom date.Month // "" for a draft
	Definition    Definition
	DraftedBy     string
	WrittenBy     string // who changed it last
	PublishedAt   *time.Time
	Version       int
}

const full = money.Points(100_00)

// MayPublish refuses a draft that could not judge, and its own authors.
func (s Scheme) MayPublish(actorID string) error {
	if s.State != SchemeDraft {
		return fault.Conflict("scheme_published", "The scheme is published already.")
	}
	if actorID == s.DraftedBy || actorID == s.WrittenBy {
		return fault.Forbidden("publisher_is_author", "Somebody else than its author must publish the scheme.")
	}
	return s.Definition.Check()
}

// MayChange refuses changes of what has been published.
func (s Scheme) MayChange() error {
	if s.State != SchemeDraft {
		return fault.Conflict("scheme_published", "A published scheme never changes; draft the next version.")
	}
	return nil
}

// CheckForm refuses what no draft may hold, however unfinished.
func (d Definition) CheckForm() error {
	var wrong []fault.Field
	refuse := func(field, code, message string) {
		wrong = append(wrong, fault.Field{Name: field, Code: code, Message: message})
	}
	seen := map[string]bool{}
	for i, in := range d.Indicators {
		at := fmt.Sprintf("indicators[%d].", i)
		if seen[in.Code] || in.Code == "" {
			refuse(at+"code", "duplicate", "Each indicator needs a code of its own.")
		}
		seen[in.Code] = true
		if in.Weight < 0 || in.Weight > full {
			refuse(at+"weight", "out_of_range", "A weight lies between 0 and 100 points.")
		}
		for name, kinds := range map[string][]ledger.Kind{"numerator": in.Numerator, "denominator": in.Denominator} {
			for j, k := range kinds {
				if !k.Valid() {
					refuse(fmt.Sprintf("%s%s[%d]", at, name, j), "kind_unknown", "There is no such kind of fact.")
				}
			}
		}
		for k, points := range in.PerUnit {
			if !k.Valid() || points < 0 || points > full {
				refuse(at+"perUnit."+string(k), "out_of_range", "Name a kind of fact and between 0 and 100 points for it.")
			}
		}
	}
	if d.MinWeight < 0 || d.MinWeight > full {
		refuse("minWeight", "out_of_range", "The minimum lies between 0 and 100 points.")
	}
	if len(wrong) > 0 {
		return fault.InvalidFields("scheme_invalid", "The scheme cannot be read.", wrong...)
	}
	return nil
}

// Check refuses a definition that could not judge a month.
func (d Definition) Check() error {
	if err := d.CheckForm(); err != nil {
		return err
	}
	sum := money.Points(0)
	for i, in := range d.Indicators {
		sum += in.Weight
		if err := in.check(fmt.Sprintf("indicators[%d].", i)); err != nil {
			return err
		}
	}
	if sum != full {
		return fault.Invalid("weights_do_not_add_up", "indicators", "The weights add up to "+sum.String()+" and not to 100.")
	}
	if d.MinWeight <= 0 {
		return fault.Invalid("out_of_range", "minWeight", "A month without any scored weight cannot be judged.")
	}
	return checkGrades(d.Grades)
}

func (in Indicator) check(at string) error {
	switch {
	case in.Weight == 0:
		return fault.Invalid("out_of_range", at+"weight", "An indicator without weight says nothing.")
	case in.MinSample < 1:
		return fault.Invalid("out_of_range", at+"minSample", "The smallest sample is 1.")
	case len(in.Denominator) == 0:
		return fault.Invalid("required", at+"denominator", "Name the facts that make up the sample.")
	case in.Kind == Ratio && len(in.Numerator) == 0:
		return fault.Invalid("required", at+"numerator", "Name the facts that count for the supplier.")
	case in.Kind == Ratio && in.TargetBp <= in.FloorBp:
		return fault.Invalid("target_not_above_floor", at+"targetBp", "The target must lie above the floor.")
	case in.Kind == Deduct && len(in.PerUnit) == 0:
		return fault.Invalid("per_unit_missing", at+"perUnit", "Name the facts that cost points.")
	case in.Kind != Ratio && in.Kind != Deduct:
		return fault.Invalid("not_allowed", at+"kind", "An indicator is a ratio or a deduction.")
	}
	return nil
}

// checkGrades asks for bands from the best down to 0, so that no points are
// without a grade.
func checkGrades(bands []GradeBand) error {
	if len(bands) == 0 || bands[len(bands)-1].Min != 0 || bands[0].Min > full {
		return fault.Invalid("grades_incomplete", "grades", "The grades must reach from 100 down to 0.")
	}
	for i := range bands[1:] {
		if bands[i+1].Min >= bands[i].Min {
			return fault.Invalid("grades_incomplete", fmt.Sprintf("grades[%d].min", i+1), "Each grade starts below the one before.")
		}
	}
	return nil
}

// Grade returns the grade of the points: a band holds its lower bound and all that
// is below the bound before, so 90.00 is in the band from 90 and 89.99 is not.
func (d Definition) Grade(p money.Points) string {
	i := slices.IndexFunc(d.Grades, func(b GradeBand) bool { return p >= b.Min })
	if i < 0 {
		return ""
	}
	return d.Grades[i].Grade
}

// kinds are the facts an indicator is made of, each once.
func (in Indicator) kinds() []ledger.Kind {
	list := slices.Concat(in.Numerator, in.Denominator)
	for k := range in.PerUnit {
		list = append(list, k)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Kinds are the facts a scheme is made of, each once.
func (d Definition) Kinds() []ledger.Kind {
	var list []ledger.Kind
	for _, in := range d.Indicators {
		list = append(list, in.kinds()...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
