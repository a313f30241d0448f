package queuefile_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"testing"
	"time"

	"hengjian/internal/account"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/platform/authz"
	"hengjian/internal/testkit"
)

// phone is a session of supplier A's staff, as their phone keeps it.
type phone struct {
	s     *scene
	token string
}

func (s *scene) phone() phone {
	s.T.Helper()
	s.set("UPDATE users SET username = 'staff.a' WHERE id = ?", inspectiontest.StaffAID) // names are written small
	password, err := s.people.ResetByName(context.Background(), "staff.a")
	s.Must(err)
	signed, err := s.people.SignIn(context.Background(), account.SignIn{Username: "staff.a", Password: password})
	s.Must(err)
	s.set("UPDATE users SET must_change_password = ? WHERE id = ?", false, inspectiontest.StaffAID)
	return phone{s, signed.Token}
}

func (s *scene) set(statement string, args ...any) {
	s.T.Helper()
	s.Must(s.DB.Tx(s.System(), func(ctx context.Context) error { return s.DB.Conn(ctx).Exec(statement, args...).Error }))
	s.Clock.Advance(10 * time.Second) // beyond what is remembered of who is signed in
}

// send lets the phone send a record by itself, with whatever its session is worth now.
func (p phone) send(record map[string]any) testkit.Answer {
	p.s.T.Helper()
	req := httptest.NewRequest("POST", "/", nil)
	req.Header.Set("Cookie", account.CookieName+"="+p.token)
	actor, err := p.s.people.Authenticate(context.Background(), req)
	p.s.Must(err)
	raw, err := json.Marshal(body(record))
	p.s.Must(err)
	return p.s.api.Call(authz.With(context.Background(), actor), "POST", "/inspections", string(raw), "Idempotency-Key", record["id"].(string))
}

// What the author's account is worth today decides for a file that another brings as it
// does for what the author's own phone sends.
func TestTheAuthorsAccountIsJudgedAsWhenTheAuthorSends(t *testing.T) {
	const who = inspectiontest.StaffAID
	for name, c := range map[string]struct {
		state   string
		args    func(now time.Time) []any
		status  int
		code    string // of the author's own sending
		refused string // of the whole file; "" if it is taken
		record  string // what becomes of its record then
	}{
		"nothing happened":       {"UPDATE users SET version = version WHERE id = ?", nil, 201, "", "", "received"},
		"the password is old":    {"UPDATE users SET password_set_at = ? WHERE id = ?", func(now time.Time) []any { return []any{now.AddDate(0, 0, -91).UnixMilli()} }, 403, "password_change_required", "queue_file_author_password", ""},
		"the password was reset": {"UPDATE users SET must_change_password = ? WHERE id = ?", func(time.Time) []any { return []any{true} }, 403, "password_change_required", "queue_file_author_password", ""},
		"deactivated":            {"UPDATE users SET active = ? WHERE id = ?", func(time.Time) []any { return []any{false} }, 401, "unauthenticated", "queue_file_author_unknown", ""},
		"without the role":       {"DELETE FROM user_roles WHERE user_id = ?", nil, 403, "permission_denied", "", "refused:permission_denied"},
		"with another role":      {"UPDATE user_roles SET role = 'desk' WHERE user_id = ?", nil, 403, "permission_denied", "", "refused:permission_denied"},
		"locked out":             {"UPDATE users SET locked_until = ? WHERE id = ?", func(now time.Time) []any { return []any{now.Add(time.Hour).UnixMilli()} }, 201, "", "", "received"},
		"supplier suspended":     {"UPDATE suppliers SET state = 'suspended' WHERE id = (SELECT supplier_id FROM users WHERE id = ?)", nil, 201, "", "", "received"},
		"supplier exiting":       {"UPDATE suppliers SET state = 'exiting' WHERE id = (SELECT supplier_id FROM users WHERE id = ?)", nil, 201, "", "", "received"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, s *scene) {
				phone := s.phone()
				key := s.key(s.StaffA())
				own, carried := s.check(s.Clock.Now()), s.check(s.Clock.Now().Add(-time.Hour))
				file := newFile(who).photo(inspectiontest.Picture()).record(carried).end(key)
				args := []any{}
				if c.args != nil {
					args = c.args(s.Clock.Now())
				}
				s.set(c.state, append(args, who)...)
				for carrier, ctx := range map[string]context.Context{"the agency": s.Manager(), "the supplier": s.BossA()} {
					a := s.bring(ctx, file)
					if c.refused != "" {
						a.Wants(t, carrier, 422, c.refused)
						s.empty(t, carrier)
						continue
					}
					if got := states(a); a.Status != 200 || got != c.record && (got != "known" || c.record != "received") {
						t.Errorf("%s: %d %q, want %q", carrier, a.Status, got, c.record)
					}
				}
				phone.send(own).Wants(t, "the author", c.status, c.code)
				if n := s.Count("inspections", "1 = 1"); c.status != 201 && n != 0 || c.status == 201 && n != 2 {
					t.Errorf("%d records", n)
				}
			})
		})
	}
}

func TestAFileThatWaitedForItsAuthorsPasswordIsTakenAfterwards(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		file := newFile(inspectiontest.StaffAID).record(s.check(s.Clock.Now())).end(s.key(s.StaffA()))
		s.set("UPDATE users SET must_change_password = ? WHERE id = ?", true, inspectiontest.StaffAID)
		s.bring(s.Manager(), file).Wants(t, "before", 422, "queue_file_author_password")
		if n := s.Count("audit_entries", "action = 'queue.turn_away' AND after_json LIKE '%queue_file_author_password%'"); n != 1 {
			t.Errorf("%d entries of the file that was turned away", n)
		}
		s.set("UPDATE users SET must_change_password = ? WHERE id = ?", false, inspectiontest.StaffAID)
		s.wants(t, "after", s.bring(s.Manager(), file), "received")
	})
}

// What an account is worth is told to nobody who only claims to bring its file.
func TestAFileWithoutASealDoesNotTellOfItsAuthorsPassword(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		s.set("UPDATE users SET must_change_password = ? WHERE id = ?", true, inspectiontest.StaffAID)
		file := newFile(inspectiontest.StaffAID).record(s.check(s.Clock.Now())).end(nil)
		s.bring(s.Manager(), file).Wants(t, "without a seal", 422, "queue_file_unsealed")
		s.bring(s.BossB(), file).Wants(t, "another supplier", 422, "queue_file_author_unknown")
	})
}
