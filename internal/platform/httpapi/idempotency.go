package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

var idempotencyParameter = &huma.Param{
	Name: "Idempotency-Key", In: "header", Required: true,
	Description: "Up to 128 printable ASCII characters, chosen by the client for one act. The same key with the same body gets the first answer again; with another body 422.",
	Schema:      &huma.Schema{Type: huma.TypeString, MaxLength: ptr(128)},
}

func ptr[T any](v T) *T { return &v }

type claim struct {
	ActorID   string `gorm:"primaryKey"`
	Key       string `gorm:"primaryKey"`
	Operation string
	BodyHash  string
	Status    int
	Response  []byte
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

var _ = db.Register(claim{})

func (claim) TableName() string { return "idempotency_keys" }

var claims = db.NewTable("idempotency_keys", "actor_id, `key`, operation, body_hash, status, response, created_at")

// once does work once for a key. The key is stored with the answer in the
// transaction of the effect, so that either both exist or neither does. A request
// whose key is taken loses its own work and gets the first answer: asking before
// would cost every first request a look-up for the sake of the rare second.
func (r *Router) once(ctx context.Context, op Op, in any, answers reflect.Type, work func(context.Context) (any, error)) (any, error) {
	q, _ := ctx.Value(requestKey{}).(request)
	if err := checkKey(q.idempotencyKey); err != nil {
		return nil, err
	}
	want, err := newClaim(ctx, op, q.idempotencyKey, in)
	if err != nil {
		return nil, err
	}
	var out any
	err = db.Redraw(ctx, func() error {
		err := r.opt.DB.Tx(ctx, func(ctx context.Context) error {
			var err error
			if out, err = work(ctx); err != nil {
				return err
			}
			if want.Response, err = json.Marshal(out); err != nil {
				return fmt.Errorf("idempotency: %w", err)
			}
			want.Status, want.CreatedAt = op.Status, date.Millis(r.opt.Clock.Now())
			return want.store(ctx, r.opt.DB)
		})
		if err == nil {
			return nil
		}
		first, again := want.replay(ctx, r.opt.DB, answers)
		if first == nil && again == nil {
			return err
		}
		if e := errandOf(ctx); e != nil {
			e.again = first != nil
		}
		out = first
		return again
	})
	return out, err
}

func checkKey(key string) error {
	if key == "" {
		return fault.New(fault.KindMalformed, "idempotency_key_required", "Send an Idempotency-Key.")
	}
	if len(key) > 128 {
		return fault.New(fault.KindMalformed, "idempotency_key_malformed", "The Idempotency-Key is too long.")
	}
	for _, c := range []byte(key) {
		if c < 0x21 || c > 0x7e {
			return fault.New(fault.KindMalformed, "idempotency_key_malformed", "The Idempotency-Key has other than printable ASCII characters.")
		}
	}
	return nil
}

// Attempted is a request that carries something that differs from attempt to attempt,
// such as the phone's clock at sending. Act returns it without that: what stays is the
// act, and decides whether two requests are the same.
type Attempted interface{ Act() any }

func newClaim(ctx context.Context, op Op, key string, in any) (claim, error) {
	if a, ok := in.(Attempted); ok {
		in = a.Act()
	}
	raw, err := json.Marshal(in)
	if err != nil {
		return claim{}, fmt.Errorf("idempotency: %w", err)
	}
	sum := sha256.Sum256(raw)
	return claim{ActorID: authz.From(ctx).UserID, Key: key, Operation: op.ID, BodyHash: hex.EncodeToString(sum[:])}, nil
}

// store writes the claim; a key that is taken is told at the commit.
func (c claim) store(ctx context.Context, d *db.DB) error {
	return d.Insert(ctx, claims, c.ActorID, c.Key, c.Operation, c.BodyHash, c.Status, c.Response, c.CreatedAt)
}

// replay returns the first answer for the key, nil if there was none.
func (c claim) replay(ctx context.Context, d *db.DB, answers reflect.Type) (any, error) {
	var rows []claim
	err := d.Conn(ctx).Where("actor_id = ? AND `key` = ?", c.ActorID, c.Key).Limit(1).Find(&rows).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	if rows[0].Operation != c.Operation || rows[0].BodyHash != c.BodyHash {
		return nil, fault.New(fault.KindInvalid, "idempotency_key_reused", "This Idempotency-Key was used for another request.")
	}
	out := reflect.New(answers).Interface()
	if err := json.Unmarshal(rows[0].Response, out); err != nil {
		return nil, fault.Internal(fmt.Errorf("idempotency: %w", err))
	}
	return out, nil
}
