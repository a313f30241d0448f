package inspection_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/testkit"
)

// phones is how many phones come back from the basement at once.
const phones = 50

// offline is a record that waited on a phone: what it must end as is known before it is
// sent. refusal is "" for one that must be received.
type offline struct {
	key, phone string
	body       []byte
	finished   time.Time
	refusal    string

	mu     sync.Mutex
	states map[string]int // what the phone was shown, how often
}

func (o *offline) shown(state string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.states == nil {
		o.states = map[string]int{}
	}
	o.states[state]++
}

// Fifty phones without signal for up to a month come back at once. Every third or so
// of their records is sent again because its first answer was lost, in any order, also
// while the first attempt still runs. Each record is there once, on the day on which it
// was made, or its phone is told why it is refused; none is without an answer.
func TestOfflineRecordsReplayedInAnyOrderAreOnceThereOrRefusedWithAReason(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		n := replayedOnEmbedded
		if d.Dialect() == db.MySQL {
			n = replayedOnServer
		}
		w := inspectiontest.New(t, d)
		server, records := basement(t, w, n)
		sends := append([]*offline{}, records...)
		order := rand.New(rand.NewPCG(20261121, uint64(n)))
		for _, at := range order.Perm(n)[:n*30/100] {
			sends = append(sends, records[at])
		}
		order.Shuffle(len(sends), func(i, j int) { sends[i], sends[j] = sends[j], sends[i] })
		replay(t, server, sends)

		kept, days := numbers(w), map[date.Day]int64{}
		received, refused := 0, 0
		for _, r := range records {
			if len(r.states) != 1 {
				t.Fatalf("record %s was shown %d states: %v", r.key, len(r.states), r.states)
			}
			if r.refusal != "" {
				refused++
				if r.states[r.refusal] == 0 {
					t.Errorf("record %s must be refused as %s and was shown %v", r.key, r.refusal, r.states)
				}
				continue
			}
			received++
			days[date.DayOf(r.finished, w.Clock.Zone())]++
			for state := range r.states {
				if !kept[state] {
					t.Errorf("record %s was shown %q, which no record has", r.key, state)
				}
			}
		}
		if received == 0 || refused == 0 {
			t.Fatalf("%d received, %d refused: the proof needs both", received, refused)
		}
		if rows := w.Count("inspections", "1 = 1"); rows != int64(received) {
			t.Errorf("%d rows for %d unique records", rows, received)
		}
		if claims := w.Count("idempotency_keys", "1 = 1"); claims != int64(received) {
			t.Errorf("%d keys are taken for %d records", claims, received)
		}
		landed(t, w, days)
		t.Logf("%s: %d records from %d phones in %d attempts: %d received, %d refused", d.Dialect(), n, phones, len(sends), received, refused)
	})
}

// numbers are those of the records that are kept.
func numbers(w *inspectiontest.World) map[string]bool {
	w.T.Helper()
	var list []string
	w.Must(w.DB.Conn(context.Background()).Table("inspections").Pluck("number", &list).Error)
	out := make(map[string]bool, len(list))
	for _, n := range list {
		out[n] = true
	}
	return out
}

// landed insists that each day has the checks that were made on it.
func landed(t *testing.T, w *inspectiontest.World, want map[date.Day]int64) {
	t.Helper()
	sums, err := w.Ledger.SumDays(w.System(), "2020-01-01", "2030-12-31", ledger.Filter{Kinds: []ledger.Kind{ledger.InspectionSelf}}, ledger.ByDay)
	w.Must(err)
	got := map[date.Day]int64{}
	for _, s := range sums {
		got[s.Day] += s.Count
	}
	if len(want) < 29 {
		t.Errorf("the records spread over %d days only", len(want))
	}
	for day, n := range want {
		if got[day] != n {
			t.Errorf("%s has %d checks, %d were made", day, got[day], n)
		}
	}
	if len(got) != len(want) {
		t.Errorf("checks on %d days, made on %d", len(got), len(want))
	}
}

// basement makes the phones, the places and n records.
func basement(t *testing.T, w *inspectiontest.World, n int) (*httptest.Server, []*offline) {
	t.Helper()
	version := w.Published(w.Items(w.Clause("5.1"))...)
	var points []checkpoint.Detail
	for range 10 {
		points = append(points, w.Checkpoint(inspectiontest.SupplierA, version.ChecklistID))
	}
	foreign := w.Checkpoint(inspectiontest.SupplierB, version.ChecklistID)
	people := names{}
	for p := range phones {
		user := id.New()
		people[phone(p)] = testkit.AsSupplier(user, inspectiontest.SupplierA, "supplier_staff")
	}
	r := httpapi.New(httpapi.Options{DB: w.DB, Clock: w.Clock, Policy: testkit.Policy, Authenticator: people})
	w.Evidence.Routes(r)
	w.Inspections.Routes(r)
	w.Must(r.Err())
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)

	draw := rand.New(rand.NewPCG(7, 7))
	out := make([]*offline, n)
	for i := range out {
		o := &offline{key: id.New(), phone: phone(i % phones)}
		age := time.Duration(draw.Int64N(int64(30*24*time.Hour - time.Hour)))
		o.finished = w.Clock.Now().Add(-age).Truncate(time.Millisecond)
		body := sheet(version, points[draw.IntN(len(points))].Label.Code, o.finished)
		spoil(i, o, body, w.Clock.Now(), foreign.Label.Code)
		raw, err := json.Marshal(body)
		w.Must(err)
		o.body = raw
		out[i] = o
	}
	return server, out
}

func phone(n int) string { return fmt.Sprintf("phone-%02d", n) }

// sheet is a check as the phone sends it. Every item passes.
func sheet(v checklist.VersionView, code string, finished time.Time) map[string]any {
	var observations []map[string]any
	for _, section := range v.Sections {
		for _, item := range section.Items {
			observations = append(observations, map[string]any{"itemId": item.ID, "result": "pass"})
		}
	}
	return map[string]any{"code": code, "checklistVersionId": v.ID, "mode": string(inspection.Self), "startedAt": finished.Add(-4 * time.Minute).Format(time.RFC3339Nano),
		"finishedAt": finished.Format(time.RFC3339Nano), "observations": observations}
}

// spoil gives some records what phones get wrong, or a fail, which opens a finding.
func spoil(i int, o *offline, body map[string]any, now time.Time, foreign string) {
	observations, _ := body["observations"].([]map[string]any)
	at := func(t time.Time) {
		o.finished = t
		body["startedAt"], body["finishedAt"] = t.Add(-time.Minute).Format(time.RFC3339Nano), t.Format(time.RFC3339Nano)
	}
	switch i % 100 {
	case 3: // longer away than records are taken
		at(now.Add(-30*24*time.Hour - time.Duration(i+1)*time.Minute))
		o.refusal = "time_too_old"
	case 17: // a phone whose clock was put ahead
		at(now.Add(6 * time.Minute))
		o.refusal = "time_in_future"
	case 29:
		body["observations"] = observations[:2]
		o.refusal = "observation_missing"
	case 41:
		observations[1]["result"] = "fail"
		o.refusal = "photo_required"
	case 53:
		observations[0]["result"], observations[0]["photos"] = "fail", []string{zeros}
		o.refusal = "photo_unknown"
	case 67:
		body["code"] = foreign
		o.refusal = "code_unknown"
	case 71, 72, 73:
		observations[0]["result"], observations[0]["note"] = "fail", "有积水"
	}
}

// replay sends from all phones at once; whoever gets no final answer asks again.
func replay(t *testing.T, server *httptest.Server, sends []*offline) {
	t.Helper()
	next := make(chan *offline)
	var wg sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: phones}, Timeout: time.Minute}
	for range phones {
		wg.Go(func() {
			for o := range next {
				state, err := send(t.Context(), client, server.URL, o)
				if err != nil {
					t.Errorf("record %s: %v", o.key, err)
					continue
				}
				o.shown(state)
			}
		})
	}
	for _, o := range sends {
		next <- o
	}
	close(next)
	wg.Wait()
}

// send returns the number of the receipt or the code of the refusal.
func send(ctx context.Context, client *http.Client, base string, o *offline) (string, error) {
	for range 20 {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/api/v1/inspections", bytes.NewReader(o.body))
		if err != nil {
			return "", err
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", o.key)
		req.Header.Set("X-Test-User", o.phone)
		res, err := client.Do(req)
		if err != nil {
			return "", err
		}
		raw, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil {
			return "", err
		}
		var answer struct {
			Number, Code string
			Fields       []struct{ Code string }
		}
		if err := json.Unmarshal(raw, &answer); err != nil {
			return "", fmt.Errorf("%d %s", res.StatusCode, raw)
		}
		switch {
		case res.StatusCode == http.StatusCreated:
			return answer.Number, nil
		case res.StatusCode == http.StatusServiceUnavailable || res.StatusCode == http.StatusTooManyRequests:
			continue // the phone waits and asks again
		case len(answer.Fields) > 0:
			return answer.Fields[0].Code, nil
		}
		return answer.Code, nil
	}
	return "", fmt.Errorf("no final answer after 20 attempts")
}
