package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"hengjian/internal/kernel/id"
	"hengjian/internal/testkit"
)

const demoPassword = "Demo-2026-hengjian"

// server is the real, stripped program in a process of its own.
type server struct {
	base    string
	url     string
	cookie  string
	command *exec.Cmd
	started time.Duration // from the start of the process to its first answer
}

// makeDemo fills a database with the demo agency and its months of history.
func makeDemo(ctx context.Context, r *report, databaseURL, months string) error {
	demo := exec.CommandContext(ctx, r.binary, "demo", "--months", months)
	demo.Env = environment(databaseURL, r.dir, 1)
	if out, err := demo.CombinedOutput(); err != nil {
		return fmt.Errorf("demo: %w\n%s", err, out)
	}
	return nil
}

func environment(databaseURL, data string, port int) []string {
	return append(os.Environ(), fmt.Sprintf("HENGJIAN_ADDR=127.0.0.1:%d", port), "HENGJIAN_DATA_DIR="+data, "HENGJIAN_DATABASE_URL="+databaseURL,
		"HENGJIAN_DEMO=true", "HENGJIAN_LOG_LEVEL=error", "HENGJIAN_SECRET=0123456789abcdef0123456789abcdef")
}

// startServer serves a database that is there.
func startServer(r *report, databaseURL string) (*server, error) {
	port, err := testkit.FreePort()
	if err != nil {
		return nil, err
	}
	data, err := os.MkdirTemp(r.dir, "data-")
	if err != nil {
		return nil, err
	}
	s := &server{base: fmt.Sprintf("http://127.0.0.1:%d", port), url: databaseURL, command: exec.Command(r.binary, "serve")}
	s.command.Env, s.command.Stderr = environment(databaseURL, data, port), os.Stderr
	start := time.Now()
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	for time.Since(start) < 30*time.Second {
		res, err := client.Get(s.base + "/api/v1/settings")
		if err == nil {
			_ = res.Body.Close()
			s.started = time.Since(start)
			return s, nil
		}
		time.Sleep(500 * time.Microsecond)
	}
	s.stop()
	return nil, errors.New("the server did not start")
}

func (s *server) stop() {
	_ = s.command.Process.Signal(os.Interrupt)
	_ = s.command.Wait()
}

// residentMB reads the memory of the process from the kernel, peakMB its peak.
func (s *server) residentMB() (float64, error) { return s.status("VmRSS") }

func (s *server) peakMB() (float64, error) { return s.status("VmHWM") }

func (s *server) status(name string) (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(raw)) {
		var kb float64
		if _, err := fmt.Sscanf(line, name+": %f kB", &kb); err == nil {
			return kb / 1000, nil
		}
	}
	return 0, fmt.Errorf("no %s", name)
}

func (s *server) call(method, path string, body, into any) error {
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(mustJSON(body))
	}
	req, err := http.NewRequest(method, s.base+"/api/v1"+path, reader)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Cookie", s.cookie)
	req.Header.Set("Idempotency-Key", id.New())
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode > 299 {
		return fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, raw)
	}
	if c := res.Cookies(); len(c) > 0 {
		s.cookie = c[0].Name + "=" + c[0].Value
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(raw, into)
}

// signIn starts a session of its own: one sent along would end with it.
func (s *server) signIn(user string) error {
	s.cookie = ""
	return s.call("POST", "/session", map[string]string{"username": user, "password": demoPassword}, nil)
}

// prepareSubmission finds a checkpoint of supplier 1, gives it a checklist of the
// given number of items, and returns a check that passes all of them.
func (s *server) prepareSubmission(items int) ([]byte, floorKeys, error) {
	var session struct {
		User struct{ ID, SupplierID string }
	}
	if err := errors.Join(s.signIn("sup1.staff"), s.call("GET", "/session", nil, &session)); err != nil {
		return nil, floorKeys{}, err
	}
	staff := s.cookie
	if err := s.signIn("manager"); err != nil {
		return nil, floorKeys{}, err
	}
	var points struct {
		Items []struct{ ID, SiteID, ContractID, Category string }
	}
	if err := s.call("GET", "/checkpoints?limit=1&state=active&supplierId="+session.User.SupplierID, nil, &points); err != nil {
		return nil, floorKeys{}, err
	}
	p := points.Items[0]
	checklist, version, err := s.newChecklist(p.Category, items)
	if err != nil {
		return nil, floorKeys{}, err
	}
	var made struct {
		ID    string
		Label struct{ Code string }
	}
	err = s.call("POST", "/checkpoints", map[string]any{"name": "Bench", "siteId": p.SiteID, "contractId": p.ContractID, "category": p.Category, "checklistIds": []string{checklist}}, &made)
	if err == nil && made.Label.Code == "" {
		err = s.call("GET", "/checkpoints/"+made.ID, nil, &made)
	}
	if err != nil {
		return nil, floorKeys{}, err
	}
	observations := make([]map[string]any, len(version.items))
	for i, item := range version.items {
		observations[i] = map[string]any{"itemId": item, "result": "pass"}
	}
	now := time.Now()
	s.cookie = staff
	body := mustJSON(map[string]any{"code": made.Label.Code, "checklistVersionId": version.id, "mode": "self",
		"startedAt": now.Add(-5 * time.Minute).Format(time.RFC3339), "finishedAt": now.Format(time.RFC3339), "observations": observations})
	return body, floorKeys{session.User.SupplierID, p.ContractID, p.SiteID, made.ID, p.Category, version.id, session.User.ID}, nil
}

type publishedVersion struct {
	id    string
	items []string
}

// newChecklist publishes a checklist of n items that carry 100 points together.
func (s *server) newChecklist(category string, n int) (string, publishedVersion, error) {
	var list, draft struct{ ID string }
	if err := s.call("POST", "/checklists", map[string]any{"code": "BENCH-" + id.New()[20:], "title": "Bench", "category": category}, &list); err != nil {
		return "", publishedVersion{}, err
	}
	var clauses struct{ Items []struct{ ID string } }
	if err := errors.Join(s.call("GET", "/clauses?limit=1", nil, &clauses), s.call("POST", "/checklists/"+list.ID+"/versions", nil, &draft)); err != nil {
		return "", publishedVersion{}, err
	}
	items := make([]map[string]any, n)
	for i := range items {
		items[i] = map[string]any{"code": fmt.Sprintf("B-%02d", i+1), "text": fmt.Sprintf("Item %d", i+1), "points": fmt.Sprintf("%d.00", 100/n),
			"severity": "minor", "photoOnFail": false, "naAllowed": true, "clauseId": clauses.Items[0].ID, "frequency": "", "deductionRule": "", "pointsBasis": "suggested"}
	}
	content := map[string]any{"totalPoints": fmt.Sprintf("%d.00", 100/n*n), "note": "", "sections": []map[string]any{{"title": "Bench", "items": items}}}
	if err := s.changed("/checklist-versions/"+draft.ID, content); err != nil {
		return "", publishedVersion{}, err
	}
	if err := s.changed("/checklist-versions/"+draft.ID+"/publish", nil); err != nil {
		return "", publishedVersion{}, err
	}
	var full struct {
		Sections []struct{ Items []struct{ ID string } }
	}
	if err := s.call("GET", "/checklist-versions/"+draft.ID, nil, &full); err != nil {
		return "", publishedVersion{}, err
	}
	out := publishedVersion{id: draft.ID}
	for _, section := range full.Sections {
		for _, item := range section.Items {
			out.items = append(out.items, item.ID)
		}
	}
	return list.ID, out, nil
}

// changed sends a change with the version of the record as it is now.
func (s *server) changed(path string, body any) error {
	record, method := path, http.MethodPut
	if rest, ok := strings.CutSuffix(path, "/publish"); ok {
		record, method = rest, http.MethodPost
	}
	var now struct{ Version int }
	if err := s.call("GET", record, nil, &now); err != nil {
		return err
	}
	req, err := http.NewRequest(method, s.base+"/api/v1"+path, bytes.NewReader(mustJSON(body)))
	if err != nil {
		return err
	}
	if body == nil {
		req.Body = http.NoBody
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Cookie", s.cookie)
	req.Header.Set("If-Match", fmt.Sprintf(`"%d"`, now.Version))
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode > 299 {
		raw, _ := io.ReadAll(res.Body)
		return fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, raw)
	}
	return nil
}

// newMySQLDatabase makes an empty database on the server of the environment.
func newMySQLDatabase(ctx context.Context) (string, func(), error) {
	base := os.Getenv(testkit.EnvMySQL)
	if base == "" {
		return "", nil, fmt.Errorf("%s is not set: run make bench, which starts a server", testkit.EnvMySQL)
	}
	u, err := url.Parse(base)
	if err != nil {
		return "", nil, err
	}
	admin, err := sql.Open("mysql", dsn(base))
	if err != nil {
		return "", nil, err
	}
	name := "hj_" + strings.ToLower(id.New())
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name+" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
		return "", nil, err
	}
	u.Path = "/" + name
	return u.String(), func() {
		_, _ = admin.ExecContext(context.WithoutCancel(ctx), "DROP DATABASE "+name)
		_ = admin.Close()
	}, nil
}

// dsn turns mysql://user:password@host:port/name into the driver's form.
func dsn(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	password, _ := u.User.Password()
	return fmt.Sprintf("%s:%s@tcp(%s)/%s", u.User.Username(), password, u.Host, strings.TrimPrefix(u.Path, "/"))
}

// makeAndServe makes a demo agency with the months of history and serves it.
func makeAndServe(ctx context.Context, r *report, databaseURL, months string) (*server, error) {
	if err := makeDemo(ctx, r, databaseURL, months); err != nil {
		return nil, err
	}
	return startServer(r, databaseURL)
}
