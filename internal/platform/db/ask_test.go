package db_test

import (
	"context"
	"testing"

	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

func asked(name string, slot int64) (*db.Question, *int64) {
	var got int64
	return &db.Question{SQL: "SELECT slot FROM job_slots WHERE name = ? AND slot = ?", Args: []any{name, slot}, Into: []any{&got}}, &got
}

func TestEachQuestionGetsItsOwnAnswerOrNone(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Tx(t.Context(), func(ctx context.Context) error {
			for i := range 3 {
				if err := add(ctx, d, "a", int64(i)); err != nil { // asked about before it went out
					return err
				}
			}
			first, one := asked("a", 1)
			missing, _ := asked("b", 1)
			last, two := asked("a", 2)
			if err := d.Ask(ctx, first, missing, last); err != nil {
				return err
			}
			if !first.Found || *one != 1 || missing.Found || !last.Found || *two != 2 {
				t.Errorf("found %v %d, %v, %v %d", first.Found, *one, missing.Found, last.Found, *two)
			}
			return add(ctx, d, "a", 3) // the connection is free again
		})
		if err != nil || count(t, d, "a") != 4 {
			t.Errorf("err %v, rows %d", err, count(t, d, "a"))
		}
	})
}

func TestAQuestionThatCannotBeAskedFailsWhereverItStands(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		for wrong := range 3 {
			err := d.Tx(t.Context(), func(ctx context.Context) error {
				var questions []*db.Question
				for i := range 3 {
					q, _ := asked("a", int64(i))
					if i == wrong {
						q.SQL = "SELECT nothing FROM job_slots WHERE name = ? AND slot = ?"
					}
					questions = append(questions, q)
				}
				return d.Ask(ctx, questions...)
			})
			if err == nil {
				t.Errorf("the wrong question at %d was answered", wrong)
			}
		}
	})
}
