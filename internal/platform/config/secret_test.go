package config

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestSecretIsMadeOnceAndKeptForItsOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	first := &Config{DataDir: dir}
	if err := first.EnsureSecret(); err != nil {
		t.Fatal(err)
	}
	if len(first.Secret) < 43 {
		t.Errorf("secret of %d characters", len(first.Secret))
	}
	info, err := os.Stat(filepath.Join(dir, "secret"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if folder, _ := os.Stat(dir); folder.Mode().Perm() != 0o700 {
		t.Errorf("folder mode %v", folder.Mode())
	}
	second := &Config{DataDir: dir}
	if err := second.EnsureSecret(); err != nil || second.Secret != first.Secret {
		t.Errorf("a second start has another secret (%v)", err)
	}
	other := &Config{DataDir: t.TempDir()}
	if err := other.EnsureSecret(); err != nil || other.Secret == first.Secret {
		t.Errorf("two installations share a secret (%v)", err)
	}
}

func TestSecretThatIsSetIsNotWrittenDown(t *testing.T) {
	c := &Config{DataDir: t.TempDir(), Secret: strings.Repeat("s", 32)}
	if err := c.EnsureSecret(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(c.DataDir, "secret")); !os.IsNotExist(err) {
		t.Errorf("it was: %v", err)
	}
}

func TestProcessesThatStartTogetherAgreeOnOneSecret(t *testing.T) {
	dir := t.TempDir()
	got := make([]string, 16)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			c := &Config{DataDir: dir}
			if err := c.EnsureSecret(); err != nil {
				t.Error(err)
			}
			got[i] = c.Secret
		})
	}
	wg.Wait()
	for _, s := range got {
		if s != got[0] || s == "" {
			t.Fatalf("secrets differ: %d and %d characters", len(s), len(got[0]))
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".secret-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestUnusableSecretFilesAreRefused(t *testing.T) {
	good := strings.Repeat("s", 43)
	for name, c := range map[string]struct {
		content string
		mode    os.FileMode
		want    string
	}{
		"readable by others": {good, 0o644, "owner alone"},
		"readable by group":  {good, 0o640, "owner alone"},
		"empty":              {"", 0o600, "at least 32"},
		"too short":          {"short\n", 0o600, "at least 32"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "secret")
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		cfg := &Config{DataDir: dir}
		err := cfg.EnsureSecret()
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), good) {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := os.ReadFile(path); string(after) != c.content {
			t.Errorf("%s: the file was overwritten", name)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	_ = os.WriteFile(file, nil, 0o600)
	if err := (&Config{DataDir: filepath.Join(file, "data")}).EnsureSecret(); err == nil {
		t.Error("a data folder under a file was accepted")
	}
}
