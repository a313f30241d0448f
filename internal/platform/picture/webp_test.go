package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"hengjian/internal/kernel/fault"
)

// sample reads a file of testdata; each is the four quarters in another coding, made
// with sharp 0.35.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func riffChunk(name, body string) []byte {
	b := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body))), body...)
	return append(b, make([]byte, len(body)&1)...)
}

func riff(chunks ...[]byte) []byte {
	body := bytes.Join(chunks, nil)
	return append(append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)+4)), "WEBP"...), body...)
}

func vp8x(flags byte, w, h uint32) []byte {
	size := func(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v-1)[:3] }
	return riffChunk("VP8X", string(append(append([]byte{flags, 0, 0, 0}, size(w)...), size(h)...)))
}

// frame is the picture of a plain WebP file, head included.
func frame(plain []byte) []byte { return plain[12:] }

func TestWebPKeepsThePictureAndLosesEverythingElse(t *testing.T) {
	plain := frame(sample(t, "lossy.webp"))
	dirty := riff(vp8x(webpEXIF|webpICC|1<<2|1<<7, 48, 32), riffChunk("ICCP", "kept-profile!"), riffChunk("prVt", "SECRET"), plain,
		riffChunk("EXIF", string(minimalExif(1)[6:])+"SECRET-gps"), riffChunk("XMP ", "SECRET-xmp"))
	p := receive(t, append(dirty, "SECRET-behind"...))
	stored := storedBytes(t, p)
	if want := riff(vp8x(webpICC, 48, 32), riffChunk("ICCP", "kept-profile!"), plain); !bytes.Equal(stored, want) {
		t.Errorf("stored %q, want %q", stored, want)
	}
	if p.ContentType != WebP || p.Width != 48 || p.Height != 32 {
		t.Errorf("%s %d × %d", p.ContentType, p.Width, p.Height)
	}
	if again := receive(t, stored); again.StoredSHA256 != p.StoredSHA256 {
		t.Error("stripping what is stripped changes it again")
	}
	if bare := sample(t, "lossy.webp"); !bytes.Equal(storedBytes(t, receive(t, bare)), bare) {
		t.Error("a file without metadata changed")
	}
}

func TestOrientationTurnsAWebPToo(t *testing.T) {
	plain := frame(sample(t, "quarters.webp"))
	for orientation, corners := range map[int]string{1: "RGBW", 2: "GRWB", 3: "BWRG", 4: "WBGR", 5: "RWBG", 6: "WRGB", 7: "BGRW", 8: "GBWR"} {
		for name, exif := range map[string]string{"plain": string(minimalExif(orientation)[6:]), "prefixed": string(minimalExif(orientation))} {
			p := receive(t, riff(vp8x(webpEXIF, 600, 300), plain, riffChunk("EXIF", exif+"SECRET")))
			img, err := jpeg.Decode(bytes.NewReader(p.Thumb))
			if err != nil {
				t.Fatal(err)
			}
			if got := cornersOf(img); got != corners || (p.Width < p.Height) != (orientation >= 5) {
				t.Errorf("%s %d: corners %s of %d × %d, want %s", name, orientation, got, p.Width, p.Height, corners)
			}
			stored := storedBytes(t, p)
			if again := receive(t, stored); bytes.Contains(stored, []byte("SECRET")) || !bytes.Equal(again.Thumb, p.Thumb) || again.StoredSHA256 != p.StoredSHA256 {
				t.Errorf("%s %d: the stored original lies another way", name, orientation)
			}
		}
	}
}

func TestWebPsThatAreRefused(t *testing.T) {
	plain, clear := frame(sample(t, "lossy.webp")), sample(t, "transparent.webp")
	huge := riffChunk("VP8L", "\x2f\xff\xff\xff\x0f\x00\x00\x00") // 16384 × 16384
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"magic alone":                     {[]byte("RIFF\x04\x00\x00\x00WEBP"), "photo_unreadable"},
		"a length without a picture":      {[]byte("RIFF\x00\x00\x00\x00WEBPVP8 "), "photo_unreadable"},
		"another RIFF":                    {[]byte("RIFF\x24\x00\x00\x00WAVEfmt "), "photo_type_unsupported"},
		"a moving picture":                {sample(t, "moving.webp"), "photo_type_unsupported"},
		"frames without the flag":         {riff(vp8x(0, 48, 32), riffChunk("ANMF", "0123456789abcdef")), "photo_type_unsupported"},
		"256 megapixels":                  {riff(huge), "photo_too_many_pixels"},
		"a canvas of 256 megapixels":      {riff(vp8x(0, 16384, 16384), huge), "photo_too_many_pixels"},
		"the widest canvas":               {riff(vp8x(0, 1<<24, 100), plain), "photo_too_many_pixels"},
		"the largest canvas":              {riff(vp8x(0, 1<<24, 1<<24), plain), "photo_unreadable"},
		"transparency counts twice":       {riff(vp8x(webpAlpha, 5000, 5000), plain), "photo_too_many_pixels"},
		"256 megapixels in a small frame": {riff(vp8x(0, 48, 32), huge), "photo_unreadable"},
		"a picture of another size":       {riff(vp8x(0, 49, 32), plain), "photo_unreadable"},
		"two pictures":                    {riff(plain, plain), "photo_unreadable"},
		"no picture":                      {riff(vp8x(0, 48, 32)), "photo_unreadable"},
		"transparency that is missing":    {riff(vp8x(webpAlpha, 48, 32), plain), "photo_unreadable"},
		"a header that comes late":        {riff(plain, vp8x(0, 48, 32)), "photo_unreadable"},
		"a header of another length":      {riff(riffChunk("VP8X", "0123456789ab"), plain), "photo_unreadable"},
		"a chunk longer than the file":    {riff([]byte("XMP \xff\xff\xff\xff"), plain), "photo_unreadable"},
		"a length beyond the file":        {append([]byte("RIFF\xff\xff\xff\xff"), sample(t, "lossy.webp")[8:]...), "photo_unreadable"},
		"ZIP behind":                      {append(sample(t, "lossy.webp"), "PK\x03\x04evil.jar"...), "photo_unreadable"},
		"a web page behind":               {append(sample(t, "lossy.webp"), "<script>"...), "photo_unreadable"},
		"a flipped bit in the header":     {flip(clear, 24), "photo_unreadable"},
	} {
		before := temporary(t)
		p, err := Receive(t.Context(), bytes.NewReader(c.data), DefaultLimits)
		if p != nil || fault.Code(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
		if left := temporary(t); left != before {
			t.Errorf("%s: %d temporary files left", name, left-before)
		}
	}
}

func TestAWebPIsRefusedWhereverItIsCut(t *testing.T) {
	for _, name := range []string{"lossy.webp", "lossless.webp", "transparent.webp"} {
		whole := sample(t, name)
		for n := range whole {
			p, err := Receive(t.Context(), bytes.NewReader(whole[:n]), DefaultLimits)
			if p != nil || fault.As(err) == nil {
				t.Errorf("%s cut to %d of %d bytes: %v", name, n, len(whole), err)
			}
		}
	}
}

func TestThePicturesOfTheThreeTypesAreTheSame(t *testing.T) {
	for _, name := range []string{"lossy.webp", "lossless.webp", "transparent.webp"} {
		p := receive(t, sample(t, name))
		img, _, err := image.Decode(bytes.NewReader(p.Thumb))
		if err != nil || img.Bounds() != image.Rect(0, 0, 48, 32) {
			t.Fatalf("%s: %v", name, err)
		}
		if r, g, b, _ := img.At(4, 4).RGBA(); r < 0xb000 || g > b+0x8000 {
			t.Errorf("%s: the top left is not red: %x %x %x", name, r, g, b)
		}
	}
}
