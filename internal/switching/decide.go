package switching

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Bounds of a reason, in characters.
const (
	minReason = 5
	maxReason = 500
)

// Decide puts another level in force with a reason: it approves what the rules leave to
// the authority (reduced supervision, the end of a discontinuation) or overrides them.
// The lots begin anew from the next one. Refused: 403; 404; 409 level_unchanged; 412; 422
// not_allowed, reason_too_short.
func (s *Service) Decide(ctx context.Context, contractID, checklistID string, version int, to Level, reason string) (Detail, error) {
	if err := authz.May(ctx, permDecide); err != nil {
		return Detail{}, err
	}
	reason = strings.TrimSpace(reason)
	switch n := utf8.RuneCountInString(reason); {
	case n < minReason || n > maxReason:
		return Detail{}, fault.Invalid("reason_too_short", "reason", "Give a reason of 5 to 500 characters; it stands in the audit log.")
	case !slices.Contains(levels, to):
		return Detail{}, fault.Invalid("not_allowed", "level", "There is no such level.")
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		l, err := s.locked(ctx, contractID, checklistID)
		if err != nil {
			return err
		}
		switch {
		case l.Version != version:
			return fault.Stale()
		case Level(l.Level) == to:
			return fault.Conflict("level_unchanged", "This level is in force already.")
		}
		lots, err := s.lotsSince(ctx, l)
		if err != nil {
			return err
		}
		rule := Overridden
		if line, ok := next(Level(l.Level), lotsOf(lots)); ok && line.approval && line.to == to {
			rule = line.rule
		}
		return s.change(ctx, l, to, rule, figuresOf(lots), clock.Today(s.clock), authz.From(ctx).UserID, reason)
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, contractID, checklistID)
}
