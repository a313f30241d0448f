// Package migrations holds the numbered schema changes of both SQL dialects.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed sqlite/*.sql mysql/*.sql
var files embed.FS

// Dir returns the migrations of a dialect, "sqlite" or "mysql".
func Dir(dialect string) (fs.FS, error) { return fs.Sub(files, dialect) }
