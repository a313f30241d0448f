// Package jobs runs what has to happen without anybody asking: once for each slot
// of time, however many replicas there are. A slot is a row with a unique key; who
// inserts it runs the job. A run that died is taken over after its lease, so a job
// must be able to run twice for the same slot.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Job is one recurring piece of work. Run gets a context in which the system acts
// under the job's name, and the start of the slot.
type Job struct {
	Name        string
	Description string
	Every       time.Duration
	Run         func(ctx context.Context, slot time.Time) error
}

// Status is a job with its newest run.
type Status struct {
	Job
	LastSlot, LastStarted, LastFinished *time.Time
	LastError                           string
}

// Lease is how long a run may take before another replica takes its slot over.
const Lease = 15 * time.Minute

// kept is how long slots stay listed.
const kept = 7 * 24 * time.Hour

type slotRow struct {
	Name       string `gorm:"primaryKey"`
	Slot       int64  `gorm:"primaryKey;autoIncrement:false"`
	Owner      string
	StartedAt  int64
	FinishedAt *int64
	Error      string
}

var _ = db.Register(slotRow{})

func (slotRow) TableName() string { return "job_slots" }

// Runner runs registered jobs.
type Runner struct {
	db    *db.DB
	clock clock.Clock
	owner string
	jobs  []Job
}

// New returns a runner without jobs.
func New(d *db.DB, c clock.Clock) *Runner {
	host, _ := os.Hostname()
	return &Runner{db: d, clock: c, owner: cut(host, 30) + "/" + id.New()}
}

// cut returns at most n bytes of s and no half character: MySQL refuses one, and a
// failure whose text cannot be noted would leave its slot open for ever.
func cut(s string, n int) string {
	s = strings.ToValidUTF8(s, "")
	return strings.ToValidUTF8(s[:min(len(s), n)], "")
}

// Add registers jobs. Two of one name are a mistake of the program.
func (r *Runner) Add(list ...Job) {
	for _, j := range list {
		for _, have := range r.jobs {
			if have.Name == j.Name {
				panic("jobs: two jobs are called " + j.Name)
			}
		}
		if j.Every < time.Second || j.Run == nil {
			panic("jobs: " + j.Name + " never runs")
		}
		r.jobs = append(r.jobs, j)
	}
}

// RunDue runs every job whose present slot nobody has run. A failed job is noted
// in its slot and does not keep the others from running; the next slot tries again.
// The error is the database's.
func (r *Runner) RunDue(ctx context.Context, now time.Time) error {
	ctx, done, err := r.db.Bound(ctx)
	if err != nil {
		return err
	}
	defer done()
	var errs []error
	for _, j := range r.jobs {
		if ctx.Err() != nil {
			break
		}
		slot := now.Truncate(j.Every)
		taken, err := r.claim(ctx, j, slot)
		if err != nil {
			errs = append(errs, fmt.Errorf("job %s: %w", j.Name, err))
			continue
		}
		if taken != 0 {
			errs = append(errs, r.run(ctx, j, slot, taken))
		}
	}
	return errors.Join(errs...)
}

// claim takes the slot: as the first, or from a run whose lease is over. The instant
// it was taken at, in milliseconds, tells this claim from a later one; it is 0 when
// the slot is somebody else's.
func (r *Runner) claim(ctx context.Context, j Job, slot time.Time) (taken int64, err error) {
	var have []slotRow
	if err := r.db.Conn(ctx).Where("name = ? AND slot = ?", j.Name, date.Millis(slot)).Find(&have).Error; err != nil {
		return 0, err
	}
	expired := date.Millis(r.clock.Now().Add(-Lease))
	if len(have) > 0 && (have[0].FinishedAt != nil || have[0].StartedAt > expired) {
		return 0, nil
	}
	mine := false
	row := slotRow{Name: j.Name, Slot: date.Millis(slot), Owner: r.owner, StartedAt: date.Millis(r.clock.Now())}
	err = r.db.Tx(ctx, func(ctx context.Context) error {
		mine = false
		if len(have) == 0 {
			err := r.db.Conn(ctx).Create(&row).Error
			if db.IsDuplicate(err) {
				return nil // another replica was quicker
			}
			mine = err == nil
			return err
		}
		result := r.db.Conn(ctx).Table("job_slots").Where("name = ? AND slot = ? AND finished_at IS NULL AND started_at = ?", row.Name, row.Slot, have[0].StartedAt).
			Updates(map[string]any{"owner": row.Owner, "started_at": row.StartedAt})
		mine = result.RowsAffected == 1
		return result.Error
	})
	if !mine || err != nil {
		return 0, err
	}
	return row.StartedAt, nil
}

// run runs the job and notes its outcome, unless its lease ran out meanwhile: then
// the slot is another run's, and only that one may call it finished.
func (r *Runner) run(ctx context.Context, j Job, slot time.Time, taken int64) error {
	failure := protect(authz.AsSystem(ctx, j.Name), j, slot)
	if failure != nil && ctx.Err() != nil {
		return r.release(ctx, j, slot, taken)
	}
	text := ""
	if failure != nil {
		text = failure.Error()
		slog.ErrorContext(ctx, "job failed", "job", j.Name, "slot", slot, "error", text)
	}
	// The outcome is noted even when the server is stopping.
	ctx, cancel := afterAll(ctx)
	defer cancel()
	return r.db.Tx(ctx, func(ctx context.Context) error {
		err := r.db.Conn(ctx).Table("job_slots").Where("name = ? AND slot = ? AND owner = ? AND started_at = ?", j.Name, date.Millis(slot), r.owner, taken).
			Updates(map[string]any{"finished_at": date.Millis(r.clock.Now()), "error": cut(text, 2000)}).Error
		if err != nil {
			return err
		}
		return r.db.Conn(ctx).Exec("DELETE FROM job_slots WHERE name = ? AND slot < ?", j.Name, date.Millis(slot.Add(-kept-2*j.Every))).Error
	})
}

// release gives a slot back that the stop of the server has cut short, so that the
// next start or another replica runs it.
func (r *Runner) release(ctx context.Context, j Job, slot time.Time, taken int64) error {
	ctx, cancel := afterAll(ctx)
	defer cancel()
	return r.db.Tx(ctx, func(ctx context.Context) error {
		return r.db.Conn(ctx).Exec("DELETE FROM job_slots WHERE name = ? AND slot = ? AND owner = ? AND started_at = ?", j.Name, date.Millis(slot), r.owner, taken).Error
	})
}

// protect turns a panic of one job into its failure.
func protect(ctx context.Context, j Job, slot time.Time) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return j.Run(ctx, slot)
}

// List returns every job with its newest run.
func (r *Runner) List(ctx context.Context) ([]Status, error) {
	var rows []slotRow
	err := r.db.Conn(ctx).Raw(`SELECT s.* FROM job_slots s JOIN (SELECT name, MAX(slot) AS newest FROM job_slots GROUP BY name) n
		ON n.name = s.name AND n.newest = s.slot`).Scan(&rows).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	newest := map[string]slotRow{}
	for _, row := range rows {
		newest[row.Name] = row
	}
	out := make([]Status, len(r.jobs))
	for i, j := range r.jobs {
		out[i] = Status{Job: j}
		if row, ok := newest[j.Name]; ok {
			out[i].LastSlot, out[i].LastStarted, out[i].LastError = instant(&row.Slot), instant(&row.StartedAt), row.Error
			out[i].LastFinished = instant(row.FinishedAt)
		}
	}
	return out, nil
}

func instant(ms *int64) *time.Time {
	if ms == nil {
		return nil
	}
	t := date.FromMillis(*ms)
	return &t
}

// afterAll is for the note that follows a job even when its context has ended, but
// does not wait for a database that is gone.
func afterAll(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
}
