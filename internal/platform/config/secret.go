package config

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// EnsureSecret makes the data folder and, if no secret is set, reads the one kept
// in data_dir/secret or makes it. Replicas that do not share data_dir must be given
// the same HENGJIAN_SECRET.
func (c *Config) EnsureSecret() error {
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return fmt.Errorf("data_dir cannot be made: %w", err)
	}
	if c.Secret != "" {
		return nil
	}
	path := filepath.Join(c.DataDir, "secret")
	secret, err := readSecret(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := writeSecret(path); err != nil {
			return fmt.Errorf("the secret cannot be kept in data_dir: %w", err)
		}
		secret, err = readSecret(path) // ours, or that of a process that was faster
	}
	c.Secret = secret
	return err
}

func readSecret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("%s must be readable by its owner alone (chmod 600), not mode %04o", path, info.Mode().Perm())
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	secret := strings.TrimSpace(string(data))
	if len(secret) < MinSecret {
		return "", fmt.Errorf("%s must hold at least %d characters; links and codes signed with another secret stop working when it changes", path, MinSecret)
	}
	return secret, nil
}

// writeSecret makes the file whole or not at all: link fails if another process
// made it first, and a crash in between leaves no half secret behind.
func writeSecret(path string) error {
	var random [32]byte
	_, _ = rand.Read(random[:]) // never fails; it ends the program instead
	tmp, err := os.CreateTemp(filepath.Dir(path), ".secret-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.WriteString(base64.RawURLEncoding.EncodeToString(random[:]) + "\n")
	if err = errors.Join(err, tmp.Chmod(0o600), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Link(tmp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
