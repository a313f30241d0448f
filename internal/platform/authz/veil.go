package authz

import "context"

// veiled are the records whose results are withheld from a person, who is to make the
// same check again without knowing what was found.
const veiled = "SELECT z.first_id FROM rechecks z JOIN tasks y ON y.id = z.task_id WHERE z.second_inspector_id = ? AND z.veiled = 1 AND y.state IN ('open', 'missed')"

// Veil is the condition on inspections, by the column of their id, that withholds the
// first result from who checks again. It goes beside Rows wherever a result, or what hangs
// on one, is told.
func Veil(ctx context.Context, column string) (string, []any) {
	if a := From(ctx); a.checks() {
		return "(" + column + " NOT IN (" + veiled + "))", []any{a.UserID}
	}
	return "(1 = 1)", nil
}

// VeilFacts is Veil for facts, by the column of what they refer to.
func VeilFacts(ctx context.Context, column string) (string, []any) {
	if a := From(ctx); a.checks() {
		return "(" + column + " NOT IN (" + veiled + " UNION ALL SELECT o.id FROM observations o WHERE o.inspection_id IN (" + veiled +
				") UNION ALL SELECT g.id FROM findings g WHERE g.inspection_id IN (" + veiled +
				") UNION ALL SELECT r.id FROM rectifications r JOIN findings h ON h.id = r.finding_id WHERE h.inspection_id IN (" + veiled + ")))",
			[]any{a.UserID, a.UserID, a.UserID, a.UserID}
	}
	return "(1 = 1)", nil
}

// checks reports whether the actor is one who may be sent to check again.
func (a Actor) checks() bool { return a.Is("inspector") || a.Is("assessor") }
