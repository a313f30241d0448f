package assessment

import (
	"context"
	"reflect"

	"hengjian/internal/kernel/money"
	"hengjian/internal/platform/authz"
)

// Line is one indicator on the sheet with all that explains its points.
type Line struct {
	Indicator Indicator
	Score     Score
	Formula   Words
	Facts     []Tally
}

// Detail is an assessment as a sheet.
type Detail struct {
	Assessment
	Lines      []Line
	Formula    Words
	LateFacts  []LateFact
	Recomputed Recomputed
	Own        bool // the reader computed it, so somebody else must publish it
}

// Recomputed is the sheet made again. A published assessment is made again from its
// frozen inputs, a draft from today's ledger.
type Recomputed struct {
	Points  *money.Points
	Matches bool
}

// Get returns one assessment the actor may see.
func (s *Service) Get(ctx context.Context, id string) (Detail, error) {
	a, err := s.find(ctx, id)
	if err != nil {
		return Detail{}, err
	}
	scheme, err := s.Scheme(ctx, a.SchemeID)
	if err != nil {
		return Detail{}, err
	}
	now, err := s.inputsNow(ctx, a, scheme.Definition)
	if err != nil {
		return Detail{}, err
	}
	out := explain(a, scheme.Definition, now)
	out.Own = a.ComputedBy == authz.From(ctx).UserID
	return out, nil
}

func explain(a Assessment, d Definition, now Inputs) Detail {
	again := a.Inputs
	if a.State == Draft {
		again = now
	}
	out := Detail{Assessment: a, Lines: make([]Line, len(d.Indicators)), Formula: a.Sheet.Formula(d), LateFacts: Late(a.Inputs, now),
		Recomputed: recompute(d, again, a.Sheet)}
	for i, indicator := range d.Indicators {
		score := Score{Code: indicator.Code, Reason: ReasonNoSample}
		if i < len(a.Sheet.Scores) {
			score = a.Sheet.Scores[i]
		}
		line := Line{Indicator: indicator, Score: score, Formula: indicator.Formula(score, a.Inputs), Facts: []Tally{}}
		for _, kind := range indicator.kinds() {
			line.Facts = append(line.Facts, a.Inputs.of(kind))
		}
		out.Lines[i] = line
	}
	return out
}

func recompute(d Definition, in Inputs, sheet Sheet) Recomputed {
	again := Compute(d, in)
	r := Recomputed{Matches: reflect.DeepEqual(again, sheet)}
	if !again.Insufficient {
		p := again.Points
		r.Points = &p
	}
	return r
}
