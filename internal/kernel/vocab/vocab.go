// Package vocab holds the closed word lists that several domains share: service
// categories, severities and results. The code is what SQL and JSON carry; the
// words people read belong to the front end.
package vocab

import "slices"

// Category is a kind of outsourced service.
type Category string

// Severity grades a finding.
type Severity string

// Result is the outcome of one checklist item.
type Result string

// The service categories of a government logistics agency.
const (
	Property   Category = "property"   // 物业
	Conference Category = "conference" // 会务
	Cleaning   Category = "cleaning"   // 保洁
	Security   Category = "security"   // 安保
	Canteen    Category = "canteen"    // 食堂
	Greening   Category = "greening"   // 绿化
	Equipment  Category = "equipment"  // 设施设备维护
)

// The severities, from the lightest.
const (
	Minor    Severity = "minor"    // 一般
	Major    Severity = "major"    // 较重
	Critical Severity = "critical" // 重大
)

// The results.
const (
	Pass          Result = "pass" // 合格
	Fail          Result = "fail" // 不合格
	NotApplicable Result = "na"   // 不适用
)

// Categories lists every category in the order people expect.
var Categories = []Category{Property, Conference, Cleaning, Security, Canteen, Greening, Equipment}

// Severities lists every severity from the lightest.
var Severities = []Severity{Minor, Major, Critical}

// Valid reports whether c is one of Categories.
func (c Category) Valid() bool { return slices.Contains(Categories, c) }

// Valid reports whether s is one of Severities.
func (s Severity) Valid() bool { return slices.Contains(Severities, s) }

// Valid reports whether r is pass, fail or na.
func (r Result) Valid() bool { return r == Pass || r == Fail || r == NotApplicable }
