package inspection

import (
	"context"
	"fmt"

	"hengjian/internal/doubt"
	"hengjian/internal/evidence"
	"hengjian/internal/finding"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Kinds of record that facts point to.
const (
	refInspection  = "inspection"
	refObservation = "observation"
)

var (
	inspections = db.NewTable("inspections", "id, number, mode, supplier_id, contract_id, site_id, area_id, checkpoint_id, category, checklist_version_id, "+
		"task_id, inspector_id, started_at, finished_at, received_at, occurred_on, pass_count, fail_count, na_count, points, total_points, note, code_scanned")
	observations = db.NewTable("observations", "id, inspection_id, item_id, result, note, clause_id")
)

// record writes an examined draft: one row, its observations in one statement, its
// photos, its task, its findings, its facts and one audit entry.
func (s *Service) record(ctx context.Context, d *draft) (Receipt, error) {
	inspectionID := id.New()
	done, err := s.complete(ctx, d, inspectionID)
	if err != nil {
		return Receipt{}, err
	}
	number, err := s.insert(ctx, d, inspectionID)
	if err != nil {
		return Receipt{}, err
	}
	ids, err := s.insertObservations(ctx, d, inspectionID)
	if err != nil {
		return Receipt{}, err
	}
	looks, err := s.evidence.AttachSeen(ctx, d.attachments(ids)...)
	if err != nil {
		return Receipt{}, err
	}
	raised, doubted, err := s.doubts.Examine(ctx, d.doubtful(ctx, inspectionID, looks))
	if err != nil {
		return Receipt{}, err
	}
	d.doubts = raised
	facts := append(append(d.facts(inspectionID, ids), done...), doubted...)
	if _, err := s.ledger.Append(ctx, facts...); err != nil {
		return Receipt{}, err
	}
	out := Receipt{ID: inspectionID, Number: number, ReceivedAt: d.now, OccurredOn: d.day, CheckpointName: d.place.Name, SiteName: d.gate.siteName,
		Pass: d.tally.pass, Fail: d.tally.fail, NA: d.tally.na, Points: d.tally.points, TotalPoints: d.tally.total, Findings: []FindingRef{}, Doubts: append([]doubt.Raised{}, d.doubts...)}
	if d.tally.fail > 0 {
		opened, err := s.findings.Open(ctx, d.openings(ctx, inspectionID, ids))
		if err != nil {
			return Receipt{}, err
		}
		for _, o := range opened {
			out.Findings = append(out.Findings, FindingRef{o.ID, o.Number, o.Severity, o.DueOn, o.ItemText})
		}
	}
	if d.gate.task != nil {
		out.TaskID = d.gate.task.ID
		if out.NextTask, err = s.rounds.NextTask(ctx, *d.gate.task); err != nil {
			return Receipt{}, err
		}
	}
	return out, s.log.Record(ctx, d.entry(inspectionID, number))
}

// complete ends the task of the check. Two checks at once may both find the same open
// task; a check that named it is refused, one that was only given it stands without.
func (s *Service) complete(ctx context.Context, d *draft, inspectionID string) ([]ledger.Fact, error) {
	if d.gate.task == nil {
		return nil, nil
	}
	facts, err := s.rounds.Complete(ctx, *d.gate.task, d.next, inspectionID, date.Millis(d.FinishedAt))
	if d.TaskID == "" && fault.Is(err, "task_already_done") {
		d.gate.task = nil
		return nil, nil
	}
	return facts, err
}

// insert writes the record. The end of its number is the random end of an identifier:
// no counter that all submissions would wait for. Whoever draws a number that is taken
// is told at the commit and draws again; see Submit.
func (s *Service) insert(ctx context.Context, d *draft, inspectionID string) (number string, err error) {
	task := ""
	if d.gate.task != nil {
		task = d.gate.task.ID
	}
	p := d.place
	number = "JC-" + string(d.day[2:4]) + string(d.day[5:7]) + string(d.day[8:]) + "-" + id.New()[id.Len-6:]
	err = s.db.Insert(ctx, inspections, inspectionID, number, string(d.Mode), p.SupplierID, p.ContractID, p.SiteID, p.AreaID, p.ID, string(p.Category),
		d.ChecklistVersionID, task, authz.From(ctx).UserID, date.Millis(d.StartedAt), date.Millis(d.FinishedAt), date.Millis(d.now), string(d.day),
		d.tally.pass, d.tally.fail, d.tally.na, int64(d.tally.points), int64(d.tally.total), d.Note, d.Code != "")
	return number, db.Fault(err)
}

func (s *Service) insertObservations(ctx context.Context, d *draft, inspectionID string) ([]string, error) {
	ids := make([]string, len(d.items))
	args := make([]any, 0, len(d.items)*6)
	for i, o := range d.items {
		ids[i] = id.New()
		args = append(args, ids[i], inspectionID, o.ItemID, string(o.Result), o.Note, o.item.ClauseID)
	}
	return ids, db.Fault(s.db.Insert(ctx, observations, args...))
}

func (d *draft) attachments(ids []string) []evidence.Attachment {
	var out []evidence.Attachment
	for i, o := range d.items {
		for n, photo := range o.Photos {
			out = append(out, evidence.Attachment{Owner: evidence.Observation, OwnerID: ids[i], SHA256: photo, Position: n,
				SupplierID: d.place.SupplierID, SiteID: d.place.SiteID, Field: fmt.Sprintf("observations[%d].photos[%d]", o.index, n)})
		}
	}
	return out
}

func (d *draft) facts(inspectionID string, ids []string) []ledger.Fact {
	base := ledger.Fact{SupplierID: d.place.SupplierID, ContractID: d.place.ContractID, SiteID: d.place.SiteID, Category: d.place.Category, OccurredOn: d.day, Count: 1}
	out := make([]ledger.Fact, 0, len(d.items)+3)
	for i, o := range d.items {
		f := base
		f.Kind, f.ClauseID, f.RefType, f.RefID = kinds[d.Mode][o.Result], o.item.ClauseID, refObservation, ids[i]
		out = append(out, f)
	}
	f := base
	f.Kind, f.RefType, f.RefID = wholeKind[d.Mode], refInspection, inspectionID
	return append(out, f)
}

func (d *draft) openings(ctx context.Context, inspectionID string, ids []string) []finding.Opening {
	var out []finding.Opening
	for i, o := range d.items {
		if o.Result != vocab.Fail {
			continue
		}
		out = append(out, finding.Opening{InspectionID: inspectionID, ObservationID: ids[i], SupplierID: d.place.SupplierID, ContractID: d.place.ContractID,
			SiteID: d.place.SiteID, CheckpointID: d.place.ID, Category: d.place.Category, ClauseID: o.item.ClauseID, ItemText: o.item.Text,
			Severity: o.item.Severity, OccurredOn: d.day, OpenedBy: authz.From(ctx).UserID})
	}
	return out
}
