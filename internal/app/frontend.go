package app

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// frontend serves one built single-page application: its files as they are, and
// its index page for every address that is a view of the application.
type frontend struct {
	base  string // "/" or "/field/"
	files fs.FS
	mu    sync.Mutex
	kept  map[string]*asset
}

type asset struct {
	plain, zipped []byte
	kind          string
}

func newFrontend(base string, files fs.FS) *frontend {
	return &frontend{base: base, files: files, kept: map[string]*asset{}}
}

// ServeHTTP answers with a file, or with the index page.
func (f *frontend) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+req.URL.Path), strings.TrimSuffix(f.base, "/"))
	name = strings.TrimPrefix(name, "/")
	a, err := f.load(name)
	if errors.Is(err, fs.ErrNotExist) && path.Ext(name) == "" {
		name = "index.html"
		a, err = f.load(name)
	}
	if err != nil {
		http.Error(w, "this page is not part of the program: build the front end with `make run`", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", cacheControl(name))
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if a.zipped != nil && strings.Contains(req.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.zipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if req.Method == http.MethodGet {
		_, _ = w.Write(body)
	}
}

// cacheControl: files below assets/ carry a hash in their name and never change;
// everything else is asked for again, so that a new version shows at once.
func cacheControl(name string) string {
	if strings.HasPrefix(name, "assets/") {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

// load reads a file once and keeps it, compressed where that helps.
func (f *frontend) load(name string) (*asset, error) {
	if name == "" {
		name = "index.html"
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if a, ok := f.kept[name]; ok {
		return a, nil
	}
	raw, err := fs.ReadFile(f.files, name)
	if err != nil {
		return nil, fs.ErrNotExist
	}
	a := &asset{plain: raw, kind: contentType(name)}
	if strings.HasPrefix(a.kind, "text/") || strings.Contains(a.kind, "javascript") || strings.Contains(a.kind, "json") || strings.Contains(a.kind, "svg") || strings.Contains(a.kind, "wasm") {
		var buf bytes.Buffer
		z, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression)
		_, _ = z.Write(raw)
		_ = z.Close()
		if buf.Len() < len(raw) {
			a.zipped = buf.Bytes()
		}
	}
	f.kept[name] = a
	return a, nil
}

// contentType does not ask the system's tables, which differ between machines.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".ico":
		return "image/x-icon"
	case ".wasm":
		return "application/wasm"
	case ".woff2":
		return "font/woff2"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}
