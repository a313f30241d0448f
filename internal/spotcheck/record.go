package spotcheck

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/draw"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// RecordRow is a draw as an auditor lists it: identifiers, instants and digests, and
// nothing of the business.
type RecordRow struct {
	ID               string     `json:"id"`
	Number           string     `json:"number"`
	State            State      `json:"state" enum:"prepared,drawn,cancelled"`
	Algorithm        string     `json:"algorithm"`
	PopulationSize   int        `json:"populationSize"`
	PopulationDigest string     `json:"populationDigest"`
	Seed             string     `json:"seed,omitempty"`
	Drawn            int        `json:"drawn"`
	PreparedAt       time.Time  `json:"preparedAt"`
	DrawnAt          *time.Time `json:"drawnAt,omitempty"`
}

// Record is all that is needed to repeat a draw with any other program.
type Record struct {
	RecordRow
	Population string         `json:"population" doc:"frozen, in the words of docs/draws.md"`
	Result     []RecordResult `json:"result"`
}

// RecordResult is one object of a result.
type RecordResult struct {
	Position     int    `json:"position"`
	Stratum      string `json:"stratum"`
	Unit         string `json:"unit"`
	CheckpointID string `json:"checkpointId"`
	ChecklistID  string `json:"checklistId"`
	InspectorID  string `json:"inspectorId"`
}

// Repetition is what came of drawing again from the record.
type Repetition struct {
	PopulationIntact bool           `json:"populationIntact" doc:"the frozen population has the digest that was recorded before the seed"`
	SeedAfter        bool           `json:"seedAfter" doc:"the seed was drawn no earlier than the population was fixed"`
	ResultSame       bool           `json:"resultSame"`
	Matches          bool           `json:"matches" doc:"all of it"`
	Digest           string         `json:"digest" doc:"of the frozen population, computed now"`
	Different        []int          `json:"different" doc:"positions where the repeated result is another"`
	Result           []RecordResult `json:"result" doc:"as drawn again"`
}

// Records lists draws for who may repeat them.
func (s *Service) Records(ctx context.Context, p page.Request) (page.Of[RecordRow], error) {
	empty := page.Of[RecordRow]{Items: []RecordRow{}}
	if err := authz.May(ctx, permRepeat); err != nil {
		return empty, err
	}
	q, err := before(s.db.Conn(ctx).Table("spot_checks d"), "d.id", p)
	if err != nil {
		return empty, err
	}
	var rows []drawRow
	if err := q.Order("d.id DESC").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return empty, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(r drawRow) []string { return []string{r.ID} })
	return page.Map(cut, drawRow.record), nil
}

func (r drawRow) record() RecordRow {
	out := RecordRow{ID: r.ID, Number: r.Number, State: State(r.State), Algorithm: r.Algorithm, PopulationSize: r.PopulationSize, PopulationDigest: r.PopulationDigest,
		Seed: r.Seed, PreparedAt: date.FromMillis(r.PreparedAt), DrawnAt: instant(r.DrawnAt)}
	if r.Seed != "" {
		out.Drawn = r.ObjectCount
	}
	return out
}

// Record returns the whole record of a draw.
func (s *Service) Record(ctx context.Context, drawID string) (Record, error) {
	if err := authz.May(ctx, permRepeat); err != nil {
		return Record{}, err
	}
	var row drawRow
	if err := db.First(s.db.Conn(ctx).Where("id = ?", drawID), &row); err != nil {
		return Record{}, err
	}
	var frozen populationRow
	if err := db.First(s.db.Conn(ctx).Where("spot_check_id = ?", drawID), &frozen); err != nil {
		return Record{}, err
	}
	var objects []objectRow
	if err := s.db.Conn(ctx).Where("spot_check_id = ?", drawID).Order("position").Find(&objects).Error; err != nil {
		return Record{}, db.Fault(err)
	}
	out := Record{row.record(), frozen.Frozen, make([]RecordResult, len(objects))}
	for i, o := range objects {
		out.Result[i] = RecordResult{o.Position, o.Stratum, o.UnitKey, o.CheckpointID, o.ChecklistID, o.InspectorID}
	}
	return out, nil
}

// Repeat draws again from the record and compares. It changes nothing but the log.
// Refused: 403; 404; 409 spot_check_undrawn.
func (s *Service) Repeat(ctx context.Context, drawID string) (Repetition, error) {
	r, err := s.Record(ctx, drawID)
	if err != nil {
		return Repetition{}, err
	}
	if r.Seed == "" {
		return Repetition{}, fault.Conflict("spot_check_undrawn", "There is no seed yet; nothing was drawn.")
	}
	out := r.repeat()
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		return s.log.Record(ctx, audit.Entry{Action: actRepeat, Target: "spot_check", TargetID: drawID,
			After: map[string]any{"matches": out.Matches, "populationIntact": out.PopulationIntact, "different": out.Different}})
	})
	return out, db.Fault(err)
}

func (r Record) repeat() Repetition {
	sum := sha256.Sum256([]byte(r.Population))
	out := Repetition{Digest: hex.EncodeToString(sum[:]), Different: []int{}, Result: []RecordResult{}}
	out.PopulationIntact = out.Digest == r.PopulationDigest && r.Algorithm == draw.Algorithm
	out.SeedAfter = r.DrawnAt != nil && !r.DrawnAt.Before(r.PreparedAt)
	p, err := Thaw(r.Population)
	if err == nil {
		drawn, _ := Pick(p, r.PopulationDigest, r.Seed)
		for i, d := range drawn {
			out.Result = append(out.Result, RecordResult{i + 1, d.Stratum, d.Unit, d.Place.CheckpointID, d.Place.ChecklistID, d.InspectorID})
		}
	}
	for i := range max(len(out.Result), len(r.Result)) {
		if i >= len(out.Result) || i >= len(r.Result) || out.Result[i] != r.Result[i] {
			out.Different = append(out.Different, i+1)
		}
	}
	out.ResultSame = len(out.Different) == 0
	out.Matches = out.PopulationIntact && out.SeedAfter && out.ResultSame
	return out
}
