// Package switching decides how closely each contract is supervised by each checklist:
// normal, tightened, reduced or discontinued, by the switching rules of ISO 2859-1 (GB/T
// 2828.1), fed by the last lots. docs/supervision-levels.md says what a lot is here.
package switching

import "hengjian/internal/kernel/date"

// Level is how closely a contract is supervised.
type Level string

// The levels.
const (
	Normal       Level = "normal"
	Tightened    Level = "tightened"
	Reduced      Level = "reduced"
	Discontinued Level = "discontinued"
)

// Rule names why a level changed.
type Rule string

// The rules, with the clause of ISO 2859-1:1999 (GB/T 2828.1-2012 has the same numbers).
const (
	TwoOfFive    Rule = "two_of_five"   // 9.3.1
	FiveAccepted Rule = "five_accepted" // 9.3.2
	ScoreReached Rule = "score_reached" // 9.3.3, which needs the authority's approval
	LotRejected  Rule = "lot_rejected"  // 9.3.4 a
	Irregular    Rule = "irregular"     // 9.3.4 b
	OtherGrounds Rule = "other_grounds" // 9.3.4 c
	FiveRejected Rule = "five_rejected" // 9.4
	ActionAgreed Rule = "action_agreed" // 9.4, which needs the authority's approval
	Overridden   Rule = "overridden"    // a manager decided otherwise
)

// The figures of the rules.
const (
	windowLots      = 5  // 9.3.1: of so many consecutive lots or fewer …
	windowRejected  = 2  // … so many were not accepted
	acceptedRun     = 5  // 9.3.2
	scoreForReduced = 30 // 9.3.3.1 a
	rejectedToStop  = 5  // 9.4, counted since tightened supervision began
)

// step is a line of the table of rules: from a level, when the lots since it began say
// so. Lines are asked in order; approval means that somebody must agree.
type step struct {
	rule     Rule
	from, to Level
	approval bool
	when     func(lots []Lot) bool
}

var steps = []step{
	{TwoOfFive, Normal, Tightened, false, func(lots []Lot) bool { return rejected(last(lots, windowLots)) >= windowRejected }},
	{ScoreReached, Normal, Reduced, true, func(lots []Lot) bool { return Score(lots) >= scoreForReduced && steady(last(lots, acceptedRun)) }},
	{FiveRejected, Tightened, Discontinued, false, func(lots []Lot) bool { return rejected(lots) >= rejectedToStop }},
	{FiveAccepted, Tightened, Normal, false, func(lots []Lot) bool { return run(lots) >= acceptedRun }},
	{LotRejected, Reduced, Normal, false, func(lots []Lot) bool { return rejected(last(lots, 1)) > 0 }},
	{Irregular, Reduced, Normal, false, func(lots []Lot) bool { return newest(lots).Irregular == irregularService }},
	{OtherGrounds, Reduced, Normal, false, func(lots []Lot) bool { return newest(lots).Irregular == criticalFinding }},
	{ActionAgreed, Discontinued, Tightened, true, func([]Lot) bool { return true }},
}

// Lot is what was checked of a contract by a checklist in one settled period.
type Lot struct {
	From, To  date.Day
	Accepted  bool
	Step      int    // 9.3.3.2: what an accepted lot adds to the switching score
	Irregular string // why the service was not steady, "" if it was
}

// Why a period was not steady.
const (
	irregularService = "rounds_missed"    // the supplier missed more of its own rounds than is settled
	criticalFinding  = "critical_finding" // a grave finding was opened
)

// Score is the switching score of the lots since normal supervision began (9.3.3.2): it
// begins at zero and falls back to zero with a lot that does not add to it.
func Score(lots []Lot) int {
	score := 0
	for _, l := range lots {
		if l.Step == 0 {
			score = 0
		}
		score += l.Step
	}
	return score
}

// Next returns the line of the table that applies at a level to the lots since it began.
func next(level Level, lots []Lot) (step, bool) {
	for _, s := range steps {
		if s.from == level && (len(lots) > 0 || s.from == Discontinued) && s.when(lots) {
			return s, true
		}
	}
	return step{}, false
}

func last(lots []Lot, n int) []Lot { return lots[max(0, len(lots)-n):] }

func newest(lots []Lot) Lot { return lots[len(lots)-1] }

func rejected(lots []Lot) (n int) {
	for _, l := range lots {
		if !l.Accepted {
			n++
		}
	}
	return n
}

// run is how many lots in a row were accepted at the end.
func run(lots []Lot) (n int) {
	for i := len(lots) - 1; i >= 0 && lots[i].Accepted; i-- {
		n++
	}
	return n
}

func steady(lots []Lot) bool {
	for _, l := range lots {
		if l.Irregular != "" {
			return false
		}
	}
	return true
}
