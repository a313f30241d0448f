package httpapi

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"
)

// Op is one line of a route table. An operation without a permission that the
// policy knows, and that is not public, stops the program at start.
type Op struct {
	ID         string // operationId, "submitInspection"
	Method     string
	Path       string // below Prefix, with {name} parameters; Raw paths outside the API start with "//"
	Tag        string
	Summary    string
	Permission string
	Public     bool
	Idempotent bool          // needs an Idempotency-Key; see idempotent
	Status     int           // of success; 0 means 200, or 204 without a body
	MaxBody    int64         // bytes; 0 means the router's limit
	Timeout    time.Duration // of the whole work; 0 means the router's
	// Answers documents what a Raw operation sends: its media type.
	Answers string
	// Accepts documents the media types of a Raw operation's body.
	Accepts []string
	// Queries documents the query parameters of a Raw operation.
	Queries []string
}

// Prefix is the path of the API.
const Prefix = "/api/v1"

// timeout bounds the work of one request.
const timeout = 20 * time.Second

// Handle adds an operation whose input and output are typed. The permission is
// checked before the body is read. Errors become problem answers.
//
// It is compiled once for each operation, so it does as little as it can.
func Handle[I, O any](r *Router, op Op, fn func(context.Context, *I) (*O, error)) {
	r.handle(op, func(h huma.Operation) {
		huma.Register(r.framework.api, h, func(ctx context.Context, in *I) (*O, error) {
			out, err := r.answer(ctx, op, in, reflect.TypeFor[O](), func(ctx context.Context) (any, error) { return fn(ctx, in) })
			if err != nil {
				return nil, err
			}
			return out.(*O), nil
		})
	})
}

// handle gives an operation its route; describe tells the framework what it takes and
// answers.
func (r *Router) handle(op Op, describe func(huma.Operation)) {
	if !r.check(op) {
		return
	}
	h := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: Prefix + op.Path, Summary: op.Summary, Tags: []string{op.Tag},
		DefaultStatus: op.Status, MaxBodyBytes: r.bodyLimit(op), BodyReadTimeout: 15 * time.Second,
		Middlewares: huma.Middlewares{r.guard(op)}, Extensions: extensions(op),
	}
	if op.Idempotent {
		h.Parameters = append(h.Parameters, idempotencyParameter)
	}
	r.echo.Add(op.Method, echoPath(h.Path), r.framework.later(op.ID, func() { describe(h) }))
}

// answer lets work answer for an input; the answer is a pointer to the type.
func (r *Router) answer(ctx context.Context, op Op, in any, answers reflect.Type, work func(context.Context) (any, error)) (any, error) {
	var out any
	var err error
	if op.Idempotent {
		out, err = r.once(ctx, op, in, answers, work)
	} else {
		out, err = work(ctx)
	}
	if err != nil {
		return nil, problemOf(ctx, err)
	}
	return out, nil
}

// Raw adds an operation that writes its own answer: a page, a stream, an upload.
// An error that fn returns before writing becomes a problem answer.
func Raw(r *Router, op Op, fn func(http.ResponseWriter, *http.Request) error) {
	if !r.check(op) {
		return
	}
	path, outside := strings.CutPrefix(op.Path, "//")
	if outside {
		path = "/" + path
	} else {
		path = Prefix + op.Path
		r.framework.api.OpenAPI().AddOperation(document(op, path))
	}
	r.echo.Add(op.Method, echoPath(path), func(c echo.Context) error {
		req := c.Request()
		ctx, cancel, err := r.bound(req.Context(), op)
		defer cancel()
		if err == nil {
			ctx, err = r.admit(ctx, req, op)
		}
		if err != nil {
			return err
		}
		req = req.WithContext(ctx)
		for _, name := range c.ParamNames() {
			req.SetPathValue(name, c.Param(name))
		}
		if req.Body != nil {
			req.Body = http.MaxBytesReader(c.Response(), req.Body, r.bodyLimit(op))
		}
		return fn(c.Response(), req)
	})
}

func extensions(op Op) map[string]any {
	if op.Public {
		return map[string]any{"x-public": true}
	}
	return map[string]any{"x-permission": op.Permission}
}

func document(op Op, path string) *huma.Operation {
	status := "200"
	if op.Status == http.StatusCreated {
		status = "201"
	}
	out := &huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: path, Summary: op.Summary, Tags: []string{op.Tag}, Extensions: extensions(op),
		Responses: map[string]*huma.Response{status: {Description: http.StatusText(http.StatusOK), Content: map[string]*huma.MediaType{op.Answers: {}}}},
	}
	for rest := path; ; {
		_, after, found := strings.Cut(rest, "{")
		if !found {
			break
		}
		name, tail, _ := strings.Cut(after, "}")
		out.Parameters = append(out.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
		rest = tail
	}
	for _, name := range op.Queries {
		out.Parameters = append(out.Parameters, &huma.Param{Name: name, In: "query", Schema: &huma.Schema{Type: huma.TypeString}})
	}
	if len(op.Accepts) > 0 {
		out.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
		for _, accepted := range op.Accepts {
			out.RequestBody.Content[accepted] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		}
	}
	return out
}

func echoPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}
