package catalogue

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// broken returns the data with one replacement in one file.
func broken(t *testing.T, file, from, to string) fs.FS {
	t.Helper()
	data := fstest.MapFS{}
	sub, _ := fs.Sub(embedded, "data")
	entries, _ := fs.ReadDir(sub, ".")
	for _, e := range entries {
		raw, _ := fs.ReadFile(sub, e.Name())
		if e.Name() == file {
			changed := strings.Replace(string(raw), from, to, 1)
			if changed == string(raw) {
				t.Fatalf("%s does not contain %q", file, from)
			}
			raw = []byte(changed)
		}
		data[e.Name()] = &fstest.MapFile{Data: raw}
	}
	return data
}

func TestBrokenDataIsRefusedByFileAndCode(t *testing.T) {
	for name, c := range map[string]struct{ file, from, to, want string }{
		"unknown source of a tier":       {"quotas.csv", "2015-06-24,S01,", "2015-06-24,S99,", `quotas.csv: SC15-FW-01: source "S99" is not in sources.csv`},
		"tier twice":                     {"quotas.csv", "SC15-FW,SC15-FW-02,", "SC15-FW,SC15-FW-01,", `quotas.csv: SC15-FW-01: appears twice`},
		"quota torn apart":               {"quotas.csv", "SC15-FW,SC15-FW-02,", "SC15-XX,SC15-FW-02,", `quotas.csv: SC15-FW: appears twice`},
		"category of no kind":            {"quotas.csv", "SC15-FW-01,物业", "SC15-FW-01,采购限额", `quotas.csv: SC15-FW-01: unknown category "采购限额"`},
		"price that is no price":         {"quotas.csv", "m2,month,0.8,0.8,0.8,", "m2,month,0.8,0.8,O.8,", `quotas.csv: SC15-FW-01: value "O.8" is not an amount in yuan`},
		"fraction of a fen":              {"quotas.csv", "m2,month,0.8,0.8,0.8,", "m2,month,0.8,0.8,0.805,", `quotas.csv: SC15-FW-01: value "0.805"`},
		"negative price":                 {"quotas.csv", "m2,month,0.8,0.8,0.8,", "m2,month,0.8,0.8,-0.8,", `quotas.csv: SC15-FW-01: value "-0.8"`},
		"value outside its span":         {"quotas.csv", "m2,month,0.8,0.8,0.8,", "m2,month,0.8,0.8,0.9,", `quotas.csv: SC15-FW-01: value 0.9 is outside 0.8 to 0.8`},
		"span upside down":               {"quotas.csv", "m2,year,2,8,,", "m2,year,9,8,,", `quotas.csv: MK-LH-1: low 9 is above high 8`},
		"unknown unit":                   {"quotas.csv", "≤3000㎡,m2,", "≤3000㎡,ft2,", `quotas.csv: SC15-FW-01: unknown unit "ft2"`},
		"unknown period":                 {"quotas.csv", "m2,month,0.8,0.8,0.8,", "m2,week,0.8,0.8,0.8,", `quotas.csv: SC15-FW-01: unknown period "week"`},
		"usable offer":                   {"quotas.csv", ",S58,market_quote,", ",S58,,", `quotas.csv: MK-LH-1: a shop's offer must be marked "market_quote"`},
		"usable percentage":              {"quotas.csv", ",S06,rate,", ",S06,,", `quotas.csv: CSX-ST-R1: a percentage must be above zero and marked "rate"`},
		"usable project total":           {"quotas.csv", ",S06,project_total,", ",S06,,", `quotas.csv: CSX-ST-T1: the price of a whole project`},
		"unknown reason":                 {"quotas.csv", ",S58,market_quote,", ",S58,maybe,", `quotas.csv: MK-LH-1: unknown reason "maybe"`},
		"usable without a value":         {"quotas.csv", "m2,month,0.8,0.8,0.8,", "m2,month,0.8,0.8,,", `quotas.csv: SC15-FW-01: a usable tier needs a value`},
		"no mark of its basis":           {"quotas.csv", "【引用】四川省级机关市场参考价", "四川省级机关市场参考价", `quotas.csv: SC15-FW-01: note does not begin with`},
		"derived among quoted":           {"quotas.csv", `S01,,【引用】四川省级机关市场参考价`, `S01,,【推算】四川省级机关市场参考价`, `quotas.csv: SC15-FW-02: differs from the other tiers of SC15-FW`},
		"day that does not exist":        {"quotas.csv", "0.8,2015-06-24,", "0.8,2015-06-31,", `quotas.csv: SC15-FW-01: effective_from "2015-06-31"`},
		"misspelt column":                {"quotas.csv", "tier_code,", "tiercode,", `quotas.csv: header: must be quota_code,tier_code`},
		"row too short":                  {"thresholds.csv", "CG-ZF-02,", "", `thresholds.csv: file: is not a table`},
		"threshold of two values":        {"thresholds.csv", ",2000000,", ",2000001,", `admission_exit.json: procurement: "公开招标（货物、服务）" does not agree with CG-ZF-03`},
		"threshold with a tier's code":   {"thresholds.csv", "CG-ZF-02,", "SC15-FW-01,", `thresholds.csv: SC15-FW-01: appears twice (first in quotas.csv)`},
		"source twice":                   {"sources.csv", "\nS02,", "\nS01,", `sources.csv: S01: appears twice`},
		"source without grade":           {"sources.csv", "只见开头,高", "只见开头,", `sources.csv: S01: unknown credibility ""`},
		"standard twice":                 {"standards.csv", "GB/T 13016-2018,", "GB/T 41568-2022,", `standards.csv: GB/T 41568-2022: appears twice`},
		"unknown system":                 {"standards.csv", "机关事务管理 术语,通用基础", "机关事务管理 术语,其他", `standards.csv: GB/T 41568-2022: unknown system "其他"`},
		"unknown source of a standard":   {"standards.csv", ",C01,", ",C99,", `standards.csv: GB/T 41568-2022: source "C99"`},
		"clause of no standard":          {"clauses.csv", "来源 S25,考核内容", "来源 S26,考核内容", `clauses.csv: 来源 S26#考核内容 1-10: standard "来源 S26" is neither`},
		"clause described twice":         {"clauses.csv", "6.5,会场清洁", "6.6,会场清洁", `clauses.csv: DB44/T 2394-2022#6.6: is described in two ways`},
		"item without its clause":        {"clauses.csv", "S25,考核内容1-10", "S25,考核内容", `checklists.json: CL-AB-02-01: the clause "考核内容1-10" of S25 is not in clauses.csv`},
		"item twice":                     {"checklists.json", `"CL-WY-01-02"`, `"CL-WY-01-01"`, `checklists.json: CL-WY-01-01: appears twice`},
		"item of another checklist":      {"checklists.json", `"CL-WY-01-02"`, `"CL-WY-09-02"`, `checklists.json: CL-WY-09-02: does not belong to CL-WY-01`},
		"unknown severity":               {"checklists.json", `"severity": "重大"`, `"severity": "灾难"`, `checklists.json: CL-WY-01-01: unknown severity "灾难"`},
		"no points":                      {"checklists.json", `"max_points": "8"`, `"max_points": "0"`, `checklists.json: CL-WY-01-01: max_points must be above zero`},
		"a third of a point":             {"checklists.json", `"max_points": "8"`, `"max_points": "2.333"`, `checklists.json: CL-WY-01-01: max_points "2.333"`},
		"points that are not the source": {"checklists.json", `"max_points": "1", "deduction_rule": "一处乱搭`, `"max_points": null, "deduction_rule": "一处乱搭`, `checklists.json: CL-WY-02-01: says its points are the source's but has none`},
		"unknown points basis":           {"checklists.json", `"points_basis": "suggested"`, `"points_basis": "guess"`, `checklists.json: CL-WY-01-01: unknown points basis "guess"`},
		"misspelt field":                 {"checklists.json", `"severity":`, `"severty":`, `checklists.json: file: json: unknown field "severty"`},
		"bands that touch":               {"scoring_rules.json", `"max": 89, "grade": "扣10%"`, `"max": 90, "grade": "扣10%"`, `scoring_rules.json: SR-01: band "扣10%" reaches into the band above`},
		"band off the scale":             {"scoring_rules.json", `"max": 100, "grade": "全额"`, `"max": 110, "grade": "全额"`, `scoring_rules.json: SR-01: band "全额" leaves the scale`},
		"worse pays more":                {"scoring_rules.json", `"payment_coefficient": 0.8, "effect": ""}, {"min": 0`, `"payment_coefficient": 0.95, "effect": ""}, {"min": 0`, `scoring_rules.json: SR-01: band "扣20%" pays more than a better one`},
		"more than the fee":              {"scoring_rules.json", `"payment_coefficient": 1.0`, `"payment_coefficient": 1.1`, `scoring_rules.json: SR-01: pays more than the whole fee`},
		"nothing for the lowest":         {"scoring_rules.json", `"min": 0, "max": 69`, `"min": 10, "max": 69`, `scoring_rules.json: SR-01: no band for scores below 10.00`},
		"coefficient too fine":           {"scoring_rules.json", `"payment_coefficient": 0.9,`, `"payment_coefficient": 0.90001,`, `scoring_rules.json: SR-01: payment_coefficient "0.90001" has too many decimals`},
		"weights of 110 percent":         {"scoring_rules.json", `"percent": 40`, `"percent": 50`, `scoring_rules.json: SR-14: weights add up to 11000`},
		"unknown source of a rule":       {"scoring_rules.json", `"source_id": "S13"`, `"source_id": "S00"`, `scoring_rules.json: SR-01: source "S00"`},
		"unknown exit":                   {"admission_exit.json", `"type": "黑名单"`, `"type": "灰名单"`, `admission_exit.json: EX-01: unknown type "灰名单"`},
		"span of years upside down":      {"admission_exit.json", `"ban_years": [1, 3]`, `"ban_years": [3, 1]`, `admission_exit.json: EX-01: [3 1] is not a span`},
		"unknown source of a material":   {"admission_exit.json", `"source_id": "S51"`, `"source_id": "S510"`, `admission_exit.json: AD-04: source "S510"`},
		"file cut off":                   {"admission_exit.json", `"discipline"`, ``, `admission_exit.json: file:`},
	} {
		catalogue, err := load(broken(t, c.file, c.from, c.to))
		if err == nil || catalogue != nil || !strings.Contains(err.Error(), "catalogue: "+c.want) {
			t.Errorf("%s: %v\nwant %s", name, err, c.want)
		}
	}
}

func TestMissingFileIsNamed(t *testing.T) {
	data := broken(t, "sources.csv", "S01", "S01x").(fstest.MapFS)
	delete(data, "clauses.csv")
	if _, err := load(data); err == nil || !strings.Contains(err.Error(), "catalogue: clauses.csv: file: cannot be read") {
		t.Error(err)
	}
}
