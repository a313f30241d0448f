package main

import (
	"context"
	"fmt"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/testkit"
)

const (
	factsAMonth = 28_000 // 36 months of it are more than a million facts
	askedTimes  = 41
	flatGoal    = 1.5 // 36 months of history cost at most this times one month
)

// eachEngine runs a measurement on SQLite and on MariaDB. database makes an empty
// one and returns its address.
func eachEngine(ctx context.Context, r *report, measure func(engine string, database func(name string) (string, error)) error) error {
	if err := measure("sqlite", func(name string) (string, error) { return "sqlite://" + r.dir + "/" + name + ".db", nil }); err != nil {
		return err
	}
	var drops []func()
	defer func() {
		for _, drop := range drops {
			drop()
		}
	}()
	return measure("mysql", func(string) (string, error) {
		url, drop, err := newMySQLDatabase(ctx)
		if err == nil {
			drops = append(drops, drop)
		}
		return url, err
	})
}

// reports measures the dashboard, a supplier's month and the quota report of the
// same span, asked in turn of databases with 1, 10 and 36 months of history.
func reports(ctx context.Context, r *report) error {
	month := date.MonthOf(time.Now(), testkit.Shanghai)
	return eachEngine(ctx, r, func(engine string, database func(string) (string, error)) error {
		lengths := []int{1, 10, 36}
		var servers []*server
		defer func() {
			for _, s := range servers {
				s.stop()
			}
		}()
		for _, months := range lengths {
			url, err := database(fmt.Sprintf("report-%d", months))
			if err != nil {
				return err
			}
			if err := makeDemo(ctx, r, url, "1"); err != nil {
				return err
			}
			if err := history(ctx, url, month, months, factsAMonth); err != nil {
				return err
			}
			s, err := startServer(r, url)
			if err != nil {
				return err
			}
			servers = append(servers, s)
			if err := s.signIn("manager"); err != nil {
				return err
			}
		}
		var suppliers struct{ Items []struct{ ID string } }
		asked := []struct{ name, path string }{
			{"workbench", "/workbench"},
			{"supplier_month", fmt.Sprintf("/suppliers/%%s/months?from=%s&to=%s", month, month)},
			{"quota", fmt.Sprintf("/reports/quota?from=%s&to=%s&groupBy=supplier", month, month)},
		}
		for _, a := range asked {
			took := make([][]float64, len(servers))
			for range askedTimes {
				for i, s := range servers {
					if err := s.call("GET", "/suppliers?limit=1", nil, &suppliers); err != nil {
						return err
					}
					path := a.path
					if a.name == "supplier_month" {
						path = fmt.Sprintf(a.path, suppliers.Items[0].ID)
					}
					at := time.Now()
					if err := s.call("GET", path, nil, nil); err != nil {
						return err
					}
					took[i] = append(took[i], float64(time.Since(at).Microseconds())/1000)
				}
			}
			for i, months := range lengths {
				r.add(fmt.Sprintf("report.%s.%s.%d_months", engine, a.name, months), median(took[i]), "ms")
			}
			r.atMost(fmt.Sprintf("report.%s.%s.36_to_1", engine, a.name), median(took[2])/median(took[0]), "x", flatGoal)
		}
		return nil
	})
}
