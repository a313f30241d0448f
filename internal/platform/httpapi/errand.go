package httpapi

import (
	"bytes"
	"context"
	"net/http"

	"hengjian/internal/platform/authz"
)

// Errand is a request that somebody made without reaching the server and that is
// brought to it another way. It takes the very way of a request from outside: the
// permission, the body's limits and form, the key.
type Errand struct {
	Method, Path, Key string // Path below Prefix
	Body              []byte // JSON
}

// Answer is what a request is told.
type Answer struct {
	Status int
	Body   []byte
	Again  bool // the first answer for the key, given before
}

// errand is what a request inside the program has instead of credentials. Only Run
// makes one: nothing that arrives from outside can.
type errand struct {
	actor authz.Actor
	again bool
}

type errandKey struct{}

func errandOf(ctx context.Context) *errand {
	e, _ := ctx.Value(errandKey{}).(*errand)
	return e
}

// Run makes a request as the actor. Who may bring whose requests is for the caller to
// decide.
func (r *Router) Run(ctx context.Context, actor authz.Actor, e Errand) (Answer, error) {
	mine := &errand{actor: actor}
	req, err := http.NewRequestWithContext(context.WithValue(ctx, errandKey{}, mine), e.Method, Prefix+e.Path, bytes.NewReader(e.Body))
	if err != nil {
		return Answer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", e.Key)
	req.RequestURI = req.URL.RequestURI()
	w := &answer{header: http.Header{}}
	r.echo.ServeHTTP(w, req)
	return Answer{Status: w.status, Body: w.body.Bytes(), Again: mine.again}, nil
}

// answer keeps what is written.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}
