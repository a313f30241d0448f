package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"hengjian/web"
)

// goals of the first load, gzip, and of the program.
const (
	fieldScriptGoal   = 120 // kB
	consoleScriptGoal = 400 // kB
	binaryGoal        = 40  // MB
)

var scriptReference = regexp.MustCompile(`(?:src|href)="([^"]+\.js)"`)

// weights measures what a first visit loads and how large the program is.
func weights(_ context.Context, r *report) error {
	for _, app := range []struct {
		name  string
		files func() (web.Files, bool)
		base  string
		goal  float64
	}{{"field", web.Field, "/field/", fieldScriptGoal}, {"console", web.Console, "/", consoleScriptGoal}} {
		files, ok := app.files()
		if !ok {
			return fmt.Errorf("the %s front end is not built: run make web", app.name)
		}
		kb, err := firstLoad(files, app.base)
		if err != nil {
			return err
		}
		r.atMost("weight."+app.name+".script_gzip", kb, "kB", app.goal)
	}
	info, err := os.Stat(r.binary)
	if err != nil {
		return err
	}
	r.atMost("weight.binary", float64(info.Size())/1e6, "MB", binaryGoal)
	return nil
}

// firstLoad adds up the compressed scripts that the index page names.
func firstLoad(files web.Files, base string) (float64, error) {
	index, err := plain(files, "index.html")
	if err != nil {
		return 0, err
	}
	total := 0
	for _, m := range scriptReference.FindAllSubmatch(index, -1) {
		raw, _, err := files.Read(strings.TrimPrefix(string(m[1]), base))
		if err != nil {
			return 0, err
		}
		total += len(raw)
	}
	return float64(total) / 1000, nil
}

func plain(files web.Files, name string) ([]byte, error) {
	raw, _, err := files.Read(name)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
