package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/db"
)

// Many short rounds, product and floor by turns: the speed of a disk that others use
// changes from second to second, and a ratio is right only where both saw the same disk.
const (
	rounds      = 11
	roundLength = 800 * time.Millisecond
)

// measured is what one round showed.
type measured struct {
	perSecond, p50, p99 float64 // p50 and p99 in milliseconds
}

// load lets clients call work for a while and adds up what they saw.
func load(clients int, length time.Duration, work func(client int) error) (measured, error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var all []float64
	var failed error
	start := time.Now()
	for c := range clients {
		wg.Go(func() {
			var took []float64
			for time.Since(start) < length {
				at := time.Now()
				if err := work(c); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					break
				}
				took = append(took, float64(time.Since(at).Microseconds())/1000)
			}
			mu.Lock()
			all = append(all, took...)
			mu.Unlock()
		})
	}
	wg.Wait()
	slices.Sort(all)
	return measured{float64(len(all)) / time.Since(start).Seconds(), percentile(all, .5), percentile(all, .99)}, failed
}

// submissions measures a check of ten items through the whole stack, beside the
// floor, on both engines, with full durability.
func submissions(ctx context.Context, r *report) error {
	if r.wants("submit.sqlite.") {
		if err := submissionsOn(ctx, r, "sqlite", "sqlite://"+r.dir+"/submit.db", 1.5); err != nil {
			return err
		}
	}
	if !r.wants("submit.mysql.") {
		return nil
	}
	url, drop, err := newMySQLDatabase(ctx)
	if err != nil {
		return err
	}
	defer drop()
	return submissionsOn(ctx, r, "mysql", url, 0.7)
}

func submissionsOn(ctx context.Context, r *report, engine, url string, goal float64) error {
	s, err := makeAndServe(ctx, r, url, "0")
	if err != nil {
		return err
	}
	defer s.stop()
	body, keys, err := s.tenItems()
	if err != nil {
		return err
	}
	floorPool, floorURL, err := floorDatabase(ctx, r, engine, s)
	if err != nil {
		return err
	}
	defer floorPool.close()
	f, err := newFloor(ctx, floorPool.pool, engine == "mysql", keys, time.Now().Format("2006-01-02"))
	if err != nil {
		return fmt.Errorf("%s: %w", floorURL, err)
	}
	for _, clients := range []int{1, 16, 64} {
		if err := compare(ctx, r, s, f, engine, clients, body, goal); err != nil {
			return err
		}
	}
	return nil
}

func compare(ctx context.Context, r *report, s *server, f *floor, engine string, clients int, body []byte, goal float64) error {
	var ratios, mine, p50, p99, floorRate, floorP99 []float64
	warm := 400 * time.Millisecond
	for round := range rounds + 1 {
		length := roundLength
		if round == 0 {
			length = warm
		}
		product, err := load(clients, length, func(int) error { return s.submit(ctx, body) })
		if err != nil {
			return err
		}
		base, err := load(clients, length, func(int) error { return f.submit(ctx) })
		if err != nil {
			return err
		}
		if round == 0 {
			continue
		}
		ratios = append(ratios, product.perSecond/base.perSecond)
		mine, p50, p99 = append(mine, product.perSecond), append(p50, product.p50), append(p99, product.p99)
		floorRate, floorP99 = append(floorRate, base.perSecond), append(floorP99, base.p99)
	}
	name := fmt.Sprintf("submit.%s.%d.", engine, clients)
	r.add(name+"rate", median(mine), "1/s")
	r.add(name+"floor_rate", median(floorRate), "1/s")
	r.add(name+"p50", median(p50), "ms")
	switch clients {
	case 1:
		r.atLeast(name+"ratio", median(ratios), "x", 0.5)
	case 64:
		r.atLeast(name+"ratio", median(ratios), "x", goal)
	default:
		r.add(name+"ratio", median(ratios), "x")
	}
	r.add(name+"floor_p99", median(floorP99), "ms")
	if clients == 64 && engine == "sqlite" {
		r.atMost(name+"p99", median(p99), "ms", median(floorP99))
	} else {
		r.add(name+"p99", median(p99), "ms")
	}
	return nil
}

// floorPool is the database the floor writes to: its own, with the same schema,
// so that neither side reads pages the other has just written.
type floorPool struct {
	pool *sql.DB
	done func()
}

func (p floorPool) close() { _ = p.pool.Close(); p.done() }

func floorDatabase(ctx context.Context, r *report, engine string, _ *server) (floorPool, string, error) {
	if engine == "sqlite" {
		path := r.dir + "/floor.db"
		if err := migrate(ctx, "sqlite://"+path); err != nil {
			return floorPool{}, "", err
		}
		pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
		if err != nil {
			return floorPool{}, "", err
		}
		pool.SetMaxOpenConns(1)
		return floorPool{pool, func() { _ = os.Remove(path) }}, path, nil
	}
	url, drop, err := newMySQLDatabase(ctx)
	if err != nil {
		return floorPool{}, "", err
	}
	if err := migrate(ctx, url); err != nil {
		return floorPool{}, "", err
	}
	pool, err := sql.Open("mysql", dsn(url))
	if err != nil {
		return floorPool{}, "", err
	}
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(24)
	return floorPool{pool, drop}, url, nil
}

func migrate(ctx context.Context, url string) error {
	d, err := db.Open(ctx, url, db.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Migrate(ctx)
}

var client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 128, MaxConnsPerHost: 0}}

// submit sends one check and insists on its receipt.
func (s *server) submit(ctx context.Context, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/api/v1/inspections", bytes.NewReader(body))
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
	if res.StatusCode != http.StatusCreated {
		return fmt.Errorf("submit: %d %s", res.StatusCode, raw)
	}
	return nil
}

// tenItems signs in as a supplier's staff and prepares a check of ten items.
func (s *server) tenItems() ([]byte, floorKeys, error) {
	return s.prepareSubmission(floorItems)
}

func mustJSON(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}
