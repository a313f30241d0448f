package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"strings"

	"hengjian/internal/kernel/id"
)

// dir is a Store in a folder. An object "photos/ab12" lies at "photos/~3f/~9c/ab12":
// the two levels come from a hash of its name, so that no folder grows beyond what
// file systems and people handle. "~" cannot be part of a key, so shards and keys
// never meet.
//
// Everything goes through os.Root: whatever a key or a planted symbolic link says,
// no path leads out of the folder.
type dir struct {
	root *os.Root
	tmp  string
}

const (
	tmpDir  = ".tmp"
	shard   = "~"
	dirMode = 0o750
)

func openDir(folder string) (Store, error) {
	if err := os.MkdirAll(folder, dirMode); err != nil {
		return nil, fmt.Errorf("blob: folder cannot be made: %w", err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("blob: folder cannot be opened: %w", err)
	}
	if err := root.MkdirAll(tmpDir, dirMode); err != nil {
		return nil, fmt.Errorf("blob: folder cannot be written: %w", err)
	}
	return &dir{root: root, tmp: tmpDir}, nil
}

func place(key string) string {
	folder, name := path.Split(key)
	sum := sha256.Sum256([]byte(name))
	h := hex.EncodeToString(sum[:2])
	return path.Join(folder, shard+h[:2], shard+h[2:], name)
}

// Put writes beside the target and renames, with the file and its folder flushed
// first: after a power cut there is the whole object or none.
func (d *dir) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	if size < 1 {
		return ErrSize
	}
	tmp := path.Join(d.tmp, strings.ToLower(id.New()))
	if err := d.write(tmp, &exactly{r: withContext{ctx, r}, left: size}); err != nil {
		_ = d.root.Remove(tmp)
		return err
	}
	target := place(key)
	if err := d.makeFolders(path.Dir(target)); err != nil {
		_ = d.root.Remove(tmp)
		return err
	}
	if err := d.root.Rename(tmp, target); err != nil {
		_ = d.root.Remove(tmp)
		return fmt.Errorf("blob: %w", err)
	}
	return d.flush(path.Dir(target))
}

func (d *dir) write(tmp string, r io.Reader) error {
	f, err := d.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

// makeFolders makes the folder of an object and flushes each parent that got a new
// entry; a folder that is lost in a power cut takes its files along.
func (d *dir) makeFolders(folder string) error {
	parent, built := ".", ""
	for segment := range strings.SplitSeq(folder, "/") {
		built = path.Join(built, segment)
		err := d.root.Mkdir(built, dirMode)
		if err == nil {
			err = d.flush(parent)
		} else if errors.Is(err, fs.ErrExist) {
			err = nil
		}
		if err != nil {
			return fmt.Errorf("blob: %w", err)
		}
		parent = built
	}
	return nil
}

func (d *dir) flush(folder string) error {
	f, err := d.root.Open(folder)
	if err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}

func (d *dir) Get(_ context.Context, key string) (io.ReadCloser, Info, error) {
	if err := CheckKey(key); err != nil {
		return nil, Info{}, err
	}
	f, err := d.root.Open(place(key))
	if err != nil {
		return nil, Info{}, missing(err)
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		_ = f.Close()
		return nil, Info{}, errors.Join(err, ErrNotFound)
	}
	return f, Info{Key: key, Size: st.Size(), Modified: st.ModTime().UTC()}, nil
}

func (d *dir) Stat(_ context.Context, key string) (Info, error) {
	if err := CheckKey(key); err != nil {
		return Info{}, err
	}
	st, err := d.root.Lstat(place(key))
	if err != nil {
		return Info{}, missing(err)
	}
	if !st.Mode().IsRegular() {
		return Info{}, ErrNotFound
	}
	return Info{Key: key, Size: st.Size(), Modified: st.ModTime().UTC()}, nil
}

func (d *dir) Delete(_ context.Context, key string) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	target := place(key)
	err := d.root.Remove(target)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	return d.flush(path.Dir(target))
}

func (d *dir) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		if err := checkPrefix(prefix); err != nil {
			yield(Info{}, err)
			return
		}
		start := path.Dir(prefix + "x") // the folder that holds every key of the prefix
		err := fs.WalkDir(d.root.FS(), start, func(p string, e fs.DirEntry, err error) error {
			if err == nil {
				err = ctx.Err()
			}
			switch {
			case err != nil && errors.Is(err, fs.ErrNotExist):
				return nil // deleted while we walked, or nothing was ever stored there
			case err != nil:
				return err
			case e.IsDir() && p == d.tmp:
				return fs.SkipDir
			case !e.Type().IsRegular():
				return nil
			}
			key := unshard(p)
			if !strings.HasPrefix(key, prefix) {
				return nil
			}
			st, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			if !yield(Info{Key: key, Size: st.Size(), Modified: st.ModTime().UTC()}, nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(Info{}, fmt.Errorf("blob: %w", err))
		}
	}
}

func unshard(p string) string {
	var keep []string
	for segment := range strings.SplitSeq(p, "/") {
		if !strings.HasPrefix(segment, shard) {
			keep = append(keep, segment)
		}
	}
	return strings.Join(keep, "/")
}

// Check writes and removes a small file, which a full or read-only disk refuses.
func (d *dir) Check(context.Context) error {
	tmp := path.Join(d.tmp, strings.ToLower(id.New()))
	err := d.write(tmp, strings.NewReader("ok"))
	return errors.Join(err, d.root.Remove(tmp))
}

func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNotFound
	}
	return fmt.Errorf("blob: %w", err)
}

// withContext stops a copy when the request it belongs to is over.
type withContext struct {
	ctx context.Context
	r   io.Reader
}

func (w withContext) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}
