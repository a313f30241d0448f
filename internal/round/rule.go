package round

import (
	"regexp"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
)

// ruleParts are the parts of an RFC 5545 recurrence that a plan may use, and what each
// may say. The plan itself says when it starts and ends and at which hours, so DTSTART,
// COUNT, UNTIL, TZID and the parts below a day have no place here.
var ruleParts = map[string]*regexp.Regexp{
	"FREQ":       regexp.MustCompile(`^(DAILY|WEEKLY|MONTHLY|YEARLY)$`),
	"INTERVAL":   regexp.MustCompile(`^[1-9][0-9]{0,2}$`),
	"BYDAY":      list(`([+-]?([1-9]|[1-4][0-9]|5[0-3]))?(MO|TU|WE|TH|FR|SA|SU)`),
	"BYMONTHDAY": list(`[+-]?([1-9]|[12][0-9]|3[01])`),
	"BYMONTH":    list(`([1-9]|1[0-2])`),
	"BYSETPOS":   list(`[+-]?([1-9]|[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6])`),
	"WKST":       regexp.MustCompile(`^(MO|SU)$`),
}

// order is how a canonical rule is written.
var order = []string{"FREQ", "INTERVAL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"}

func list(one string) *regexp.Regexp { return regexp.MustCompile(`^` + one + `(,` + one + `)*$`) }

// maxRule bounds the text of a rule.
const maxRule = 300

// soon is how far ahead a rule must occur at least once.
const soon = 10 * 366

func ruleInvalid(why string) error { return fault.Invalid("rrule_invalid", "rrule", why) }

// ParseRule returns a recurrence in its canonical form: known parts, each once, in one
// order. Refused: 422 rrule_invalid, which says why.
func ParseRule(text string, startsOn date.Day) (string, error) {
	text = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(text)), "RRULE:")
	if text == "" || len(text) > maxRule {
		return "", ruleInvalid("A recurrence looks like FREQ=WEEKLY;BYDAY=MO,WE.")
	}
	parts := map[string]string{}
	for part := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(part, "=")
		form, known := ruleParts[name]
		_, again := parts[name]
		switch {
		case !known:
			return "", ruleInvalid("The recurrence says " + name + ", which a plan does not use: when it starts and ends and at which hours stands in the plan.")
		case again:
			return "", ruleInvalid(name + " stands twice.")
		case !form.MatchString(value):
			return "", ruleInvalid(name + " cannot be " + value + ".")
		}
		parts[name] = value
	}
	if err := checkParts(parts); err != nil {
		return "", err
	}
	var words []string
	for _, name := range order {
		if value, ok := parts[name]; ok {
			words = append(words, name+"="+strings.ReplaceAll(value, "+", ""))
		}
	}
	canonical := strings.Join(words, ";")
	if len(ruleDays(canonical, startsOn, startsOn, startsOn.AddDays(soon), 1)) == 0 {
		return "", ruleInvalid("No day fits this recurrence within ten years.")
	}
	return canonical, nil
}

var ordinal = regexp.MustCompile(`[0-9]`)

// checkParts refuses what RFC 5545 rules out between parts, and dates that no year has.
func checkParts(parts map[string]string) error {
	freq := parts["FREQ"]
	monthDays := parts["BYMONTHDAY"]
	switch {
	case freq == "":
		return ruleInvalid("FREQ is missing.")
	case freq == "WEEKLY" && monthDays != "":
		return ruleInvalid("A weekly recurrence names days of the week, not of the month.")
	case (freq == "DAILY" || freq == "WEEKLY") && ordinal.MatchString(parts["BYDAY"]):
		return ruleInvalid("Only a monthly or yearly recurrence counts weekdays.")
	case parts["BYSETPOS"] != "" && parts["BYDAY"]+monthDays+parts["BYMONTH"] == "":
		return ruleInvalid("BYSETPOS chooses among days that another part names.")
	case freq == "DAILY" && parts["BYSETPOS"] != "":
		return ruleInvalid("A day has nothing for BYSETPOS to choose among.")
	}
	return nil
}

// ruleDays returns up to limit days of a canonical rule within from..to, counted from
// the first day; limit 0 means all.
func ruleDays(rule string, first, from, to date.Day, limit int) []date.Day {
	from = max(from, first)
	if to < from {
		return nil
	}
	option, err := rrule.StrToROption(rule)
	if err != nil {
		return nil // checked when the plan was kept
	}
	option.Dtstart = begin(option, first, from)
	r, err := rrule.NewRRule(*option)
	if err != nil {
		return nil
	}
	var out []date.Day
	next := r.Iterator()
	for {
		at, more := next()
		if !more {
			return out
		}
		day := date.DayOf(at, time.UTC)
		if day > to {
			return out
		}
		if day >= from {
			if out = append(out, day); len(out) == limit {
				return out
			}
		}
	}
}

// begin returns where to count from. A rule without INTERVAL is the same from every
// day once its implied parts are spelled out, so a plan that has run for years need
// not be counted through from its first day.
func begin(o *rrule.ROption, first, from date.Day) time.Time {
	start := utc(first)
	if o.Interval > 1 {
		return start
	}
	if len(o.Byweekday)+len(o.Bymonthday) == 0 {
		switch o.Freq {
		case rrule.WEEKLY:
			o.Byweekday = []rrule.Weekday{[]rrule.Weekday{rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU}[first.Weekday()-1]}
		case rrule.MONTHLY:
			o.Bymonthday = []int{first.DayOfMonth()}
		case rrule.YEARLY:
			o.Bymonthday = []int{first.DayOfMonth()}
			if len(o.Bymonth) == 0 {
				o.Bymonth = []int{int(start.Month())}
			}
		default: // every day, whatever the first was
		}
	}
	// a week before the year, so that the first week counted is a whole one
	if near := time.Date(utc(from).Year(), 1, -6, 0, 0, 0, 0, time.UTC); near.After(start) {
		return near
	}
	return start
}

func utc(d date.Day) time.Time { return d.At(time.UTC, 0, 0) }
