package picture

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"testing"

	"hengjian/internal/platform/blob"
)

// quarters is a picture whose corners are red, green, blue and white, clockwise from
// the top left, so that turning it shows.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := map[[2]bool]color.RGBA{
				{false, false}: {255, 0, 0, 255}, {true, false}: {0, 255, 0, 255},
				{true, true}: {0, 0, 255, 255}, {false, true}: {255, 255, 255, 255},
			}[[2]bool{x >= w/2, y >= h/2}]
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func seg(marker byte, body string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
}

// after puts segments behind the SOI of a JPEG.
func after(pic []byte, segments ...[]byte) []byte {
	return append(append(append([]byte{}, pic[:2]...), bytes.Join(segments, nil)...), pic[2:]...)
}

func exifWith(orientation int, more string) []byte {
	return seg(mAPP1, string(minimalExif(orientation))+more)
}

func chunk(name, body string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(b, name+body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(name+body)))
}

func receive(t *testing.T, data []byte) *Photo {
	t.Helper()
	p, err := Receive(t.Context(), bytes.NewReader(data), DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func storedBytes(t *testing.T, p *Photo) []byte {
	t.Helper()
	r, err := p.Original()
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sum(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }

func TestPhotoIsTakenInWithBothChecksums(t *testing.T) {
	data := after(jpegOf(t, quarters(1200, 800)), exifWith(1, "GPS 23.02N 113.12E"))
	p := receive(t, data)
	stored := storedBytes(t, p)
	if p.SHA256 != sum(data) || p.Size != int64(len(data)) {
		t.Error("the first checksum is not of the bytes received")
	}
	if p.StoredSHA256 != sum(stored) || p.StoredSize != int64(len(stored)) || p.StoredSHA256 == p.SHA256 {
		t.Error("the second checksum is not of the bytes stored")
	}
	if p.ContentType != JPEG || p.Width != 1200 || p.Height != 800 {
		t.Errorf("%s %d × %d", p.ContentType, p.Width, p.Height)
	}
	thumb, err := jpeg.DecodeConfig(bytes.NewReader(p.Thumb))
	if err != nil || thumb.Width != 480 || thumb.Height != 320 {
		t.Errorf("thumb %+v, %v", thumb, err)
	}
}

func TestMetadataIsGoneAndThePictureIsTheSameBitForBit(t *testing.T) {
	clean := jpegOf(t, quarters(640, 480))
	dirty := after(clean,
		seg(mAPP0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00"),
		exifWith(1, "SECRET-gps"), seg(mAPP1, "http://ns.adobe.com/xap/1.0/\x00SECRET-xmp"), seg(0xed, "Photoshop 3.0\x00SECRET-iptc"),
		seg(mAPP2, "MPF\x00SECRET-index"), seg(mAPP2, "ICC_PROFILE\x00\x01\x01kept-profile"), seg(0xe5, "SECRET-maker"),
		seg(0xfe, "SECRET-comment<script>"), seg(mAPP1, string(minimalExif(3))+"SECRET-second"))
	dirty = append(dirty, "\x00\x00\xff\xd8\xff\xe1SECRET-second-picture"...)
	p := receive(t, dirty)
	stored := storedBytes(t, p)
	if bytes.Contains(stored, []byte("SECRET")) {
		t.Error("metadata was stored")
	}
	if !bytes.Contains(stored, []byte("kept-profile")) {
		t.Error("the colour profile was lost")
	}
	if bytes.Contains(p.Thumb, []byte("Exif")) {
		t.Error("the small picture has metadata")
	}
	if !samePicture(t, clean, stored) {
		t.Error("the picture changed")
	}
	if again := receive(t, stored); again.StoredSHA256 != p.StoredSHA256 {
		t.Error("stripping what is stripped changes it again")
	}
}

func samePicture(t *testing.T, a, b []byte) bool {
	t.Helper()
	x, _, errX := image.Decode(bytes.NewReader(a))
	y, _, errY := image.Decode(bytes.NewReader(b))
	if errX != nil || errY != nil || x.Bounds() != y.Bounds() {
		t.Fatalf("%v, %v", errX, errY)
	}
	for py := range x.Bounds().Dy() {
		for px := range x.Bounds().Dx() {
			if x.At(px, py) != y.At(px, py) {
				return false
			}
		}
	}
	return true
}

func TestFilesOfEveryCodingSurviveStripping(t *testing.T) {
	files := map[string][]byte{"restart": withRestarts(t, 9)}
	for _, name := range []string{"progressive.jpeg", "progressive.many-scans.jpeg", "subsampled.jpeg", "cmyk.jpeg",
		"interlaced.png", "palette.png", "deep.png", "transparent.png", "lossy.webp", "lossless.webp", "transparent.webp"} {
		files[name] = sample(t, name)
	}
	for name, data := range files {
		if stored := storedBytes(t, receive(t, data)); !bytes.Equal(stored, data) && !samePicture(t, data, stored) {
			t.Errorf("%s changed", name)
		}
	}
}

// withRestarts is a grey JPEG of n blocks with a restart marker after each: the scan
// of one block, which an encoder pads to whole bytes, repeated.
func withRestarts(t *testing.T, n int) []byte {
	t.Helper()
	one := jpegOf(t, image.NewGray(image.Rect(0, 0, 8, 8)))
	frame, scan := bytes.Index(one, []byte{0xff, 0xc0}), bytes.Index(one, []byte{0xff, mSOS})
	body := scan + 2 + int(binary.BigEndian.Uint16(one[scan+2:]))
	binary.BigEndian.PutUint16(one[frame+7:], uint16(8*n))
	out := append(append(append([]byte{}, one[:scan]...), seg(0xdd, "\x00\x01")...), one[scan:body]...)
	for i := range n {
		if i > 0 {
			out = append(out, 0xff, mRST0+byte((i-1)%8))
		}
		out = append(out, one[body:len(one)-2]...)
	}
	return append(out, 0xff, mEOI)
}

func TestOrientationTurnsTheThumbAndStaysWithTheOriginal(t *testing.T) {
	// The corners a person must see, clockwise from the top left, from the EXIF
	// standard's table: orientation 6 means that row 0 is the right side.
	for orientation, corners := range map[int]string{1: "RGBW", 2: "GRWB", 3: "BWRG", 4: "WBGR", 5: "RWBG", 6: "WRGB", 7: "BGRW", 8: "GBWR"} {
		for name, data := range map[string][]byte{
			"jpeg": after(jpegOf(t, quarters(600, 300)), exifWith(orientation, "SECRET")),
			"png":  insertAfterIHDR(pngOf(t, quarters(600, 300)), chunk("eXIf", string(minimalExif(orientation)[6:]))),
		} {
			p := receive(t, data)
			wantW, wantH := 600, 300
			if orientation >= 5 {
				wantW, wantH = 300, 600
			}
			if p.Width != wantW || p.Height != wantH {
				t.Errorf("%s %d: %d × %d", name, orientation, p.Width, p.Height)
			}
			img, err := jpeg.Decode(bytes.NewReader(p.Thumb))
			if err != nil {
				t.Fatal(err)
			}
			if got := cornersOf(img); got != corners {
				t.Errorf("%s %d: corners %s, want %s", name, orientation, got, corners)
			}
			if name == "jpeg" {
				again := receive(t, storedBytes(t, p))
				if again.Width != p.Width || !bytes.Equal(again.Thumb, p.Thumb) {
					t.Errorf("%d: the stored original lies another way", orientation)
				}
			}
		}
	}
}

func cornersOf(img image.Image) string {
	b := img.Bounds()
	at := func(x, y int) byte {
		r, g, bl, _ := img.At(x, y).RGBA()
		switch {
		case r > 0xb000 && g > 0xb000:
			return 'W'
		case r > 0xb000:
			return 'R'
		case g > 0xb000:
			return 'G'
		case bl > 0xb000:
			return 'B'
		}
		return '?'
	}
	const in = 20
	return string([]byte{at(in, in), at(b.Dx()-in, in), at(b.Dx()-in, b.Dy()-in), at(in, b.Dy()-in)})
}

func insertAfterIHDR(pic []byte, chunks ...[]byte) []byte {
	const end = 8 + 25
	return append(append(append([]byte{}, pic[:end]...), bytes.Join(chunks, nil)...), pic[end:]...)
}

func TestPNGKeepsThePictureAndLosesItsTexts(t *testing.T) {
	clean := pngOf(t, quarters(50, 40))
	dirty := insertAfterIHDR(clean, chunk("tEXt", "Comment\x00SECRET"), chunk("iTXt", "SECRET"), chunk("prVt", "SECRET"),
		chunk("tIME", "SECRET."), chunk("eXIf", "SECRET"))
	p := receive(t, append(dirty, "SECRET"...))
	if stored := storedBytes(t, p); !bytes.Equal(stored, clean) {
		t.Errorf("%d bytes stored of %d", len(stored), len(clean))
	}
	if p.ContentType != PNG {
		t.Error(p.ContentType)
	}
}

func TestSaveStoresBothFormsUnderTheChecksumReceived(t *testing.T) {
	store, err := blob.Open("file://" + t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := receive(t, jpegOf(t, quarters(100, 50)))
	for range 2 { // a repeated upload changes nothing
		if err := p.Save(t.Context(), store); err != nil {
			t.Fatal(err)
		}
	}
	for key, want := range map[string][]byte{OriginalKey(p.SHA256): storedBytes(t, p), ThumbKey(p.SHA256): p.Thumb} {
		r, _, err := store.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := io.ReadAll(r)
		_ = r.Close()
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs", key)
		}
	}
}

func TestSmallAndOddPicturesGetAThumb(t *testing.T) {
	for _, size := range [][4]int{{1, 1, 1, 1}, {3000, 1, 480, 1}, {1, 3000, 1, 480}, {480, 480, 480, 480}, {481, 10, 480, 9}} {
		p := receive(t, pngOf(t, quarters(size[0], size[1])))
		c, err := jpeg.DecodeConfig(bytes.NewReader(p.Thumb))
		if err != nil || c.Width != size[2] || c.Height != size[3] {
			t.Errorf("%v: %d × %d, %v", size, c.Width, c.Height, err)
		}
	}
}
