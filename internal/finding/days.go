package finding

import (
	"context"
	"sort"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/clock"
)

// countdown counts the working days that suppliers have left, each due date once.
type countdown struct {
	service *Service
	today   date.Day
	known   map[date.Day]int
}

func (s *Service) countdown() *countdown {
	return &countdown{s, clock.Today(s.clock), map[date.Day]int{}}
}

// left is how many working days the supplier still has: 0 on the due date itself,
// negative once it has passed, and 0 when nothing is asked of the supplier.
func (c *countdown) left(ctx context.Context, f Finding) (int, error) {
	if f.WaitingFor() != WaitsForSupplier {
		return 0, nil
	}
	if n, ok := c.known[f.DueOn]; ok {
		return n, nil
	}
	var n int
	var err error
	if f.DueOn >= c.today {
		n, err = c.between(ctx, c.today, f.DueOn)
	} else {
		n, err = c.between(ctx, f.DueOn, c.today)
		n = -max(1, n) // the weekend after a due date is late too
	}
	c.known[f.DueOn] = n
	return n, err
}

// between counts the working days after from, up to and with to. It asks the
// calendar a handful of times instead of once for each day.
func (c *countdown) between(ctx context.Context, from, to date.Day) (int, error) {
	var failed error
	n := sort.Search(from.Until(to), func(i int) bool {
		day, err := c.service.calendar.AddWorkingDays(ctx, from, i+1)
		if err != nil {
			failed = err
		}
		return err != nil || day > to
	})
	return n, failed
}
