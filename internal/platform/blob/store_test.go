package blob

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenRefusesURLsItDoesNotKnowAndNeverRepeatsThem(t *testing.T) {
	for _, raw := range []string{
		"", "file://", "file:///x?y", "/var/blobs", "http://k:hunter2@h/b", "s3://k:hunter2@h", "s3://k:hunter2@h/", "s3:///b",
		"s3://k@h/b", "s3://k:@h/b", "s3://:hunter2@h/b", "s3://k:hunter2@h/b?tls=maybe", "s3://k:hunter2@h/b?path=1",
		"s3://k:hunter2@h/b/../c", "s3://k:hunter2@h/b/UPPER", "s3://k:hunter2%zz@h/b", "s3://k:hunter2@h:port/b",
	} {
		s, err := Open(raw)
		if !errors.Is(err, ErrURL) || s != nil {
			t.Errorf("%q: %v, %v", raw, s, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the refusal repeats the secret: %v", raw, err)
		}
	}
}

func TestFolderUnderAFileIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open("file://" + file + "/blobs"); err == nil {
		t.Error("accepted")
	}
}

func TestCheckFailsWithoutTheBucketAndWithoutTheServer(t *testing.T) {
	if err := fakeS3(t, "no-such-bucket").Check(t.Context()); err == nil {
		t.Error("a missing bucket passed")
	}
	s, err := Open("s3://k:s@127.0.0.1:1/evidence?tls=false&region=us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if _, err := s.Stat(ctx, "a"); err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("an unreachable server looks like a missing object: %v", err)
	}
}

func TestMissingBucketIsAFailureAndNotAMissingObject(t *testing.T) {
	s := fakeS3(t, "no-such-bucket")
	if _, _, err := s.Get(t.Context(), "a"); err == nil {
		t.Error("no error")
	}
	if err := s.Put(t.Context(), "a", strings.NewReader("x"), 1); err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("put: %v", err)
	}
}

func TestFolderShardsAndKeepsNoTemporaryFiles(t *testing.T) {
	folder := t.TempDir()
	s, err := Open("file://" + folder)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "photos/ab12", "x")
	_ = s.Put(t.Context(), "photos/short", strings.NewReader("x"), 2)
	var files []string
	_ = filepath.WalkDir(folder, func(p string, e fs.DirEntry, _ error) error {
		if !e.IsDir() {
			rel, _ := filepath.Rel(folder, p)
			files = append(files, rel)
		}
		return nil
	})
	// sha256("ab12") begins with 59d9, by sha256sum.
	if len(files) != 1 || files[0] != "photos/~59/~d9/ab12" {
		t.Errorf("files: %v", files)
	}
}

func TestPlantedSymbolicLinksLeadNowhere(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	s, err := Open("file://" + folder)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "photos/ab12", "x")
	target := filepath.Join(folder, place("photos/ab12"))
	if err := errors.Join(os.Remove(target), os.Symlink(outside, target)); err != nil {
		t.Fatal(err)
	}
	if r, _, err := s.Get(t.Context(), "photos/ab12"); err == nil {
		_ = r.Close()
		t.Error("read a file outside the folder")
	}
	if _, err := s.Stat(t.Context(), "photos/ab12"); !errors.Is(err, ErrNotFound) {
		t.Errorf("stat of a link: %v", err)
	}
	if got := list(t, s, ""); len(got) != 0 {
		t.Errorf("listed: %v", got)
	}
	put(t, s, "photos/ab12", "again")
	if got, _ := os.ReadFile(outside); string(got) != "secret" {
		t.Error("wrote through the link")
	}
}
