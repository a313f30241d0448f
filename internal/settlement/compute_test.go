package settlement_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"hengjian/internal/kernel/money"
	"hengjian/internal/settlement"
)

func points(s string) *money.Points {
	p, err := money.ParsePoints(s)
	if err != nil {
		panic(err)
	}
	return &p
}

func TestBandsHoldTheirLowerBoundAndEverythingBelowTheNext(t *testing.T) {
	rule := settlement.Default()
	for p, want := range map[string]int64{"100": 10000, "90": 10000, "89.99": 9000, "89.5": 9000, "80": 9000, "79.99": 8000, "70": 8000, "69.99": 6000, "0": 6000} {
		if got := rule.Band(*points(p)).CoefficientBp; got != want {
			t.Errorf("%s points are paid at %d, want %d", p, got, want)
		}
	}
	if rule.Max(0) != 100_00 || rule.Max(1) != 89_99 || rule.Max(3) != 69_99 {
		t.Error("the bands' upper ends are not as the source writes them")
	}
}

// Worked by hand:
//
//	85.20 points → 90 %. Base 1000.01 + 2000.02 + 0.03 = 3000.06.
//	payable  3000.06 × 0.9 = 2700.054 → 2700.05; deduction 3000.06 − 2700.05 = 300.01
//	lines    300.01 × 1000.01 ÷ 3000.06 = 100.0043… → 100.00 remainder .43
//	         300.01 × 2000.02 ÷ 3000.06 = 200.0086… → 200.00 remainder .86
//	         300.01 × 0.03 ÷ 3000.06    =   0.0030… →   0.00 remainder .30
//	         the one fen left goes to the largest remainder, the second line
func TestADeductionIsTheHandWorkedOne(t *testing.T) {
	in := settlement.Inputs{Points: points("85.20"), Bases: []money.Fen{1000_01, 2000_02, 3}}
	a := settlement.Compute(settlement.Default(), in)
	if a.Base != 3000_06 || a.Payable != 2700_05 || a.Deduction != 300_01 || a.CoefficientBp != 9000 {
		t.Errorf("%+v", a)
	}
	for i, want := range []money.Fen{100_00, 200_01, 0} {
		if a.Lines[i].Deduction != want || a.Lines[i].Payable != in.Bases[i]-want {
			t.Errorf("line %d: %+v, want a deduction of %s", i, a.Lines[i], want)
		}
	}
	if f := a.Formula(settlement.Default(), in.Points).Zh; !strings.Contains(f, "3,000.06 − 3,000.06 × 90% = 300.01 元，应付 2,700.05 元。") {
		t.Error(f)
	}
}

func TestInsufficientDataAndTheTopBandAreNotDeducted(t *testing.T) {
	bases := []money.Fen{123_45, 678_90}
	for name, p := range map[string]*money.Points{"insufficient": nil, "exactly 90": points("90"), "exactly 100": points("100")} {
		a := settlement.Compute(settlement.Default(), settlement.Inputs{Points: p, Bases: bases})
		if a.Deduction != 0 || a.Payable != 802_35 || a.CoefficientBp != 10000 || a.Lines[0].Deduction+a.Lines[1].Deduction != 0 {
			t.Errorf("%s: %+v", name, a)
		}
	}
	a := settlement.Compute(settlement.Default(), settlement.Inputs{Bases: bases})
	if f := a.Formula(settlement.Default(), nil); !strings.Contains(f.Zh, "样本不足") || !strings.Contains(f.Zh, "不扣款") || f.En == "" {
		t.Error(f.Zh)
	}
}

func TestAContractWithoutPriceOrLinesOwesNothing(t *testing.T) {
	for _, bases := range [][]money.Fen{nil, {0}, {0, 0}} {
		a := settlement.Compute(settlement.Default(), settlement.Inputs{Points: points("10"), Bases: bases})
		if a.Base != 0 || a.Deduction != 0 || a.Payable != 0 {
			t.Errorf("%v: %+v", bases, a)
		}
	}
}

func TestLinesAlwaysAddUpAndNoDeductionExceedsItsBase(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 20000 {
		p := money.Points(rng.Int64N(100_01))
		in := settlement.Inputs{Points: &p}
		for range 1 + rng.IntN(12) {
			in.Bases = append(in.Bases, money.Fen(rng.Int64N([]int64{2, 100, 1_000_000, 10_000_000_000}[rng.IntN(4)])))
		}
		a := settlement.Compute(settlement.Default(), in)
		var base, deduction, payable money.Fen
		for i, l := range a.Lines {
			base, deduction, payable = base+l.Base, deduction+l.Deduction, payable+l.Payable
			if l.Base != in.Bases[i] || l.Deduction < 0 || l.Deduction > l.Base || l.Payable != l.Base-l.Deduction {
				t.Fatalf("line %d of %+v: %+v", i, in, l)
			}
		}
		if base != a.Base || deduction != a.Deduction || payable != a.Payable || a.Deduction+a.Payable != a.Base || a.Deduction > a.Base {
			t.Fatalf("%+v does not add up: %+v", in, a)
		}
		more := p + money.Points(rng.Int64N(int64(100_01-p)))
		if better := settlement.Compute(settlement.Default(), settlement.Inputs{Points: &more, Bases: in.Bases}); better.Deduction > a.Deduction {
			t.Fatalf("%s points cost more than %s", more, p)
		}
	}
}
