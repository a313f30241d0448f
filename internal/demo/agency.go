package demo

import (
	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/round"
)

// AgencyName says that the agency is fictional wherever its name stands.
const AgencyName = "云川市机关事务管理局（演示，虚构）"

// site is a place of the demo agency. The areas of the second and third follow the
// size of a public project (source S07), so that quotas meet believable quantities.
type site struct {
	code, name, address, area string
	areas                     []string
}

var sites = []site{
	{"XZZX", "市行政中心", "云川市人民路1号（虚构）", "16324", []string{"主楼大厅", "主楼三层", "会议中心", "机关食堂", "地下车库", "中心花园"}},
	{"LGB", "老干部活动中心", "云川市文化路18号（虚构）", "8482", []string{"活动大厅", "多功能厅", "庭院"}},
	{"ZWDT", "政务服务大厅", "云川市政通路66号（虚构）", "7842", []string{"办事大厅", "等候区", "设备机房"}},
}

// trend is a value that moves in a straight line from the first month of the
// history to the last, in thousandths.
type trend struct{ from, to int }

// at returns the value in month i of n.
func (t trend) at(i, n int) int {
	if n <= 1 {
		return t.to
	}
	return t.from + (t.to-t.from)*i/(n-1)
}

// character is how a supplier behaves: the chances, in thousandths, that an item
// fails, a round is missed, a round is late, and that an answer to a finding comes
// too late or is sent back.
type character struct {
	fail, miss, late, tardy, returned trend
	stars                             trend // mean stars of a rating, in tenths
	cost                              trend // actual cost in thousandths of the price
}

// line is one line of a contract. quota is the code of a tier of the starter
// catalogue.
type line struct {
	category vocab.Category
	item     string
	site     string
	quantity string
	unit     string
	price    string
	billing  contract.Billing
	quota    string
}

// point is a checkpoint.
type point struct {
	name, site, area string
	category         vocab.Category
	checklist        string
}

// walk is a route along points of the firm, and the plan that sends its people there.
type walk struct {
	name     string
	points   []int // places in the firm's points
	rule     string
	calendar round.CalendarUse
	rest     round.OnRest
	windows  []round.Window
	who      round.WhoKind
	whoID    string
	team     string // the team that is made for it
}

// firm is a supplier of the demo agency.
type firm struct {
	key          string // its accounts are key.manager and key.staff
	code, name   string
	short        string
	credit       string
	contact      string
	contractCode string
	contractName string
	categories   []vocab.Category
	character    character
	lines        []line
	points       []point
	walks        []walk
	papers       []paper
	joined       int // months after the start of the history
}

// paper is a qualification; days counts from today to its last day, years is how long
// such a paper is issued for.
type paper struct {
	name, number, issuer string
	days, years          int
}

// from is the first day of the paper, a day after the years before its last.
func (p paper) from(today date.Day) date.Day {
	last := today.AddDays(p.days)
	return date.Month(last[:7]).Add(-12 * p.years).First().AddDays(last.DayOfMonth())
}

var (
	morning = []round.Window{{Start: "07:30", End: "10:00"}}
	noon    = []round.Window{{Start: "10:30", End: "13:30"}}
	evening = []round.Window{{Start: "16:00", End: "19:00"}}
)
