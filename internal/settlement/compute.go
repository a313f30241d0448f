package settlement

import (
	"fmt"
	"strings"

	"hengjian/internal/kernel/money"
)

// whole is the coefficient of full payment.
const whole = 10000

// Inputs are all a statement is made of, beside its rule.
type Inputs struct {
	Points *money.Points // nil when the month has insufficient data
	Bases  []money.Fen   // of the contract's lines in the month, in order
}

// Amounts are the figures of a statement.
type Amounts struct {
	CoefficientBp int64
	Base          money.Fen
	Deduction     money.Fen
	Payable       money.Fen
	Lines         []LineAmounts
}

// LineAmounts are the figures of one line.
type LineAmounts struct {
	Base      money.Fen
	Deduction money.Fen
	Payable   money.Fen
}

// Compute makes the figures. It is a pure function: payable = base × coefficient,
// rounded once on the contract's total; deduction = base − payable; the lines share
// the deduction by their bases with the largest remainders, so that they add up to
// it. A month with insufficient data is paid in full.
func Compute(rule Rule, in Inputs) Amounts {
	a := Amounts{CoefficientBp: whole, Lines: make([]LineAmounts, len(in.Bases))}
	if in.Points != nil {
		a.CoefficientBp = rule.Band(*in.Points).CoefficientBp
	}
	weights := make([]int64, len(in.Bases))
	for i, base := range in.Bases {
		a.Base += base
		weights[i] = int64(base)
	}
	a.Payable = a.Base.Bp(a.CoefficientBp)
	a.Deduction = a.Base - a.Payable
	for i, part := range money.Split(a.Deduction, weights) {
		a.Lines[i] = LineAmounts{in.Bases[i], part, in.Bases[i] - part}
	}
	return a
}

// Words is a sentence in both languages.
type Words struct {
	Zh string
	En string
}

func percent(bp int64) string {
	return strings.TrimSuffix(strings.TrimSuffix(money.Points(bp).String(), "0"), ".0") + "%"
}

// Formula says in words how the contract's deduction came about.
func (a Amounts) Formula(rule Rule, points *money.Points) Words {
	if points == nil {
		return Words{
			fmt.Sprintf("本月样本不足，不评等级，不扣款，按 100%% 支付 %s 元。", a.Payable.Grouped()),
			fmt.Sprintf("Insufficient data in the month: no grade, no deduction, %s yuan are paid in full.", a.Payable.Grouped()),
		}
	}
	band := rule.Band(*points)
	line := fmt.Sprintf("%s − %s × %s = %s", a.Base.Grouped(), a.Base.Grouped(), percent(a.CoefficientBp), a.Deduction.Grouped())
	return Words{
		fmt.Sprintf("得分 %s，不低于 %s，按“%s”档支付 %s；扣款 = %s 元，应付 %s 元。", *points, band.Min, band.Grade, percent(a.CoefficientBp), line, a.Payable.Grouped()),
		fmt.Sprintf("%s points are in the band from %s, which is paid at %s; deduction = %s yuan, payable %s yuan.", *points, band.Min, percent(a.CoefficientBp), line, a.Payable.Grouped()),
	}
}

// LineFormula says in words how the i-th line came to its share.
func (a Amounts) LineFormula(i int) Words {
	l := a.Lines[i]
	if a.Deduction == 0 {
		return Words{"不扣款。", "No deduction."}
	}
	line := fmt.Sprintf("%s × %s ÷ %s ≈ %s", a.Deduction.Grouped(), l.Base.Grouped(), a.Base.Grouped(), l.Deduction.Grouped())
	return Words{"合同扣款按本行金额占比分摊：" + line + " 元（最大余数法，各行合计等于合同扣款）。",
		"Share of the contract's deduction by the line's part of the base: " + line + " yuan (largest remainder; the lines add up)."}
}
