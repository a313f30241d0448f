// Package web carries the two built front ends inside the binary.
package web

import (
	"embed"
	"io/fs"
)

// dist holds what `npm run build` made; a source tree that was never built
// holds only .gitkeep, so that the Go code compiles without Node.
//
//go:embed all:dist
var dist embed.FS

// Console is the desk application, served at "/". ok is false when it has not
// been built into this binary.
func Console() (files fs.FS, ok bool) { return sub("dist/console") }

// Field is the phone application, served at "/field/". ok is false when it has
// not been built into this binary.
func Field() (files fs.FS, ok bool) { return sub("dist/field") }

func sub(dir string) (fs.FS, bool) {
	files, err := fs.Sub(dist, dir)
	if err != nil {
		return nil, false
	}
	if _, err := fs.Stat(files, "index.html"); err != nil {
		return files, false
	}
	return files, true
}
