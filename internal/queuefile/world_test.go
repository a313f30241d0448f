package queuefile_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"hengjian/internal/account"
	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/queuefile"
	"hengjian/internal/testkit"
)

// scene is a checkpoint of supplier A whose staff's phone saves its queue.
type scene struct {
	*inspectiontest.World
	api     *testkit.API
	files   *queuefile.Service
	people  *account.Service
	version checklist.VersionView
	point   checkpoint.Detail
}

func each(t *testing.T, test func(t *testing.T, s *scene)) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		s := &scene{World: w}
		log := audit.New(w.DB, w.Clock)
		var err error
		s.people, err = account.New(w.DB, w.Clock, log, testkit.Policy, account.Settings{})
		w.Must(err)
		s.files = queuefile.New(w.DB, w.Clock, log, s.people, w.Evidence, "a secret of the tests, long enough", 0)
		s.api = testkit.Serve(t, w.DB, w.Clock, w.Evidence, w.Inspections, w.Findings, w.Doubts, w.Labels, s.files)
		s.version = w.Published(w.Items("")...)
		s.point = w.Checkpoint(inspectiontest.SupplierA, s.version.ChecklistID)
		test(t, s)
	})
}

// check is a record of a check in which everything passes.
func (s *scene) check(finished time.Time) map[string]any {
	var observations []map[string]any
	for _, section := range s.version.Sections {
		for _, item := range section.Items {
			observations = append(observations, map[string]any{"itemId": item.ID, "result": "pass", "photos": []string{}})
		}
	}
	return map[string]any{"id": "phone-" + id.New(), "kind": "inspection", "title": "大厅", "body": map[string]any{
		"code": s.point.Label.Code, "checklistVersionId": s.version.ID, "mode": "self", "evidence": map[string]any{},
		"startedAt": finished.Add(-4 * time.Minute).Format(time.RFC3339), "finishedAt": finished.Format(time.RFC3339), "observations": observations}}
}

// failed is a check whose second item failed, with a photo of it.
func (s *scene) failed(finished time.Time, photo []byte) map[string]any {
	r := s.check(finished)
	item := body(r)["observations"].([]map[string]any)[1]
	item["result"], item["note"], item["photos"] = "fail", "有垃圾", []string{digest(photo)}
	return r
}

func body(record map[string]any) map[string]any { return record["body"].(map[string]any) }

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// writer writes files as phones do, and lies where a test wants it to.
type writer struct {
	bytes.Buffer
}

func newFile(author string) *writer {
	w := &writer{}
	w.line(map[string]any{"format": queuefile.Format, "version": 1, "savedAt": "2026-11-21T04:00:00Z", "author": author})
	return w
}

func (w *writer) line(v any) *writer {
	switch line := v.(type) {
	case map[string]any:
		if _, first := line["format"]; first { // the order of the first line is part of the form
			fmt.Fprintf(w, `{"format":%q,"version":%v,"savedAt":%q,"author":%q}`+"\n", line["format"], line["version"], line["savedAt"], line["author"])
			return w
		}
	case string:
		w.WriteString(line + "\n")
		return w
	}
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	w.Write(append(raw, '\n'))
	return w
}

func (w *writer) photo(b []byte) *writer {
	w.line(map[string]any{"photo": map[string]any{"sha256": digest(b), "size": len(b)}})
	w.Write(append(bytes.Clone(b), '\n'))
	return w
}

func (w *writer) record(r map[string]any) *writer { return w.line(map[string]any{"record": r}) }

// end closes the file, sealed with the key if there is one.
func (w *writer) end(key map[string]any) string {
	sum := sha256.Sum256(w.Bytes())
	end := map[string]any{"sha256": hex.EncodeToString(sum[:])}
	if key != nil {
		secret, _ := hex.DecodeString(key["secret"].(string))
		mac := hmac.New(sha256.New, secret)
		mac.Write(sum[:])
		end["seal"] = map[string]any{"key": key["name"], "mac": hex.EncodeToString(mac.Sum(nil))}
	}
	w.line(map[string]any{"end": end})
	return w.String()
}

// key is what the phone of the person was given.
func (s *scene) key(ctx context.Context) map[string]any {
	s.T.Helper()
	a := s.api.Call(ctx, "POST", "/queue-keys", "")
	if a.Status != 201 {
		s.T.Fatalf("no key: %d %s", a.Status, a.Raw)
	}
	return a.Body
}

func (s *scene) bring(ctx context.Context, file string) testkit.Answer {
	s.T.Helper()
	return s.api.Call(ctx, "POST", "/queue-files", file, "Content-Type", "application/octet-stream")
}

// states are the states of the records of an answer, with numbers or codes.
func states(a testkit.Answer) string {
	var out []string
	list, _ := a.Body["records"].([]any)
	for _, r := range list {
		o := r.(map[string]any)
		word := o["state"].(string)
		if code, _ := o["code"].(string); code != "" {
			word += ":" + code
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

func (s *scene) wants(t *testing.T, what string, a testkit.Answer, want string) {
	t.Helper()
	if a.Status != 200 || states(a) != want {
		t.Errorf("%s: %d %q, want %q\n%s", what, a.Status, states(a), want, a.Raw)
	}
}

// empty insists that nothing of a refused file stayed.
func (s *scene) empty(t *testing.T, what string) {
	t.Helper()
	for _, table := range []string{"inspections", "photos", "photo_uploads", "findings", "idempotency_keys", "doubts", "ledger_facts"} {
		if n := s.Count(table, "1 = 1"); n != 0 {
			t.Errorf("%s: %d rows of %s stayed", what, n, table)
		}
	}
}
