package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"testing/fstest"

	"hengjian/internal/app"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/config"
	"hengjian/internal/testkit"
)

const demoPassword = "Demo-2026-hengjian"

// world is a whole server on a small demo agency.
type world struct {
	*app.App
	clock   *clock.Fake
	cookies map[string]string
}

// newWorld starts a server on the database a URL names, empty or made by a world before.
func newWorld(t *testing.T, data, databaseURL string) *world {
	t.Helper()
	w, err := open(t.Context(), data, databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

func open(ctx context.Context, data, databaseURL string) (*world, error) {
	cfg, err := config.Load(nil, []string{
		"HENGJIAN_DATA_DIR=" + data, "HENGJIAN_DATABASE_URL=" + databaseURL, "HENGJIAN_DEMO=true",
		"HENGJIAN_SECRET=0123456789abcdef0123456789abcdef", "HENGJIAN_LOG_LEVEL=error",
	})
	if err != nil {
		return nil, err
	}
	w := &world{clock: testkit.Clock(), cookies: map[string]string{}}
	w.App, err = app.New(ctx, cfg, w.clock, "test")
	return w, err
}

// newDemo starts a server on the demo agency with two months of finished history.
func newDemo(t *testing.T) *world {
	t.Helper()
	files, err := demo()
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	if err := os.CopyFS(data, files); err != nil {
		t.Fatal(err)
	}
	return newWorld(t, data, "sqlite://"+data+"/world.db")
}

// demo is the data directory of the demo agency. Making its history is most of the work
// of the tests that use it, so it is made once.
var demo = sync.OnceValues(func() (fstest.MapFS, error) {
	data, err := os.MkdirTemp("", "hengjian-demo-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(data)
	w, err := open(context.Background(), data, "sqlite://"+data+"/world.db")
	if err != nil {
		return nil, err
	}
	err = w.LoadDemo(context.Background(), app.DemoOptions{Seed: 1, Months: 2})
	w.Close() // folds the log into the file
	if err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	err = fs.WalkDir(os.DirFS(data), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(filepath.Join(data, path))
		files[path] = &fstest.MapFile{Data: raw, Mode: 0o600}
		return err
	})
	return files, err
})

func sqliteURL(t *testing.T) string { return "sqlite://" + t.TempDir() + "/world.db" }

// answer is what came back.
type answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// withoutRequest is the body without the request's own number, which every refusal
// but "not found" carries.
func (a answer) withoutRequest() []byte {
	return requestID.ReplaceAll(a.Body, nil)
}

var requestID = regexp.MustCompile(`,"requestId":"[0-9A-Z]{26}"`)

func (a answer) code() string {
	var p struct{ Code string }
	_ = json.Unmarshal(a.Body, &p)
	return p.Code
}

// as sends a request as the user; "" is nobody. body may be nil, bytes or a value.
func (w *world) as(t *testing.T, user, method, path string, body any, headers ...string) answer {
	t.Helper()
	return w.send(t.Context(), t, user, method, path, body, headers...)
}

var errDry = errors.New("only asked")

// dry is as without any lasting effect: the request joins a transaction that is
// undone.
func (w *world) dry(t *testing.T, user, method, path string, body any, headers ...string) (a answer) {
	t.Helper()
	if user != "" {
		w.session(t, user)
	}
	err := w.DB.Tx(t.Context(), func(ctx context.Context) error {
		a = w.send(ctx, t, user, method, path, body, headers...)
		return errDry
	})
	if !errors.Is(err, errDry) {
		t.Fatal(err)
	}
	return a
}

func (w *world) send(ctx context.Context, t *testing.T, user, method, path string, body any, headers ...string) answer {
	t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		reader = bytes.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	req := httptest.NewRequestWithContext(ctx, method, "/api/v1"+path, reader)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Idempotency-Key", id.New())
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	if user != "" {
		req.Header.Set("Cookie", w.session(t, user))
	}
	rec := httptest.NewRecorder()
	w.Router.ServeHTTP(rec, req)
	return answer{rec.Code, rec.Header(), rec.Body.Bytes()}
}

func (w *world) session(t *testing.T, user string) string {
	t.Helper()
	if c, ok := w.cookies[user]; ok {
		return c
	}
	raw, _ := json.Marshal(map[string]string{"username": user, "password": demoPassword})
	req := httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/session", bytes.NewReader(raw))
	req.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	w.Router.ServeHTTP(rec, req)
	if rec.Code != 200 {
		t.Fatalf("sign in as %s: %d %s", user, rec.Code, rec.Body)
	}
	c := rec.Result().Cookies()[0]
	w.cookies[user] = c.Name + "=" + c.Value
	return w.cookies[user]
}
