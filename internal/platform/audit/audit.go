// Package audit keeps the log of who changed what. An entry is written in the
// transaction of the change: if it cannot be written, the change does not happen.
// Entries are only ever added; a job seals them into a hash chain, and Verify finds
// what was changed, removed or put in later.
package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Action is one entry of the closed list of actions. It can only be made with
// Define, so the list is complete and no action can be misspelt.
type Action struct{ code string }

// String returns the action's code, "supplier.create".
func (a Action) String() string { return a.code }

var defined []string

// Define adds an action to the closed list. Call it for a package variable only.
func Define(code string) Action {
	if slices.Contains(defined, code) {
		panic("audit: action defined twice: " + code)
	}
	defined = append(defined, code)
	return Action{code}
}

// Actions lists every defined action in order.
func Actions() []string { return slices.Sorted(slices.Values(defined)) }

// Entry says what was changed. Before and After are written as JSON; they must
// hold no secret.
type Entry struct {
	Action     Action
	Target     string // the kind of record, "supplier"
	TargetID   string
	OnBehalfOf string
	Before     any
	After      any
}

// Origin is where a request came from. httpapi puts it into the context.
type Origin struct {
	RequestID string
	Address   string
}

type originKey struct{}

// WithOrigin returns a context that remembers where the request came from.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// OriginOf returns where the request of ctx came from.
func OriginOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}

type row struct {
	ID         string `gorm:"primaryKey"`
	At         int64
	ActorID    string
	ActorName  string
	OnBehalfOf string
	Action     string
	Target     string
	TargetID   string
	BeforeJSON string
	AfterJSON  string
	RequestID  string
	Address    string
}

var _ = db.Register(row{}, seal{})

func (row) TableName() string { return "audit_entries" }

var entries = db.NewTable("audit_entries", "id, at, actor_id, actor_name, on_behalf_of, action, target, target_id, before_json, after_json, request_id, address")

// Log writes and reads the audit log.
type Log struct {
	db    *db.DB
	clock clock.Clock
}

// New returns the log kept in d.
func New(d *db.DB, c clock.Clock) *Log { return &Log{d, c} }

// Record writes an entry in the transaction of ctx; without one it fails.
func (l *Log) Record(ctx context.Context, e Entry) error {
	if e.Action.code == "" || !db.InTx(ctx) {
		return errors.New("audit: an entry needs an action and the transaction of its change")
	}
	before, err := encode(e.Before)
	if err != nil {
		return err
	}
	after, err := encode(e.After)
	if err != nil {
		return err
	}
	actor, origin := authz.From(ctx), OriginOf(ctx)
	if actor.Carrier.UserID != "" { // the entry is of who was at the door
		e.OnBehalfOf = actor.DisplayName
		actor.UserID, actor.DisplayName = actor.Carrier.UserID, actor.Carrier.DisplayName
	}
	err = l.db.Insert(ctx, entries, id.New(), date.Millis(l.clock.Now()), actor.UserID, actor.DisplayName, e.OnBehalfOf,
		e.Action.code, e.Target, e.TargetID, before, after, origin.RequestID, origin.Address)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

func encode(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("audit: %w", err)
	}
	return string(raw), nil
}
