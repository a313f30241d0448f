package round_test

import (
	"sync"
	"testing"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/org"
)

func refused(t *testing.T, name string, err error, code, field string) {
	t.Helper()
	f := fault.As(err)
	if f == nil || f.Code != code || field != "" && (len(f.Fields) != 1 || f.Fields[0].Name != field) {
		t.Errorf("%s: %v, want %s on %q", name, err, code, field)
	}
}

// at runs a function n times at once.
func at(n int, run func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { run(i) })
	}
	wg.Wait()
}

func restDay(day date.Day) org.Override {
	return org.Override{Day: day, Kind: org.Rest, Note: "停工"}
}
