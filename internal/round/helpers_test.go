package round_test

import (
	"testing"

	"hengjian/internal/kernel/fault"
)

func refused(t *testing.T, name string, err error, code, field string) {
	t.Helper()
	f := fault.As(err)
	if f == nil || f.Code != code || field != "" && (len(f.Fields) != 1 || f.Fields[0].Name != field) {
		t.Errorf("%s: %v, want %s on %q", name, err, code, field)
	}
}
