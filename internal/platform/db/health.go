package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"
)

// How often the server is asked whether it lives, and how long it may take. Together
// they keep the answer to a caller below two seconds even when the server hangs in
// the middle of a statement and nothing on the network says so.
const (
	askEvery = 300 * time.Millisecond
	askLimit = 1200 * time.Millisecond
)

// ErrDown is why a request was given up: the database does not answer.
var ErrDown = errors.New("db: the server does not answer")

// health watches a database server over a connection of its own, so that a full
// pool is not taken for a dead server.
type health struct {
	pool *sql.DB
	stop context.CancelFunc
	done chan struct{}

	mu    sync.Mutex
	alive context.Context
	die   context.CancelCauseFunc
}

func watch(pool *sql.DB) *health {
	pool.SetMaxOpenConns(1)
	ctx, stop := context.WithCancel(context.Background())
	h := &health{pool: pool, stop: stop, done: make(chan struct{})}
	h.alive, h.die = context.WithCancelCause(context.Background())
	go h.loop(ctx)
	return h
}

func (h *health) loop(ctx context.Context) {
	defer close(h.done)
	tick := time.NewTicker(askEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		asking, cancel := context.WithTimeout(ctx, askLimit)
		err := h.pool.PingContext(asking)
		cancel()
		if ctx.Err() == nil {
			h.set(err == nil)
		}
	}
}

func (h *health) set(lives bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case !lives:
		h.die(ErrDown)
	case h.alive.Err() != nil:
		h.alive, h.die = context.WithCancelCause(context.Background())
	}
}

func (h *health) close() {
	h.stop()
	<-h.done
	_ = h.pool.Close()
}

// Bound returns a context that ends when the database stops answering, so that
// nobody waits for a dead server; the error is ErrDown if it does not answer now.
// Call cancel when the work is done.
func (d *DB) Bound(ctx context.Context) (bound context.Context, cancel context.CancelFunc, err error) {
	if d.health == nil {
		return ctx, func() {}, nil
	}
	d.health.mu.Lock()
	alive := d.health.alive
	d.health.mu.Unlock()
	if alive.Err() != nil {
		return ctx, func() {}, ErrDown
	}
	bound, giveUp := context.WithCancelCause(ctx)
	stop := context.AfterFunc(alive, func() { giveUp(ErrDown) })
	return bound, func() { stop(); giveUp(nil) }, nil
}
