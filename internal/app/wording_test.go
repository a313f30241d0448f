package app_test

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// halfWidth finds ASCII punctuation at a Chinese character or behind a verb of a
// format that Chinese follows.
var halfWidth = regexp.MustCompile(`\p{Han}[,:;()!?]|[,;!?(]\p{Han}|[”）%a-z0-9][,;]\p{Han}`)

func TestChineseWordsOfTheServerHaveFullWidthPunctuation(t *testing.T) {
	root := filepath.Join("..")
	err := fs.WalkDir(os.DirFS(root), ".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		source, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return err
		}
		files := token.NewFileSet()
		var s scanner.Scanner
		s.Init(files.AddFile(file, files.Base(), len(source)), source, nil, 0)
		for {
			at, kind, text := s.Scan()
			if kind == token.EOF {
				return nil
			}
			if kind == token.STRING && halfWidth.MatchString(text) {
				t.Errorf("%s: %s", files.Position(at), text)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}
