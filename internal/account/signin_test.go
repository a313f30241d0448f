package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

func pageOf(n int) page.Request { return page.Request{Limit: n} }

func TestFiveWrongPasswordsLockTheAccountWhateverTheAddress(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		srv := w.server()
		for i := range 5 {
			srv.address = fmt.Sprintf("198.51.100.%d:1", i+1)
			srv.signIn("manager", "wrong", "X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i), "X-Real-Ip", "203.0.113.9").want(t, 401, "credentials_invalid")
		}
		srv.address = "198.51.100.99:1"
		srv.signIn("manager", right).want(t, 423, "account_locked")
		srv.signIn("MANAGER ", right).want(t, 423, "account_locked")
		if _, err := w.replica.SignIn(context.Background(), SignIn{Username: "manager", Password: right}); fault.Code(err) != "account_locked" {
			t.Errorf("another replica: %v", err)
		}
		srv.signIn("sysadmin", right).want(t, 200, "")
		w.clk.Advance(15*minute - time.Second)
		srv.signIn("manager", right).want(t, 423, "account_locked")
		w.clk.Advance(2 * time.Second)
		srv.signIn("manager", "wrong").want(t, 401, "credentials_invalid")
		w.clk.Advance(29 * minute)
		srv.signIn("manager", right).want(t, 423, "account_locked") // it grows
		w.clk.Advance(2 * minute)
		srv.signIn("manager", right).want(t, 200, "")
		srv.signIn("manager", "wrong").want(t, 401, "credentials_invalid")
		srv.signIn("manager", right).want(t, 200, "")
	})
}

func TestALockSaysHowLongItLasts(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		for range 5 {
			_, err := w.signIn("manager", "wrong")
			refused(t, err, "credentials_invalid")
		}
		_, err := w.signIn("manager", right)
		var wait interface{ RetryAfter() time.Duration }
		if !errors.As(err, &wait) || wait.RetryAfter() != 15*minute {
			t.Errorf("%v", err)
		}
	})
}

func TestGuessesAtTheSameTimeAreNoMoreThanFive(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		// Every guess is checked at the same moment, the right one last.
		gate := make(chan struct{})
		derive := w.s.hasher.derive
		w.s.hasher.slots = make(chan struct{}, 100)
		var arrived sync.WaitGroup
		arrived.Add(30)
		w.s.hasher.derive = func(p, salt []byte, a, b uint32) []byte {
			arrived.Done()
			<-gate
			if string(p) == right {
				time.Sleep(400 * time.Millisecond)
			}
			return derive(p, salt, a, b)
		}
		var wg sync.WaitGroup
		var last error
		for i := range 30 {
			wg.Go(func() {
				password := fmt.Sprint("guess ", i)
				if i == 7 {
					password = right
				}
				if _, err := w.signIn("manager", password); i == 7 {
					last = err
				}
			})
		}
		arrived.Wait()
		close(gate)
		wg.Wait()
		refused(t, last, "account_locked")
		var failures, locks int
		for _, e := range w.entries() {
			switch e.Action {
			case "session.refuse":
				failures++
			case "session.lock":
				locks++
			}
		}
		if failures != 5 || locks != 1 {
			t.Errorf("%d failures were answered, %d locks", failures, locks)
		}
	})
}

// The structure that makes the time equal: an unknown name costs a hash of the same
// cost, a lookup and a log entry, as a wrong password does.
func TestAnUnknownNameIsToldFromAWrongPasswordByNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		srv := w.server()
		for i := range 7 {
			before := w.hashes.Load()
			known := srv.signIn("manager", "wrong")
			middle := w.hashes.Load()
			unknown := srv.signIn("nobody.here", "wrong")
			after := w.hashes.Load()
			if known.Code != unknown.Code || known.Problem != unknown.Problem || fmt.Sprint(known.Header()["Set-Cookie"]) != fmt.Sprint(unknown.Header()["Set-Cookie"]) {
				t.Errorf("attempt %d: %s and %s", i, known.Body, unknown.Body)
			}
			if middle-before != after-middle {
				t.Errorf("attempt %d: %d and %d hashes", i, middle-before, after-middle)
			}
		}
		for _, odd := range []string{"", "中文", strings.Repeat("x", 100), "manager'--", "%", "mana\x00ger"} {
			srv.signIn(odd, right).want(t, 401, "credentials_invalid")
		}
	})
}

func TestTheDecoyHasTodaysCostAndNoPassword(t *testing.T) {
	h := newHasher()
	_, _, passes, memory, err := decodeHash(h.decoy())
	if err != nil || passes != hashPasses || memory != hashMemory {
		t.Error(passes, memory, err)
	}
	ok, err := h.verify(t.Context(), h.decoy(), "")
	if ok || err != nil {
		t.Error(ok, err)
	}
}

func TestADeactivatedAccountIsToldOnlyToItsPassword(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		inactive := false
		_, err := w.s.ChangeUser(w.as("sysadmin"), w.ids["manager"], 1, UserChange{Active: &inactive})
		must(t, err)
		_, err = w.signIn("manager", "wrong")
		refused(t, err, "credentials_invalid")
		_, err = w.signIn("manager", right)
		refused(t, err, "account_inactive")
	})
}

func TestOneAddressThatFailsOftenHasToWait(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		ctx := audit.WithOrigin(context.Background(), audit.Origin{Address: "2001:db8:1:2::1"})
		for i := range addressFailures {
			_, err := w.s.SignIn(ctx, SignIn{Username: fmt.Sprintf("user%d", i), Password: "x"})
			refused(t, err, "credentials_invalid")
		}
		ctx = audit.WithOrigin(context.Background(), audit.Origin{Address: "2001:db8:1:2::ffff"}) // the same subscriber
		_, err := w.s.SignIn(ctx, SignIn{Username: "manager", Password: right})
		refused(t, err, "rate_limited")
		other := audit.WithOrigin(context.Background(), audit.Origin{Address: "2001:db8:1:3::1"})
		_, err = w.s.SignIn(other, SignIn{Username: "manager", Password: right})
		must(t, err)
		w.clk.Advance(addressWindow)
		_, err = w.s.SignIn(ctx, SignIn{Username: "manager", Password: right})
		must(t, err)
	})
}

func TestTheDemoPasswordOpensNothingOutsideADemo(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		demo := newWorld(t, d, Settings{Demo: true})
		demo.add("leader", DemoPassword, "leader")
		_, err := demo.signIn("leader", DemoPassword)
		must(t, err)
		real := demo.service(Settings{})
		_, err = real.SignIn(context.Background(), SignIn{Username: "leader", Password: DemoPassword})
		refused(t, err, "credentials_invalid")
		_, err = real.ChangePassword(demo.as("manager"), demo.token("manager"), right, DemoPassword)
		refused(t, err, "password_common")
		_, _, err = real.EnsureUser(system(), Wanted{NewUser: NewUser{Username: "finance", DisplayName: "x", OrgKind: "agency"}, Password: DemoPassword})
		refused(t, err, "password_common")
		demo.clk.Advance(400 * 24 * time.Hour) // and in the demo it does not run out
		x, err := demo.signIn("leader", DemoPassword)
		if err != nil || x.Session.MustChangePassword {
			t.Errorf("%+v %v", x.Session, err)
		}
	})
}

func TestEverySignInAndRefusalIsInTheLogWithoutAnythingSecret(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		ctx := audit.WithOrigin(context.Background(), audit.Origin{Address: "192.0.2.7", RequestID: "R"})
		for _, in := range []SignIn{{Username: "manager", Password: "Wrong-Secret-1"}, {Username: "stranger", Password: "Wrong-Secret-2"},
			{Username: "My-Secret-Password-3!", Password: "x"}, {Username: "manager", Password: right, Device: "Phone\n\x00 1"}} {
			_, _ = w.s.SignIn(ctx, in)
		}
		got := ""
		for _, e := range w.entries() {
			got += fmt.Sprintf("%s|%s|%s|%s|%s|%s\n", e.Action, e.ActorName, e.Target, e.TargetID, e.After, e.Address)
		}
		want := fmt.Sprintf(`session.refuse||user|%[1]s|{"reason":"password","username":"manager"}|192.0.2.7
session.refuse||user||{"reason":"unknown","username":"stranger"}|192.0.2.7
session.refuse||user||{"reason":"unknown","username":"(not a user name)"}|192.0.2.7
session.create|Name of manager|user|%[1]s|{"device":"Phone 1","remember":false}|192.0.2.7
`, w.ids["manager"])
		if got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	})
}
