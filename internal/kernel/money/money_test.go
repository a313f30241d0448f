package money

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"
)

func TestParseFenRefusesWhatIsNotYuanAndFen(t *testing.T) {
	for text, want := range map[string]error{
		"": ErrSyntax, ".": ErrSyntax, "1.": ErrSyntax, ".5": ErrSyntax, "1,000.00": ErrSyntax, "1e3": ErrSyntax,
		"+1": ErrSyntax, " 1": ErrSyntax, "¥1": ErrSyntax, "--1": ErrSyntax, "0x10": ErrSyntax, "１２": ErrSyntax,
		"1.005": ErrPrecision, "0.001": ErrPrecision, "100000000000000.00": ErrRange, "9999999999999999999": ErrSyntax,
	} {
		if _, err := ParseFen(text); !errors.Is(err, want) {
			t.Errorf("ParseFen(%q) = %v, want %v", text, err, want)
		}
	}
}

func TestFenKeepsItsTextForm(t *testing.T) {
	for text, want := range map[string]Fen{"0": 0, "0.05": 5, "12": 1200, "1234.5": 123450, "-0.10": -10, "1000000000000.00": 100000000000000} {
		got, err := ParseFen(text)
		if err != nil || got != want {
			t.Errorf("ParseFen(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	raw, _ := json.Marshal(struct {
		A Fen
		Q Quantity
		P Points
	}{123450, 16324500, 9325})
	if string(raw) != `{"A":"1234.50","Q":"16324.5","P":"93.25"}` {
		t.Errorf("json = %s", raw)
	}
	if Fen(-5).String() != "-0.05" || Quantity(1000).String() != "1" {
		t.Error("small and whole numbers are written wrongly")
	}
}

func TestGroupedSeparatesThousandsAndNothingElse(t *testing.T) {
	for text, want := range map[string]string{"0": "0.00", "-0.05": "-0.05", "999.99": "999.99", "1000": "1,000.00", "-999.00": "-999.00",
		"-1000": "-1,000.00", "-100000": "-100,000.00", "35250.9": "35,250.90", "123456": "123,456.00", "1234567.8": "1,234,567.80",
		"1000000000000": "1,000,000,000,000.00"} {
		if got := MustFen(text).Grouped(); got != want {
			t.Errorf("%s is grouped as %s, want %s", text, got, want)
		}
	}
}

// Worked by hand: halves go away from zero.
func TestMulDivRoundsHalfAwayFromZero(t *testing.T) {
	for _, c := range []struct{ v, num, den, want int64 }{
		{5, 1, 2, 3}, {-5, 1, 2, -3}, {4, 1, 3, 1}, {5, 1, 3, 2}, {1, 1, 2, 1}, {-1, 1, 2, -1},
		{1001, 9000, 10000, 901}, {1005, 1000, 10000, 101}, {1004, 1000, 10000, 100},
		{100000000000000, 10000, 10000, 100000000000000},
	} {
		if got := MulDiv(c.v, c.num, c.den); got != c.want {
			t.Errorf("MulDiv(%d,%d,%d) = %d, want %d", c.v, c.num, c.den, got, c.want)
		}
	}
}

func TestSplitGivesTheRestToTheLargestRemainders(t *testing.T) {
	// 100 fen over 1:1:1 is 33.33 each; the first gets the odd fen.
	if got := Split(100, []int64{1, 1, 1}); got[0] != 34 || got[1] != 33 || got[2] != 33 {
		t.Errorf("got %v", got)
	}
	// 10 over 1:2:4 = 1.43, 2.86, 5.71 → floors 1 2 5, rest 2 to .86 and .71.
	if got := Split(10, []int64{1, 2, 4}); got[0] != 1 || got[1] != 3 || got[2] != 6 {
		t.Errorf("got %v", got)
	}
	if got := Split(-10, []int64{1, 2, 4}); got[0] != -1 || got[1] != -3 || got[2] != -6 {
		t.Errorf("got %v", got)
	}
	if got := Split(7, []int64{0, 0}); got[0] != 7 || got[1] != 0 {
		t.Errorf("got %v", got)
	}
}

func TestSplitNeverLosesAFen(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		weights := make([]int64, 1+rng.IntN(12))
		for i := range weights {
			weights[i] = rng.Int64N(1_000_000_000)
		}
		total := Fen(rng.Int64N(1_000_000_000_00) - 500_000_000_00)
		sum := Fen(0)
		for _, p := range Split(total, weights) {
			sum += p
		}
		if sum != total {
			t.Fatalf("Split(%d, %v) adds up to %d", total, weights, sum)
		}
	}
}
