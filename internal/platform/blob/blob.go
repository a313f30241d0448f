// Package blob keeps evidence files in a folder or in an S3 bucket, with the same
// behaviour in both (one test suite holds them to it).
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// Info describes a stored object.
type Info struct {
	Key      string
	Size     int64
	Modified time.Time
}

// Store keeps objects by key. It is safe for concurrent use.
type Store interface {
	// Put stores exactly size bytes of r under key, replacing what was there. When it
	// returns nil the object is whole and durable; on any error what was there before
	// is unchanged. ErrSize if r holds another number of bytes, or if size is not at
	// least 1: empty evidence is an upload that got lost.
	Put(ctx context.Context, key string, r io.Reader, size int64) error
	// Get opens an object; ErrNotFound if there is none. The caller closes it.
	Get(ctx context.Context, key string) (io.ReadCloser, Info, error)
	// Stat describes an object; ErrNotFound if there is none.
	Stat(ctx context.Context, key string) (Info, error)
	// Delete removes an object. Deleting what is not there succeeds: the caller
	// wanted it gone.
	Delete(ctx context.Context, key string) error
	// List yields every object whose key starts with prefix, in no particular order.
	// It ends after the first error.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]
	// Check reports whether the store can be reached and used.
	Check(ctx context.Context) error
}

// Errors of every store. Other errors are failures of the store itself.
var (
	ErrNotFound = errors.New("blob: no such object")
	ErrKey      = errors.New("blob: invalid key")
	ErrSize     = errors.New("blob: content does not have the announced size")
	ErrURL      = errors.New("blob_url must be file://PATH or s3://KEY:SECRET@HOST:PORT/BUCKET/PREFIX")
)

// maxKey keeps a key below the limits of file names and of S3.
const maxKey = 200

// CheckKey refuses keys that are not plain: segments of a-z 0-9 . _ - joined by
// single slashes, none beginning with a dot. Upper case is refused because some
// file systems do not tell it from lower case; dots in front, because ".." leaves
// the folder and hidden files are ours.
func CheckKey(key string) error {
	if key == "" || len(key) > maxKey {
		return fmt.Errorf("%w: %d characters", ErrKey, len(key))
	}
	for segment := range strings.SplitSeq(key, "/") {
		if segment == "" || segment[0] == '.' || !plain(segment) {
			return fmt.Errorf("%w: %q", ErrKey, key)
		}
	}
	return nil
}

// checkPrefix accepts the beginning of a valid key, "" included.
func checkPrefix(prefix string) error {
	if prefix == "" {
		return nil
	}
	if err := CheckKey(strings.TrimSuffix(prefix, "/")); err != nil {
		return err
	}
	return nil
}

func plain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// Open makes the store a URL names: file://PATH, or
// s3://KEY:SECRET@HOST[:PORT]/BUCKET[/PREFIX][?region=R&tls=false]. It does not
// connect; see Check. Errors do not repeat the URL, which may hold a key.
func Open(raw string) (Store, error) {
	if path, ok := strings.CutPrefix(raw, "file://"); ok {
		if path == "" || strings.ContainsAny(path, "?#") {
			return nil, ErrURL
		}
		return openDir(filepath.Clean(path))
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "s3" || u.Hostname() == "" || len(u.Path) < 2 {
		return nil, ErrURL
	}
	return openS3(u)
}

// exactly passes on size bytes of r and fails with ErrSize if r ends earlier or goes
// on. It holds the last byte back until it has seen that nothing follows, so that a
// store never completes an object that is too long.
type exactly struct {
	r    io.Reader
	left int64
	done bool
}

func (e *exactly) Read(p []byte) (int, error) {
	if e.done {
		return 0, io.EOF
	}
	if e.left == 0 {
		if err := e.end(); err != nil {
			return 0, err
		}
		e.done = true
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, err := progress(e.r, p[:min(int64(len(p)), e.left)])
	e.left -= int64(n)
	switch {
	case e.left == 0 && (err == nil || errors.Is(err, io.EOF)):
		if err := e.end(); err != nil {
			return 0, err
		}
		e.done = true
		return n, nil
	case errors.Is(err, io.EOF):
		return n, fmt.Errorf("%w: %d bytes are missing", ErrSize, e.left)
	}
	return n, err
}

// end checks that the source is used up.
func (e *exactly) end() error {
	var more [1]byte
	n, err := progress(e.r, more[:])
	switch {
	case n > 0:
		return fmt.Errorf("%w: more bytes follow", ErrSize)
	case errors.Is(err, io.EOF):
		return nil
	}
	return err
}

// progress reads until something happens. A reader may answer (0, nil) a while;
// one that does so for ever would hold its request and its slot for ever.
func progress(r io.Reader, p []byte) (n int, err error) {
	for range 100 {
		if n, err = r.Read(p); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}
