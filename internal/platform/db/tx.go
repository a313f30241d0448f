package db

import (
	"context"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"
)

// transaction is what travels in the context of a Tx.
type transaction struct {
	gorm   *gorm.DB
	batch  *batch // of a server; nil for a file
	before []func(context.Context) error
	after  []func()
	values map[any]any
	failed error // of rows that were to wait: nothing of the transaction may stay
}

type txKey struct{}

func current(ctx context.Context) *transaction {
	tx, _ := ctx.Value(txKey{}).(*transaction)
	return tx
}

// InTx reports whether ctx carries a transaction.
func InTx(ctx context.Context) bool { return current(ctx) != nil }

// attempts bounds how often the outermost Tx is tried when the database picks it
// as the victim of a deadlock.
const attempts = 6

// Tx runs fn in the transaction of ctx, or in a new one. If fn or the commit
// fails, nothing of it stays and the error is returned. The outermost Tx repeats
// fn after a deadlock or a lock wait time-out, a bounded number of times, so fn
// must not change anything but the database; side effects belong in AfterCommit.
func (d *DB) Tx(ctx context.Context, fn func(ctx context.Context) error) error {
	if current(ctx) != nil {
		return fn(ctx)
	}
	if d.writer != nil {
		return d.writer.run(ctx, fn)
	}
	for try := 1; ; try++ {
		err := d.once(ctx, fn)
		if err == nil || !retryable(err) || try == attempts || ctx.Err() != nil {
			return err
		}
		time.Sleep(time.Duration(try) * time.Duration(1+rand.IntN(4)) * time.Millisecond)
	}
}

// draws bounds how often a random number is drawn before all numbers are called taken.
const draws = 3

// Redraw repeats a transaction that drew a number which is taken. Inside another
// transaction it does not, since that one has failed too: whoever began it repeats it.
func Redraw(ctx context.Context, do func() error) error {
	for draw := 1; ; draw++ {
		if err := do(); !IsDuplicate(err) || InTx(ctx) || draw == draws {
			return err
		}
	}
}

// AfterCommit runs f once the outermost transaction is durable; never if it fails.
// Outside a transaction f runs at once.
func (d *DB) AfterCommit(ctx context.Context, f func()) {
	if tx := current(ctx); tx != nil {
		tx.after = append(tx.after, f)
		return
	}
	f()
}

// BeforeCommit runs f as the last part of the outermost transaction. The ledger
// uses it to touch its hot rollup rows as late and as briefly as possible.
func (d *DB) BeforeCommit(ctx context.Context, f func(context.Context) error) {
	tx := current(ctx)
	tx.before = append(tx.before, f)
}

// Value returns what make first made for key in this transaction.
func Value[T any](ctx context.Context, key any, make func() T) T {
	tx := current(ctx)
	if v, ok := tx.values[key]; ok {
		return v.(T)
	}
	v := make()
	if tx.values == nil {
		tx.values = map[any]any{}
	}
	tx.values[key] = v
	return v
}

// perform runs fn and the hooks before the commit on an open transaction.
func (tx *transaction) perform(ctx context.Context, fn func(context.Context) error) error {
	ctx = context.WithValue(ctx, txKey{}, tx)
	if err := fn(ctx); err != nil {
		return err
	}
	for i := 0; i < len(tx.before); i++ { // a hook may add another
		if err := tx.before[i](ctx); err != nil {
			return err
		}
	}
	return tx.failed
}

func (tx *transaction) committed() {
	for _, f := range tx.after {
		f()
	}
}
