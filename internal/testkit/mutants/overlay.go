package main

import (
	_ "embed"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// guards is the source of the file each package gets beside its own.
//
//go:embed guards.go.txt
var guards string

// overlay writes every file that holds a place, with its guards, into dir and returns
// the path of the description that the go command takes.
func (all places) overlay(dir string) (string, error) {
	replace := map[string]string{}
	put := func(original, text string) error {
		absolute, err := filepath.Abs(original)
		if err != nil {
			return err
		}
		replace[absolute] = filepath.Join(dir, url.PathEscape(absolute)) // one name for one file
		return os.WriteFile(replace[absolute], []byte(text), 0o600)
	}
	byFile := map[string]places{}
	for _, p := range all {
		byFile[p.file] = append(byFile[p.file], p)
	}
	for file, inside := range byFile {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		if err := put(file, inside.wrap(string(text))); err != nil {
			return "", err
		}
		if err := put(filepath.Join(filepath.Dir(file), "mutants_guards.go"), strings.Replace(guards, "package mutants", "package "+inside[0].pkg, 1)); err != nil {
			return "", err
		}
	}
	description, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "overlay.json")
	return path, os.WriteFile(path, description, 0o600)
}

// wrap puts the guards around the places of one file, which are in order and do not
// overlap. No line moves, so that a failing test names the right one.
func (all places) wrap(text string) string {
	var out strings.Builder
	last := 0
	for _, p := range all {
		out.WriteString(text[last:p.start] + p.guard + "(`" + p.at + "`, " + text[p.start:p.end] + ")")
		last = p.end
	}
	return out.String() + text[last:]
}
