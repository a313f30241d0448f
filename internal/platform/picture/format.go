package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"

	"golang.org/x/image/webp"
)

// format is what we know about one type of picture.
type format struct {
	contentType string
	config      func(io.Reader) (image.Config, error)
	decode      func(io.Reader) (image.Image, error)
	// strip copies the picture without metadata and without what follows its end, and
	// returns the orientation it found (1 to 8).
	strip func(io.Writer, io.Reader) (int, error)
	// doubled reports whether a pixel takes twice the memory of a usual one; nil: never.
	doubled func(*os.File) bool
}

// formats by the pattern of their first bytes, in which a "?" stands for any byte.
var formats = map[string]format{
	"\xff\xd8\xff":      {JPEG, jpeg.DecodeConfig, jpeg.Decode, stripJPEG, nil},
	"\x89PNG\r\n\x1a\n": {PNG, png.DecodeConfig, png.Decode, stripPNG, deep},
	"RIFF????WEBP":      {WebP, webp.DecodeConfig, webp.Decode, stripWebP, transparent},
}

func matches(head []byte, pattern string) bool {
	if len(head) < len(pattern) {
		return false
	}
	for i := range pattern {
		if pattern[i] != '?' && pattern[i] != head[i] {
			return false
		}
	}
	return true
}

func sniff(f *os.File) (format, error) {
	head := make([]byte, 16)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return format{}, fmt.Errorf("picture: %w", err)
	}
	for pattern, format := range formats {
		if matches(head[:n], pattern) {
			return format, nil
		}
	}
	return format{}, errUnsupported
}

// checkPixels reads the header alone. A file of 100 bytes may claim 65535 × 65535
// pixels; decoding it would ask for 16 GB. What takes twice the memory, such as a PNG
// with 16 bits a channel, counts double.
func (f format) checkPixels(file *os.File, limit int64) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	c, err := f.config(file)
	if err != nil {
		return errUnreadable.WithCause(err)
	}
	if c.Width < 1 || c.Height < 1 {
		return errUnreadable
	}
	pixels := int64(c.Width) * int64(c.Height)
	if f.doubled != nil && f.doubled(file) {
		pixels *= 2
	}
	if pixels > limit {
		return errPixels
	}
	return nil
}

// deep reports whether the bit depth of the IHDR chunk, always first, is 16.
func deep(f *os.File) bool {
	var depth [1]byte
	_, err := f.ReadAt(depth[:], 24)
	return err == nil && depth[0] == 16
}

// trailers are the beginnings of files that are something else besides a picture.
// Phones do append things (a film clip, a second picture), so other trailers are cut
// off without a word; these are only ever appended to smuggle.
var trailers = [][]byte{[]byte("PK\x03\x04"), []byte("PK\x05\x06"), []byte("%PDF"), []byte("Rar!"), []byte("7z\xbc\xaf"),
	[]byte("\x1f\x8b"), []byte("\x7fELF"), []byte("MZ"), []byte("#!"), []byte("<")}

var errPolyglot = errors.New("another kind of file follows the picture")

// checkTrailer looks at what follows the end of a picture.
func checkTrailer(r io.Reader) error {
	head := make([]byte, 512)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	rest := bytes.TrimLeft(head[:n], "\x00 \t\r\n")
	for _, t := range trailers {
		if bytes.HasPrefix(rest, t) {
			return errPolyglot
		}
	}
	return nil
}

// pngKeep are the chunks a picture needs to look right. eXIf, tEXt, zTXt, iTXt and
// tIME hold metadata, and nobody knows what private chunks hold.
var pngKeep = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true,
	"gAMA": true, "cHRM": true, "sRGB": true, "iCCP": true, "sBIT": true, "pHYs": true,
}

func stripPNG(w io.Writer, r io.Reader) (int, error) {
	if _, err := io.CopyN(w, r, 8); err != nil {
		return 0, err
	}
	orientation := 1
	for {
		var head [8]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return 0, err
		}
		length, name := binary.BigEndian.Uint32(head[:4]), string(head[4:])
		if length > 1<<31-1 {
			return 0, fmt.Errorf("png: chunk %q of %d bytes", name, length)
		}
		body := int64(length) + 4 // and its checksum
		switch {
		case pngKeep[name]:
			if _, err := w.Write(head[:]); err != nil {
				return 0, err
			}
			if _, err := io.CopyN(w, r, body); err != nil {
				return 0, err
			}
		case name == "eXIf" && length < 1<<16:
			data := make([]byte, body)
			if _, err := io.ReadFull(r, data); err != nil {
				return 0, err
			}
			orientation = exifOrientation(data[:length])
		default:
			if _, err := io.CopyN(io.Discard, r, body); err != nil {
				return 0, err
			}
		}
		if name == "IEND" {
			return orientation, checkTrailer(r)
		}
	}
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
