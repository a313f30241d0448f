package main

import (
	"context"
	"time"
)

// goals of a start and of memory.
const (
	startGoal  = 50  // ms to the first answer on a migrated database
	memoryGoal = 120 // MB after the load of 64 clients
)

// starts measures from the start of the process to its first answer, and memory
// before and after a load.
func starts(ctx context.Context, r *report) error {
	url := "sqlite://" + r.dir + "/start.db"
	if err := makeDemo(ctx, r, url, "1"); err != nil {
		return err
	}
	var took []float64
	for range 9 {
		s, err := startServer(r, url)
		if err != nil {
			return err
		}
		took = append(took, float64(s.started.Microseconds())/1000)
		s.stop()
	}
	r.atMost("start.first_answer", median(took), "ms", startGoal)
	s, err := startServer(r, url)
	if err != nil {
		return err
	}
	defer s.stop()
	time.Sleep(time.Second)
	idle, err := s.residentMB()
	if err != nil {
		return err
	}
	r.add("start.memory_idle", idle, "MB")
	body, _, err := s.prepareSubmission(floorItems)
	if err != nil {
		return err
	}
	if _, err := load(64, 5*time.Second, func(int) error { return s.submit(ctx, body) }); err != nil {
		return err
	}
	loaded, err := s.residentMB()
	if err != nil {
		return err
	}
	r.atMost("start.memory_after_64_clients", loaded, "MB", memoryGoal)
	return nil
}
