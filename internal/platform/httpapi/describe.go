package httpapi

import (
	"net/http"
	"reflect"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"
)

// framework is huma, whose description of an operation, its inputs, outputs and their
// schemas, takes longer than most of its answers. All of them together would be half of
// a start; so an operation has its route at once and is described when it is first
// asked for, or when everything else is ready, whichever is sooner.
type framework struct {
	api     huma.API
	mu      sync.Mutex // one description at a time: they share the document
	adding  string     // the operation that is being described
	caught  echo.HandlerFunc
	pending []func()
}

func newFramework(config huma.Config) *framework {
	f := &framework{}
	config.Components.Schemas = &registry{Registry: huma.NewMapRegistry("#/components/schemas/", f.schemaName)}
	registerTypes(config.Components.Schemas)
	// What the framework would serve goes to a router that serves nobody: only the
	// handler it makes is of use.
	nowhere := echo.New()
	nowhere.OnAddRouteHandler = func(_ string, _ echo.Route, h echo.HandlerFunc, _ []echo.MiddlewareFunc) { f.caught = h }
	f.api = humaecho.New(nowhere, config)
	return f
}

// later returns the handler of an operation that register describes.
func (f *framework) later(id string, register func()) echo.HandlerFunc {
	handler := sync.OnceValue(func() echo.HandlerFunc {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.adding = id
		register()
		return f.caught
	})
	f.pending = append(f.pending, func() { handler() })
	return func(c echo.Context) error { return handler()(c) }
}

// Describe describes the operations that nobody has asked for yet. What is wrong with
// one, a tag that cannot be read, ends the program.
func (r *Router) Describe() {
	for _, describe := range r.framework.pending {
		describe()
	}
}

// OpenAPI returns the document as JSON.
func (r *Router) OpenAPI() ([]byte, error) {
	r.Describe()
	r.framework.mu.Lock()
	defer r.framework.mu.Unlock()
	return r.framework.api.OpenAPI().MarshalJSON()
}

// serveOpenAPI answers with the document, which is written once.
func (r *Router) serveOpenAPI() echo.HandlerFunc {
	document := sync.OnceValues(r.OpenAPI)
	return func(c echo.Context) error {
		raw, err := document()
		if err != nil {
			return err
		}
		return c.Blob(http.StatusOK, "application/openapi+json", raw)
	}
}

// registry lets requests be held against the schemas that are there while others are
// being added.
type registry struct {
	huma.Registry
	mu sync.RWMutex
}

// Schema describes a type.
func (r *registry) Schema(t reflect.Type, allowRef bool, hint string) *huma.Schema {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.Registry.Schema(t, allowRef, hint)
}

// SchemaFromRef finds the schema that a reference names.
func (r *registry) SchemaFromRef(ref string) *huma.Schema {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.Registry.SchemaFromRef(ref)
}

// MarshalJSON writes the schemas.
func (r *registry) MarshalJSON() ([]byte, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.Registry.(interface{ MarshalJSON() ([]byte, error) }).MarshalJSON()
}
