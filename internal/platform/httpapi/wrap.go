package httpapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
)

// contentSecurityPolicy allows nothing but our own files. Inline styles are allowed
// because component libraries set them; inline scripts and eval are not. The field
// app's code reader is WebAssembly.
const contentSecurityPolicy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// wrap puts around every request what no route may be without: a request number,
// recovery, security headers, the cross-origin check and the access log.
func (r *Router) wrap(e *echo.Echo) http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		start := time.Now()
		origin := audit.Origin{RequestID: id.New(), Address: e.IPExtractor(req)}
		req = req.WithContext(audit.WithOrigin(req.Context(), origin))
		rec := &recorder{ResponseWriter: w}
		r.headers(rec.Header(), origin.RequestID)
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // the documented way to compare it
					panic(p)
				}
				err := fault.Internal(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
				if rec.status == 0 {
					writeProblem(rec, req, err)
				} else {
					slog.Error("request failed", "error", err.Error(), "request_id", origin.RequestID)
				}
			}
			r.metrics.observe(req, rec.status, time.Since(start))
			r.access(req, rec, origin, time.Since(start))
		}()
		if err := crossOrigin.Check(req); err != nil {
			writeProblem(rec, req, fault.Forbidden("cross_origin", "The request comes from another site."))
			return
		}
		e.ServeHTTP(rec, req)
	})
}

func (r *Router) headers(h http.Header, requestID string) {
	h.Set("X-Request-Id", requestID)
	h.Set("Content-Security-Policy", contentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if r.opt.HTTPS {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// access writes one line a request. The path has no query, which may hold names.
func (r *Router) access(req *http.Request, rec *recorder, origin audit.Origin, took time.Duration) {
	if r.opt.AccessLog == nil {
		return
	}
	r.opt.AccessLog.LogAttrs(req.Context(), slog.LevelInfo, "request", slog.String("method", req.Method), slog.String("path", req.URL.Path),
		slog.Int("status", rec.status), slog.Int64("bytes", rec.bytes), slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.String("request_id", origin.RequestID), slog.String("address", origin.Address))
}

// recorder remembers the status and size of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Health adds the three addresses that operators ask.
func (r *Router) Health(ready func(*http.Request) error) {
	r.echo.GET("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	r.echo.GET("/readyz", func(c echo.Context) error {
		if err := ready(c.Request()); err != nil {
			return fault.Unavailable(err)
		}
		return c.String(http.StatusOK, "ready\n")
	})
	r.echo.GET("/metrics", func(c echo.Context) error {
		if !r.metricsAllowed(c.Request()) {
			return fault.NotFound()
		}
		r.metrics.handler.ServeHTTP(c.Response(), c.Request())
		return nil
	})
}

func statusClass(status int) string { return strconv.Itoa(status/100) + "xx" }
