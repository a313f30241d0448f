package catalogue

import (
	"encoding/json"
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
)

const fileLifeCycle = "admission_exit.json"

// AdmissionRule is what a supplier must fulfil and show. Category is empty for rules
// of every category.
type AdmissionRule struct {
	Code        string
	Category    vocab.Category
	Title       string
	SourceID    string
	AlsoSources []string
	Conditions  []string
	Materials   []Material
	Note        string
}

// Material is a paper to hand in. Basis is quoted, or derived from the condition.
type Material struct {
	Name     string
	Basis    string
	SourceID string
}

// ExitRule is a ground on which a supplier leaves, with what follows.
type ExitRule struct {
	Code        string
	Type        ExitType
	Title       string
	SourceID    string
	AlsoSources []string
	Legal       string
	Grounds     []string
	Sanction    Sanction
	Handover    []string
}

// ExitType groups exits by their consequence.
type ExitType string

// The types.
const (
	Debarment        ExitType = "debarment"        // 黑名单
	CreditGrade      ExitType = "credit_grade"     // 信用等级
	Termination      ExitType = "termination"      // 解除合同
	Disqualification ExitType = "disqualification" // 取消资格
	NonRenewal       ExitType = "non_renewal"      // 不续签
	Referral         ExitType = "referral"         // 严肃处理
)

// Sanction is what the source says follows; zero fields do not apply. Spans hold the
// lower and the upper end.
type Sanction struct {
	Action        string
	Other         string
	FinePermille  []int64
	BanYears      []int64
	SuspendMonths []int64
	ScoreCutBp    []int64 // by grade, the mildest first
	PublishYears  int64
	NoticeMonths  int64
}

// ProcurementThreshold is a sum from which a way of procurement is required. It is
// no price and no quota.
type ProcurementThreshold struct {
	Code          string
	Item          string
	Amount        money.Fen
	EffectiveFrom date.Day
	SourceID      string
	Note          string
}

// Procurement holds the ways of procurement and what is customary.
type Procurement struct {
	Methods      []string
	SourceID     string
	Examples     []ProcurementExample
	TermPractice []Practice
	Discipline   []Practice
}

// ProcurementExample is a project and the way it was procured.
type ProcurementExample struct {
	Project  string
	Method   string
	SourceID string
}

// Practice is a customary or required conduct.
type Practice struct {
	Text     string
	SourceID string
}

type lifeCycleFile struct {
	Admission []struct {
		Code       string   `json:"code"`
		Category   string   `json:"category"`
		Title      string   `json:"title"`
		SourceID   string   `json:"source_id"`
		Conditions []string `json:"conditions"`
		Materials  []struct {
			Name     string `json:"name"`
			Basis    string `json:"basis"`
			SourceID string `json:"source_id"`
		} `json:"materials"`
		Also []string `json:"also"`
		Note string   `json:"note"`
	} `json:"admission"`
	Exit []struct {
		Code     string   `json:"code"`
		Type     string   `json:"type"`
		Title    string   `json:"title"`
		SourceID string   `json:"source_id"`
		Legal    string   `json:"legal"`
		Grounds  []string `json:"grounds"`
		Sanction struct {
			Action        string        `json:"action"`
			Other         string        `json:"other"`
			FinePermille  []int64       `json:"fine_permille"`
			BanYears      []int64       `json:"ban_years"`
			SuspendMonths []int64       `json:"suspend_months"`
			ScoreCut      []json.Number `json:"score_cut_percent"`
			PublishYears  int64         `json:"publish_years"`
			NoticeMonths  int64         `json:"notice_months"`
		} `json:"sanction"`
		Handover []string `json:"handover"`
		Also     []string `json:"also"`
	} `json:"exit"`
	Procurement struct {
		Methods  []string `json:"methods"`
		SourceID string   `json:"source_id"`
		Examples []struct {
			Project  string `json:"project"`
			Method   string `json:"method"`
			SourceID string `json:"source_id"`
		} `json:"examples"`
		Thresholds []struct {
			Scope    string      `json:"scope"`
			Item     string      `json:"item"`
			Yuan     json.Number `json:"cny"`
			SourceID string      `json:"source_id"`
		} `json:"thresholds"`
		TermPractice []practiceRow `json:"term_practice"`
		Discipline   []practiceRow `json:"discipline"`
	} `json:"procurement"`
}

type practiceRow struct {
	Text     string `json:"text"`
	SourceID string `json:"source_id"`
}

var exitTypes = map[string]ExitType{
	"黑名单": Debarment, "信用等级": CreditGrade, "解除合同": Termination,
	"取消资格": Disqualification, "不续签": NonRenewal, "严肃处理": Referral,
}

func (l *loader) readLifeCycle(thresholds []ProcurementThreshold) ([]AdmissionRule, []ExitRule, Procurement) {
	var f lifeCycleFile
	if !l.object(fileLifeCycle, &f) {
		return nil, nil, Procurement{}
	}
	return l.admission(f), l.exits(f), l.procurement(f, thresholds)
}

func (l *loader) admission(f lifeCycleFile) []AdmissionRule {
	var out []AdmissionRule
	for _, r := range f.Admission {
		l.head(r.Code, r.Title, r.SourceID, r.Also, r.Conditions)
		rule := AdmissionRule{Code: r.Code, Title: r.Title, SourceID: r.SourceID, AlsoSources: r.Also, Conditions: r.Conditions, Note: r.Note}
		if r.Category != "通用" {
			rule.Category = l.category(fileLifeCycle, r.Code, r.Category)
		}
		for _, m := range r.Materials {
			if m.Basis != basisQuoted && m.Basis != basisDerived {
				l.bad(fileLifeCycle, r.Code, "material %q has the unknown basis %q", m.Name, m.Basis)
			}
			if m.SourceID == "" { // the rule's own source
				m.SourceID = r.SourceID
			}
			l.source(fileLifeCycle, r.Code, m.SourceID)
			rule.Materials = append(rule.Materials, Material{m.Name, m.Basis, m.SourceID})
		}
		out = append(out, rule)
	}
	return out
}

func (l *loader) exits(f lifeCycleFile) []ExitRule {
	var out []ExitRule
	for _, r := range f.Exit {
		l.head(r.Code, r.Title, r.SourceID, r.Also, r.Grounds)
		kind, ok := exitTypes[r.Type]
		if !ok {
			l.bad(fileLifeCycle, r.Code, "unknown type %q", r.Type)
		}
		s := Sanction{Action: r.Sanction.Action, Other: r.Sanction.Other, FinePermille: r.Sanction.FinePermille, BanYears: r.Sanction.BanYears,
			SuspendMonths: r.Sanction.SuspendMonths, PublishYears: r.Sanction.PublishYears, NoticeMonths: r.Sanction.NoticeMonths}
		for _, n := range r.Sanction.ScoreCut {
			s.ScoreCutBp = append(s.ScoreCutBp, l.bp(fileLifeCycle, r.Code, "score_cut_percent", n))
		}
		for _, span := range [][]int64{s.FinePermille, s.BanYears, s.SuspendMonths} {
			if len(span) != 0 && (len(span) != 2 || span[0] > span[1] || span[0] < 0) {
				l.bad(fileLifeCycle, r.Code, "%v is not a span", span)
			}
		}
		out = append(out, ExitRule{Code: r.Code, Type: kind, Title: r.Title, SourceID: r.SourceID, AlsoSources: r.Also,
			Legal: r.Legal, Grounds: r.Grounds, Sanction: s, Handover: r.Handover})
	}
	return out
}

func (l *loader) head(code, title, source string, also, list []string) {
	l.unique("life-cycle rule", fileLifeCycle, code)
	l.required(fileLifeCycle, code, "title", title)
	for _, id := range append([]string{source}, also...) {
		l.source(fileLifeCycle, code, id)
	}
	if len(list) == 0 || slices.Contains(list, "") {
		l.bad(fileLifeCycle, code, "has no conditions or grounds, or an empty one")
	}
}

// procurement checks that the thresholds told here are those of thresholds.csv: the
// research noted them twice, and two versions of one figure help nobody.
func (l *loader) procurement(f lifeCycleFile, thresholds []ProcurementThreshold) Procurement {
	const code = "procurement"
	p := f.Procurement
	l.source(fileLifeCycle, code, p.SourceID)
	out := Procurement{Methods: p.Methods, SourceID: p.SourceID}
	for _, e := range p.Examples {
		l.source(fileLifeCycle, code, e.SourceID)
		out.Examples = append(out.Examples, ProcurementExample(e))
	}
	if len(p.Thresholds) != len(thresholds) {
		l.bad(fileLifeCycle, code, "has %d thresholds, %s has %d", len(p.Thresholds), fileThresholds, len(thresholds))
		return out
	}
	for i, t := range p.Thresholds {
		amount := l.fen(fileLifeCycle, code, "cny", t.Yuan.String())
		if amount == nil || *amount != thresholds[i].Amount || t.SourceID != thresholds[i].SourceID {
			l.bad(fileLifeCycle, code, "%q does not agree with %s in %s", t.Item, thresholds[i].Code, fileThresholds)
		}
	}
	out.TermPractice = l.practices(p.TermPractice)
	out.Discipline = l.practices(p.Discipline)
	return out
}

func (l *loader) practices(rows []practiceRow) []Practice {
	var out []Practice
	for _, r := range rows {
		l.source(fileLifeCycle, "procurement", r.SourceID)
		out = append(out, Practice(r))
	}
	return out
}
