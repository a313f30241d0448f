package qr

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"hengjian/internal/testkit"
)

const sampleURL = "https://hengjian.example.gov.cn/q/01JD4Q8Z5X7T0V3K9M2N6P1R4S"

// zbar decodes a picture with a decoder that shares no code with the encoder.
func zbar(t *testing.T, png []byte) string {
	t.Helper()
	tool, err := exec.LookPath("zbarimg")
	if err != nil {
		testkit.Missing(t, "zbarimg is not installed (Debian: apt-get install zbar-tools), so no foreign decoder read the code")
	}
	file := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(file, png, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "--quiet", "--raw", file).Output()
	if err != nil {
		t.Fatalf("zbarimg could not read the code: %v", err)
	}
	return strings.TrimSuffix(string(out), "\n")
}

func TestPNGIsReadByAForeignDecoder(t *testing.T) {
	for _, level := range []Level{Low, Medium, Quartile, High} {
		for _, px := range []int{120, 333, 1000} {
			m, err := Encode(sampleURL, level)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := m.PNG(&out, px); err != nil {
				t.Fatal(err)
			}
			if got := zbar(t, out.Bytes()); got != sampleURL {
				t.Errorf("level %d, %d px: read %q", level, px, got)
			}
			img, err := png.Decode(&out)
			if err != nil || img.Bounds().Dx() != px || img.Bounds().Dy() != px {
				t.Errorf("level %d: picture is %v, want %d px square (%v)", level, img.Bounds(), px, err)
			}
		}
	}
}

func TestFinderPatternsStandInThreeCorners(t *testing.T) {
	m, err := Encode("A", Low)
	if err != nil {
		t.Fatal(err)
	}
	if m.Size() != 21 {
		t.Fatalf("one letter needs version 1, 21 modules; got %d", m.Size())
	}
	// ISO/IEC 18004: a 7×7 dark ring, a light ring, a dark 3×3 heart.
	const ring = "#######" + "#.....#" + "#.###.#" + "#.###.#" + "#.###.#" + "#.....#" + "#######"
	for _, corner := range [][2]int{{0, 0}, {14, 0}, {0, 14}} {
		var got strings.Builder
		for y := range 7 {
			for x := range 7 {
				if m.Dark(corner[0]+x, corner[1]+y) {
					got.WriteByte('#')
				} else {
					got.WriteByte('.')
				}
			}
		}
		if got.String() != ring {
			t.Errorf("no finder pattern at %v", corner)
		}
	}
	if m.Dark(-1, 0) || m.Dark(0, 21) {
		t.Error("outside the code is the quiet zone, which is light")
	}
}

var runs = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

func TestSVGDrawsExactlyTheDarkModulesInsideAQuietZone(t *testing.T) {
	m, _ := Encode(sampleURL, Quartile)
	var out bytes.Buffer
	if err := m.SVG(&out); err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(out.Bytes(), new(struct{})); err != nil {
		t.Fatalf("not well-formed: %v", err)
	}
	if want := `viewBox="0 0 ` + strconv.Itoa(m.Size()+8); !strings.Contains(out.String(), want) {
		t.Errorf("no %s", want)
	}
	drawn := map[[2]int]bool{}
	for _, r := range runs.FindAllStringSubmatch(out.String(), -1) {
		x, _ := strconv.Atoi(r[1])
		y, _ := strconv.Atoi(r[2])
		n, _ := strconv.Atoi(r[3])
		if r[3] != r[4] {
			t.Fatalf("run %q does not close", r[0])
		}
		for i := range n {
			drawn[[2]int{x + i - QuietZone, y - QuietZone}] = true
		}
	}
	for y := -QuietZone; y < m.Size()+QuietZone; y++ {
		for x := -QuietZone; x < m.Size()+QuietZone; x++ {
			if drawn[[2]int{x, y}] != m.Dark(x, y) {
				t.Fatalf("module %d,%d: drawn %v, dark %v", x, y, drawn[[2]int{x, y}], m.Dark(x, y))
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	m, _ := Encode("A", Low)
	cases := map[string]struct {
		err  error
		want error
	}{
		"nothing to encode":    {second(Encode("", Medium)), ErrEmpty},
		"unknown level":        {second(Encode("A", Level(9))), ErrLevel},
		"more than a code has": {second(Encode(strings.Repeat("衡", 1200), High)), ErrTooLong},
		"less than a pixel":    {m.PNG(&bytes.Buffer{}, 28), ErrTooSmall},
		"zero pixels":          {m.PNG(&bytes.Buffer{}, 0), ErrTooSmall},
		"negative pixels":      {m.PNG(&bytes.Buffer{}, -5), ErrTooSmall},
		"a wall of pixels":     {m.PNG(&bytes.Buffer{}, 4097), ErrTooLarge},
		"empty matrix as PNG":  {Matrix{}.PNG(&bytes.Buffer{}, 100), ErrEmpty},
		"empty matrix as SVG":  {Matrix{}.SVG(&bytes.Buffer{}), ErrEmpty},
	}
	for name, c := range cases {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: got %v, want %v", name, c.err, c.want)
		}
	}
	if err := m.PNG(&bytes.Buffer{}, 29); err != nil {
		t.Errorf("29 pixels give each of 21+8 modules one: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }
