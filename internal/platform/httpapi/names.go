package httpapi

import (
	"path"
	"reflect"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

var genericArgument = regexp.MustCompile(`^Of\[(.*)\.(\w+)\]$`)

// schemaName names a type in the OpenAPI document by its package and its name, so
// that two domains may both have a Row. A page of things is called after the thing,
// and a body without a name of its own after the operation that is being added.
func (f *framework) schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if m := genericArgument.FindStringSubmatch(t.Name()); m != nil {
		return qualified(m[1], m[2]) + "Page"
	}
	if t.Name() == "" || t.PkgPath() == "" {
		if _, part, ok := strings.Cut(hint, "Body"); ok {
			hint = "Body" + part
		}
		return strings.ToUpper(f.adding[:1]) + f.adding[1:] + hint
	}
	return qualified(t.PkgPath(), huma.DefaultSchemaNamer(t, hint))
}

func qualified(pkgPath, name string) string {
	pkg := path.Base(pkgPath)
	name = strings.ToUpper(name[:1]) + name[1:]
	if pkg == "httpapi" || strings.HasPrefix(strings.ToLower(name), pkg) {
		return name
	}
	return strings.ToUpper(pkg[:1]) + pkg[1:] + name
}
