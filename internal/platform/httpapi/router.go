// Package httpapi is the one place that knows how requests arrive: routing,
// authentication, permissions, body limits, idempotency, problem answers, the
// OpenAPI document and security headers. No other package imports echo or huma.
package httpapi

import (
	"context"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Authenticator tells who sent a request. A request without credentials, or with
// ones that ended, has no actor: the zero Actor and no error.
type Authenticator interface {
	Authenticate(ctx context.Context, req *http.Request) (authz.Actor, error)
}

// Options are what a router needs.
type Options struct {
	DB             *db.DB
	Clock          clock.Clock
	Policy         *authz.Policy
	Authenticator  Authenticator
	Version        string
	BodyBytes      int64          // largest JSON body; 0 means 1 MiB
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	HTTPS          bool           // the outside address is https
	MetricsToken   string
	AccessLog      *slog.Logger // nil means no access log
}

// Router collects the operations of all domains.
type Router struct {
	opt       Options
	echo      *echo.Echo
	framework *framework
	handler   http.Handler
	metrics   *metrics
	errs      []error
	ids       map[string]bool
}

// New makes an empty router.
func New(opt Options) *Router {
	if opt.BodyBytes == 0 {
		opt.BodyBytes = 1 << 20
	}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = extractor(opt.TrustedProxies)
	config := huma.DefaultConfig("Hengjian", opt.Version)
	config.Info.Description = "Supervision of the suppliers of a government logistics agency."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil // no $schema link in answers
	config.RejectUnknownQueryParameters = true
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: "hj_session"}, "token": {Type: "http", Scheme: "bearer"},
	}
	r := &Router{opt: opt, echo: e, framework: newFramework(config), metrics: newMetrics(), ids: map[string]bool{}}
	e.HTTPErrorHandler = r.onError
	e.GET(Prefix+"/openapi.json", r.serveOpenAPI())
	r.handler = r.wrap(e)
	return r
}

// Err reports every operation that was refused: without a permission the policy
// knows, or defined twice. The program must not start with one.
func (r *Router) Err() error {
	if len(r.errs) == 0 {
		return nil
	}
	return fmt.Errorf("routes: %v", r.errs)
}

// check notes what is wrong with an operation and tells whether it can be added.
func (r *Router) check(op Op) bool {
	before := len(r.errs)
	switch {
	case op.ID == "" || r.ids[op.ID]:
		r.errs = append(r.errs, fmt.Errorf("operation %q %s has no name of its own", op.ID, op.Path))
	case op.Public && op.Permission != "":
		r.errs = append(r.errs, fmt.Errorf("operation %s is public and has a permission", op.ID))
	case !op.Public && !r.opt.Policy.Known(op.Permission):
		r.errs = append(r.errs, fmt.Errorf("operation %s has no permission that the policy knows (%q)", op.ID, op.Permission))
	}
	r.ids[op.ID] = true
	return len(r.errs) == before
}

func (r *Router) bodyLimit(op Op) int64 {
	if op.MaxBody > 0 {
		return op.MaxBody
	}
	return r.opt.BodyBytes
}

// ServeHTTP answers a request.
func (r *Router) ServeHTTP(w http.ResponseWriter, req *http.Request) { r.handler.ServeHTTP(w, req) }

// Fallback answers every path that no operation has: the front ends.
func (r *Router) Fallback(h http.Handler) {
	r.echo.Any("/*", func(c echo.Context) error {
		if strings.HasPrefix(c.Request().URL.Path, "/api/") {
			return fault.NotFound()
		}
		h.ServeHTTP(c.Response(), c.Request())
		return nil
	})
}

// Operation is what tests and tools know of an operation.
type Operation struct {
	ID, Method, Path, Permission string
	Public                       bool
}

func (r *Router) onError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	var status int
	if he, ok := err.(*echo.HTTPError); ok { //nolint:errorlint // echo hands it over unwrapped
		status = he.Code
	}
	if status != 0 {
		err = frameworkFault(status)
	}
	writeProblem(c.Response(), c.Request(), err)
}

func extractor(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect() // X-Forwarded-For is anybody's claim
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		trust = append(trust, echo.TrustIPRange(&net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// metricsAllowed: without a token the figures are off. There is no "only from this
// machine", since behind a proxy every caller seems to be local.
func (r *Router) metricsAllowed(req *http.Request) bool {
	want := []byte("Bearer " + r.opt.MetricsToken)
	return r.opt.MetricsToken != "" && subtle.ConstantTimeCompare([]byte(req.Header.Get("Authorization")), want) == 1
}
