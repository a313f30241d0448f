package doubt_test

import (
	"context"
	"testing"

	"hengjian/internal/checklist"
	"hengjian/internal/doubt"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/testkit"
)

func TestADoubtOutOfReachIsMissingEvenWithEveryPermission(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		_, d := s.doubted(t)
		for who, ctx := range map[string]context.Context{"another supplier": s.BossB(), "an assessor elsewhere": testkit.As("elsewhere", "assessor")} {
			ctx = testkit.Trusted(ctx)
			if list := s.list(ctx, doubt.Filter{}); len(list) != 0 {
				t.Errorf("%s lists %+v", who, list)
			}
			for what, one := range map[string]string{"another's": d.ID, "a missing one": id.New()} {
				if _, err := s.Doubts.Get(ctx, one); fault.Code(err) != "not_found" {
					t.Errorf("%s reads %s: %v", who, what, err)
				}
				for _, v := range []doubt.Decision{doubt.Uphold, doubt.Dismiss} {
					if _, err := s.Doubts.Decide(ctx, one, v, why); fault.Code(err) != "not_found" {
						t.Errorf("%s decides %s: %v", who, what, err)
					}
				}
			}
		}
		if n := s.Count("doubts", "state <> 'open'"); n != 0 {
			t.Errorf("%d doubts were decided", n)
		}
	})
}

func TestTheOtherRecordIsNotNamedToAnAssessorOfAnotherSite(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		_, d := s.doubted(t)
		far := s.Checkpoint(inspectiontest.SupplierB, s.version.ChecklistID)
		other := s.submit(s.Inspector(), s.Pass(s.version, far, inspection.Supervision))
		s.Must(s.DB.Tx(s.System(), func(ctx context.Context) error {
			return s.DB.Conn(ctx).Table("doubts").Where("id = ?", d.ID).Updates(map[string]any{"other_id": other.ID}).Error
		}))
		for who, c := range map[string]struct {
			ctx   context.Context
			named bool
		}{"manager": {s.Manager(), true}, "assessor": {testkit.Trusted(s.Assessor()), false}, "supplier": {testkit.Trusted(s.BossA()), false}} {
			if got, err := s.Doubts.Get(c.ctx, d.ID); err != nil || (got.Other != nil) != c.named {
				t.Errorf("%s is told of %+v, %v", who, got.Other, err)
			}
		}
	})
}

func TestWhoMayNotDecideIsNotOfferedTo(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		s.doubted(t)
		for who, c := range map[string]struct {
			ctx     context.Context
			offered bool
		}{"manager": {s.Manager(), true}, "leader": {testkit.As("l", "leader"), false}, "the author's boss": {s.BossA(), false}, "author": {s.StaffA(), false}} {
			if list := s.list(c.ctx, doubt.Filter{}); len(list) != 1 || list[0].MayDecide != c.offered {
				t.Errorf("%s: %+v", who, list)
			}
		}
	})
}
