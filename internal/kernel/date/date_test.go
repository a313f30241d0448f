package date

import (
	"encoding/json"
	"testing"
	"time"
)

func TestDaysAndMonthsThatDoNotExistAreRefused(t *testing.T) {
	for _, s := range []string{"", "2026-02-30", "2026-13-01", "2026-1-1", "20260101", "2026-01-01T00:00:00Z", "0000-01-01", "2026-00-10"} {
		if _, err := ParseDay(s); err == nil {
			t.Errorf("ParseDay(%q) was accepted", s)
		}
	}
	for _, s := range []string{"", "2026-13", "2026-00", "2026-1", "2026", "2026-01-01", "0001-01"} {
		if _, err := ParseMonth(s); err == nil {
			t.Errorf("ParseMonth(%q) was accepted", s)
		}
	}
	var v struct{ M Month }
	if err := json.Unmarshal([]byte(`{"M":"2026-13"}`), &v); err == nil {
		t.Error("JSON accepted month 13")
	}
}

func TestAnInstantBelongsToTheDayOfItsZone(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	at := time.Date(2026, 2, 28, 16, 30, 0, 0, time.UTC) // 00:30 on 1 March in Shanghai
	if DayOf(at, shanghai) != "2026-03-01" || MonthOf(at, shanghai) != "2026-03" {
		t.Errorf("got %s %s", DayOf(at, shanghai), MonthOf(at, shanghai))
	}
}

func TestCalendarArithmetic(t *testing.T) {
	if Month("2024-02").Last() != "2024-02-29" || Month("2026-12").Add(1) != "2027-01" || Month("2026-01").Until("2027-03") != 14 {
		t.Error("month arithmetic")
	}
	if Day("2026-11-21").Weekday() != 6 || Day("2026-11-22").Weekday() != 7 || Day("2026-11-23").Weekday() != 1 {
		t.Error("weekday")
	}
	if Day("2026-12-31").AddDays(1) != "2027-01-01" || Day("2026-01-01").Until("2026-03-01") != 59 {
		t.Error("day arithmetic")
	}
	if got := Month("2026-11").Span("2027-01"); len(got) != 3 || got[2] != "2027-01" {
		t.Errorf("span %v", got)
	}
}
