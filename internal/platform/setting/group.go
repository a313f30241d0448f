package setting

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/db"
)

// keptFor is how long a replica works with values that another one has changed.
const keptFor = 30 * time.Second

// Group are values that belong together and are changed together.
type Group[T any] struct {
	store *Store
	name  string
	usual []byte // in JSON: a map in T must not be shared
	check func(T) error
	kept  atomic.Pointer[kept[T]]
}

type kept[T any] struct {
	values T
	at     time.Time
}

// NewGroup names a group: its usual values hold until others are set, and check refuses
// those that cannot. A value that is added to T later has its usual one meanwhile.
func NewGroup[T any](s *Store, name string, usual T, check func(T) error) *Group[T] {
	text, err := json.Marshal(usual)
	if err != nil {
		panic(fmt.Errorf("setting %s: %w", name, err))
	}
	return &Group[T]{store: s, name: name, usual: text, check: check}
}

// Get returns the values in force. On another replica than the one that changed them
// they may be half a minute old.
func (g *Group[T]) Get(ctx context.Context) (T, error) {
	if k := g.kept.Load(); k != nil && g.store.clock.Now().Sub(k.at).Abs() < keptFor {
		return k.values, nil
	}
	values, _, err := g.Read(ctx)
	if err == nil {
		g.store.db.AfterCommit(ctx, func() { g.kept.Store(&kept[T]{values, g.store.clock.Now()}) })
	}
	return values, err
}

// Read returns the values as they are in the database, with their version for Set.
func (g *Group[T]) Read(ctx context.Context) (T, int, error) {
	var values T
	r, err := g.store.read(ctx, g.name)
	if err != nil {
		return values, 0, err
	}
	err = json.Unmarshal(g.usual, &values)
	if err == nil && r.Version > 0 {
		err = json.Unmarshal([]byte(r.Value), &values)
	}
	if err != nil {
		return values, 0, fault.Internal(err)
	}
	return values, r.Version, nil
}

// Set puts other values in force, if those of the expected version still are.
func (g *Group[T]) Set(ctx context.Context, values T, expected int) (version int, err error) {
	if err := g.check(values); err != nil {
		return 0, err
	}
	text, err := json.Marshal(values)
	if err != nil {
		return 0, fault.Internal(err)
	}
	err = g.store.db.Tx(ctx, func(ctx context.Context) error {
		before, err := g.store.lock(ctx, g.name)
		if err != nil {
			return err
		}
		if before.Version != expected {
			return fault.Stale()
		}
		g.store.db.AfterCommit(ctx, func() { g.kept.Store(nil) })
		return g.store.write(ctx, before, string(text))
	})
	return expected + 1, db.Fault(err)
}
