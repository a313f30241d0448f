package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
)

// ProblemField names one wrong field of the request.
type ProblemField struct {
	Field   string `json:"field" doc:"path of the field as it was sent, such as observations[3].photos"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Problem is every error answer, after RFC 9457. Clients act on code; detail is
// English and for people who read logs.
type Problem struct {
	Type      string         `json:"type" example:"about:blank"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Code      string         `json:"code" example:"photo_required"`
	Detail    string         `json:"detail"`
	RequestID string         `json:"requestId,omitempty"`
	Fields    []ProblemField `json:"fields,omitempty"`

	retryAfter time.Duration
}

// Error makes a Problem usable as huma's error.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders tells when asking again makes sense, where that is known.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int((p.retryAfter+time.Second-1)/time.Second)))
	}
	return h
}

// ContentType names the media type of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func newProblem(ctx context.Context, f *fault.Error) *Problem {
	p := &Problem{Type: "about:blank", Title: http.StatusText(f.Status()), Status: f.Status(), Code: f.Code, Detail: f.Message}
	// A thing that is missing and one that may not be seen must answer with the same
	// bytes, so the request's own number stays out of that answer.
	if f.Kind != fault.KindNotFound {
		p.RequestID = audit.OriginOf(ctx).RequestID
	}
	for _, field := range f.Fields {
		p.Fields = append(p.Fields, ProblemField{field.Name, field.Code, field.Message})
	}
	return p
}

// problemOf turns any error into the answer and logs what the caller must not see.
func problemOf(ctx context.Context, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	f := fault.As(db.Fault(err))
	if f.Kind == fault.KindInternal || f.Kind == fault.KindUnavailable {
		level := slog.LevelError
		if errors.Is(err, context.Canceled) && !errors.Is(context.Cause(ctx), db.ErrDown) {
			level = slog.LevelDebug // the caller has gone; nothing is wrong here
		}
		slog.Log(ctx, level, "request failed", "code", f.Code, "error", f.Error(), "request_id", audit.OriginOf(ctx).RequestID)
	}
	p = newProblem(ctx, f)
	var later interface{ RetryAfter() time.Duration }
	switch {
	case errors.As(err, &later):
		p.retryAfter = later.RetryAfter()
	case f.Kind == fault.KindUnavailable:
		p.retryAfter = 2 * time.Second
	}
	return p
}

func writeProblem(w http.ResponseWriter, req *http.Request, err error) {
	p := problemOf(req.Context(), err)
	header := w.Header()
	header.Set("Content-Type", "application/problem+json")
	header.Set("Cache-Control", "no-store")
	maps.Copy(header, p.GetHeaders())
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

// statusCodes names the refusals that come from the framework and not from a
// domain.
var statusCodes = map[int]struct {
	kind   fault.Kind
	code   string
	detail string
}{
	http.StatusBadRequest:            {fault.KindMalformed, "malformed", "The request cannot be read."},
	http.StatusNotFound:              {fault.KindNotFound, "not_found", "There is no such thing."},
	http.StatusMethodNotAllowed:      {fault.KindNotFound, "not_found", "There is no such thing."},
	http.StatusRequestEntityTooLarge: {fault.KindTooLarge, "body_too_large", "The request body is too large."},
	http.StatusUnsupportedMediaType:  {fault.KindUnsupported, "media_type_unsupported", "The content type is not supported."},
	http.StatusUnprocessableEntity:   {fault.KindInvalid, "invalid", "Some fields are not acceptable."},
	http.StatusRequestTimeout:        {fault.KindUnavailable, "unavailable", "The request took too long."},
}

func frameworkFault(status int, details ...error) *fault.Error {
	known, ok := statusCodes[status]
	if !ok {
		return fault.Internal(errors.Join(details...))
	}
	f := fault.New(known.kind, known.code, known.detail)
	for _, d := range details {
		var detailer huma.ErrorDetailer
		if errors.As(d, &detailer) {
			f.Fields = append(f.Fields, fieldOf(detailer.ErrorDetail()))
		} else if status == http.StatusUnprocessableEntity || status == http.StatusBadRequest {
			f.Fields = append(f.Fields, fault.Field{Name: "body", Code: "malformed_value", Message: "A value has the wrong form."})
		}
	}
	return f
}

// fieldCodes maps the beginnings of the validator's messages to stable codes.
var fieldCodes = []struct{ prefix, code string }{
	{"expected required property", "required"}, {"required ", "required"},
	{"unexpected property", "unknown_field"}, {"unknown query parameter", "unknown_parameter"},
	{"expected value to be one of", "not_allowed"}, {"expected length <=", "too_long"}, {"expected length >=", "too_short"},
	{"expected number <=", "too_large"}, {"expected number >=", "too_small"}, {"expected array length", "wrong_count"},
	{"expected string to match pattern", "malformed_value"}, {"expected string to be", "malformed_value"},
}

// fieldOf keeps the place and the reason and drops the value, which may be a
// password.
func fieldOf(d *huma.ErrorDetail) fault.Field {
	name := d.Location
	for _, prefix := range []string{"body.", "query.", "path.", "header."} {
		name = strings.TrimPrefix(name, prefix)
	}
	if rest, ok := strings.CutPrefix(d.Message, "expected required property "); ok {
		property, _, _ := strings.Cut(rest, " ")
		if name == "body" || name == "" {
			name = property
		} else {
			name += "." + property
		}
	}
	for _, c := range fieldCodes {
		if strings.HasPrefix(d.Message, c.prefix) {
			return fault.Field{Name: name, Code: c.code, Message: d.Message}
		}
	}
	return fault.Field{Name: name, Code: "invalid_value", Message: d.Message}
}

func init() {
	huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
		for _, err := range errs {
			if f := fault.As(err); f != nil {
				return newProblem(ctx.Context(), f)
			}
		}
		return newProblem(ctx.Context(), frameworkFault(status, errs...))
	}
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError {
		return newProblem(context.Background(), frameworkFault(status, errs...))
	}
}
