package doubt

import (
	"context"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/jobs"
)

// purgeBatch bounds the rows of one transaction.
const purgeBatch = 500

// Jobs returns what empties old positions.
func (s *Service) Jobs() []jobs.Job {
	return []jobs.Job{{Name: "positions.purge", Description: "Empties the coordinates of records that are older than the agency keeps them; distances stay", Every: time.Hour,
		Run: func(ctx context.Context, _ time.Time) error { _, err := s.Purge(ctx); return err }}}
}

// Purge empties coordinates that were kept long enough and returns of how many
// records. It also forgets by what photos are found that are compared no more.
func (s *Service) Purge(ctx context.Context) (int, error) {
	set, err := s.Settings(ctx)
	if err != nil {
		return 0, err
	}
	before := s.before(set.PositionDays)
	total := 0
	for {
		n := 0
		err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
			n, err = s.purgeSome(ctx, before)
			return err
		})
		total += n
		if err != nil {
			return total, db.Fault(err)
		}
		if n < purgeBatch {
			break
		}
	}
	return total, s.forgetBands(ctx, s.before(set.PhotoDays))
}

func (s *Service) before(days int) int64 {
	return date.Millis(s.clock.Now().Add(-time.Duration(days) * 24 * time.Hour))
}

func (s *Service) purgeSome(ctx context.Context, before int64) (int, error) {
	var ids []string
	err := s.db.Conn(ctx).Table("inspection_evidence").Where("located_at < ?", before).Order("located_at").Limit(purgeBatch).Pluck("inspection_id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	err = s.db.Conn(ctx).Table("inspection_evidence").Where("inspection_id IN ?", ids).
		Updates(map[string]any{"latitude_e7": nil, "longitude_e7": nil, "located_at": nil}).Error
	if err != nil {
		return 0, err
	}
	return len(ids), s.log.Record(ctx, audit.Entry{Action: actPurge, Target: "position", TargetID: "expired", After: map[string]int{"records": len(ids)}})
}

func (s *Service) forgetBands(ctx context.Context, before int64) error {
	for {
		gone := int64(0)
		err := s.db.Tx(ctx, func(ctx context.Context) error {
			var rows []bandRow
			if err := s.db.Conn(ctx).Where("created_at < ?", before).Order("created_at").Limit(purgeBatch).Find(&rows).Error; err != nil || len(rows) == 0 {
				return err
			}
			gone = int64(len(rows))
			return s.db.Conn(ctx).Delete(&rows).Error
		})
		if err != nil || gone < purgeBatch {
			return db.Fault(err)
		}
	}
}
