package quotatest

import (
	"context"

	"hengjian/internal/testkit"
)

// Call sends a request as the actor of ctx to an API with all the world's routes.
// headers are pairs.
func (w *World) Call(ctx context.Context, method, path, body string, headers ...string) testkit.Answer {
	w.T.Helper()
	if w.api == nil {
		w.api = testkit.Serve(w.T, w.DB, w.Clock, w.Suppliers, w.Contracts, w.Quotas, w.Insight)
	}
	return w.api.Call(ctx, method, path, body, headers...)
}
