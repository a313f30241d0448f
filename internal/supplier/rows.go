package supplier

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
)

// SupplierGrade is a month's grade on a list.
type SupplierGrade struct {
	Month        date.Month    `json:"month"`
	Grade        string        `json:"grade,omitempty"`
	Points       *money.Points `json:"points,omitempty"`
	Insufficient bool          `json:"insufficient"`
}

// SupplierTrendPoint is one month of a trend; both values are absent where nothing was
// judged.
type SupplierTrendPoint struct {
	Month  date.Month    `json:"month"`
	Points *money.Points `json:"points,omitempty"`
	Grade  string        `json:"grade,omitempty"`
}

// SupplierRow is a supplier on the list.
type SupplierRow struct {
	ID             string               `json:"id"`
	Code           string               `json:"code"`
	Name           string               `json:"name"`
	ShortName      string               `json:"shortName"`
	State          State                `json:"state"`
	Categories     []vocab.Category     `json:"categories"`
	Grade          *SupplierGrade       `json:"grade,omitempty"`
	GradeTrend     []SupplierTrendPoint `json:"gradeTrend"`
	OpenFindings   int                  `json:"openFindings"`
	ContractEndsOn date.Day             `json:"contractEndsOn,omitempty"`
	Version        int                  `json:"version"`
}

// Rows is a page of the list.
type Rows = page.Of[SupplierRow]

// trendMonths is how many finished months a trend shows.
const trendMonths = 6

// Rows lists suppliers with what stands beside them.
func (s *Service) Rows(ctx context.Context, q Query, p page.Request) (Rows, error) {
	list, err := s.list(ctx, q, p)
	if err != nil {
		return Rows{}, err
	}
	rows, err := s.beside(ctx, list.Items)
	return Rows{Items: rows, NextCursor: list.NextCursor}, err
}

// beside adds the grades of the last six finished months, open findings and the end
// of the last contract, each read once for all suppliers.
func (s *Service) beside(ctx context.Context, list []Supplier) ([]SupplierRow, error) {
	ids := make([]string, len(list))
	for i, sup := range list {
		ids[i] = sup.ID
	}
	last := clock.ThisMonth(s.clock).Add(-1)
	first := last.Add(1 - trendMonths)
	grades, err := s.judgements(ctx, ids, first, last)
	if err != nil {
		return nil, err
	}
	open, err := s.around.OpenFindings(ctx, ids)
	if err != nil {
		return nil, err
	}
	ends, err := s.around.ContractEnds(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]SupplierRow, len(list))
	for i, sup := range list {
		out[i] = SupplierRow{ID: sup.ID, Code: sup.Code, Name: sup.Name, ShortName: sup.ShortName, State: sup.State, Categories: sup.Categories,
			OpenFindings: open[sup.ID], ContractEndsOn: ends[sup.ID], Version: sup.Version}
		out[i].Grade, out[i].GradeTrend = trend(first.Span(last), grades[sup.ID])
	}
	return out, nil
}

// judgements reads the grades for those who may read assessments.
func (s *Service) judgements(ctx context.Context, ids []string, from, to date.Month) (map[string][]Grade, error) {
	if !authz.From(ctx).Can("assessment.read") {
		return map[string][]Grade{}, nil
	}
	return s.grades.Grades(ctx, ids, from, to)
}

// trend lays the grades over the months; the newest judgement is the grade.
func trend(months []date.Month, grades []Grade) (*SupplierGrade, []SupplierTrendPoint) {
	var newest *SupplierGrade
	out := make([]SupplierTrendPoint, len(months))
	for i, m := range months {
		out[i].Month = m
		for _, g := range grades {
			if g.Month == m {
				out[i].Points, out[i].Grade = g.Points, g.Grade
				newest = &SupplierGrade{g.Month, g.Grade, g.Points, g.Insufficient}
			}
		}
	}
	return newest, out
}
