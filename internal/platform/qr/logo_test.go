package qr

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// worn returns the code with every module of n spots of 2 × 2 flipped, outside its three
// corners: dirt and scratches.
func (m Matrix) worn(rng *rand.Rand, n int) Matrix {
	out := m.clear(0)
	size := m.Size()
	corner := func(x, y int) bool { return (x < 10 || x >= size-10) && y < 10 || x < 10 && y >= size-10 }
	for range n {
		x, y := rng.IntN(size-2), rng.IntN(size-2)
		if corner(x, y) {
			continue
		}
		for i := range 4 {
			out.bits[y+i/2][x+i%2] = !out.bits[y+i/2][x+i%2]
		}
	}
	return out
}

// A code with the largest logo its level allows is read by a foreign decoder, in short
// and long addresses, and with wear on top of it.
func TestACodeWithTheLargestLogoIsReadEvenWorn(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for _, level := range []Level{Quartile, High} {
		for _, url := range []string{"https://a.cn/q/01JD4Q8Z5X7T0V3K9M2N6P1R4S", sampleURL, "https://hengjian.logistics.some-long-prefecture.gov.cn/hengjian/q/01JD4Q8Z5X7T0V3K9M2N6P1R4S"} {
			m, err := Encode(url, level)
			if err != nil {
				t.Fatal(err)
			}
			l := Logo{Share: MaxLogo(level)}
			covered := m.clear(l.side(m.Size()))
			for wear := range 4 {
				var out bytes.Buffer
				if err := covered.worn(rng, wear).PNG(&out, 600); err != nil {
					t.Fatal(err)
				}
				if got := zbar(t, out.Bytes()); got != url {
					t.Errorf("level %d, %d characters, wear %d: read %q", level, len(url), wear, got)
				}
			}
		}
	}
}

func TestALogoStandsInTheMiddleOnWholeModulesAndOnlyWhereThereIsSomethingToSpare(t *testing.T) {
	if MaxLogo(Low) != 0 || MaxLogo(Medium) != 0 || MaxLogo(Quartile) >= MaxLogo(High) {
		t.Error("levels L and M have nothing to spare, H more than Q")
	}
	for _, c := range []struct{ modules, share, want int }{{37, 22, 7}, {41, 22, 9}, {45, 28, 11}, {37, 2, 0}} {
		if got := (Logo{Share: c.share}).side(c.modules); got != c.want {
			t.Errorf("%d %% of %d modules are %d, want %d", c.share, c.modules, got, c.want)
		}
	}
	m, err := Encode(sampleURL, High)
	if err != nil {
		t.Fatal(err)
	}
	n, k := m.Size(), Logo{Share: 28}.side(m.Size())
	covered := m.clear(k)
	for y := range n {
		for x := range n {
			inside := x >= (n-k)/2 && x < (n+k)/2 && y >= (n-k)/2 && y < (n+k)/2
			if covered.Dark(x, y) != (m.Dark(x, y) && !inside) {
				t.Fatalf("module %d,%d", x, y)
			}
		}
	}
	tpl := roll()
	tpl.Level, tpl.Logo = High, &Logo{PNG: []byte("picture"), Share: 28}
	var one, many bytes.Buffer
	if err := LabelSVG(&one, sample(), tpl); err != nil {
		t.Fatal(err)
	}
	tpl.Logo.Ref = "logo"
	if err := LabelSVG(&many, sample(), tpl); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(one.String(), `href="data:image/png;base64,cGljdHVyZQ=="`) || !strings.Contains(many.String(), `<use href="#logo"`) || strings.Contains(many.String(), "base64") {
		t.Error("a single label carries its logo, a page names the one it defines once")
	}
	if !strings.Contains(LogoSymbol(*tpl.Logo), `id="logo"`) {
		t.Error("the page does not define the logo")
	}
}
