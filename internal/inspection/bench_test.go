package inspection_test

import (
	"syscall"
	"testing"

	"hengjian/internal/checklist"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/testkit"
)

// BenchmarkSubmit measures a check of ten items through the service, without HTTP,
// from 64 clients that share group commits.
func BenchmarkSubmit(b *testing.B) {
	w := inspectiontest.New(b, testkit.SQLite(b))
	var items []checklist.Item
	for i := range 10 {
		items = append(items, checklist.Item{Code: string(rune('a' + i)), Section: "巡查", Text: "项", Points: 1000, Severity: vocab.Minor})
	}
	version := w.Published(items...)
	point := w.Checkpoint(inspectiontest.SupplierA, version.ChecklistID)
	sub := w.Pass(version, point, inspection.Self)
	ctx := w.StaffA()
	if _, err := w.Inspections.Submit(ctx, sub); err != nil {
		b.Fatal(err)
	}
	b.SetParallelism(32)
	before := used()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := w.Inspections.Submit(ctx, sub); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "submits/s")
	b.ReportMetric(float64(used()-before)/float64(b.N), "cpu-µs/op") // which a busy machine does not change
}

// used is the processor time of this process in microseconds.
func used() int64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return (u.Utime.Nano() + u.Stime.Nano()) / 1000
}
