package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Markers of ITU T.81 that matter here.
const (
	mSOI, mEOI, mSOS = 0xd8, 0xd9, 0xda
	mAPP0, mAPP1     = 0xe0, 0xe1
	mAPP2, mAPP14    = 0xe2, 0xee
	mRST0, mRST7     = 0xd0, 0xd7
	mTEM             = 0x01
)

var (
	errMarker  = errors.New("jpeg: no marker where one must be")
	exifPrefix = []byte("Exif\x00\x00")
)

// stripJPEG copies a JPEG without losing a bit of its picture, and without its
// metadata: only JFIF (APP0), a colour profile (APP2 ICC) and Adobe's colour
// transform (APP14) stay of the application segments. That drops EXIF and XMP with
// the place and the phone's serial number (APP1), IPTC (APP13), makers' private
// segments, comments, and the multi-picture index (APP2 MPF), whose second picture
// after the end carries its own EXIF. One thing is put back: the orientation, since
// without it the stored original would lie on its side.
func stripJPEG(w io.Writer, r io.Reader) (orientation int, err error) {
	in := bufio.NewReaderSize(r, 64<<10)
	out := bufio.NewWriterSize(w, 64<<10)
	orientation, err = copySegments(out, in)
	if err != nil {
		return 0, err
	}
	if err := out.Flush(); err != nil {
		return 0, err
	}
	return orientation, checkTrailer(in)
}

func copySegments(out *bufio.Writer, in *bufio.Reader) (int, error) {
	if marker, err := nextMarker(in); err != nil || marker != mSOI {
		return 0, errors.Join(errMarker, err)
	}
	_, _ = out.Write([]byte{0xff, mSOI})
	orientation, oriented := 1, false
	inScan := false
	for {
		marker, err := nextMarkerOrScan(out, in, inScan)
		if err != nil {
			return 0, err
		}
		inScan = false
		switch {
		case marker == mEOI:
			_, err := out.Write([]byte{0xff, mEOI})
			return orientation, err
		case marker == mSOI || marker == 0:
			return 0, errMarker
		case marker == mTEM || marker >= mRST0 && marker <= mRST7: // stand alone
			continue
		}
		body, err := segment(in)
		if err != nil {
			return 0, err
		}
		if marker == mAPP1 && bytes.HasPrefix(body, exifPrefix) && !oriented {
			orientation, oriented = exifOrientation(body[len(exifPrefix):]), true
			if orientation != 1 {
				writeSegment(out, mAPP1, minimalExif(orientation))
			}
		}
		if !keep(marker, body) {
			continue
		}
		writeSegment(out, marker, body)
		inScan = marker == mSOS
	}
}

// keep decides about a segment by what it is for. Everything that is not an
// application segment or a comment belongs to the picture.
func keep(marker byte, body []byte) bool {
	const mCOM = 0xfe
	switch {
	case marker == mCOM:
		return false
	case marker < mAPP0 || marker > 0xef:
		return true
	case marker == mAPP0:
		return bytes.HasPrefix(body, []byte("JFIF\x00"))
	case marker == mAPP2:
		return bytes.HasPrefix(body, []byte("ICC_PROFILE\x00"))
	case marker == mAPP14:
		return bytes.HasPrefix(body, []byte("Adobe"))
	}
	return false
}

func nextMarkerOrScan(out *bufio.Writer, in *bufio.Reader, inScan bool) (byte, error) {
	if inScan {
		return copyScan(out, in)
	}
	return nextMarker(in)
}

// nextMarker reads 0xff, any fill bytes, and the marker.
func nextMarker(in *bufio.Reader) (byte, error) {
	b, err := in.ReadByte()
	if err != nil {
		return 0, err
	}
	if b != 0xff {
		return 0, errMarker
	}
	for b == 0xff {
		if b, err = in.ReadByte(); err != nil {
			return 0, err
		}
	}
	return b, nil
}

func segment(in *bufio.Reader) ([]byte, error) {
	var size [2]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(size[:]))
	if n < 2 {
		return nil, fmt.Errorf("jpeg: segment of %d bytes", n)
	}
	body := make([]byte, n-2)
	_, err := io.ReadFull(in, body)
	return body, err
}

// writeSegment leaves its errors to the final Flush, which repeats the first one.
func writeSegment(out *bufio.Writer, marker byte, body []byte) {
	_, _ = out.Write(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)))
	_, _ = out.Write(body)
}

// copyScan copies entropy-coded data, with its stuffed zeros and restart markers,
// and returns the marker that ends it.
func copyScan(out *bufio.Writer, in *bufio.Reader) (byte, error) {
	for {
		chunk, err := in.ReadSlice(0xff)
		full := errors.Is(err, bufio.ErrBufferFull)
		if err != nil && !full {
			return 0, err // the file ends inside the scan
		}
		if full {
			_, _ = out.Write(chunk)
			continue
		}
		_, _ = out.Write(chunk[:len(chunk)-1])
		b := byte(0xff)
		for b == 0xff { // fill bytes
			if b, err = in.ReadByte(); err != nil {
				return 0, err
			}
		}
		if b != 0 && (b < mRST0 || b > mRST7) {
			return b, nil
		}
		if _, err := out.Write([]byte{0xff, b}); err != nil {
			return 0, err
		}
	}
}
