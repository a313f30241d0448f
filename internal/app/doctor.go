package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/blob"
	"hengjian/internal/platform/db"
	"hengjian/web"
)

var doctorCommand = command{
	name: "doctor", about: "check settings, database, schema, files, front ends and clock, one line each",
	run: func(ctx context.Context, call *invocation) error {
		failed := 0
		for _, c := range checks {
			text, err := c.run(ctx, call)
			if err != nil {
				failed++
				text = "FAILED: " + err.Error()
			}
			_, _ = fmt.Fprintf(call.Stdout, "%-10s %s\n", c.name, text)
		}
		if failed > 0 {
			return fmt.Errorf("%d of %d checks failed", failed, len(checks))
		}
		return nil
	},
}

var checks = []struct {
	name string
	run  func(context.Context, *invocation) (string, error)
}{
	{"settings", func(_ context.Context, call *invocation) (string, error) {
		return fmt.Sprintf("address %s, outside %s, zone %s", call.config.Addr, call.config.BaseURL, call.config.Zone), nil
	}},
	{"database", checkDatabase},
	{"files", checkFiles},
	{"frontends", func(context.Context, *invocation) (string, error) {
		_, console := web.Console()
		_, field := web.Field()
		if !console || !field {
			return "", errors.New("not built into this program: make build")
		}
		return "console and field", nil
	}},
	{"clock", func(_ context.Context, call *invocation) (string, error) {
		now := time.Now() //nolint:forbidigo // the machine's clock is what is checked
		if now.Year() < 2026 {
			return "", fmt.Errorf("the machine says %s", now.Format(time.RFC3339))
		}
		return now.In(call.config.Zone).Format(time.RFC3339), nil
	}},
}

func checkDatabase(ctx context.Context, call *invocation) (string, error) {
	d, err := db.Open(ctx, call.config.DatabaseURL, db.Options{})
	if err != nil {
		return "", err
	}
	defer d.Close() //nolint:errcheck // only looked at
	var at int64
	if err := d.Pool().QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version WHERE is_applied").Scan(&at); err != nil {
		return "", errors.New("there is no schema yet: hengjian migrate")
	}
	known, err := db.Version(d.Dialect())
	switch {
	case err != nil:
		return "", err
	case at < known:
		return "", fmt.Errorf("schema %d, this program needs %d: hengjian migrate", at, known)
	case at > known:
		return "", fmt.Errorf("schema %d is newer than this program, which knows %d", at, known)
	}
	return fmt.Sprintf("%s, schema %d", d.Dialect(), at), nil
}

// checkFiles writes, reads and removes a small file.
func checkFiles(ctx context.Context, call *invocation) (string, error) {
	store, err := blob.Open(call.config.BlobURL)
	if err != nil {
		return "", err
	}
	key, text := "doctor/"+strings.ToLower(id.New()), []byte("hengjian doctor")
	if err := store.Put(ctx, key, bytes.NewReader(text), int64(len(text))); err != nil {
		return "", err
	}
	return "can be written and removed", store.Delete(ctx, key)
}
