package main

import (
	"context"
	"fmt"
	"time"
)

const (
	listed   = 200_000
	deep     = 20_000
	listGoal = 1.5 // a page at depth 20,000 costs at most this times the first
)

// lists measures the newest 50 of 200,000 inspections and the page that lies
// 20,000 records deep.
func lists(ctx context.Context, r *report) error {
	return eachEngine(ctx, r, func(engine string, database func(string) (string, error)) error {
		url, err := database("list")
		if err != nil {
			return err
		}
		if err := makeDemo(ctx, r, url, "0"); err != nil {
			return err
		}
		if err := inspections(ctx, url, listed); err != nil {
			return err
		}
		s, err := startServer(r, url)
		if err != nil {
			return err
		}
		defer s.stop()
		if err := s.signIn("manager"); err != nil {
			return err
		}
		var page struct{ NextCursor string }
		for at := 0; at < deep; at += 200 {
			if err := s.call("GET", "/inspections?limit=200&cursor="+page.NextCursor, nil, &page); err != nil {
				return err
			}
		}
		first, far := []float64{}, []float64{}
		for range askedTimes {
			for path, took := range map[string]*[]float64{"/inspections?limit=50": &first, "/inspections?limit=50&cursor=" + page.NextCursor: &far} {
				at := time.Now()
				if err := s.call("GET", path, nil, nil); err != nil {
					return err
				}
				*took = append(*took, float64(time.Since(at).Microseconds())/1000)
			}
		}
		r.add(fmt.Sprintf("list.%s.depth_0", engine), median(first), "ms")
		r.add(fmt.Sprintf("list.%s.depth_%d", engine, deep), median(far), "ms")
		r.atMost(fmt.Sprintf("list.%s.deep_to_first", engine), median(far)/median(first), "x", listGoal)
		return nil
	})
}
