package assessment

import (
	"fmt"
	"slices"
	"strings"

	"hengjian/internal/kernel/money"
	"hengjian/internal/ledger"
)

// Words is a sentence in both languages.
type Words struct {
	Zh string
	En string
}

// kindWords name the facts that a formula spells out. Other kinds are named by
// their code.
var kindWords = map[ledger.Kind]Words{
	ledger.FindingMinor: {"一般问题", "minor findings"}, ledger.FindingMajor: {"较重问题", "major findings"},
	ledger.FindingCritical: {"重大问题", "critical findings"}, ledger.FindingOverdue: {"逾期", "overdue findings"},
	ledger.TaskMissed: {"漏检", "missed rounds"}, ledger.TaskLate: {"迟检", "late rounds"},
	ledger.RectificationLate: {"逾期整改", "late answers"}, ledger.RectificationReturned: {"退回整改", "answers sent back"},
	ledger.SelfFail: {"自查不合格", "failed own items"}, ledger.CheckFail: {"检查不合格", "failed checked items"},
}

func percent(bp int64) string {
	return strings.TrimSuffix(strings.TrimSuffix(money.Points(bp).String(), "0"), ".0") + "%"
}

// Formula says in words how an indicator came to its points.
func (i Indicator) Formula(s Score, in Inputs) Words {
	switch {
	case !s.Scored:
		return Words{
			fmt.Sprintf("样本 %d，少于 %d，不评分；其权重由已评指标按比例分担。", s.Sample, i.MinSample),
			fmt.Sprintf("The sample is %d, below %d: not scored; its weight is shared by the scored indicators.", s.Sample, i.MinSample),
		}
	case i.Kind == Ratio:
		return i.ratioFormula(s)
	default:
		return i.deductFormula(s, in)
	}
}

func (i Indicator) ratioFormula(s Score) Words {
	ratio := fmt.Sprintf("%d ÷ %d = %s", s.Numerator, s.Denominator, percent(s.RatioBp))
	floor, target := percent(i.FloorBp), percent(i.TargetBp)
	switch s.Points {
	case i.Weight:
		return Words{fmt.Sprintf("%s，达到满分线 %s，得 %s。", ratio, target, s.Points), fmt.Sprintf("%s reaches the target of %s: %s points.", ratio, target, s.Points)}
	case 0:
		return Words{fmt.Sprintf("%s，不高于零分线 %s，得 0。", ratio, floor), fmt.Sprintf("%s is not above the floor of %s: 0 points.", ratio, floor)}
	}
	line := fmt.Sprintf("%s × (%d ÷ %d − %s) ÷ (%s − %s) = %s", i.Weight, s.Numerator, s.Denominator, floor, target, floor, s.Points)
	return Words{fmt.Sprintf("%s；得分 = %s，四舍五入到 0.01。", ratio, line), fmt.Sprintf("%s; points = %s, rounded to 0.01.", ratio, line)}
}

func (i Indicator) deductFormula(s Score, in Inputs) Words {
	zh, en := i.Weight.String(), i.Weight.String()
	kinds := make([]ledger.Kind, 0, len(i.PerUnit))
	for k := range i.PerUnit {
		kinds = append(kinds, k)
	}
	slices.SortFunc(kinds, func(a, b ledger.Kind) int {
		if d := i.PerUnit[a] - i.PerUnit[b]; d != 0 {
			return int(d)
		}
		return compare(a, b)
	})
	for _, k := range kinds {
		if n := in.of(k).Count; n > 0 {
			w, ok := kindWords[k]
			if !ok {
				w = Words{string(k), string(k)}
			}
			zh += fmt.Sprintf(" − %s %d × %s", w.Zh, n, i.PerUnit[k])
			en += fmt.Sprintf(" − %d %s × %s", n, w.En, i.PerUnit[k])
		}
	}
	if s.Lost > i.Weight {
		return Words{zh + "，扣完为止，得 0。", en + ": not below 0."}
	}
	return Words{zh + " = " + s.Points.String() + "。", en + " = " + s.Points.String() + "."}
}

// Formula says in words how the month came to its points, or why it has none.
func (s Sheet) Formula(d Definition) Words {
	switch {
	case s.Reason == ReasonNoActivity:
		return Words{"本月没有可评的事实，记为样本不足：不评分、不评等级，也不按满分计。", "Nothing was recorded in the month: insufficient data, no points and no grade, not full marks."}
	case s.Insufficient:
		return Words{
			fmt.Sprintf("已评指标的权重合计 %s，低于 %s，记为样本不足：不评分、不评等级。", s.ScoredWeight, d.MinWeight),
			fmt.Sprintf("The scored weight is %s, below %s: insufficient data, no points and no grade.", s.ScoredWeight, d.MinWeight),
		}
	}
	line := fmt.Sprintf("%s ÷ %s × 100 = %s", s.ScoredPoints, s.ScoredWeight, s.Points)
	return Words{"得分 = 已评指标得分之和 ÷ 已评权重之和 × 100 = " + line + "。", "Points = sum of the scored points ÷ scored weight × 100 = " + line + "."}
}
