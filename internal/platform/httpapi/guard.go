package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
)

// authTimeout bounds the first question to the database, so that a server that
// hangs is answered for with 503 within two seconds.
const authTimeout = 1500 * time.Millisecond

// guard authenticates and checks the permission before anything of the body is
// read.
func (r *Router) guard(op Op) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c := humaecho.Unwrap(ctx)
		work, cancel, err := r.bound(ctx.Context(), op)
		defer cancel()
		if err == nil {
			work, err = r.admit(work, c.Request(), op)
		}
		if err != nil {
			writeProblem(c.Response(), c.Request(), err)
			return
		}
		ctx.SetHeader("Cache-Control", "no-store")
		next(huma.WithContext(ctx, work))
	}
}

// bound limits how long the work of a request may take, and ends it when the
// database stops answering.
func (r *Router) bound(ctx context.Context, op Op) (context.Context, context.CancelFunc, error) {
	limit := timeout
	if op.Timeout > 0 {
		limit = op.Timeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	bound, done, err := r.opt.DB.Bound(ctx)
	return bound, func() { done(); cancel() }, err
}

// admit returns a context in which the caller acts, or the refusal.
func (r *Router) admit(ctx context.Context, req *http.Request, op Op) (context.Context, error) {
	ctx = withRequest(ctx, req)
	if op.Public {
		return ctx, nil
	}
	actor, err := r.who(ctx, req)
	switch {
	case err != nil:
		return ctx, err
	case actor.UserID == "":
		return ctx, fault.Unauthenticated()
	case !actor.Can(op.Permission):
		if actor.PasswordExpired {
			return ctx, fault.Forbidden("password_change_required", "Change the password first.")
		}
		return ctx, fault.Forbidden("permission_denied", "This account may not do that.")
	}
	return authz.With(ctx, actor), nil
}

func (r *Router) who(ctx context.Context, req *http.Request) (authz.Actor, error) {
	if e := errandOf(ctx); e != nil {
		return e.actor, nil
	}
	ctx, cancel := context.WithTimeout(ctx, authTimeout)
	defer cancel()
	return r.opt.Authenticator.Authenticate(ctx, req)
}

type requestKey struct{}

// request is what a handler may need of the request it does not bind.
type request struct {
	idempotencyKey string
	http           *http.Request
}

func withRequest(ctx context.Context, req *http.Request) context.Context {
	return context.WithValue(ctx, requestKey{}, request{req.Header.Get("Idempotency-Key"), req})
}

// Address returns the caller's address as audit and lock-outs use it.
func Address(ctx context.Context) string { return audit.OriginOf(ctx).Address }

// Request returns the request behind ctx, for the few handlers that set cookies.
func Request(ctx context.Context) *http.Request {
	r, _ := ctx.Value(requestKey{}).(request)
	return r.http
}
