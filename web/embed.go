// Package web carries the two built front ends inside the binary.
package web

import (
	"embed"
	"io/fs"
	"strings"
)

// dist holds what `npm run build` made; a source tree that was never built
// holds only .gitkeep, so that the Go code compiles without Node.
//
//go:embed all:dist
var dist embed.FS

// Files are the files of one front end by their names. What compresses well is there
// compressed only.
type Files struct{ fs fs.FS }

// Console is the desk application, served at "/". ok is false when it has not
// been built into this binary.
func Console() (files Files, ok bool) { return sub("dist/console") }

// Field is the phone application, served at "/field/". ok is false when it has
// not been built into this binary.
func Field() (files Files, ok bool) { return sub("dist/field") }

func sub(dir string) (Files, bool) {
	files, err := fs.Sub(dist, dir)
	if err != nil {
		return Files{}, false
	}
	_, _, err = Files{files}.Read("index.html")
	return Files{files}, err == nil
}

const packed = ".gz"

// Read returns a file's bytes and whether they are compressed with gzip.
func (f Files) Read(name string) (raw []byte, zipped bool, err error) {
	if raw, err := fs.ReadFile(f.fs, name+packed); err == nil {
		return raw, true, nil
	}
	if strings.HasSuffix(name, packed) {
		return nil, false, fs.ErrNotExist
	}
	raw, err = fs.ReadFile(f.fs, name)
	return raw, false, err
}
