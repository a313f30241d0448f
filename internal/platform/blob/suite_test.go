package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// each runs a test on every kind of store.
func each(t *testing.T, test func(t *testing.T, s Store)) {
	t.Run("folder", func(t *testing.T) {
		s, err := Open("file://" + t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		test(t, s)
	})
	t.Run("bucket", func(t *testing.T) { test(t, fakeS3(t, "evidence")) })
	t.Run("part of a bucket", func(t *testing.T) { test(t, fakeS3(t, "evidence/hengjian/a")) })
}

func fakeS3(t *testing.T, path string) Store {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("evidence"); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(path, "/") { // what stands beside our part of the bucket is not ours
		if _, err := backend.PutObject("evidence", "other/object", nil, strings.NewReader("not ours"), 8, nil); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	s, err := Open("s3://key:secret@" + strings.TrimPrefix(server.URL, "http://") + "/" + path + "?tls=false&region=us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, s Store, key, content string) {
	t.Helper()
	if err := s.Put(t.Context(), key, strings.NewReader(content), int64(len(content))); err != nil {
		t.Fatalf("put %s: %v", key, err)
	}
}

func read(t *testing.T, s Store, key string) string {
	t.Helper()
	r, info, err := s.Get(t.Context(), key)
	if err != nil {
		t.Fatalf("get %s: %v", key, err)
	}
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(r)
	if err != nil || int64(len(data)) != info.Size || info.Key != key {
		t.Fatalf("get %s: %d bytes, %+v, %v", key, len(data), info, err)
	}
	return string(data)
}

func list(t *testing.T, s Store, prefix string) []string {
	t.Helper()
	keys := []string{}
	for info, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, fmt.Sprintf("%s:%d", info.Key, info.Size))
	}
	slices.Sort(keys)
	return keys
}

func TestWhatIsPutComesBack(t *testing.T) {
	each(t, func(t *testing.T, s Store) {
		big := strings.Repeat("证据", 700_000) // 4.2 MB
		before := time.Now().Add(-2 * time.Second)
		for key, content := range map[string]string{"a": "one", "photos/ab12/original.jpg": big, "photos/ab12": "beside a folder of its name"} {
			put(t, s, key, content)
			if read(t, s, key) != content {
				t.Errorf("%s came back changed", key)
			}
			info, err := s.Stat(t.Context(), key)
			if err != nil || info.Size != int64(len(content)) || info.Key != key || info.Modified.Before(before) {
				t.Errorf("stat %s: %+v, %v", key, info, err)
			}
		}
		put(t, s, "a", "second thoughts")
		if got := read(t, s, "a"); got != "second thoughts" {
			t.Errorf("after a replacement: %q", got)
		}
		if err := s.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestMissingObjectsAreNotFound(t *testing.T) {
	each(t, func(t *testing.T, s Store) {
		put(t, s, "photos/ab", "x")
		for _, key := range []string{"nothing", "photos", "photos/a", "photos/ab/c"} {
			if _, _, err := s.Get(t.Context(), key); !errors.Is(err, ErrNotFound) {
				t.Errorf("get %s: %v", key, err)
			}
			if _, err := s.Stat(t.Context(), key); !errors.Is(err, ErrNotFound) {
				t.Errorf("stat %s: %v", key, err)
			}
			if err := s.Delete(t.Context(), key); err != nil {
				t.Errorf("delete %s: %v", key, err)
			}
		}
		if read(t, s, "photos/ab") != "x" {
			t.Error("a neighbour was touched")
		}
	})
}

func TestListYieldsExactlyTheKeysOfThePrefix(t *testing.T) {
	each(t, func(t *testing.T, s Store) {
		for _, key := range []string{"photos/aa", "photos/ab", "photos/b/c", "photo-x", "thumbs/aa"} {
			put(t, s, key, "12")
		}
		for prefix, want := range map[string][]string{
			"":          {"photo-x:2", "photos/aa:2", "photos/ab:2", "photos/b/c:2", "thumbs/aa:2"},
			"photos/":   {"photos/aa:2", "photos/ab:2", "photos/b/c:2"},
			"photos/a":  {"photos/aa:2", "photos/ab:2"},
			"photo":     {"photo-x:2", "photos/aa:2", "photos/ab:2", "photos/b/c:2"},
			"nothing/x": {},
		} {
			if got := list(t, s, prefix); !slices.Equal(got, want) {
				t.Errorf("prefix %q: %v, want %v", prefix, got, want)
			}
		}
		if err := s.Delete(t.Context(), "photos/aa"); err != nil {
			t.Fatal(err)
		}
		if got := list(t, s, "photos/"); !slices.Equal(got, []string{"photos/ab:2", "photos/b/c:2"}) {
			t.Errorf("after a deletion: %v", got)
		}
		for range s.List(t.Context(), "") { // a caller may stop at once
			break
		}
	})
}

func TestKeysThatAreNotPlainAreRefusedEverywhere(t *testing.T) {
	bad := []string{
		"", "/", "/etc/passwd", "../x", "a/../b", "a/..", "a//b", "a/", "./a", ".tmp/x", "a/.hidden", "..", `a\b`, "a b",
		"A", "a%2e", "a\x00b", "~3f/a", "照片", "a:b", strings.Repeat("a", 201), "a\n",
	}
	each(t, func(t *testing.T, s Store) {
		for _, key := range bad {
			errs := []error{s.Put(t.Context(), key, strings.NewReader("x"), 1), s.Delete(t.Context(), key)}
			_, _, err := s.Get(t.Context(), key)
			errs = append(errs, err)
			_, err = s.Stat(t.Context(), key)
			errs = append(errs, err)
			for i, err := range errs {
				if !errors.Is(err, ErrKey) {
					t.Errorf("%q, act %d: %v", key, i, err)
				}
			}
		}
		for _, prefix := range []string{"../", "/", "a//", ".tmp"} {
			for _, err := range s.List(t.Context(), prefix) {
				if !errors.Is(err, ErrKey) {
					t.Errorf("list %q: %v", prefix, err)
				}
			}
		}
		if got := list(t, s, ""); len(got) > 0 {
			t.Errorf("stored all the same: %v", got)
		}
	})
}

func TestFailedPutLeavesWhatWasThere(t *testing.T) {
	broken := errors.New("the phone lost its signal")
	each(t, func(t *testing.T, s Store) {
		put(t, s, "kept", "before")
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		for name, c := range map[string]struct {
			ctx  context.Context
			r    func() io.Reader
			size int64
			want error
		}{
			"too short":         {t.Context(), func() io.Reader { return strings.NewReader("ab") }, 3, ErrSize},
			"too long":          {t.Context(), func() io.Reader { return strings.NewReader("abcd") }, 3, ErrSize},
			"nothing at all":    {t.Context(), func() io.Reader { return strings.NewReader("") }, 0, ErrSize},
			"not empty":         {t.Context(), func() io.Reader { return strings.NewReader("a") }, 0, ErrSize},
			"empty":             {t.Context(), func() io.Reader { return strings.NewReader("") }, 5, ErrSize},
			"unknown size":      {t.Context(), func() io.Reader { return strings.NewReader("abc") }, -1, ErrSize},
			"broken source":     {t.Context(), func() io.Reader { return io.MultiReader(strings.NewReader("ab"), iotest.ErrReader(broken)) }, 3, broken},
			"broken at its end": {t.Context(), func() io.Reader { return io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken)) }, 3, broken},
			"stuck source":      {t.Context(), func() io.Reader { return io.MultiReader(strings.NewReader("abc"), stuck{}) }, 3, io.ErrNoProgress},
			"stuck from start":  {t.Context(), func() io.Reader { return stuck{} }, 3, io.ErrNoProgress},
			"cancelled":         {cancelled, func() io.Reader { return strings.NewReader("abc") }, 3, context.Canceled},
		} {
			for _, key := range []string{"kept", "new"} {
				if err := s.Put(c.ctx, key, c.r(), c.size); !errors.Is(err, c.want) {
					t.Errorf("%s: %v, want %v", name, err, c.want)
				}
			}
			if got := read(t, s, "kept"); got != "before" {
				t.Fatalf("%s: the object became %q", name, got)
			}
			if _, err := s.Stat(t.Context(), "new"); !errors.Is(err, ErrNotFound) {
				t.Fatalf("%s: half an object is there: %v", name, err)
			}
		}
	})
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestReadersThatDeliverOddlyAreStoredWhole(t *testing.T) {
	content := strings.Repeat("0123456789", 500)
	each(t, func(t *testing.T, s Store) {
		for i, r := range []io.Reader{
			iotest.OneByteReader(strings.NewReader(content)), iotest.DataErrReader(strings.NewReader(content)), iotest.HalfReader(bytes.NewReader([]byte(content))),
		} {
			key := fmt.Sprint("odd/", i)
			if err := s.Put(t.Context(), key, r, int64(len(content))); err != nil {
				t.Fatal(err)
			}
			if read(t, s, key) != content {
				t.Errorf("reader %d: content changed", i)
			}
		}
	})
}

func TestManyWritersOfOneKeyLeaveOneWholeObject(t *testing.T) {
	each(t, func(t *testing.T, s Store) {
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				content := strings.Repeat(string(rune('a'+i)), 40_000)
				if err := s.Put(t.Context(), "same", strings.NewReader(content), 40_000); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		got := read(t, s, "same")
		if strings.Trim(got, got[:1]) != "" || len(got) != 40_000 {
			t.Error("two writers were mixed")
		}
	})
}
