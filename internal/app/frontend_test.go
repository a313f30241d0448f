package app_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hengjian/internal/testkit"
	"hengjian/web"
)

// The front ends are kept compressed. Who cannot read that gets them plain, the same bytes.
func TestPagesAreTheSameCompressedAndPlain(t *testing.T) {
	if _, ok := web.Console(); !ok {
		testkit.Missing(t, "the front ends are not built: make build")
	}
	w := newWorld(t, t.TempDir(), sqliteURL(t))
	ask := func(method, path, accepts string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(method, path, nil)
		req.Header.Set("Accept-Encoding", accepts)
		res := httptest.NewRecorder()
		w.Router.ServeHTTP(res, req)
		return res
	}
	for _, path := range []string{"/", "/suppliers/some-view", "/field/", "/field/check/anything"} {
		zipped, plain := ask("GET", path, "br, gzip"), ask("GET", path, "")
		if zipped.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" || plain.Header().Get("Content-Type") != "text/html; charset=utf-8" {
			t.Fatalf("%s: %v %v", path, zipped.Header(), plain.Header())
		}
		z, err := gzip.NewReader(zipped.Body)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(z)
		if err != nil || string(raw) != plain.Body.String() || !strings.Contains(string(raw), "<script") {
			t.Errorf("%s: %v, %d and %d bytes", path, err, len(raw), plain.Body.Len())
		}
	}
	for path, want := range map[string]int{"/assets/none.js": 404, "/field/assets/none.wasm": 404, "/index.html.gz": 404, "/api/v1/none": 404, "/icon.png": 404} {
		if res := ask("GET", path, "gzip"); res.Code != want {
			t.Errorf("%s: %d", path, res.Code)
		}
	}
	if res := ask("HEAD", "/", "gzip"); res.Code != http.StatusOK || res.Body.Len() != 0 || res.Header().Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d %v", res.Code, res.Header())
	}
	if res := ask("POST", "/", "gzip"); res.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", res.Code)
	}
}
