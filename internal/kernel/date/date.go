// Package date holds the calendar values of Hengjian. A Day and a Month are what
// people write on a form, without a zone; they are text so that they sort, store
// and compare the same in Go, SQL and JSON. Instants are UTC milliseconds in SQL:
// a DATETIME column rounds 23:59:59.999 up into the next month on some servers.
package date

import (
	"errors"
	"fmt"
	"time"
)

// Day is a calendar day, "2026-11-21".
type Day string

// Month is a calendar month, "2026-11".
type Month string

// ErrSyntax is returned for text that is not a real day or month.
var ErrSyntax = errors.New("not a calendar date")

const (
	dayLayout   = "2006-01-02"
	monthLayout = "2006-01"
)

// ParseDay reads "2026-11-21" and refuses days that do not exist.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(dayLayout, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2999 {
		return "", fmt.Errorf("%w: %q", ErrSyntax, s)
	}
	return Day(s), nil
}

// ParseMonth reads "2026-11".
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse(monthLayout, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2999 {
		return "", fmt.Errorf("%w: %q", ErrSyntax, s)
	}
	return Month(s), nil
}

// DayOf returns the day of the instant in the zone.
func DayOf(t time.Time, zone *time.Location) Day { return Day(t.In(zone).Format(dayLayout)) }

// MonthOf returns the month of the instant in the zone.
func MonthOf(t time.Time, zone *time.Location) Month { return Month(t.In(zone).Format(monthLayout)) }

// UnmarshalText refuses text that is not a day.
func (d *Day) UnmarshalText(b []byte) (err error) { *d, err = ParseDay(string(b)); return err }

// MarshalText writes the day.
func (d Day) MarshalText() ([]byte, error) { return []byte(d), nil }

// UnmarshalText refuses text that is not a month.
func (m *Month) UnmarshalText(b []byte) (err error) { *m, err = ParseMonth(string(b)); return err }

// MarshalText writes the month.
func (m Month) MarshalText() ([]byte, error) { return []byte(m), nil }

func (d Day) time() time.Time {
	t, err := time.Parse(dayLayout, string(d))
	if err != nil {
		panic("date: unchecked day " + string(d))
	}
	return t
}

func (m Month) time() time.Time {
	t, err := time.Parse(monthLayout, string(m))
	if err != nil {
		panic("date: unchecked month " + string(m))
	}
	return t
}

// Month returns the month of the day.
func (d Day) Month() Month { return Month(d[:7]) }

// AddDays returns the day n days later (earlier for negative n).
func (d Day) AddDays(n int) Day { return Day(d.time().AddDate(0, 0, n).Format(dayLayout)) }

// Weekday returns 1 for Monday to 7 for Sunday, as people in China count.
func (d Day) Weekday() int { return (int(d.time().Weekday())+6)%7 + 1 }

// DayOfMonth returns 1 to 31.
func (d Day) DayOfMonth() int { return d.time().Day() }

// Until returns the days from d to other; negative if other is earlier.
func (d Day) Until(other Day) int { return int(other.time().Sub(d.time()).Hours() / 24) }

// At returns the instant of hour:minute on the day in the zone.
func (d Day) At(zone *time.Location, hour, minute int) time.Time {
	t := d.time()
	return time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, zone)
}

// First returns the first day of the month.
func (m Month) First() Day { return Day(string(m) + "-01") }

// Last returns the last day of the month.
func (m Month) Last() Day { return Day(m.time().AddDate(0, 1, -1).Format(dayLayout)) }

// Add returns the month n months later (earlier for negative n).
func (m Month) Add(n int) Month { return Month(m.time().AddDate(0, n, 0).Format(monthLayout)) }

// Days returns how many days the month has.
func (m Month) Days() int { return m.Last().DayOfMonth() }

// Until returns how many months lie from m to other; negative if other is earlier.
func (m Month) Until(other Month) int {
	a, b := m.time(), other.time()
	return (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
}

// Span returns the months from m to last, both included; empty if last is earlier.
func (m Month) Span(last Month) []Month {
	var out []Month
	for n := m; n <= last; n = n.Add(1) {
		out = append(out, n)
	}
	return out
}

// Millis returns the instant as SQL stores it.
func Millis(t time.Time) int64 { return t.UnixMilli() }

// FromMillis returns the stored instant in UTC.
func FromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
