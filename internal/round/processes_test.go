package round_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/db"
	"hengjian/internal/round"
	"hengjian/internal/testkit"
)

// envProcess holds the database of a process that the proof below starts: the test
// binary again, which then is one more server's jobs and nothing else.
const envProcess = "HENGJIAN_TEST_ROUND_PROCESS"

const (
	processes = 6 // at one server at once
	sharing   = 3 // at one SQLite file, where one writes at a time
	stepDays  = 3 // from one cycle to the next
	readyLine = "ready"
	beganLine = "began"
	doneLine  = "done"
)

// morningWork is what every process of a cycle does at once: the three jobs, and the
// records that came in from a dead spot for the tasks of the morning.
type morningWork struct {
	At        time.Time
	VersionID string
	Tasks     []string // each recorded as done late, by every process
	Points    []string // the checkpoints of Tasks
}

// TestOneProcessOfTheRounds is no test of its own: it is the process that
// TestPlansMadeBySeveralProcessesAtOnce starts.
func TestOneProcessOfTheRounds(t *testing.T) {
	address := os.Getenv(envProcess)
	if address == "" {
		t.Skip("runs only as a process of the proof of several processes")
	}
	d, err := db.Open(t.Context(), address, db.Options{})
	must(t, err)
	t.Cleanup(func() { _ = d.Close() })
	w := inspectiontest.Join(t, d)
	say(readyLine)
	var work morningWork
	must(t, json.NewDecoder(os.Stdin).Decode(&work))
	w.Clock.Set(work.At)
	version, err := w.Checklists.Version(w.Officer(), work.VersionID)
	must(t, err)
	say(beganLine)
	var wg sync.WaitGroup
	for _, j := range w.Rounds.Jobs() {
		wg.Go(func() {
			if err := again(func() error { return j.Run(w.System(), work.At) }); err != nil {
				t.Errorf("%s: %v", j.Name, err)
			}
		})
	}
	wg.Go(func() { recordAll(t, w, version, work) })
	wg.Wait()
	// the jobs ran beside the records; a last look finds what was open then
	for _, j := range w.Rounds.Jobs() {
		must(t, again(func() error { return j.Run(w.System(), work.At) }))
	}
	if !t.Failed() {
		say(doneLine)
	}
}

// again does what a job of the next slot and a phone without an answer do: of many
// processes at one SQLite file some wait for the writer's turn in vain, and are told that
// nothing was changed.
func again(do func() error) error {
	for {
		if err := do(); fault.Code(db.Fault(err)) != "unavailable" {
			return err
		}
	}
}

func say(line string) { _, _ = fmt.Fprintln(os.Stderr, line) }

func recordAll(t *testing.T, w *inspectiontest.World, version checklist.VersionView, work morningWork) {
	for i, task := range work.Tasks {
		var at checkpoint.Detail
		at.ID = work.Points[i]
		s := w.Pass(version, at, inspection.Self)
		s.TaskID, s.FinishedAt = task, lateMorning(work.At)
		s.StartedAt = s.FinishedAt.Add(-time.Minute)
		err := again(func() error { _, err := w.Inspections.Submit(w.StaffA(), s); return err })
		if err != nil && fault.Code(err) != "task_already_done" {
			t.Errorf("a record of the dead spot: %v", err)
		}
	}
}

// lateMorning is half past ten of the day: the morning's window is over, its time is not.
func lateMorning(at time.Time) time.Time {
	return date.DayOf(at, testkit.Shanghai).At(testkit.Shanghai, 10, 30)
}

// oneProcess is a started process.
type oneProcess struct {
	command *exec.Cmd
	stdin   io.WriteCloser
	lines   *bufio.Scanner
	said    []byte
}

func startOne(t *testing.T, address string) *oneProcess {
	t.Helper()
	p := &oneProcess{command: exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestOneProcessOfTheRounds$", "-test.timeout=3m")}
	p.command.Env = append(os.Environ(), envProcess+"="+address)
	var err error
	p.stdin, err = p.command.StdinPipe()
	must(t, err)
	out, err := p.command.StderrPipe()
	must(t, err)
	p.command.Stdout = p.command.Stderr // the pipe: what fails is told there
	must(t, p.command.Start())
	p.lines = bufio.NewScanner(out)
	return p
}

// until reads what the process says up to a line and reports whether the line came.
func (p *oneProcess) until(line string) bool {
	for p.lines.Scan() {
		if p.lines.Text() == line {
			return true
		}
		p.said = append(append(p.said, p.lines.Bytes()...), '\n')
	}
	return false
}

// Six processes on one server, and three on one file, make the tasks of the same plans,
// count them, close them and take in the same late records, all at once, and every third
// is killed on the way. Each place of each plan has each window exactly once, and each task each of
// its facts exactly once.
func TestPlansMadeBySeveralProcessesAtOnce(t *testing.T) {
	for name, address := range map[string]func(*testing.T) string{
		"sqlite": func(t *testing.T) string { return "sqlite://" + filepath.Join(t.TempDir(), "shared.db") },
		"mysql":  func(t *testing.T) string { return testkit.MySQLURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			url := address(t)
			d, err := db.Open(t.Context(), url, db.Options{})
			must(t, err)
			t.Cleanup(func() { _ = d.Close() })
			must(t, d.Migrate(t.Context()))
			c := newCrowd(t, d)
			rng := rand.New(rand.NewPCG(7, 13))
			killed := 0
			for range testkit.Proof(6, 3) {
				killed += c.cycle(url, rng)
				c.holds()
			}
			t.Logf("%d processes were killed in the middle of their work", killed)
			if killed == 0 {
				t.Error("no process was killed in the middle of its work: nothing was proven about that")
			}
		})
	}
}

// crowd is an agency whose rounds many processes look after.
type crowd struct {
	*inspectiontest.World
	t       *testing.T
	version checklist.VersionView
	points  [][]checkpoint.Detail // by plan
	late    map[string]bool       // the tasks that a record from a dead spot did late
}

func newCrowd(t *testing.T, d *db.DB) *crowd {
	c := &crowd{World: inspectiontest.New(t, d), t: t, late: map[string]bool{}}
	c.Clock.Set(time.Date(2026, 11, 21, 0, 0, 0, 0, testkit.Shanghai))
	c.version = c.Published(c.Items("")...)
	for range 6 {
		var points []checkpoint.Detail
		for range 4 {
			points = append(points, c.Checkpoint(inspectiontest.SupplierA, c.version.ChecklistID))
		}
		p := c.Daily("08:00", "10:00", round.BySupplier, points...)
		p.Windows = append(p.Windows, round.Window{Start: "14:00", End: "16:00"})
		c.Planned(p)
		c.points = append(c.points, points)
	}
	return c
}

// cycle goes on by some days, to half past two in the afternoon, and lets the processes
// loose. It returns how many were killed before they had finished.
func (c *crowd) cycle(url string, rng *rand.Rand) (killed int) {
	c.t.Helper()
	c.Clock.Advance(stepDays * 24 * time.Hour)
	at := date.DayOf(c.Clock.Now(), testkit.Shanghai).At(testkit.Shanghai, 14, 30)
	c.Clock.Set(at)
	work := morningWork{At: at, VersionID: c.version.ID}
	for _, points := range c.points {
		var task []string
		c.Must(c.DB.Conn(c.System()).Table("tasks").Where("checkpoint_id = ? AND window_end_at < ? AND window_start_at > ?", points[0].ID,
			date.Millis(at.Add(-4*time.Hour)), date.Millis(at.Add(-8*time.Hour))).Pluck("id", &task).Error)
		if len(task) != 1 {
			c.t.Fatalf("%d tasks of the morning at one place", len(task))
		}
		work.Tasks, work.Points = append(work.Tasks, task[0]), append(work.Points, points[0].ID)
		c.late[task[0]] = true
	}
	order, err := json.Marshal(work)
	c.Must(err)
	crew := make([]*oneProcess, processes)
	if c.DB.Dialect() == db.SQLite {
		crew = crew[:sharing]
	}
	victims := len(crew) / 3
	for i := range crew {
		crew[i] = startOne(c.t, url)
	}
	for _, p := range crew {
		if !p.until(readyLine) {
			c.t.Fatalf("a process did not start:\n%s", p.said)
		}
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	for i, p := range crew {
		after := time.Duration(5+rng.IntN(60)) * time.Millisecond
		wg.Go(func() {
			_, _ = p.stdin.Write(order)
			began := p.until(beganLine)
			if i < victims && began {
				time.Sleep(after)
				_ = p.command.Process.Kill()
			}
			done := p.until(doneLine)
			err := p.command.Wait()
			mu.Lock()
			defer mu.Unlock()
			switch {
			case !done && i < victims && began:
				killed++
			case !done || err != nil && i >= victims:
				c.t.Errorf("process %d: %v\n%s", i, err, p.said)
			}
		})
	}
	wg.Wait()
	return killed
}

// holds compares tasks and facts with what the plans ask for.
func (c *crowd) holds() {
	c.t.Helper()
	now := c.Clock.Now()
	first, today := date.Day("2026-11-21"), date.DayOf(now, testkit.Shanghai)
	var tasks []struct {
		ID, CheckpointID, State, DueOn  string
		WindowStartAt, ClosesAt, Copies int64
	}
	c.Must(c.DB.Conn(c.System()).Raw("SELECT MIN(id) AS id, checkpoint_id, MIN(state) AS state, MIN(due_on) AS due_on, window_start_at, MIN(closes_at) AS closes_at, COUNT(*) AS copies " +
		"FROM tasks GROUP BY plan_id, checkpoint_id, window_start_at").Scan(&tasks).Error)
	// today and the seven days ahead, both windows, at every place of every plan
	if days := first.Until(today) + 1 + round.DefaultAhead; len(tasks) != days*2*6*4 {
		c.t.Errorf("%d windows of places, want %d", len(tasks), days*2*6*4)
	}
	facts := c.facts()
	for _, task := range tasks {
		want, state := map[ledger.Kind]int64{}, round.TaskOpen
		if date.Day(task.DueOn) <= today {
			want[ledger.TaskDue] = 1
		}
		switch over := task.ClosesAt <= date.Millis(now); {
		case c.late[task.ID]:
			state, want[ledger.TaskLate] = round.TaskLate, 1
		case over:
			state, want[ledger.TaskMissed] = round.TaskMissed, 1
		}
		if task.Copies != 1 || task.State != string(state) {
			c.t.Errorf("%s %s: %d times, %s, want once and %s", task.CheckpointID, task.DueOn, task.Copies, task.State, state)
		}
		for _, kind := range []ledger.Kind{ledger.TaskDue, ledger.TaskDone, ledger.TaskLate, ledger.TaskMissed} {
			got := facts[task.ID][kind]
			if got.told-got.back != want[kind] || got.told > 1 || got.back > 0 && kind != ledger.TaskMissed {
				c.t.Errorf("%s of the task of %s at %s: told %d times and taken back %d times, want %d", kind, task.DueOn, task.CheckpointID, got.told, got.back, want[kind])
			}
		}
	}
	if n := c.Count("inspections", "task_id IS NOT NULL AND task_id <> ''"); int(n) != len(c.late) {
		c.t.Errorf("%d records did %d tasks", n, len(c.late))
	}
	differences, err := c.Ledger.Verify(c.System())
	c.Must(err)
	if len(differences) != 0 {
		c.t.Errorf("the rollups differ from the facts: %+v", differences)
	}
}

// toldBack is how often something was told of a task, and how often that was taken back.
type toldBack struct{ told, back int64 }

func (c *crowd) facts() map[string]map[ledger.Kind]toldBack {
	var rows []struct {
		RefID, Kind string
		Told, Back  int64
	}
	c.Must(c.DB.Conn(c.System()).Raw("SELECT ref_id, kind, SUM(CASE WHEN count > 0 THEN count ELSE 0 END) AS told, SUM(CASE WHEN count < 0 THEN -count ELSE 0 END) AS back " +
		"FROM ledger_facts WHERE ref_type = 'task' GROUP BY ref_id, kind").Scan(&rows).Error)
	out := map[string]map[ledger.Kind]toldBack{}
	for _, r := range rows {
		if out[r.RefID] == nil {
			out[r.RefID] = map[ledger.Kind]toldBack{}
		}
		out[r.RefID][ledger.Kind(r.Kind)] = toldBack{r.Told, r.Back}
	}
	return out
}
