package setting

import (
	"context"

	"hengjian/internal/platform/httpapi"
)

type changeIn[T any] struct {
	httpapi.IfMatch
	Body T
}

// Routes adds the operations that read and change a group; set is its Set, or a service's
// that asks more. view adds to the values the version for If-Match, 0 before the first
// change.
func Routes[T, V any](r *httpapi.Router, read, change httpapi.Op, g *Group[T], set func(context.Context, T, int) (int, error), view func(values T, version int) V) {
	reply := func(values T, version int, err error) (*httpapi.Tagged[V], error) {
		if err != nil {
			return nil, err
		}
		return httpapi.ReplyVersion(view(values, version), version), nil
	}
	httpapi.Handle(r, read, func(ctx context.Context, _ *struct{}) (*httpapi.Tagged[V], error) { return reply(g.Read(ctx)) })
	httpapi.Handle(r, change, func(ctx context.Context, in *changeIn[T]) (*httpapi.Tagged[V], error) {
		expected, err := in.Expect()
		if err != nil {
			return nil, err
		}
		version, err := set(ctx, in.Body, expected)
		return reply(in.Body, version, err)
	})
}
