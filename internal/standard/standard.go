// Package standard keeps the standards that services are held to and their clauses,
// so that every checklist item can name the clause behind it.
package standard

import (
	"strings"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/vocab"
)

// System is the layer of the standard system of agency affairs a standard belongs
// to: general foundation, service supervision, service assurance
// (通用基础 服务监管 服务保障).
type System string

// The layers.
const (
	General     System = "general"
	Supervision System = "supervision"
	Assurance   System = "assurance"
)

// Valid reports whether s is one of the three layers.
func (s System) Valid() bool { return s == General || s == Supervision || s == Assurance }

// Source is where a text or figure was taken from.
type Source struct {
	ID          string
	Title       string
	DocumentNo  string
	Issuer      string
	Issued      string // as the source writes it: a day, a year, or nothing
	Credibility string
}

// Standard is one standard of the catalogue. Issued and Effective are text, because
// many sources give a year or nothing.
type Standard struct {
	ID         string
	StandardNo string
	Title      string
	Category   System
	Status     string
	SourceID   string
	SourceNote string
	Issued     string
	Effective  string
	Version    int
}

// Clause is one numbered requirement of a standard.
type Clause struct {
	ID         string
	StandardID string
	Number     string
	Title      string
	Text       string
	Category   vocab.Category // "" when it holds for every service
	SourceID   string
	State      string
	Version    int
}

// stateActive is the only state yet; withdrawing clauses comes with revisions.
const stateActive = "active"

func (s Standard) check() error {
	switch {
	case strings.TrimSpace(s.StandardNo) == "":
		return fault.Invalid("required", "standardNo", "A standard needs its number.")
	case strings.TrimSpace(s.Title) == "":
		return fault.Invalid("required", "title", "A standard needs a title.")
	case !s.Category.Valid():
		return fault.Invalid("not_allowed", "category", "The category is general, supervision or assurance.")
	}
	return nil
}

func (c Clause) check() error {
	switch {
	case strings.TrimSpace(c.Number) == "":
		return fault.Invalid("required", "number", "A clause needs its number.")
	case strings.TrimSpace(c.Title) == "":
		return fault.Invalid("required", "title", "A clause needs a title.")
	case c.Category != "" && !c.Category.Valid():
		return fault.Invalid("not_allowed", "category", "There is no such service category.")
	}
	return nil
}
