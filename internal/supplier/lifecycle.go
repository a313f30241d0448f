package supplier

import (
	"slices"
	"strings"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
)

// State is where a supplier stands between entry and exit.
type State string

// The states.
const (
	Candidate State = "candidate" // 候选
	Admitted  State = "admitted"  // 准入
	Probation State = "probation" // 试用
	Active    State = "active"    // 在用
	Suspended State = "suspended" // 暂停
	Exiting   State = "exiting"   // 退出中
	Exited    State = "exited"    // 已退出
	Debarred  State = "debarred"  // 禁入
)

// States lists every state in the order of the life cycle.
var States = []State{Candidate, Admitted, Probation, Active, Suspended, Exiting, Exited, Debarred}

// step is one allowed transition.
type step struct {
	from, to State
	// papers: refused while a registered qualification has expired and none took its place.
	papers bool
}

// steps is the transition table. Debarment is possible from every state but the
// two ends; a debarred supplier comes back only as a new record.
var steps = []step{
	{from: Candidate, to: Admitted, papers: true},
	{from: Admitted, to: Probation, papers: true},
	{from: Probation, to: Active, papers: true},
	{from: Probation, to: Exiting},
	{from: Active, to: Suspended},
	{from: Active, to: Exiting},
	{from: Suspended, to: Active, papers: true},
	{from: Suspended, to: Exiting},
	{from: Exiting, to: Exited},
	{from: Candidate, to: Debarred},
	{from: Admitted, to: Debarred},
	{from: Probation, to: Debarred},
	{from: Active, to: Debarred},
	{from: Suspended, to: Debarred},
	{from: Exiting, to: Debarred},
}

// permissionTransition is who may: the policy gives it to managers alone. Which
// step is possible is a matter of state, not of role.
const permissionTransition = "supplier.transition"

// probationDays is how long a probation is set to last. The agency ends it by a
// transition; the day is a reminder, not a switch.
const probationDays = 90

// Next lists the states that can follow, in the order of the table.
func (s State) Next() []State {
	out := []State{}
	for _, st := range steps {
		if st.from == s {
			out = append(out, st.to)
		}
	}
	return out
}

// Move takes the supplier to another state, or refuses: 422 reason_required, 409
// transition_not_allowed, 409 qualification_expired.
func (s *Supplier) Move(to State, reason string, papers []Qualification, today date.Day) error {
	if err := checkReason(reason); err != nil {
		return err
	}
	i := slices.IndexFunc(steps, func(st step) bool { return st.from == s.State && st.to == to })
	if i < 0 {
		return fault.Conflict("transition_not_allowed", "The supplier cannot go from "+string(s.State)+" to that state.")
	}
	if steps[i].papers {
		for _, q := range papers {
			if q.DaysLeft(today) < 0 && q.renewedTo(papers, today) == "" {
				return fault.Conflict("qualification_expired", "A qualification has expired: renew or remove it first.")
			}
		}
	}
	if to == Probation {
		s.ProbationUntil = today.AddDays(probationDays)
	}
	s.State = to
	return nil
}

func checkReason(reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.Invalid("reason_required", "reason", "Give the reason; it stays in the log.")
	}
	if len([]rune(reason)) > 500 {
		return fault.Invalid("too_long", "reason", "The reason has at most 500 characters.")
	}
	return nil
}
