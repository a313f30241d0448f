package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// Bits of the first byte of a VP8X chunk, from the WebP container specification
// (RFC 9649, section 2.7.1.1).
const (
	webpAnimation = 1 << 1
	webpEXIF      = 1 << 3
	webpAlpha     = 1 << 4
	webpICC       = 1 << 5
)

var errFrames = errors.New("webp: not exactly one picture")

// stripWebP copies a WebP with the chunks that its picture is made of: the frame, its
// transparency and its colour profile. EXIF, XMP and unknown chunks are left out; the
// orientation is put back, as in a JPEG. A moving picture is not a photo.
func stripWebP(w io.Writer, r io.Reader) (int, error) {
	var head [12]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, err
	}
	size := binary.LittleEndian.Uint32(head[4:])
	if size < 4 {
		return 0, fmt.Errorf("webp: a file of %d bytes", size)
	}
	c := webpCopy{orientation: 1}
	for left := int64(size) - 4; left > 0; {
		n, err := c.next(r, left)
		if err != nil {
			return 0, err
		}
		left -= n
	}
	if c.frames != 1 {
		return 0, errFrames
	}
	c.finish()
	binary.LittleEndian.PutUint32(head[4:], uint32(c.out.Len()+4))
	if _, err := w.Write(append(head[:], c.out.Bytes()...)); err != nil {
		return 0, err
	}
	return c.orientation, checkTrailer(r)
}

// webpCopy gathers what is kept: the length of the whole stands before it.
type webpCopy struct {
	out         bytes.Buffer
	extended    bool // a VP8X chunk came first
	frames      int
	orientation int
}

// next reads one of the chunks that fill left bytes and returns how many it took.
func (c *webpCopy) next(r io.Reader, left int64) (int64, error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, err
	}
	name, length := string(head[:4]), int64(binary.LittleEndian.Uint32(head[4:]))
	padded := length + length&1
	if 8+padded > left {
		return 0, fmt.Errorf("webp: chunk %q of %d bytes", name, length)
	}
	var body bytes.Buffer // grows with what is really there, whatever the chunk claims
	if _, err := io.CopyN(&body, r, padded); err != nil {
		return 0, err
	}
	switch name {
	case "VP8X":
		if c.out.Len() > 0 || length != 10 {
			return 0, fmt.Errorf("webp: VP8X of %d bytes after %d", length, c.out.Len())
		}
		if body.Bytes()[0]&webpAnimation != 0 {
			return 0, errUnsupported
		}
		c.extended = true
	case "ANIM", "ANMF":
		return 0, errUnsupported
	case "EXIF":
		if c.extended {
			c.orientation = exifOrientation(bytes.TrimPrefix(body.Bytes()[:length], exifPrefix))
		}
		return 8 + padded, nil
	case "VP8 ", "VP8L":
		c.frames++
	case "ALPH", "ICCP":
	default:
		return 8 + padded, nil
	}
	_, _ = c.out.Write(head[:])
	_, _ = c.out.Write(body.Bytes())
	return 8 + padded, nil
}

// finish says in the VP8X chunk what is left, and puts the orientation back.
func (c *webpCopy) finish() {
	if !c.extended {
		return
	}
	const flags = 8 // behind the head of the first chunk
	if c.orientation != 1 {
		exif := minimalExif(c.orientation)[len(exifPrefix):]
		_, _ = c.out.WriteString("EXIF")
		_, _ = c.out.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(exif))))
		_, _ = c.out.Write(exif)
	}
	kept := c.out.Bytes()
	kept[flags] &= webpAlpha | webpICC
	if c.orientation != 1 {
		kept[flags] |= webpEXIF
	}
}

// transparent reports whether a WebP keeps its transparency apart, which the decoder
// unpacks into a second picture.
func transparent(f *os.File) bool {
	var head [21]byte
	_, err := f.ReadAt(head[:], 0)
	return err == nil && string(head[12:16]) == "VP8X" && head[20]&webpAlpha != 0
}
