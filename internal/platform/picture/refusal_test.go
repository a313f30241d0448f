package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"hengjian/internal/kernel/fault"
)

// hugeJPEG is a small file whose header claims w × h pixels.
func hugeJPEG(t *testing.T, w, h uint16) []byte {
	b := jpegOf(t, quarters(16, 16))
	at := bytes.Index(b, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(b[at+5:], h)
	binary.BigEndian.PutUint16(b[at+7:], w)
	return b
}

func hugePNG(w, h uint32, depth byte) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", string(head)+string([]byte{depth, 2, 0, 0, 0}))...)
}

func TestRefusals(t *testing.T) {
	good, goodPNG := jpegOf(t, quarters(320, 240)), pngOf(t, quarters(320, 240))
	cases := map[string]struct {
		data   []byte
		code   string
		status int
	}{
		"empty":                          {nil, "photo_type_unsupported", 415},
		"text":                           {[]byte("just text"), "photo_type_unsupported", 415},
		"HTML":                           {[]byte("<html><script>alert(1)</script>"), "photo_type_unsupported", 415},
		"SVG":                            {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "photo_type_unsupported", 415},
		"GIF":                            {[]byte("GIF89a\x01\x00\x01\x00"), "photo_type_unsupported", 415},
		"HEIC":                           {[]byte("\x00\x00\x00\x18ftypheic"), "photo_type_unsupported", 415},
		"PDF":                            {[]byte("%PDF-1.7"), "photo_type_unsupported", 415},
		"ZIP before a JPEG":              {append([]byte("PK\x03\x04"), good...), "photo_type_unsupported", 415},
		"100 megapixels claimed":         {hugeJPEG(t, 10000, 10000), "photo_too_many_pixels", 422},
		"largest JPEG header":            {hugeJPEG(t, 65535, 65535), "photo_too_many_pixels", 422},
		"PNG of 2^31 × 2^31":             {hugePNG(1<<31-1, 1<<31-1, 8), "photo_unreadable", 422},
		"PNG of 100 megapixels":          {hugePNG(10000, 10000, 8), "photo_too_many_pixels", 422},
		"deep PNG counts twice":          {hugePNG(5000, 5000, 16), "photo_too_many_pixels", 422},
		"no pixels":                      {hugeJPEG(t, 0, 0), "photo_unreadable", 422},
		"no height":                      {hugePNG(100, 0, 8), "photo_unreadable", 422},
		"50 MB":                          {append(append([]byte{}, good...), make([]byte, 50<<20)...), "photo_too_large", 413},
		"one byte too many":              {append(append([]byte{}, good...), make([]byte, 12<<20-len(good)+1)...), "photo_too_large", 413},
		"JPEG magic alone":               {[]byte{0xff, 0xd8, 0xff}, "photo_unreadable", 422},
		"PNG magic alone":                {goodPNG[:8], "photo_unreadable", 422},
		"JPEG magic and text":            {[]byte("\xff\xd8\xff\xe0<script>alert(1)</script>"), "photo_unreadable", 422},
		"JPEG header, no picture":        {good[:bytes.Index(good, []byte{0xff, 0xda})], "photo_unreadable", 422},
		"JPEG without its end":           {good[:len(good)-2], "photo_unreadable", 422},
		"JPEG cut in the middle":         {good[:len(good)/2], "photo_unreadable", 422},
		"PNG cut in the middle":          {goodPNG[:len(goodPNG)/2], "photo_unreadable", 422},
		"PNG without its end":            {goodPNG[:len(goodPNG)-12], "photo_unreadable", 422},
		"PNG with a flipped bit":         {flip(goodPNG, len(goodPNG)/2), "photo_unreadable", 422},
		"JPEG with ZIP behind":           {append(append([]byte{}, good...), "\x00\x00PK\x03\x04evil.jar"...), "photo_unreadable", 422},
		"JPEG with a web page behind":    {append(append([]byte{}, good...), "\r\n<html><script>"...), "photo_unreadable", 422},
		"JPEG with a program behind":     {append(append([]byte{}, good...), "\x7fELF"...), "photo_unreadable", 422},
		"PNG with PHP behind":            {append(append([]byte{}, goodPNG...), "<?php system(1);"...), "photo_unreadable", 422},
		"segment that claims no length":  {after(good, []byte{0xff, 0xe1, 0, 0}), "photo_unreadable", 422},
		"segment longer than the file":   {append([]byte{}, after(good, []byte{0xff, 0xe1, 0xff, 0xff})...)[:40], "photo_unreadable", 422},
		"second beginning inside a JPEG": {after(good, []byte{0xff, 0xd8}), "photo_unreadable", 422},
	}
	for name, c := range cases {
		before := temporary(t)
		p, err := Receive(t.Context(), bytes.NewReader(c.data), DefaultLimits)
		f := fault.As(err)
		if p != nil || f == nil || f.Code != c.code || f.Status() != c.status || len(f.Fields) != 1 || f.Fields[0].Name != "photo" {
			t.Errorf("%s: %v, want %s %d", name, err, c.code, c.status)
		}
		if left := temporary(t); left != before {
			t.Errorf("%s: %d temporary files left", name, left-before)
		}
	}
}

func flip(b []byte, at int) []byte {
	b = append([]byte{}, b...)
	b[at] ^= 0x10
	return b
}

func temporary(t *testing.T) int {
	files, err := filepath.Glob(filepath.Join(os.TempDir(), "hengjian-photo-*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "picture-test-*")
	if err != nil {
		panic(err)
	}
	_ = os.Setenv("TMPDIR", dir)
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func TestReadingStopsAtTheLimit(t *testing.T) {
	source := &endless{}
	_, err := Receive(t.Context(), source, Limits{Bytes: 1 << 20, Pixels: 1000})
	if fault.Code(err) != "photo_too_large" || source.n > 2<<20 {
		t.Errorf("%v after %d bytes", err, source.n)
	}
}

type endless struct{ n int64 }

func (e *endless) Read(p []byte) (int, error) { e.n += int64(len(p)); return len(p), nil }

func TestLostSignalIsNotARefusal(t *testing.T) {
	lost := errors.New("connection reset")
	_, err := Receive(t.Context(), io.MultiReader(strings.NewReader("\xff\xd8\xff"), iotest.ErrReader(lost)), DefaultLimits)
	if !errors.Is(err, lost) || fault.As(err) != nil {
		t.Error(err)
	}
}

func FuzzReceiveNeverPanics(f *testing.F) {
	f.Add(jpegOf(f, quarters(8, 8)))
	f.Add(pngOf(f, quarters(8, 8)))
	f.Add(after(jpegOf(f, quarters(8, 8)), exifWith(6, "")))
	for _, name := range []string{"lossy.webp", "lossless.webp", "transparent.webp", "moving.webp", "progressive.jpeg", "interlaced.png"} {
		f.Add(sample(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Receive(t.Context(), bytes.NewReader(data), Limits{Bytes: 1 << 20, Pixels: 1 << 16})
		if err != nil {
			if fault.As(err) == nil {
				t.Errorf("not a refusal: %v", err)
			}
			return
		}
		defer func() { _ = p.Close() }()
		r, _ := p.Original()
		if _, _, err := image.Decode(r); err != nil {
			t.Errorf("accepted, but the stored form is unreadable: %v", err)
		}
	})
}

func FuzzExifOrientation(f *testing.F) {
	f.Add(minimalExif(6)[6:])
	f.Add([]byte("II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if o := exifOrientation(data); o < 1 || o > 8 {
			t.Errorf("orientation %d", o)
		}
	})
}
