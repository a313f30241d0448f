package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"
	"time"

	"github.com/go-sql-driver/mysql"
)

// couriers is how many groups are on their way to a server at once: some are written
// while others wait for the disk.
const couriers = 4

// parcel is the whole writing of a transaction that neither locked nor read what it
// had written.
type parcel struct {
	load
	err    error
	answer chan struct{}
}

// courier takes the writing of transactions that end at the same time to a server, in
// one transaction of the server and as few statements as there are tables. Where the
// server refuses the whole, each is written by itself and is told what concerns it.
type courier struct {
	pool    *sql.DB
	bound   func(context.Context) (context.Context, context.CancelFunc, error)
	parcels chan *parcel
	stop    chan struct{}
	done    chan struct{}
	once    sync.Once
	running sync.WaitGroup
}

func newCourier(pool *sql.DB, bound func(context.Context) (context.Context, context.CancelFunc, error)) *courier {
	pool.SetMaxOpenConns(couriers)
	pool.SetMaxIdleConns(couriers)
	pool.SetConnMaxLifetime(30 * time.Minute)
	c := &courier{pool: pool, bound: bound, parcels: make(chan *parcel, groupLimit), stop: make(chan struct{}), done: make(chan struct{})}
	for range couriers {
		c.running.Go(c.loop)
	}
	return c
}

// deliver waits until the load is durable or refused. It waits even when ctx ends: the
// load may have been committed by then, and saying otherwise would be a lie.
func (c *courier) deliver(ctx context.Context, l load) error {
	p := &parcel{load: l, answer: make(chan struct{})}
	select {
	case c.parcels <- p:
	case <-ctx.Done():
		return ctx.Err()
	case <-c.stop:
		return errClosed
	}
	select {
	case <-p.answer:
	case <-c.done: // closed while the parcel waited
		select {
		case <-p.answer:
		default:
			return errClosed
		}
	}
	return p.err
}

func (c *courier) close() error {
	c.once.Do(func() {
		close(c.stop)
		c.running.Wait()
		close(c.done)
	})
	return c.pool.Close()
}

// loop carries what comes. A refusal costs the group a second way, so after one the
// groups are small, and grow again as long as nothing is refused.
func (c *courier) loop() {
	most := groupLimit
	for {
		select {
		case p := <-c.parcels:
			group := c.gather(p, most)
			if c.carry(group) {
				most = min(most+1, groupLimit)
			} else {
				most = max(1, len(group)/2)
			}
		case <-c.stop:
			return
		}
	}
}

// gather adds to the first parcel what waits, as far as one packet goes.
func (c *courier) gather(first *parcel, most int) []*parcel {
	group := []*parcel{first}
	for size := first.size; size < batchArgs && len(group) < most; {
		select {
		case p := <-c.parcels:
			group, size = append(group, p), size+p.size
		default:
			return group
		}
	}
	return group
}

// carry answers a group, and reports whether the server took it as it was.
func (c *courier) carry(group []*parcel) (whole bool) {
	defer func() {
		for _, p := range group {
			close(p.answer)
		}
	}()
	ctx, cancel, err := c.bound(context.Background())
	defer cancel()
	var conn *sql.Conn
	if err == nil {
		conn, err = c.pool.Conn(ctx)
	}
	if err == nil {
		defer conn.Close() //nolint:errcheck // gives the connection back to the pool
		loads := make([]load, len(group))
		for i, p := range group {
			loads[i] = p.load
		}
		err = write(ctx, conn, join(loads))
	}
	for _, p := range group {
		p.err = err
	}
	if refused, _ := errors.AsType[*mysql.MySQLError](err); refused != nil && len(group) > 1 {
		for _, p := range group {
			p.err = write(ctx, conn, p.load)
		}
	}
	return err == nil
}

// write commits a load, or leaves nothing of it.
func write(ctx context.Context, conn *sql.Conn, l load) error {
	text, args := packet([]string{begin}, l, []string{"COMMIT"})
	_, err := conn.ExecContext(ctx, text, args...)
	if err != nil {
		rollback(conn)
	}
	return err
}

// rollback gives up a connection that cannot roll back: the server then does it.
func rollback(conn *sql.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if _, err := conn.ExecContext(ctx, "ROLLBACK"); err != nil {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	}
}
