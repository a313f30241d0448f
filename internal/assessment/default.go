package assessment

import (
	"hengjian/internal/kernel/money"
	"hengjian/internal/ledger"
)

// schemeCode is the one scheme of an agency; what changes are its versions.
const schemeCode = "monthly"

// DefaultName says openly where the first version comes from.
const DefaultName = "月度综合考核（产品默认，非引自标准）"

// Default is version 1 of the scheme. Its weights, lines and samples are the
// product's own choice and quoted from no standard; an agency writes its own as
// version 2. The grades start where the payment bands of rule SR-01 start.
//
// Unanswered findings count in the rectification ratio through finding_overdue, so
// that silence is not better than a late answer.
func Default() Definition {
	p := func(s string) money.Points {
		v, err := money.ParsePoints(s)
		if err != nil {
			panic(err)
		}
		return v
	}
	kinds := func(k ...ledger.Kind) []ledger.Kind { return k }
	return Definition{
		MinWeight: p("60"),
		Grades:    []GradeBand{{"excellent", p("90")}, {"good", p("80")}, {"qualified", p("70")}, {"fail", 0}},
		Indicators: []Indicator{
			{Code: "pass_rate", Name: "检查合格率", NameEn: "Inspection pass rate", Weight: p("40"), Kind: Ratio,
				Numerator:   kinds(ledger.SelfPass, ledger.CheckPass),
				Denominator: kinds(ledger.SelfPass, ledger.SelfFail, ledger.CheckPass, ledger.CheckFail),
				FloorBp:     8000, TargetBp: 9800, PerUnit: map[ledger.Kind]money.Points{}, MinSample: 20},
			{Code: "rounds", Name: "巡检到位率", NameEn: "Rounds done", Weight: p("20"), Kind: Ratio,
				Numerator: kinds(ledger.TaskDone, ledger.TaskLate), Denominator: kinds(ledger.TaskDue),
				FloorBp: 8000, TargetBp: 10000, PerUnit: map[ledger.Kind]money.Points{}, MinSample: 5},
			{Code: "findings", Name: "问题扣分", NameEn: "Findings by severity", Weight: p("20"), Kind: Deduct,
				Numerator: kinds(), Denominator: kinds(ledger.InspectionSelf, ledger.InspectionSupervision),
				PerUnit:   map[ledger.Kind]money.Points{ledger.FindingMinor: p("0.5"), ledger.FindingMajor: p("2"), ledger.FindingCritical: p("8")},
				MinSample: 4},
			{Code: "rectification", Name: "整改及时率", NameEn: "Rectification on time", Weight: p("15"), Kind: Ratio,
				Numerator: kinds(ledger.RectificationOnTime), Denominator: kinds(ledger.RectificationOnTime, ledger.FindingOverdue),
				FloorBp: 5000, TargetBp: 10000, PerUnit: map[ledger.Kind]money.Points{}, MinSample: 1},
			{Code: "ratings", Name: "服务对象评价", NameEn: "Occupants' ratings", Weight: p("5"), Kind: Ratio,
				Numerator: kinds(ledger.Rating), Denominator: kinds(ledger.Rating),
				FloorBp: 6000, TargetBp: 9000, PerUnit: map[ledger.Kind]money.Points{}, MinSample: 5},
		},
	}
}
