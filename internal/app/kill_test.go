package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

const (
	killCycles  = 20
	killClients = 16
)

// process is the real program on a database, killed and started again.
type process struct {
	t       *testing.T
	binary  string
	env     []string
	base    string
	command *exec.Cmd
	client  *http.Client
	cookie  string
}

func buildBinary(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hengjian")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", path, "hengjian/cmd/hengjian")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

func newProcess(t *testing.T, binary, databaseURL string) *process {
	t.Helper()
	port, err := testkit.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, binary: binary, base: fmt.Sprintf("http://127.0.0.1:%d/api/v1", port),
		client: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: killClients}}}
	p.env = append(os.Environ(), fmt.Sprintf("HENGJIAN_ADDR=127.0.0.1:%d", port), "HENGJIAN_DATA_DIR="+t.TempDir(),
		"HENGJIAN_DATABASE_URL="+databaseURL, "HENGJIAN_DEMO=true", "HENGJIAN_LOG_LEVEL=error", "HENGJIAN_SECRET=0123456789abcdef0123456789abcdef")
	demo := exec.CommandContext(t.Context(), binary, "demo", "--months", "0")
	demo.Env = p.env
	if out, err := demo.CombinedOutput(); err != nil {
		t.Fatalf("demo: %v\n%s", err, out)
	}
	return p
}

func (p *process) start() {
	p.t.Helper()
	p.command = exec.Command(p.binary, "serve")
	p.command.Env, p.command.Stderr = p.env, os.Stderr
	if err := p.command.Start(); err != nil {
		p.t.Fatal(err)
	}
	for range 200 {
		res, err := p.client.Get(p.base + "/settings")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(25 * time.Millisecond)
	}
	p.t.Fatal("the server did not start")
}

func (p *process) kill() {
	_ = p.command.Process.Kill()
	_ = p.command.Wait()
}

// call returns the status and body; status 0 means that no answer came.
func (p *process) call(method, path, key string, body any) (int, []byte) {
	var reader io.Reader
	if body != nil {
		raw, _ := json.Marshal(body)
		reader = bytes.NewReader(raw)
	}
	req, _ := http.NewRequestWithContext(context.Background(), method, p.base+path, reader)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Cookie", p.cookie)
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := p.client.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil
	}
	if c := res.Cookies(); len(c) > 0 && strings.HasSuffix(path, "/session") {
		p.cookie = c[0].Name + "=" + c[0].Value
	}
	return res.StatusCode, raw
}

func (p *process) get(path string, into any) {
	p.t.Helper()
	status, raw := p.call("GET", path, "", nil)
	if status != http.StatusOK || json.Unmarshal(raw, into) != nil {
		p.t.Fatalf("GET %s: %d %s", path, status, raw)
	}
}

func (p *process) signIn(user string) {
	p.t.Helper()
	if status, raw := p.call("POST", "/session", "", map[string]string{"username": user, "password": demoPassword}); status != http.StatusOK {
		p.t.Fatalf("sign in: %d %s", status, raw)
	}
}

type checklistVersion struct {
	ID       string
	Sections []struct{ Items []struct{ ID string } }
}

// submission passes every item of the first checklist at a checkpoint.
func submission(code string, v checklistVersion, at time.Time) map[string]any {
	observations := []map[string]any{}
	for _, s := range v.Sections {
		for _, item := range s.Items {
			observations = append(observations, map[string]any{"itemId": item.ID, "result": "pass"})
		}
	}
	return map[string]any{"code": code, "checklistVersionId": v.ID, "mode": "self", "startedAt": at.Add(-5 * time.Minute).Format(time.RFC3339),
		"finishedAt": at.Format(time.RFC3339), "observations": observations}
}

func (p *process) checkpoint() (string, checklistVersion) {
	p.t.Helper()
	var points struct{ Items []struct{ ID string } }
	p.signIn("manager")
	var session struct{ User struct{ SupplierID string } }
	p.signIn("sup1.staff")
	p.get("/session", &session)
	p.signIn("manager")
	p.get("/checkpoints?limit=1&state=active&supplierId="+session.User.SupplierID, &points)
	var point struct{ Label struct{ Code string } }
	p.get("/checkpoints/"+points.Items[0].ID, &point)
	p.signIn("sup1.staff")
	var at struct{ Checklists []checklistVersion }
	p.get("/checkpoint-codes/"+point.Label.Code, &at)
	return point.Label.Code, at.Checklists[0]
}

// Sixteen clients submit while the program is killed twenty times. Every receipt
// that was given is in the database exactly once; every submission without an
// answer can be sent again and then is there exactly once too.
func TestNoReceiptIsLostWhenTheProgramIsKilled(t *testing.T) {
	binary := buildBinary(t)
	for name, address := range map[string]func(*testing.T) string{
		"sqlite": sqliteURL, "mysql": func(t *testing.T) string { return testkit.MySQLURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			url := address(t)
			p := newProcess(t, binary, url)
			before := claims(t, url) // the demo has a record that a phone's file brought
			p.start()
			code, version := p.checkpoint()
			receipts, unanswered := map[string]string{}, map[string]map[string]any{}
			rng := rand.New(rand.NewPCG(11, 12))
			for range killCycles {
				p.storm(time.Duration(80+rng.IntN(250))*time.Millisecond, code, version, receipts, unanswered)
				p.start()
			}
			for key, body := range unanswered {
				status, raw := p.call("POST", "/inspections", key, body)
				if status != http.StatusCreated {
					t.Fatalf("sent again: %d %s", status, raw)
				}
				receipts[key] = number(raw)
			}
			p.kill()
			t.Logf("%d receipts, %d of them sent again after a kill", len(receipts), len(unanswered))
			if len(receipts) < killCycles {
				t.Error("too few submissions to prove anything")
			}
			exactlyOnce(t, url, receipts)
			if kept := claims(t, url) - before; kept != len(receipts) {
				t.Errorf("%d keys are kept for %d receipts", kept, len(receipts))
			}
		})
	}
}

// storm lets all clients submit and kills the program after a while.
func (p *process) storm(after time.Duration, code string, version checklistVersion, receipts map[string]string, unanswered map[string]map[string]any) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range killClients {
		wg.Go(func() {
			for {
				key, body := id.New(), submission(code, version, time.Now())
				status, raw := p.call("POST", "/inspections", key, body)
				mu.Lock()
				switch status {
				case http.StatusCreated:
					receipts[key] = number(raw)
				case 0, http.StatusServiceUnavailable:
					unanswered[key] = body
				default:
					p.t.Errorf("%d %s", status, raw)
				}
				mu.Unlock()
				if status != http.StatusCreated {
					return
				}
			}
		})
	}
	time.Sleep(after)
	p.kill()
	wg.Wait()
}

func number(raw []byte) string {
	var receipt struct{ Number string }
	_ = json.Unmarshal(raw, &receipt)
	return receipt.Number
}

func exactlyOnce(t *testing.T, url string, receipts map[string]string) {
	t.Helper()
	d, err := db.Open(t.Context(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var numbers []string
	if err := d.Conn(t.Context()).Raw("SELECT number FROM inspections WHERE mode = 'self'").Scan(&numbers).Error; err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for _, n := range numbers {
		times[n]++
	}
	for key, n := range receipts {
		if times[n] != 1 {
			t.Errorf("receipt %s of key %s is there %d times", n, key, times[n])
		}
	}
}

// claims counts the keys of submissions.
func claims(t *testing.T, url string) (n int) {
	t.Helper()
	d, err := db.Open(t.Context(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Conn(t.Context()).Raw("SELECT COUNT(*) FROM idempotency_keys WHERE operation = 'submitInspection'").Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}
