package round

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/org"
)

func TestARecurrenceThatAPlanDoesNotUseIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "RRULE:", "daily", "FREQ=", "FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=SECONDLY", "INTERVAL=2", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;INTERVAL=0",
		"FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;INTERVAL=1000", "FREQ=DAILY;COUNT=3", "FREQ=DAILY;UNTIL=20261231", "FREQ=DAILY;BYHOUR=8", "FREQ=DAILY;BYMINUTE=0",
		"FREQ=DAILY;BYSECOND=0", "FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYYEARDAY=100", "FREQ=YEARLY;BYEASTER=0", "DTSTART:20261121T000000\nRRULE:FREQ=DAILY",
		"FREQ=DAILY;DTSTART=20261121T000000", "FREQ=DAILY;TZID=Asia/Shanghai", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=DAILY;BYDAY=-1FR", "FREQ=WEEKLY;BYDAY=XX",
		"FREQ=WEEKLY;BYDAY=", "FREQ=MONTHLY;BYDAY=0MO", "FREQ=MONTHLY;BYDAY=54MO", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=32",
		"FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=YEARLY;BYMONTH=13", "FREQ=MONTHLY;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367",
		"FREQ=DAILY;BYDAY=MO;BYSETPOS=1", "FREQ=DAILY;WKST=FR", "FREQ=DAILY;X-OWN=1", "FREQ=DAILY;", "FREQ=DAILY;;INTERVAL=2",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9",
		"FREQ=DAILY;BYMONTH=" + strings.Repeat("1,", 200) + "1",
	} {
		if got, err := ParseRule(text, "2026-11-21"); fault.Code(err) != "rrule_invalid" {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	}
}

func TestARecurrenceHasOneForm(t *testing.T) {
	for text, want := range map[string]string{
		"FREQ=DAILY": "FREQ=DAILY", " rrule:byday=mo,we;freq=weekly ": "FREQ=WEEKLY;BYDAY=MO,WE", "BYSETPOS=-1;BYDAY=MO,TU;FREQ=MONTHLY;WKST=SU;INTERVAL=2": "FREQ=MONTHLY;INTERVAL=2;WKST=SU;BYDAY=MO,TU;BYSETPOS=-1",
		"FREQ=MONTHLY;BYDAY=+1MO": "FREQ=MONTHLY;BYDAY=1MO",
	} {
		if got, err := ParseRule(text, "2026-11-21"); got != want || err != nil {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	}
}

// national is the working calendar around National Day of 2026: off from 1 to 7
// October, work on Sunday 20 September and Saturday 10 October.
func national() org.Calendar {
	cal := org.Calendar{"2026-09-20": org.Work, "2026-10-10": org.Work}
	for day := date.Day("2026-10-01"); day <= "2026-10-07"; day = day.AddDays(1) {
		cal[day] = org.Rest
	}
	return cal
}

// Worked by hand against the notice of the State Council and a paper calendar:
// 20 September 2026 is a Sunday, 1 October a Thursday, 8 October a Thursday.
func TestPlansFallDueOnTheDaysWorkedByHand(t *testing.T) {
	for name, c := range map[string]struct {
		rule     string
		cal      CalendarUse
		rest     OnRest
		first    date.Day
		from, to date.Day
		due      string // "day" or "day<moved,moved"
		skipped  string
	}{
		"every day, whatever the calendar":             {"FREQ=DAILY", EveryDay, SkipRest, "2026-01-01", "2026-09-30", "2026-10-03", "09-30 10-01 10-02 10-03", ""},
		"working days around the holiday":              {"FREQ=DAILY", WorkingDays, SkipRest, "2026-01-01", "2026-09-30", "2026-10-12", "09-30 10-08 10-09 10-10 10-12", "10-01 10-02 10-03 10-04 10-05 10-06 10-07 10-11"},
		"a Sunday on which people work":                {"FREQ=DAILY", WorkingDays, SkipRest, "2026-01-01", "2026-09-19", "2026-09-21", "09-20 09-21", "09-19"},
		"the first of the month moves":                 {"FREQ=MONTHLY;BYMONTHDAY=1", WorkingDays, NextWork, "2026-01-01", "2026-10-01", "2026-10-31", "10-08<10-01", ""},
		"what moves is merged, once":                   {"FREQ=DAILY", WorkingDays, NextWork, "2026-01-01", "2026-10-05", "2026-10-09", "10-08<10-01,10-02,10-03,10-04,10-05,10-06,10-07 10-09", ""},
		"what moves comes from before":                 {"FREQ=WEEKLY;BYDAY=FR", WorkingDays, NextWork, "2026-01-01", "2026-10-08", "2026-10-09", "10-08<10-02 10-09", ""},
		"what moves out is not here":                   {"FREQ=WEEKLY;BYDAY=FR", WorkingDays, NextWork, "2026-01-01", "2026-09-28", "2026-10-07", "", ""},
		"a weekday moves to a Saturday that is worked": {"FREQ=WEEKLY;BYDAY=SU", WorkingDays, NextWork, "2026-01-01", "2026-10-04", "2026-10-13", "10-08<10-04 10-12<10-11", ""},
		"days of rest only":                            {"FREQ=DAILY", DaysOfRest, SkipRest, "2026-01-01", "2026-10-06", "2026-10-12", "10-06 10-07 10-11", "10-08 10-09 10-10 10-12"},
		"every other day from the first":               {"FREQ=DAILY;INTERVAL=2", EveryDay, SkipRest, "2026-09-29", "2026-10-01", "2026-10-06", "10-01 10-03 10-05", ""},
		"every third day from long ago":                {"FREQ=DAILY;INTERVAL=3", EveryDay, SkipRest, "2024-01-01", "2026-10-01", "2026-10-07", "10-02 10-05", ""},
		"a plan that begins in the span":               {"FREQ=DAILY", EveryDay, SkipRest, "2026-10-02", "2026-09-30", "2026-10-03", "10-02 10-03", ""},
		"the last day of each month":                   {"FREQ=MONTHLY;BYMONTHDAY=-1", EveryDay, SkipRest, "2026-01-01", "2026-02-01", "2026-04-30", "02-28 03-31 04-30", ""},
		"a 31st skips short months":                    {"FREQ=MONTHLY;BYMONTHDAY=31", EveryDay, SkipRest, "2026-01-01", "2026-02-01", "2026-05-31", "03-31 05-31", ""},
		"the implied day of the month":                 {"FREQ=MONTHLY", EveryDay, SkipRest, "2024-01-30", "2026-02-01", "2026-04-30", "03-30 04-30", ""},
		"the last Friday":                              {"FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", EveryDay, SkipRest, "2026-01-01", "2026-09-01", "2026-10-31", "09-25 10-30", ""},
		"the second Tuesday":                           {"FREQ=MONTHLY;BYDAY=2TU", EveryDay, SkipRest, "2026-01-01", "2026-10-01", "2026-11-30", "10-13 11-10", ""},
		"each quarter's first day":                     {"FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=1", WorkingDays, NextWork, "2025-01-01", "2026-09-01", "2026-12-31", "10-08<10-01", ""},
		"a leap day":                                   {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", EveryDay, SkipRest, "2026-01-01", "2027-01-01", "2028-12-31", "02-29", ""},
		"the weekday it began on":                      {"FREQ=WEEKLY", EveryDay, SkipRest, "2024-01-02", "2026-10-01", "2026-10-15", "10-06 10-13", ""},
		"every other week":                             {"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", EveryDay, SkipRest, "2026-09-30", "2026-09-30", "2026-10-16", "10-02 10-12 10-16", ""},
	} {
		p := Plan{RRule: c.rule, Calendar: c.cal, OnRestDay: c.rest, StartsOn: c.first}
		due, skipped := p.occurrences(c.from, c.to, national())
		var got []string
		for _, o := range due {
			text := string(o.Day[5:])
			for i, m := range o.MovedFrom {
				text += map[bool]string{true: "<", false: ","}[i == 0] + string(m[5:])
			}
			got = append(got, text)
		}
		if text := strings.Join(got, " "); text != c.due {
			t.Errorf("%s: due %q, want %q", name, text, c.due)
		}
		got = nil
		for _, day := range skipped {
			got = append(got, string(day[5:]))
		}
		if text := strings.Join(got, " "); text != c.skipped {
			t.Errorf("%s: skipped %q, want %q", name, text, c.skipped)
		}
	}
}

func TestNothingFallsDueAfterThePlansEnd(t *testing.T) {
	p := Plan{RRule: "FREQ=DAILY", Calendar: WorkingDays, OnRestDay: NextWork, StartsOn: "2026-09-28", EndsOn: "2026-10-04"}
	due, skipped := p.occurrences("2026-09-28", "2026-10-31", national())
	if len(due) != 3 || due[2].Day != "2026-09-30" || len(skipped) != 4 {
		t.Errorf("due %v, skipped %v; the days of the holiday would have moved past the end", due, skipped)
	}
}

// naive answers whether a rule falls on a day from the day alone, as one reads it.
func naive(freq string, interval int, byDay, byMonthDay, byMonth []int, first, day date.Day) bool {
	if day < first || len(byMonth) > 0 && !slices.Contains(byMonth, month(day)) {
		return false
	}
	monday := func(d date.Day) date.Day { return d.AddDays(1 - d.Weekday()) }
	left := day.Month().Days() - day.DayOfMonth() + 1
	inMonth := slices.Contains(byMonthDay, day.DayOfMonth()) || slices.Contains(byMonthDay, -left)
	onDay := len(byDay) == 0 || slices.Contains(byDay, day.Weekday())
	switch freq {
	case "DAILY":
		return first.Until(day)%interval == 0 && onDay && (len(byMonthDay) == 0 || inMonth)
	case "WEEKLY":
		if len(byDay) == 0 {
			onDay = day.Weekday() == first.Weekday()
		}
		return monday(first).Until(monday(day))/7%interval == 0 && onDay
	default: // MONTHLY
		if len(byMonthDay) == 0 && len(byDay) == 0 {
			inMonth = day.DayOfMonth() == first.DayOfMonth()
		}
		return first.Month().Until(day.Month())%interval == 0 && onDay && (inMonth || len(byMonthDay) == 0 && len(byDay) > 0)
	}
}

func month(d date.Day) int { return int(utc(d).Month()) }

func TestRandomPlansAgreeWithReadingTheCalendarDayByDay(t *testing.T) {
	rng := rand.New(rand.NewPCG(20261121, 7))
	some := func(from, to, most int) (out []int) {
		for range rng.IntN(most + 1) {
			if n := from + rng.IntN(to-from+1); n != 0 && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
		return out
	}
	names := []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
	tried := 0
	for tried < 2000 {
		freq := []string{"DAILY", "WEEKLY", "MONTHLY"}[rng.IntN(3)]
		interval := 1 + rng.IntN(4)
		byDay, byMonthDay, byMonth := some(1, 7, 4), some(-31, 31, 3), some(1, 12, 5)
		if freq == "WEEKLY" {
			byMonthDay = nil
		}
		rule := fmt.Sprintf("FREQ=%s;INTERVAL=%d", freq, interval)
		words := func(name string, list []int, word func(int) string) {
			for i, n := range list {
				rule += map[bool]string{true: ";" + name + "=", false: ","}[i == 0] + word(n)
			}
		}
		words("BYMONTH", byMonth, func(n int) string { return fmt.Sprint(n) })
		words("BYMONTHDAY", byMonthDay, func(n int) string { return fmt.Sprint(n) })
		words("BYDAY", byDay, func(n int) string { return names[n-1] })
		first := date.Day("2024-01-01").AddDays(rng.IntN(900))
		canonical, err := ParseRule(rule, first)
		if err != nil {
			continue // never falls; held by its own test
		}
		tried++
		cal := org.Calendar{}
		from := first.AddDays(rng.IntN(500) - 50)
		for range 30 {
			cal[from.AddDays(rng.IntN(80)-10)] = []org.DayKind{org.Work, org.Rest}[rng.IntN(2)]
		}
		p := Plan{RRule: canonical, StartsOn: first, Calendar: []CalendarUse{EveryDay, WorkingDays, DaysOfRest}[rng.IntN(3)], OnRestDay: SkipRest}
		if p.Calendar == WorkingDays && rng.IntN(2) == 0 {
			p.OnRestDay = NextWork
		}
		to := from.AddDays(60)
		want := map[date.Day]bool{}
		for day := from.AddDays(-100); day <= to; day = day.AddDays(1) {
			if !naive(freq, interval, byDay, byMonthDay, byMonth, first, day) {
				continue
			}
			lands := day
			switch {
			case p.Calendar == DaysOfRest && cal.Working(day), p.Calendar == WorkingDays && !cal.Working(day) && p.OnRestDay == SkipRest:
				continue
			case p.Calendar == WorkingDays:
				for !cal.Working(lands) {
					lands = lands.AddDays(1)
				}
			}
			if lands >= from && lands <= to {
				want[lands] = true
			}
		}
		due, _ := p.occurrences(from, to, cal)
		if len(due) != len(want) {
			t.Fatalf("%s from %s, %s/%s: %d days, want %d", rule, first, p.Calendar, p.OnRestDay, len(due), len(want))
		}
		for _, o := range due {
			if !want[o.Day] {
				t.Fatalf("%s from %s, %s/%s: due on %s", rule, first, p.Calendar, p.OnRestDay, o.Day)
			}
		}
	}
}

func TestWindowsThatMeetAreRefused(t *testing.T) {
	w := func(hours ...string) (out []Window) {
		for _, h := range hours {
			start, end, _ := strings.Cut(h, "-")
			out = append(out, Window{Start: start, End: end})
		}
		return out
	}
	for name, c := range map[string]struct {
		windows []Window
		code    string
	}{
		"none":                       {nil, "windows_count"},
		"thirteen":                   {w("00:00-00:10", "01:00-01:10", "02:00-02:10", "03:00-03:10", "04:00-04:10", "05:00-05:10", "06:00-06:10", "07:00-07:10", "08:00-08:10", "09:00-09:10", "10:00-10:10", "11:00-11:10", "12:00-12:10"), "windows_count"},
		"not a time":                 {w("8:00-09:00"), "malformed_value"},
		"24:00":                      {w("08:00-24:00"), "malformed_value"},
		"overlap":                    {w("08:00-10:00", "09:59-11:00"), "windows_overlap"},
		"the same":                   {w("08:00-10:00", "08:00-10:00"), "windows_overlap"},
		"one within another":         {w("08:00-18:00", "09:00-10:00"), "windows_overlap"},
		"over midnight into morning": {w("06:00-09:00", "22:00-06:01"), "windows_overlap"},
		"a whole day and more":       {w("08:00-08:00", "12:00-13:00"), "windows_overlap"},
		"two over midnight":          {w("21:00-02:00", "23:00-01:00"), "windows_overlap"},
		"touching":                   {w("08:00-10:00", "10:00-12:00"), ""},
		"touching over midnight":     {w("06:00-09:00", "22:00-06:00"), ""},
		"a whole day":                {w("08:00-08:00"), ""},
		"three shifts":               {w("16:00-00:00", "00:00-08:00", "08:00-16:00"), ""},
	} {
		got, err := checkWindows(c.windows)
		if fault.Code(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
		if err == nil && !slices.IsSortedFunc(got, func(a, b Window) int { return strings.Compare(a.Start, b.Start) }) {
			t.Errorf("%s: not in order: %v", name, got)
		}
	}
}

// A check is late until the next window begins or the day ends, and a window over
// midnight is never late: it closes when it ends.
func TestAWindowClosesWhenTheNextBeginsOrTheDayEnds(t *testing.T) {
	zone := time.FixedZone("UTC+8", 8*3600)
	at := func(day date.Day, h, m int) time.Time { return day.At(zone, h, m) }
	got := spans([]Window{{Start: "06:00", End: "08:00"}, {Start: "14:00", End: "16:00"}, {Start: "22:00", End: "05:00"}}, "2026-12-31", zone)
	for i, want := range []Span{
		{"", at("2026-12-31", 6, 0), at("2026-12-31", 8, 0), at("2026-12-31", 14, 0)},
		{"", at("2026-12-31", 14, 0), at("2026-12-31", 16, 0), at("2026-12-31", 22, 0)},
		{"", at("2026-12-31", 22, 0), at("2027-01-01", 5, 0), at("2027-01-01", 5, 0)},
	} {
		if !got[i].Start.Equal(want.Start) || !got[i].End.Equal(want.End) || !got[i].Closes.Equal(want.Closes) {
			t.Errorf("window %d: %v, want %v", i, got[i], want)
		}
	}
	if one := spans([]Window{{Start: "08:00", End: "10:00"}}, "2028-02-28", zone)[0]; !one.Closes.Equal(at("2028-02-29", 0, 0)) {
		t.Errorf("the only window of a day closes at %s", one.Closes)
	}
}

func TestATaskIsDoneLateOrTooLateToTheMillisecond(t *testing.T) {
	start := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	task := Task{DueOn: "2026-11-21", WindowStart: start, WindowEnd: start.Add(2 * time.Hour), Closes: start.Add(6 * time.Hour), State: TaskOpen}
	for after, want := range map[time.Duration]TaskState{
		-time.Millisecond: "task_mismatch", 0: TaskDone, 2 * time.Hour: TaskDone, 2*time.Hour + time.Millisecond: TaskLate,
		6*time.Hour - time.Millisecond: TaskLate, 6 * time.Hour: "task_mismatch", 7 * time.Hour: "task_mismatch",
	} {
		for _, state := range []TaskState{TaskOpen, TaskMissed} {
			task.State = state
			got, err := task.Finish(start.Add(after))
			if err != nil {
				got = TaskState(fault.Code(err))
			}
			if got != want {
				t.Errorf("%s task, %s after its start: %s, want %s", state, after, got, want)
			}
		}
	}
	task.Closes = task.WindowEnd // the next window begins where this one ends
	if got, err := task.Finish(task.WindowEnd); got != TaskDone || err != nil {
		t.Errorf("at the very end: %s %v", got, err)
	}
	for _, state := range []TaskState{TaskDone, TaskLate} {
		task.State = state
		if _, err := task.Finish(start); fault.Code(err) != "task_already_done" {
			t.Errorf("a %s task: %v", state, err)
		}
	}
}
