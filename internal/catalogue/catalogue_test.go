package catalogue

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
)

func loaded(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNothingOfTheResearchIsLost(t *testing.T) {
	c := loaded(t)
	items, tiers, standards := 0, 0, 0
	for _, l := range c.Checklists {
		items += len(l.Items)
	}
	for _, q := range c.Quotas {
		tiers += len(q.Tiers)
	}
	for _, s := range c.Standards {
		if !s.Basis {
			standards++
		}
	}
	got := []int{len(c.Sources), standards, len(c.Checklists), items, tiers + len(c.Thresholds), len(c.ScoringRules), len(c.AdmissionRules), len(c.ExitRules)}
	want := []int{114, 59, 13, 198, 128, 24, 10, 12}
	if !slices.Equal(got, want) {
		t.Errorf("sources, standards, checklists, items, quota rows, rules, admission, exit: %v, want %v", got, want)
	}
}

func find[T any](t *testing.T, list []T, is func(T) bool) T {
	t.Helper()
	i := slices.IndexFunc(list, is)
	if i < 0 {
		t.Fatal("not in the catalogue")
	}
	return list[i]
}

func (c *Catalogue) tierForTest(t *testing.T, code string) (Quota, Tier) {
	t.Helper()
	for _, q := range c.Quotas {
		for _, tier := range q.Tiers {
			if tier.Code == code {
				return q, tier
			}
		}
	}
	t.Fatalf("no tier %s", code)
	return Quota{}, Tier{}
}

func TestPricesAreThoseOfTheSources(t *testing.T) {
	c := loaded(t)
	for code, want := range map[string]struct {
		quota, value string
		category     vocab.Category
		unit         string
		per          Per
		basis        string
		usable       bool
	}{
		"SC15-FW-04":   {"SC15-FW", "0.50", vocab.Property, "m2", PerMonth, "quoted", true},
		"SC15-DT-01":   {"SC15-DT-01", "850.00", vocab.Equipment, "elevator", PerMonth, "quoted", true},
		"SC15-DT-12F":  {"SC15-DT-F", "970.00", vocab.Equipment, "elevator", PerMonth, "derived", true},
		"SC15-LH-01":   {"SC15-LH-01", "0.50", vocab.Greening, "m2", PerMonth, "quoted", true},
		"HYF-ZY-2-HJ":  {"HYF-ZY-HJ", "650.00", vocab.Conference, "person", PerDay, "quoted", true},
		"CSX-ST-01":    {"CSX-ST", "10083.37", vocab.Canteen, "person", PerMonth, "quoted", true},
		"CSX-ST-F6":    {"CSX-ST-PX", "2000.00", vocab.Canteen, "person", PerYear, "quoted", true},
		"CSX-ST-T3":    {"CSX-ST-T", "12484188.00", vocab.Canteen, "project", PerThreeYears, "quoted", false},
		"MY-BJ-01":     {"MY-BJ-01", "5.00", vocab.Cleaning, "m2", PerMonth, "quoted", true},
		"CL-HS-02":     {"CL-HS-02", "20.00", vocab.Canteen, "person", PerMeal, "derived", true},
		"CG-YK-02":     {"CG-YK-02", "3381.51", vocab.Security, "person", PerMonth, "derived", true},
		"CG-GZ-02":     {"CG-GZ-02", "8.09", vocab.Property, "m2", PerMonth, "derived", false},
		"SN-GC-1":      {"SN-GC", "1.50", vocab.Property, "m2", PerMonth, "quoted", false},
		"MK-LH-T0":     {"MK-LH-T", "25.00", vocab.Greening, "m2", Unstated, "quoted", false},
		"CG-XA-01":     {"CG-XA-01", "4265701.20", vocab.Canteen, "project", PerOnce, "quoted", false},
		"SC15-DT-02":   {"SC15-DT-02", "30.00", vocab.Equipment, "elevator/floor", PerMonth, "quoted", true},
		"HYF-QD-1-ZS":  {"HYF-QD-ZS", "400.00", vocab.Conference, "person", PerDay, "quoted", true},
		"HYF-ZY-34-QT": {"HYF-ZY-QT", "80.00", vocab.Conference, "person", PerDay, "quoted", true},
	} {
		q, tier := c.tierForTest(t, code)
		if q.Code != want.quota || tier.Value == nil || tier.Value.String() != want.value || q.Category != want.category ||
			q.Unit != want.unit || tier.Per != want.per || q.Basis != want.basis || tier.Usable != want.usable {
			t.Errorf("%s: %+v %+v", code, q, tier)
		}
	}
}

func TestEveryCategoryHasAUsableTier(t *testing.T) {
	c := loaded(t)
	for _, category := range vocab.Categories {
		if !slices.ContainsFunc(c.Quotas, func(q Quota) bool {
			return q.Category == category && slices.ContainsFunc(q.Tiers, func(x Tier) bool { return x.Usable })
		}) {
			t.Errorf("%s has no usable tier", category)
		}
	}
}

func TestOffersPercentagesAndThresholdsCannotBeUsedAsQuotas(t *testing.T) {
	c := loaded(t)
	for _, q := range c.Quotas {
		for _, tier := range q.Tiers {
			if tier.Usable && (q.SourceID == "S58" || q.SourceID == "S58B" || q.Unit == "percent" || q.Unit == "project") {
				t.Errorf("%s is usable", tier.Code)
			}
			if strings.HasPrefix(tier.Code, "CG-ZF-") {
				t.Errorf("the threshold %s is a tier", tier.Code)
			}
		}
	}
	rate, tier := c.tierForTest(t, "CSX-ST-R1")
	if rate.Unit != "percent" || tier.Value != nil || tier.RateBp != 1000 {
		t.Errorf("the management fee of 10 %%: %+v", tier)
	}
	_, offer := c.tierForTest(t, "MK-LH-1")
	if offer.Value != nil || offer.Low.String() != "2.00" || offer.High.String() != "8.00" || offer.Reason != ReasonMarketQuote {
		t.Errorf("an offer of 2 to 8 yuan: %+v", offer)
	}
	threshold := find(t, c.Thresholds, func(x ProcurementThreshold) bool { return x.Code == "CG-ZF-03" })
	if threshold.Amount != money.MustFen("2000000") || threshold.EffectiveFrom != "2020-01-01" || threshold.SourceID != "S41" {
		t.Errorf("%+v", threshold)
	}
}

func TestSourceDatesKeepTheirPrecision(t *testing.T) {
	c := loaded(t)
	for code, want := range map[string][2]string{
		"SC15-FW-01": {"2015-06-24", "2015-06-24"}, "CSX-ST-01": {"2021", "2021-01-01"}, "CG-NB-01": {"2025-10", "2025-10-01"}, "ZY-FW-01": {"", ""},
	} {
		if q, _ := c.tierForTest(t, code); q.EffectiveFrom != want[0] || string(q.EffectiveDay) != want[1] {
			t.Errorf("%s: %q %q", code, q.EffectiveFrom, q.EffectiveDay)
		}
	}
}

func TestPaymentRuleSR01PaysByFourBands(t *testing.T) {
	r := find(t, loaded(t).PaymentRules, func(r PaymentRule) bool { return r.Code == "SR-01" })
	want := []PaymentBand{{9000, 10000, "全额"}, {8000, 9000, "扣10%"}, {7000, 8000, "扣20%"}, {0, 6000, "不合格"}}
	if !slices.Equal(r.Bands, want) || !r.Executable || r.Consequence != "连续三个月不合格，采购人可终止合同" || r.SourceID != "S13" {
		t.Errorf("%+v", r)
	}
}

func TestOnlyRulesWhoseEveryBandStatesAShareArePaymentRules(t *testing.T) {
	c := loaded(t)
	var codes []string
	for _, r := range c.PaymentRules {
		codes = append(codes, r.Code)
	}
	if !slices.Equal(codes, []string{"SR-01", "SR-08"}) {
		t.Errorf("payment rules %v", codes)
	}
	sixSteps := c.PaymentRules[1]
	if sixSteps.Executable || sixSteps.Reason != "不合格：70%以下" {
		t.Errorf("a band qualified in words must wait for a person: %+v", sixSteps)
	}
	linear := find(t, c.ScoringRules, func(r ScoringRule) bool { return r.Code == "SR-05" })
	if linear.Formula != "coef=1 if m>=85 else (15+m)/100" || linear.Bands[1].CoefficientBp != nil {
		t.Errorf("%+v", linear)
	}
}

func TestScoringRulesKeepTheirFigures(t *testing.T) {
	c := loaded(t)
	rule := func(code string) ScoringRule {
		return find(t, c.ScoringRules, func(r ScoringRule) bool { return r.Code == code })
	}
	if r := rule("SR-06"); r.ReserveBp != 500 || len(r.EventDeductions) != 5 || r.EventDeductions[4] != (EventDeduction{"媒体曝光", money.MustFen("5000")}) {
		t.Errorf("SR-06: %+v", r)
	}
	if r := rule("SR-14"); len(r.Weights) != 6 || r.Weights[5] != (Weight{"领导职工满意度", 4000}) {
		t.Errorf("SR-14: %+v", r)
	}
	if r := rule("SR-04"); r.Threshold.AccumulatedDeduction.String() != "30.00" {
		t.Errorf("SR-04: %+v", r)
	}
	if r := rule("SR-02"); r.Bands[1].Max.String() != "79.99" || r.Bands[1].CoefficientBp != nil || *r.Bands[0].CoefficientBp != 10000 {
		t.Errorf("SR-02: %+v", r)
	}
	if r := rule("SR-16"); r.Adjustments[0].Min.String() != "-10.00" || r.Adjustments[2].Max.String() != "-2.00" {
		t.Errorf("SR-16: %+v", r)
	}
	if r := rule("SR-18"); r.RectifyWorkingDays != 15 || r.RevisitBp != 10000 {
		t.Errorf("SR-18: %+v", r)
	}
	if r := rule("SR-11"); r.PointValue != money.MustFen("10") {
		t.Errorf("SR-11: %+v", r)
	}
	if r := rule("SR-19"); r.Threshold.SatisfactionBp != 8500 || r.ReplyWorkingDays != 1 || r.RectifyDays != 3 {
		t.Errorf("SR-19: %+v", r)
	}
}

func TestAdmissionAndExitRulesKeepTheirFigures(t *testing.T) {
	c := loaded(t)
	security := find(t, c.AdmissionRules, func(r AdmissionRule) bool { return r.Code == "AD-04" })
	if security.Category != vocab.Security || len(security.Conditions) != 5 || security.Materials[0] != (Material{"保安服务许可证", "quoted", "S51"}) {
		t.Errorf("%+v", security)
	}
	if all := c.AdmissionRules[0]; all.Category != "" || all.Materials[0] != (Material{"营业执照或法人证书", "derived", "S37"}) {
		t.Errorf("%+v", all)
	}
	ban := c.ExitRules[0]
	if ban.Type != Debarment || !slices.Equal(ban.Sanction.FinePermille, []int64{5, 10}) || !slices.Equal(ban.Sanction.BanYears, []int64{1, 3}) {
		t.Errorf("%+v", ban)
	}
	credit := c.ExitRules[2]
	if credit.Type != CreditGrade || !slices.Equal(credit.Sanction.ScoreCutBp, []int64{500, 700, 1000}) {
		t.Errorf("%+v", credit)
	}
	if len(c.Procurement.Methods) != 6 || c.Procurement.Examples[2] != (ProcurementExample{"上海金山区机管局餐饮", "单一来源", "S65"}) {
		t.Errorf("%+v", c.Procurement)
	}
}

// Chinese is set with full-width punctuation. Figures, clocks and formulas keep theirs,
// because no Chinese character stands beside it.
func TestChineseOfTheCatalogueHasFullWidthPunctuation(t *testing.T) {
	half := regexp.MustCompile(`\p{Han} ?[,;:?!()]|[,;:?!()] ?\p{Han}|[”》）] ?[,;:?!]`)
	texts := 0
	see := func(file, text string) {
		texts++
		if half.MatchString(text) {
			t.Errorf("%s: %s", file, text)
		}
	}
	files, _ := fs.Glob(embedded, "data/*")
	for _, file := range files {
		data, _ := fs.ReadFile(embedded, file)
		if strings.HasSuffix(file, ".csv") {
			rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range slices.Concat(rows...) {
				see(file, text)
			}
			continue
		}
		for tokens := json.NewDecoder(bytes.NewReader(data)); ; {
			token, err := tokens.Token()
			if err != nil {
				break
			}
			if text, ok := token.(string); ok {
				see(file, text)
			}
		}
	}
	if len(files) != 9 || texts < 3000 {
		t.Errorf("%d texts of %d files were read", texts, len(files))
	}
}

func TestSourcesHaveGradesAndNoAddresses(t *testing.T) {
	c := loaded(t)
	s := find(t, c.Sources, func(s Source) bool { return s.ID == "S13" })
	if s.Title != "考核标准 样本条款（多份政府采购合同）" || s.Credibility != High {
		t.Errorf("%+v", s)
	}
	if s := find(t, c.Sources, func(s Source) bool { return s.ID == "S79" }); s.Credibility != Mixed {
		t.Errorf("%+v", s)
	}
	_ = fs.WalkDir(embedded, ".", func(p string, e fs.DirEntry, _ error) error {
		if e.IsDir() {
			return nil
		}
		data, _ := fs.ReadFile(embedded, p)
		for _, mark := range []string{"http", "www.", "同上", "\r"} {
			if strings.Contains(string(data), mark) {
				t.Errorf("%s contains %q", p, mark)
			}
		}
		return nil
	})
}
