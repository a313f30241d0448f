// Package settlement turns a month's assessment into money: what a contract costs
// in the month, what is kept back by a versioned rule, and what is paid. A
// statement keeps what it was made from and recomputes to the same fen.
package settlement

import (
	"slices"

	"hengjian/internal/kernel/money"
	"hengjian/internal/standard"
)

// Band is what points from Min, included, up to the next better band are paid.
type Band struct {
	Min           money.Points `json:"min"`
	Grade         string       `json:"grade"`
	CoefficientBp int64        `json:"coefficientBp"`
}

// Rule is one version of a payment rule. A version never changes.
type Rule struct {
	ID          string
	Code        string
	Name        string
	VersionNo   int
	State       string
	Bands       []Band // best first, down to 0
	SourceID    string
	Source      *standard.SourceView `json:"-"` // the audit log keeps its number
	Consequence string
}

// Band returns the band of the points. Bands hold their lower bound and everything
// below the band before: the source writes "80–89" and "90–100", and 89.50 must not
// fall between them.
func (r Rule) Band(p money.Points) Band {
	i := slices.IndexFunc(r.Bands, func(b Band) bool { return p >= b.Min })
	if i < 0 {
		i = len(r.Bands) - 1
	}
	return r.Bands[i]
}

// Max is the highest points of the i-th band, for reading.
func (r Rule) Max(i int) money.Points {
	if i == 0 {
		return 100_00
	}
	return r.Bands[i-1].Min - 1
}

// defaultCode is the rule of a contract that names none.
const defaultCode = "SR-01"

// Default is rule SR-01 of the starter catalogue, four bands of payment by
// assessment points, quoted from source S13.
func Default() Rule {
	return Rule{Code: defaultCode, Name: "按考核分支付服务费（四档）", VersionNo: 1, State: "active", SourceID: "S13",
		Consequence: "连续三个月不合格，采购人可终止合同",
		Bands: []Band{
			{Min: 90_00, Grade: "全额", CoefficientBp: 10000},
			{Min: 80_00, Grade: "扣10%", CoefficientBp: 9000},
			{Min: 70_00, Grade: "扣20%", CoefficientBp: 8000},
			{Min: 0, Grade: "不合格", CoefficientBp: 6000},
		}}
}
