package testkit

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"hengjian/internal/platform/db"
)

var template struct {
	once  sync.Once
	bytes []byte
	err   error
}

func copyTemplate(t testing.TB, path string) {
	t.Helper()
	template.once.Do(func() { template.bytes, template.err = makeTemplate() })
	if template.err != nil {
		t.Fatal(template.err)
	}
	if err := os.WriteFile(path, template.bytes, 0o600); err != nil {
		t.Fatal(err)
	}
}

func makeTemplate() ([]byte, error) {
	dir, err := os.MkdirTemp("", "hengjian-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	ctx := context.Background()
	d, err := db.Open(ctx, "sqlite://"+path, db.Options{})
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx); err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path) // closing the last connection folds the log into the file
}
