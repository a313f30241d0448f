package app_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"hengjian/internal/app"
	"hengjian/internal/testkit"
)

// settles asks until the status comes, and tells how long one answer took at
// the most. The bound of two seconds is the product's promise; the test allows a
// loaded machine some more.
func (w *world) settles(t *testing.T, status int, patience time.Duration) {
	t.Helper()
	const allowed = 4 * time.Second
	for start := time.Now(); time.Since(start) < patience; time.Sleep(100 * time.Millisecond) {
		at := time.Now()
		a := w.as(t, "manager", "GET", "/contracts?limit=1", nil)
		if took := time.Since(at); took > allowed {
			t.Fatalf("an answer (%d) took %s", a.Status, took)
		}
		if a.Status == status {
			if status == http.StatusServiceUnavailable && (a.code() != "unavailable" || a.Header.Get("Retry-After") == "") {
				t.Errorf("%s %v", a.Body, a.Header)
			}
			return
		}
	}
	t.Fatalf("no answer was %d within %s", status, patience)
}

func TestADatabaseThatIsGoneOrHangsIsAnsweredForAndComesBackByItself(t *testing.T) {
	testkit.MySQLURL(t) // skips where there is no server to be had
	server, err := testkit.StartMariaDB(context.Background(), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	w := newWorld(t, t.TempDir(), server.Database(t))
	if err := w.LoadDemo(t.Context(), app.DemoOptions{Seed: 1}); err != nil {
		t.Fatal(err)
	}
	w.settles(t, http.StatusOK, 10*time.Second)

	server.Freeze()
	w.settles(t, http.StatusServiceUnavailable, 10*time.Second)
	server.Thaw()
	w.settles(t, http.StatusOK, 20*time.Second)

	server.Kill()
	w.settles(t, http.StatusServiceUnavailable, 10*time.Second)
	if err := server.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	w.settles(t, http.StatusOK, 20*time.Second)
}
