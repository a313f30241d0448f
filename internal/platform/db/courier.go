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
	err  error
	turn chan bool // true: carry a group, false: carried
}

var errNotWritten = errors.New("db: not written")

// courier takes the writing of transactions that end at the same time to a server, in
// one transaction of the server and as few statements as there are tables. Where the
// server refuses the whole, each is written by itself and is told what concerns it.
// Whoever ends while few are on their way carries its own and what waits; the others
// wait to be carried, or for their turn to carry.
type courier struct {
	pool  *sql.DB // of those who gave their connection back to wait
	bound func(context.Context) (context.Context, context.CancelFunc, error)

	mu      sync.Mutex
	away    int // groups on their way
	most    int // parcels of a group
	waiting []*parcel
}

func newCourier(pool *sql.DB, bound func(context.Context) (context.Context, context.CancelFunc, error)) *courier {
	pool.SetMaxOpenConns(couriers)
	pool.SetMaxIdleConns(couriers)
	pool.SetConnMaxLifetime(30 * time.Minute)
	return &courier{pool: pool, bound: bound, most: groupLimit}
}

// deliver returns when the load is durable or refused. The caller's leaving does not end
// it: the load may have been committed by then, and saying otherwise would be a lie. It
// uses conn, or gives it back if others have to be waited for.
func (c *courier) deliver(l load, conn *sql.Conn) error {
	p := &parcel{load: l, err: errNotWritten, turn: make(chan bool, 1)}
	if !c.begin(p) {
		_ = conn.Close()
		conn = nil
		if carry := <-p.turn; !carry {
			return p.err
		}
	}
	group, whole := c.gather(p), false
	defer func() { c.end(group, whole) }() // also after a panic: others wait
	whole = c.carry(conn, group)
	return p.err
}

// begin reports whether p may go at once; else it waits.
func (c *courier) begin(p *parcel) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.away == couriers {
		c.waiting = append(c.waiting, p)
		return false
	}
	c.away++
	return true
}

// gather adds to the first parcel what waits, as far as one packet goes.
func (c *courier) gather(first *parcel) []*parcel {
	c.mu.Lock()
	defer c.mu.Unlock()
	group, n := []*parcel{first}, 0
	for size := first.size; n < len(c.waiting) && size+c.waiting[n].size <= batchArgs && len(group) < c.most; n++ {
		group, size = append(group, c.waiting[n]), size+c.waiting[n].size
	}
	c.waiting = append(c.waiting[:0:0], c.waiting[n:]...)
	return group
}

// end answers a group and gives the turn to who waits. A refusal costs a group a second
// way, so after one the groups are small, and grow while nothing is refused.
func (c *courier) end(group []*parcel, whole bool) {
	for _, p := range group[1:] {
		p.turn <- false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if whole {
		c.most = min(c.most+1, groupLimit)
	} else {
		c.most = max(1, len(group)/2)
	}
	if len(c.waiting) == 0 {
		c.away--
		return
	}
	c.waiting[0].turn <- true
	c.waiting = c.waiting[1:]
}

// carry writes a group, and reports whether the server took it as it was.
func (c *courier) carry(conn *sql.Conn, group []*parcel) (whole bool) {
	ctx, cancel, err := c.bound(context.Background())
	defer cancel()
	if err == nil && conn == nil {
		if conn, err = c.pool.Conn(ctx); err == nil {
			defer conn.Close() //nolint:errcheck // gives the connection back to the pool
		}
	}
	if err == nil {
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
